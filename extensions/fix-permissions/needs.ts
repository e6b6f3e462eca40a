/**
 * What the containers of a workload need to be able to write and to read, and which services must wait for it.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  items,
  type Mount,
  ownValue,
  podOwnerOf,
  text,
} from "@dekube/engine/pacts";
import {
  type Container,
  iterNamedContainers,
  type Workload,
} from "@dekube/engine/pacts/kubernetes";
import { claimVolumes } from "./claim_volumes.ts";
import { ClosedFiles } from "./closed_files.ts";
import { emptyDirVolumes } from "./empty_dirs.ts";
import { type Claimant, type ClaimFolder, claimFolder, Folders, foldersBelow } from "./folders.ts";
import { identityOf, userOf } from "./identity.ts";
import { pathsOf, type Wanted, wantedBy } from "./wanted.ts";

/** The needs of all workloads. */
export class Needs {
  /** Folders of the host that get an owner. */
  readonly folders = new Folders();
  /** Named volumes, and folders in them, that get one. */
  readonly volumes = new Folders();
  /** Folders of the host that everybody may write while nothing is in them, by path, with their sources. */
  readonly freshFolders = new Map<string, string>();
  /** Named volumes, and folders in them, likewise. */
  readonly freshVolumes = new Set<string>();
  /** Folders of claims that are folders of the host, by path. */
  readonly claimFolders = new Map<string, ClaimFolder>();
  /** Folders in named volumes that must be there. */
  readonly mountedFolders = new Set<string>();
  /** Files that not everybody may read. */
  readonly files: ClosedFiles;
  /** Services that need any of it. */
  readonly served = new Set<ComposeService>();

  /** Of a conversion. */
  constructor(ctx: Pick<ConvertContext, "files" | "report">) {
    this.files = new ClosedFiles(ctx);
  }
}

/** What a service mounts of what may get another owner, as paths. */
interface Mounted {
  service: ComposeService;
  /** Folders of the host. */
  folders: string[];
  /** Named volumes, and folders in them. */
  volumes: string[];
}

/** Adds what a workload needs. */
export function findNeeds(
  workload: Workload,
  services: Record<string, ComposeService>,
  needs: Needs,
  ctx: ConvertContext,
): void {
  const inits: Mounted[] = [];
  const served: Mounted[] = [];
  const main = ctx.names.service(workload.id);
  const opened = openedByPod(main, services);
  for (const { serviceName, container, role } of iterNamedContainers(workload, main)) {
    const service = services[serviceName];
    const mounts = items(service?.volumes).filter(({ source }) => !opened.has(source));
    if (mounts.length === 0) continue;
    if (noteClaimFolders(mounts, needs, ctx)) needs.served.add(service);
    if (role === "init") inits.push({ service, ...mountedBy(mounts, ctx) });

    const override = ownValue(ctx.config.overrides, serviceName);
    const identity = identityOf(container, workload.pod, service, override);
    const isOther = hasOtherImage(container, service);
    const wanted = wantedBy(mounts, identity, isOther, ctx);
    if (wanted.unowned) sayOtherImage(serviceName, service, workload, ctx);
    note(wanted, { ...identity, serviceName, resource: workload.id }, needs);
    // The user of the manifest belongs to its image, that of the service to whatever it runs.
    const reader = isOther && userOf(service, override) === "" ? undefined : identity;
    const hasFiles = needs.files.give(serviceName, service, reader);
    if (hasFiles || wanted.parts.length > 0) needs.served.add(service);
    if (wanted.paths.folders.length + wanted.paths.volumes.length > 0) {
      served.push({ service, ...wanted.paths });
    }
  }
  for (const { service } of served) needs.served.add(service);
  // An init container that prepares a folder as root must not do so while its owner changes.
  for (const init of inits) {
    if (served.some((other) => overlap(init, other))) needs.served.add(init.service);
  }
}

/** Sources of what the service that stands for a pod sees to: it empties emptyDirs, and opens them. */
function openedByPod(
  main: string,
  services: Record<string, ComposeService>,
): ReadonlySet<string | undefined> {
  const owner = podOwnerOf(services, main);
  if (owner === undefined) return new Set();
  return new Set(items(services[owner].volumes).flatMap(({ source }) => source ?? []));
}

function note(wanted: Wanted, claimant: Claimant, needs: Needs): void {
  for (const folder of wanted.folders) needs.folders.claim(folder, claimant);
  for (const volume of wanted.volumes) needs.volumes.claim(volume, claimant);
  for (const { path, source } of wanted.freshFolders) needs.freshFolders.set(path, source);
  for (const { path } of wanted.freshVolumes) needs.freshVolumes.add(path);
  for (const path of wanted.parts) needs.mountedFolders.add(path);
}

/** Notes folders of claims, and returns whether there are any. */
function noteClaimFolders(mounts: readonly Mount[], needs: Needs, ctx: ConvertContext): boolean {
  const found = foldersBelow(ctx.config.volumeRoot, mounts).flatMap(claimFolder);
  for (const folder of found) needs.claimFolders.set(folder.path, folder);
  return found.length > 0;
}

/** Whoever makes a pod known that it runs itself need not name its image again. */
function hasOtherImage(container: Container, service: ComposeService): boolean {
  return text(container.image) !== "" && text(service.image) !== text(container.image);
}

function sayOtherImage(
  serviceName: string,
  service: ComposeService,
  workload: Workload,
  ctx: ConvertContext,
): void {
  ctx.report(workload.id).info(
    "changed-image",
    `the service "${serviceName}" runs ${
      text(service.image)
    } and not its manifest's image, whose user may be another: the owners of its folders are left as they are`,
  );
}

function mountedBy(mounts: readonly Mount[], ctx: ConvertContext): Omit<Mounted, "service"> {
  return {
    folders: pathsOf(foldersBelow(ctx.config.volumeRoot, mounts)),
    volumes: pathsOf([...claimVolumes(mounts, ctx), ...emptyDirVolumes(mounts, ctx)]),
  };
}

function overlap(a: Mounted, b: Mounted): boolean {
  return (["folders", "volumes"] as const).some((kind) =>
    a[kind].some((path) =>
      b[kind].some((other) =>
        `${path}/`.startsWith(`${other}/`) || `${other}/`.startsWith(`${path}/`)
      )
    )
  );
}
