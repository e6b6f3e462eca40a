/**
 * The networks that a route lets in.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import type { IngressEntry } from "../ingress/entry.ts";
import { isNetwork } from "../ip_address.ts";
import { Unwritable } from "./unwritable.ts";

/**
 * The networks of `allowedSources` that are networks; `undefined` where the route lets everybody in.
 *
 * @throws {Unwritable} where none is one: nobody may come in then.
 *
 * @example
 * ```ts
 * import { Diagnostics } from "@dekube/engine/pacts";
 * import { allowedNetworks } from "@dekube/engine/pacts/proxy";
 * import { assertEquals } from "@std/assert";
 *
 * const diagnostics = new Diagnostics();
 * assertEquals(allowedNetworks({ allowedSources: ["::1", "all"] }, diagnostics), ["::1"]);
 * assertEquals([...diagnostics][0].code, "bad-network");
 * assertEquals(allowedNetworks({}, diagnostics), undefined);
 * ```
 */
export function allowedNetworks(
  { allowedSources, resource }: Pick<IngressEntry, "allowedSources" | "resource">,
  ctx: Pick<ConvertContext, "report">,
): string[] | undefined {
  if (allowedSources === undefined) return undefined;
  const networks = allowedSources.filter((source) => {
    if (isNetwork(source)) return true;
    ctx.report(resource).warn(
      "bad-network",
      `${JSON.stringify(source)} is no address and no network, so nobody is let in from there`,
    );
    return false;
  });
  if (networks.length === 0) throw new Unwritable("none of the allowed networks is one");
  return networks;
}
