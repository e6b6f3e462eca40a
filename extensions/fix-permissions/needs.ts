/**
 * What the containers of a workload need to be able to write, and which services must wait for it.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  items,
  networkOwner,
  text,
} from "@dekube/engine/pacts";
import { iterNamedContainers, type Workload } from "@dekube/engine/pacts/kubernetes";
import { emptyDirVolumes } from "./empty_dirs.ts";
import { type Folder, Folders, foldersBelow } from "./folders.ts";
import { identityOf } from "./identity.ts";

/** The needs of all workloads. */
export class Needs {
  /** Folders of the host. */
  readonly folders = new Folders();
  /** Named volumes that stand for emptyDirs. */
  readonly emptyDirs = new Set<string>();
  /** Services that need them. */
  readonly served = new Set<ComposeService>();
}

/** What a service mounts, as far as it may need another owner. */
interface Mounted {
  service: ComposeService;
  folders: Folder[];
  emptyDirs: string[];
}

/** Adds what a workload needs. */
export function findNeeds(
  workload: Workload,
  services: Record<string, ComposeService>,
  needs: Needs,
  ctx: ConvertContext,
): void {
  const { volumeRoot, overrides } = ctx.config;
  const inits: Mounted[] = [];
  const served: Mounted[] = [];
  const main = ctx.names.service(workload.id);
  const owner = services[networkOwner(services, main) ?? main];
  // What stands for a pod empties emptyDirs, and opens them.
  const opened = new Set(owner?.holdsPod ? items(owner.volumes).map(({ source }) => source) : []);
  const containers = iterNamedContainers(workload, main);
  for (const { serviceName, container, role } of containers) {
    const service = services[serviceName];
    const mounts = items(service?.volumes);
    if (mounts.length === 0) continue;
    const mounted: Mounted = {
      service,
      folders: foldersBelow(volumeRoot, mounts),
      emptyDirs: emptyDirVolumes(mounts, ctx).filter((name) => !opened.has(name)),
    };
    if (role === "init") inits.push(mounted);

    const identity = identityOf(container, workload.pod, service, overrides[serviceName]);
    if (!identity) continue;
    const { uid, fsGroup } = identity;
    const folders = uid === undefined && fsGroup === undefined
      ? []
      : mounted.folders.filter(({ readOnly }) => !readOnly);
    const { emptyDirs } = mounted;
    for (const name of emptyDirs) needs.emptyDirs.add(name);
    // Whoever makes a pod known that it runs itself need not name its image again.
    const isChanged = text(container.image) !== "" && text(service.image) !== text(container.image);
    if (isChanged && folders.length > 0) {
      ctx.report(workload.id).info(
        "changed-image",
        `the service "${serviceName}" runs ${
          text(service.image)
        } and not its manifest's image, whose user may be another: the owners of its folders are left as they are`,
      );
    }
    const claimed = isChanged ? [] : folders;
    if (claimed.length === 0 && emptyDirs.length === 0) continue;
    for (const folder of claimed) {
      needs.folders.claim(folder, { ...identity, serviceName, resource: workload.id });
    }
    served.push({ service, folders: claimed, emptyDirs });
  }
  for (const { service } of served) needs.served.add(service);
  // An init container that prepares a folder as root must not do so while its owner changes.
  for (const init of inits) {
    if (served.some((other) => overlap(init, other))) needs.served.add(init.service);
  }
}

function overlap(a: Mounted, b: Mounted): boolean {
  return a.emptyDirs.some((name) => b.emptyDirs.includes(name)) ||
    a.folders.some(({ path }) =>
      b.folders.some((other) =>
        `${path}/`.startsWith(`${other.path}/`) || `${other.path}/`.startsWith(`${path}/`)
      )
    );
}
