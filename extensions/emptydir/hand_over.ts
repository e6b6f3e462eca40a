/**
 * Hands what init containers left at a subPath of an emptyDir to the volume that the subPath has for itself.
 *
 * Kubernetes makes the folder of a subPath when the first container that mounts it starts; those before it see none, unless
 * they make it themselves, as a folder or as a link. So they get the volume without it, and between them and the first
 * that mounts it runs a service that moves what is there.
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
import { isOfPod } from "./empty_dirs.ts";
import type { Apart } from "./fill_apart.ts";
import { firstOfLast } from "./positions.ts";
import { HAND_OVER, KEPT, PREPARED, SCRIPTS, SCRIPTS_MOUNT } from "./scripts.ts";

/** A path of a volume that has to be there before a container starts. */
export interface HandOver {
  /** Position of that container; that of the main one where nobody mounts it before. */
  before: number;
  /** The volume that holds it. */
  from: string;
  /** Path in that volume. */
  path: string;
  /** The volume that gets what is there; empty where the path itself is mounted (`volume.subpath`). */
  to: string;
  /** Whether it is there only for something to be mounted on: then nothing is mended, and the path of a folder ends with a slash. */
  isPoint?: boolean;
}

/** A pod in which things are handed over. */
export interface HandingPod {
  /** Name of its main service. */
  main: string;
  /** Name of the service that stands for it. */
  owner: string;
  /** Its containers. */
  containers: readonly NamedContainer[];
  /** Volume in which it is noted what is done. */
  prepared: string;
  /** Volumes that init containers fill in place of others, by those. */
  apart: ReadonlyMap<string, Apart>;
}

type Services = Record<string, ComposeService>;

/** A path of an emptyDir as it is mounted now. */
interface Mounted {
  subPath: string;
  source: string;
  /** Part of the source that is mounted. */
  part: string;
  /** Position of the first container that has it; all that start last have one. */
  first: number;
}

/**
 * What init containers may leave for others at the subPaths of a pod's emptyDirs, what lies in another such path after that.
 */
export function handOvers(containers: readonly NamedContainer[], services: Services): HandOver[] {
  return [...mountedPaths(containers, services).values()].flatMap((paths) => {
    const sorted = [...paths.values()].sort((one, other) =>
      one.subPath.length - other.subPath.length
    );
    return sorted.flatMap(({ subPath, source, part, first: before }) => {
      const above = sorted.filter((path) => path.part === "" && isIn(subPath, path.subPath));
      if (!above.some(({ first }) => first < before)) return [];
      if (part !== "") return [{ before, from: source, path: part, to: "" }];
      // The nearest that has it by then.
      const holder = above.findLast(({ first }) => first <= before)!;
      const path = subPath.slice(holder.subPath === "" ? 0 : holder.subPath.length + 1);
      return [{ before, from: holder.source, path, to: source }];
    });
  });
}

/** By volume of the pod, and by path in it. */
function mountedPaths(
  containers: readonly NamedContainer[],
  services: Services,
): Map<string, Map<string, Mounted>> {
  const last = firstOfLast(containers);
  const volumes = new Map<string, Map<string, Mounted>>();
  for (const [index, { serviceName }] of containers.entries()) {
    const position = index < last ? index : last;
    for (const { type, source, origin, volume } of items(services[serviceName].volumes)) {
      if (!isOfPod(origin) || source === undefined || type !== "volume") continue;
      const { volume: name, subPath } = origin!;
      let paths = volumes.get(name);
      if (!paths) volumes.set(name, paths = new Map());
      if (paths.has(subPath)) continue;
      paths.set(subPath, { subPath, source, part: volume?.subpath ?? "", first: position });
    }
  }
  return volumes;
}

function isIn(path: string, folder: string): boolean {
  return path !== folder && (folder === "" || path.startsWith(`${folder}/`));
}

/** Adds the services that do it, one before each container that is the first to mount something. */
export function handOver(
  wanted: readonly HandOver[],
  pod: HandingPod,
  services: Services,
  ctx: ConvertContext,
): void {
  if (wanted.length === 0) return;
  ctx.files.write(`${SCRIPTS}/hand-over.sh`, HAND_OVER);
  for (const [before, ready] of Map.groupBy(wanted, ({ before }) => before)) {
    const { serviceName, role } = pod.containers[before];
    const isLast = role === "main" || role === "sidecar";
    const name = ctx.names.reserve(
      isLast ? `${pod.main}-pod-paths` : `${serviceName}-paths`,
    );
    const waits = services[serviceName].depends_on;
    services[name] = gate(ready.map(apartOf), pod, services, waits);
    const waiting = isLast
      ? pod.containers.slice(before).map((container) => container.serviceName)
      : [serviceName];
    for (const waiter of waiting) {
      services[waiter].depends_on = {
        ...services[waiter].depends_on,
        [name]: { condition: "service_completed_successfully" },
      };
    }
  }

  function apartOf(one: HandOver): HandOver {
    return {
      ...one,
      from: sourceAt(one.before, one.from),
      to: sourceAt(one.before, one.to),
    };
  }

  function sourceAt(position: number, volume: string): string {
    const other = pod.apart.get(volume);
    return other && position < other.until ? other.name : volume;
  }
}

function gate(
  ready: readonly HandOver[],
  { owner, prepared, apart }: HandingPod,
  services: Services,
  waits: Record<string, ComposeDependency> = {},
): ComposeService {
  const filledAgain = new Set([...apart.values()].map(({ name }) => name));
  const volumes = new Set(ready.flatMap(({ from, to }) => to === "" ? [from] : [from, to]));
  const mounts: Mount[] = [
    mount(`./${SCRIPTS}`, SCRIPTS_MOUNT, { readOnly: true }),
    mount(prepared, PREPARED),
    ...[...volumes].map((name) => mount(name, `${KEPT}/${name}`)),
  ];
  return {
    owner: services[owner].owner,
    image: services[owner].image,
    user: "0",
    entrypoint: ["sh"],
    command: [
      `${SCRIPTS_MOUNT}/hand-over.sh`,
      ...ready.flatMap(({ from, path, to, isPoint }) => [
        from,
        path,
        to,
        isPoint ? "point" : filledAgain.has(to) ? "again" : "once",
      ]),
    ],
    volumes: mounts,
    network_mode: `service:${owner}`,
    depends_on: { ...waits },
    restart: "no",
  };
}
