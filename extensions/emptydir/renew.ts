/**
 * Has the emptyDirs of a pod emptied when the pod is new, and filled once.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  items,
  type Mount,
  podOwnerOf,
  text,
} from "@dekube/engine/pacts";
import {
  iterNamedContainers,
  type NamedContainer,
  type Workload,
} from "@dekube/engine/pacts/kubernetes";
import { isOfPod } from "./empty_dirs.ts";
import { type Apart, fillApart, isKnown } from "./fill_apart.ts";
import { type HandOver, handOver, handOvers } from "./hand_over.ts";
import { type MountPoint, readOnlyPoints } from "./mount_points.ts";
import { mountOnce, type Refilling, runOnce, startPod } from "./start_pod.ts";
import type { StoreNames } from "./stores.ts";

type Services = Record<string, ComposeService>;

/** How often the init containers of a pod run that fill its emptyDirs. */
export interface Runs {
  /** Services that run once a pod. */
  once: readonly string[];
  /** Those that fill again what is not emptied, and can't be helped. */
  again: readonly Refilling[];
}

const NONE: Runs = { once: [], again: [] };

/** Has the service that stands for a pod, where it has one, see to the pod's emptyDirs. */
export function renewWithPod(
  workload: Workload,
  services: Services,
  names: StoreNames,
  ctx: ConvertContext,
): Runs {
  const main = ctx.names.service(workload.id);
  const owner = podOwnerOf(services, main);
  const containers = [...iterNamedContainers(workload, main)]
    .filter(({ serviceName }) => Object.hasOwn(services, serviceName));
  sayKept(workload, containers, services, ctx);
  if (owner === undefined) {
    readOnlyPoints({ workload, containers, prepared: new Set() }, services, ctx);
    return NONE;
  }
  const emptyDirs = passingVolumes(containers, services, ctx);
  const paths = handOvers(containers, services);
  if (emptyDirs.length === 0 && paths.length === 0) {
    readOnlyPoints({ workload, containers, prepared: new Set() }, services, ctx);
    return NONE;
  }

  for (const { serviceName } of containers) {
    const service = services[serviceName];
    service.depends_on = { [owner]: { condition: "service_healthy" }, ...service.depends_on };
  }
  const filling = containers.filter(({ role, serviceName }) =>
    role === "init" && fills(services[serviceName], emptyDirs)
  );
  const points = missingPoints(
    readOnlyPoints({ workload, containers, prepared: new Set(emptyDirs) }, services, ctx),
    paths,
  );
  const prepared = names.reserve(main, "pod", "");
  const apart = filling.every(({ serviceName }) => isKnown(services[serviceName]))
    ? new Map<string, Apart>()
    : fillApart({ main, owner, containers, emptyDirs, prepared }, services, names, ctx);
  // A volume that is filled apart is not the one that is made ready first.
  const isMadeLate = ({ volume, isSeenBefore }: MountPoint) => isSeenBefore || apart.has(volume);
  const handed: HandOver[] = [
    ...paths,
    ...points.filter(isMadeLate)
      .map(({ before, volume, path }) => ({ before, from: volume, path, to: "", isPoint: true })),
  ];
  handOver(handed, { main, owner, containers, prepared, apart }, services, ctx);
  // What is thrown away is made again, for those behind that read it.
  const filledAgain = [...apart.values()].map(({ name }) => name);
  const [once, more] = parted(
    filling,
    ({ serviceName }) =>
      isKnown(services[serviceName]) && !fills(services[serviceName], filledAgain),
  );
  const again = more.flatMap((container) => refillingOf(container, emptyDirs, workload, services));
  for (const { serviceName } of once) runOnce(services[serviceName], serviceName, prepared);
  for (const { service } of again) mountOnce(services[service], prepared);

  const needsPrepared = apart.size > 0 || once.length > 0 || handed.length > 0 || again.length > 0;
  if (needsPrepared) ctx.composeExtras.volumes[prepared] = null;
  startPod(services[owner], {
    points: points.filter((point) => !isMadeLate(point))
      .map(({ volume, path }) => `${volume}/${path}`),
    emptyDirs: [...emptyDirs, ...filledAgain],
    fsGroup: workload.pod.securityContext?.fsGroup,
    ...(needsPrepared ? { prepared } : {}),
  }, ctx);
  return { once: once.map(({ serviceName }) => serviceName), again };
}

/** Those of which something is true, and the others. */
function parted<T>(all: readonly T[], isTrue: (one: T) => boolean): [T[], T[]] {
  return [all.filter(isTrue), all.filter((one) => !isTrue(one))];
}

/** What an init container that runs again fills a second time under the feet of what runs. */
function refillingOf(
  { serviceName, container }: NamedContainer,
  emptyDirs: readonly string[],
  { id }: Workload,
  services: Services,
): Refilling[] {
  const service = services[serviceName];
  const volumes = items(service.volumes)
    .filter(({ source = "", read_only: isReadOnly }) => !isReadOnly && emptyDirs.includes(source))
    .map(({ source, origin }) => origin?.volume ?? source!);
  if (volumes.length === 0) return [];
  return [{
    id,
    path: `initContainers[${text(container.name)}]`,
    service: serviceName,
    volumes: [...new Set(volumes)],
    isKnown: isKnown(service),
  }];
}

/** Says which init containers fill what is not emptied, since the user keeps it: those run again at each `up`. */
function sayKept(
  workload: Workload,
  containers: readonly NamedContainer[],
  services: Services,
  ctx: ConvertContext,
): void {
  for (const { serviceName, container, role } of containers) {
    if (role !== "init") continue;
    const kept = items(services[serviceName].volumes).filter((mount) =>
      isOfPod(mount.origin) && mount.read_only !== true &&
      (mount.type === "bind" || Object.hasOwn(ctx.config.volumes, mount.source ?? ""))
    );
    if (kept.length === 0) continue;
    const volumes = [...new Set(kept.map(({ origin }) => JSON.stringify(origin!.volume)))];
    ctx.report(workload.id, `containers[${text(container.name)}]`).info(
      "runs-again",
      `the init container fills ${
        volumes.join(", ")
      }, which dekube.yaml keeps elsewhere ("volumes"), so it is not emptied with the pod, and the init container runs again at each "docker compose up" and finds what is there`,
    );
  }
}

/** Without those that are handed over in time, and made then where no init container has made them. */
function missingPoints(points: readonly MountPoint[], paths: readonly HandOver[]): MountPoint[] {
  return points.filter((point) =>
    !paths.some(({ before, from, path }) =>
      before <= point.before && from === point.volume && `${path}/` === point.path
    )
  );
}

/** The named volumes that come and go with a pod, in the order in which its containers mount them. */
function passingVolumes(
  containers: readonly NamedContainer[],
  services: Services,
  { config, composeExtras }: ConvertContext,
): string[] {
  const names = new Set<string>();
  for (const { serviceName } of containers) {
    for (const mount of items(services[serviceName].volumes)) {
      const { source = "" } = mount;
      // What dekube.yaml says something of is the user's.
      if (Object.hasOwn(config.volumes, source)) continue;
      if (isEmptied(mount) && Object.hasOwn(composeExtras.volumes, source)) names.add(source);
    }
  }
  return [...names];
}

/** Whether a mount is one of a whole emptyDir that starts empty; an extension may have had it keep what it has. */
function isEmptied({ origin, volume }: Mount): boolean {
  return isOfPod(origin) && volume?.nocopy === true && volume.subpath === undefined;
}

/** Whether a service may write one of some volumes. */
function fills({ volumes }: ComposeService, emptyDirs: readonly string[]): boolean {
  return items(volumes).some(({ source = "", read_only: isReadOnly }) =>
    !isReadOnly && emptyDirs.includes(source)
  );
}
