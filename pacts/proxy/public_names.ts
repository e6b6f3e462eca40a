/**
 * Names that lead to the proxy from inside, too.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import { ipAddress } from "../ip_address.ts";
import { podDomain } from "../kubernetes/workloads.ts";
import type { Sites } from "./sites.ts";

/**
 * The hosts of sites that containers should find the proxy behind, so that a public name works inside as it does
 * outside: literal ones that nothing in the project goes by. A name without a dot might be that of any Compose
 * service.
 */
export function publicNames(
  { hosts }: Pick<Sites, "hosts">,
  ctx: Pick<ConvertContext, "services" | "workloads">,
): string[] {
  const pods = podNames(ctx);
  return hosts.filter((host) =>
    host.includes(".") && !host.startsWith("*") && ipAddress(host) === undefined &&
    !ctx.services.find(host, "") && !pods.has(host.toLowerCase().replace(CLUSTER_DOMAIN, ""))
  );
}

/** What a pod's name may end with. */
const CLUSTER_DOMAIN = /\.svc(?:\.cluster\.local)?$/;

/** Names of pods below their Service, with their namespace and without. */
function podNames({ workloads }: Pick<ConvertContext, "workloads">): Set<string> {
  return new Set([...workloads].flatMap((workload) => {
    const { host, subdomain } = podDomain(workload);
    if (host === "" || subdomain === "") return [];
    const name = `${host}.${subdomain}`;
    return [name, `${name}.${workload.id.namespace || "default"}`];
  }));
}
