/**
 * Ties the containers of a CronJob's pod together so that `docker compose run` starts them all.
 *
 * @module
 */

import type { ComposeService, ConvertContext } from "@dekube/engine/pacts";
import type { ContainerRole } from "@dekube/engine/pacts/kubernetes";

/** Services of a CronJob's pod. */
export interface RunServices {
  /** Name of the service that is run. */
  main: string;
  /** Those of init containers. */
  inits: string[];
  /** Those of containers that end by themselves. */
  sidecars: string[];
  /** Those of containers that go on until they are stopped. */
  nativeSidecars: string[];
  /** The one that owns the network; absent where the pod has one container. */
  pod?: string;
}

/** Sorts the services of a pod by what their containers are to it. */
export function runServices(
  main: string,
  containers: readonly { serviceName: string; role: ContainerRole }[],
): RunServices {
  const named = (role: ContainerRole) =>
    containers.filter((container) => container.role === role)
      .map(({ serviceName }) => serviceName);
  return {
    main,
    inits: named("init"),
    sidecars: named("sidecar"),
    nativeSidecars: named("native-sidecar"),
  };
}

/** Whether runs share containers, so that there can only be one at a time. */
export function sharesContainers({ inits, sidecars, nativeSidecars }: RunServices): boolean {
  return inits.length + sidecars.length + nativeSidecars.length > 0;
}

/** Keys that belong to the service whose network it is. */
const NETWORK_KEYS = [
  ...["networks", "ports", "hostname", "domainname", "mac_address"],
  ...["extra_hosts", "dns", "dns_search", "dns_opt"],
];

/**
 * `docker compose run` makes a container of its own, whose network no other service can name, and starts
 * only what it depends on. So the network of a pod with several containers belongs to a service that
 * does nothing else, all containers join it, and the one that is run depends on the others.
 */
export function joinPod(
  run: RunServices,
  services: Record<string, ComposeService>,
  image: string,
  ctx: Pick<ConvertContext, "names">,
): void {
  const others = [...run.sidecars, ...run.nativeSidecars].filter((name) => services[name]);
  if (others.length === 0) return;
  const main = services[run.main];
  main.depends_on = { ...main.depends_on };
  for (const name of others) main.depends_on[name] = { condition: "service_started" };
  if (main.network_mode !== undefined) {
    for (const name of others) services[name].network_mode = main.network_mode;
    return;
  }

  const pod: ComposeService = { owner: main.owner, image, restart: "no" };
  for (const key of NETWORK_KEYS) {
    if (main[key] === undefined) continue;
    pod[key] = main[key];
    delete main[key];
  }
  moveSysctls(main, pod);
  run.pod = ctx.names.reserve(`${run.main}-pod`);
  services[run.pod] = pod;
  for (const name of [run.main, ...others]) services[name].network_mode = `service:${run.pod}`;
  // Containers that share their processes name the main one.
  if (others.some((name) => services[name].pid === `service:${run.main}`)) {
    for (const name of [run.main, ...others]) services[name].pid = `service:${run.pod}`;
  }
}

/** Settings of the network's kernel part belong to its owner too. */
function moveSysctls(from: ComposeService, to: ComposeService): void {
  const sysctls = Object.entries(from.sysctls as Record<string, unknown> ?? {});
  const moved = sysctls.filter(([name]) => name.startsWith("net."));
  if (moved.length === 0) return;
  to.sysctls = Object.fromEntries(moved);
  const kept = sysctls.filter((entry) => !moved.includes(entry));
  if (kept.length > 0) from.sysctls = Object.fromEntries(kept);
  else delete from.sysctls;
}
