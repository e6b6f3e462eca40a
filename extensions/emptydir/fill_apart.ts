/**
 * Has init containers fill volumes of their own, and a service move what they made to where the pod has it, once.
 *
 * It is for init containers whose command only the image knows, so that nothing can be put before it. They run again at
 * each `docker compose up`, find their volumes empty, and what they make then is thrown away.
 *
 * It is moved before the first container that runs beside others has the volume: the main one, or a native sidecar. What an
 * init container writes after that has to be seen at once, it may well talk to the sidecar there, so it has the volume itself.
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
import { firstOfLast } from "./positions.ts";
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

/** A volume that init containers fill in place of another one. */
export interface Apart {
  /** Its name. */
  name: string;
  /** Position of the first container that has the other one; init containers before it have this one. */
  until: number;
}

/**
 * Separates the volumes. Returns those that init containers fill instead, by those of the pod; they have to be empty first
 * as well.
 */
export function fillApart(
  pod: FilledPod,
  services: Record<string, ComposeService>,
  names: StoreNames,
  ctx: ConvertContext,
): Map<string, Apart> {
  const { owner, containers, prepared } = pod;
  const apart = new Map<string, Apart>();
  for (const [source, until] of separable(pod, services)) {
    const name = names.reserve(source, "init", "");
    ctx.composeExtras.volumes[name] = ctx.composeExtras.volumes[source];
    apart.set(source, { name, until });
  }
  if (apart.size === 0) return apart;
  for (const [index, { serviceName, role }] of containers.entries()) {
    if (role !== "init") continue;
    for (const mounted of items(services[serviceName].volumes)) {
      const other = apart.get(mounted.source ?? "");
      if (other && index < other.until) mounted.source = other.name;
    }
  }

  inOrderAgain(initsOf(containers), services);
  for (const [until, moved] of Map.groupBy(apart, ([, other]) => other.until)) {
    const isLast = until === firstOfLast(containers);
    const { serviceName } = containers[until];
    const fill = ctx.names.reserve(isLast ? `${pod.main}-pod-fill` : `${serviceName}-fill`);
    services[fill] = {
      ...filler(services[owner], moved, prepared, isLast ? [] : [fill]),
      network_mode: `service:${owner}`,
      depends_on: {
        [owner]: { condition: "service_healthy" },
        [initsOf(containers.slice(0, until)).at(-1)!]: ENDED_AGAIN,
      },
    };
    for (const { serviceName } of containers.slice(until, isLast ? undefined : until + 1)) {
      services[serviceName].depends_on = {
        ...services[serviceName].depends_on,
        [fill]: { condition: "service_completed_successfully" },
      };
    }
  }
  ctx.files.write(`${SCRIPTS}/fill.sh`, FILL);
  return apart;
}

/**
 * The volumes that are filled apart, each with the position up to which it is. What a native sidecar sees is left in its
 * place unless an init container that runs again fills it before that; so are all where none can be helped.
 */
function separable(
  { containers, emptyDirs }: FilledPod,
  services: Record<string, ComposeService>,
): Map<string, number> {
  const last = firstOfLast(containers);
  const until = new Map(emptyDirs.map((volume) => {
    const seenBy = containers.findIndex(({ serviceName, role }) =>
      role === "native-sidecar" && sources(services[serviceName]).includes(volume)
    );
    return [volume, seenBy < 0 ? last : seenBy];
  }));
  const fillers = containers.flatMap(({ serviceName, role }, index) => {
    if (role !== "init") return [];
    const filled = sources(services[serviceName], true)
      .filter((volume) => index < (until.get(volume) ?? -1));
    return [{ filled, isKnown: isKnown(services[serviceName]) }];
  });
  const found = new Set<string>();
  const add = (volumes: readonly string[]) => volumes.forEach((volume) => found.add(volume));
  for (const { filled, isKnown } of fillers) if (!isKnown) add(filled);
  if (found.size === 0) return new Map();
  for (const { filled } of fillers) add(filled.filter((volume) => until.get(volume) === last));
  // Who fills one of them runs again, and so fills its others a second time too.
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const { filled } of fillers) if (filled.some((volume) => found.has(volume))) add(filled);
  }
  return new Map([...until].filter(([volume]) => found.has(volume)));
}

/** Volumes that a service mounts. */
function sources({ volumes }: ComposeService, isWritten = false): string[] {
  return items(volumes).filter((mounted) => !isWritten || mounted.read_only !== true)
    .map(({ source = "" }) => source);
}

function initsOf(containers: readonly NamedContainer[]): string[] {
  return containers.filter(({ role }) => role === "init").map(({ serviceName }) => serviceName);
}

/** Whether a service's command is known; else it is the image's own. */
export function isKnown({ entrypoint }: ComposeService): boolean {
  return items(entrypoint).length > 0;
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
  moved: Iterable<[string, Apart]>,
  prepared: string,
  mark: string[],
): ComposeService {
  const volumes: Mount[] = [
    mount(`./${SCRIPTS}`, SCRIPTS_MOUNT, { readOnly: true }),
    mount(prepared, PREPARED),
  ];
  for (const [kept, { name }] of moved) {
    volumes.push(mount(name, `${FILLED}/${kept}`), mount(kept, `${KEPT}/${kept}`));
  }
  return {
    owner,
    image,
    user: "0",
    entrypoint: ["sh"],
    command: [`${SCRIPTS_MOUNT}/fill.sh`, ...mark],
    volumes,
    restart: "no",
  };
}
