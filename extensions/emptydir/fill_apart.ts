/**
 * Has init containers fill volumes of their own, and a service move what they made to where the pod has it, once.
 *
 * It is for init containers whose command only the image knows, so that nothing can be put before it. They run again at
 * each `docker compose up`, find their volumes empty, and what they make then is thrown away.
 *
 * @module
 */

import {
  type ComposeDependency,
  type ComposeService,
  type ConvertContext,
  items,
  type Mount,
  mount,
} from "@dekube/engine/pacts";
import type { NamedContainer } from "@dekube/engine/pacts/kubernetes";
import { FILL, FILLED, KEPT, PREPARED, SCRIPTS, SCRIPTS_MOUNT } from "./scripts.ts";
import type { StoreNames } from "./stores.ts";

/** Waits for the end of another service, and does so again when that is restarted. */
const ENDED_AGAIN: ComposeDependency = {
  condition: "service_completed_successfully",
  restart: true,
};

/** A pod whose init containers fill volumes. */
export interface FilledPod {
  /** Name of its main service. */
  main: string;
  /** Name of the service that stands for it. */
  owner: string;
  /** Its containers. */
  containers: readonly NamedContainer[];
  /** Named volumes that come and go with it. */
  emptyDirs: readonly string[];
  /** Volume in which it is noted that the move is done. */
  prepared: string;
}

/** Separates the volumes. Returns those that init containers fill instead, by these; they have to be empty first as well. */
export function fillApart(
  { main, owner, containers, emptyDirs, prepared }: FilledPod,
  services: Record<string, ComposeService>,
  names: StoreNames,
  ctx: ConvertContext,
): Map<string, string> {
  const mounts = (role: string) =>
    containers.filter((container) => container.role === role)
      .flatMap(({ serviceName }) => items(services[serviceName]?.volumes));
  // What runs beside them has to see what they make at once.
  const seen = new Set(mounts("native-sidecar").map(({ source }) => source));
  const apart = new Map<string, string>();
  for (const { source = "", read_only: isReadOnly } of mounts("init")) {
    if (isReadOnly || apart.has(source) || seen.has(source) || !emptyDirs.includes(source)) {
      continue;
    }
    const name = names.reserve(source, "init", "");
    ctx.composeExtras.volumes[name] = ctx.composeExtras.volumes[source];
    apart.set(source, name);
  }
  if (apart.size === 0) return apart;
  for (const mounted of mounts("init")) {
    const name = apart.get(mounted.source ?? "");
    if (name !== undefined) mounted.source = name;
  }

  const fill = ctx.names.reserve(`${main}-pod-fill`);
  const inits = containers.filter(({ role }) => role === "init")
    .map(({ serviceName }) => serviceName);
  inOrderAgain(inits, services);
  services[fill] = {
    ...filler(services[owner], apart, prepared),
    network_mode: `service:${owner}`,
    depends_on: {
      [owner]: { condition: "service_healthy" },
      [inits.at(-1)!]: ENDED_AGAIN,
    },
  };
  ctx.files.write(`${SCRIPTS}/fill.sh`, FILL);
  for (const { serviceName, role } of containers) {
    if (role !== "main" && role !== "sidecar" || !services[serviceName]) continue;
    services[serviceName].depends_on = {
      ...services[serviceName].depends_on,
      [fill]: { condition: "service_completed_successfully" },
    };
  }
  return apart;
}

/**
 * Has init containers run one after another when they are restarted, too: each finds what those before it made, and at the
 * end all of it is thrown away. Else the next start would find volumes that are not empty.
 */
function inOrderAgain(inits: readonly string[], services: Record<string, ComposeService>): void {
  for (const [index, name] of inits.entries()) {
    const before = inits[index - 1];
    const { depends_on } = services[name];
    if (before === undefined || !depends_on || !Object.hasOwn(depends_on, before)) continue;
    services[name].depends_on = { ...depends_on, [before]: ENDED_AGAIN };
  }
}

function filler(
  { owner, image }: ComposeService,
  apart: ReadonlyMap<string, string>,
  prepared: string,
): ComposeService {
  const volumes: Mount[] = [
    mount(`./${SCRIPTS}`, SCRIPTS_MOUNT, { readOnly: true }),
    mount(prepared, PREPARED),
  ];
  for (const [kept, filled] of apart) {
    volumes.push(mount(filled, `${FILLED}/${kept}`), mount(kept, `${KEPT}/${kept}`));
  }
  return {
    owner,
    image,
    user: "0",
    entrypoint: ["sh"],
    command: [`${SCRIPTS_MOUNT}/fill.sh`],
    volumes,
    restart: "no",
  };
}
