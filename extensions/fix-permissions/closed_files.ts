/**
 * Files that not everybody may read: keys that programs refuse when others could read them too.
 *
 * The files of ConfigMaps and Secrets are written by whoever converts, with read bits for all, since whom a container
 * runs as seldom owns them. Where that is known, a container gets a copy of its own of those that its manifest
 * closes. They have exactly the mode that was asked for, and at the start they are given to that user.
 *
 * @module
 */

import {
  type ComposeProject,
  type ComposeService,
  type ConvertContext,
  items,
  type Mount,
  text,
} from "@dekube/engine/pacts";
import { shortHash } from "@dekube/engine/pacts/kubernetes";
import { type Owner, ownerOf } from "./file_owner.ts";
import type { Identity } from "./identity.ts";

/** Files in one folder of the output that get an owner. */
export interface OwnedFiles {
  /** The folder, below the output folder. */
  folder: string;
  /** `uid:gid`. */
  owner: string;
  /** The files by mode, as paths below the output folder. */
  byMode: Map<number, Set<string>>;
}

/** Why files are open that a manifest closes. */
export interface Opened {
  /** The reason, behind "since". */
  reason: string;
  /** What there is to do, as a sentence. */
  remedy: string;
}

const UNKNOWN_USERS: Opened = {
  reason: "nothing says whom they run as",
  remedy:
    'Give their pods a runAsUser or an fsGroup, or each of these services a user by its number under "overrides" in dekube.yaml: user: 1000',
};

/** Kinds of volumes that consist of files that we write. */
const KINDS = new Set(["configMap", "secret", "projected", "downwardAPI"]);

/** The closed files of all services. */
export class ClosedFiles {
  readonly #ctx: Pick<ConvertContext, "files" | "report">;
  readonly #folders = new Map<string, OwnedFiles>();
  readonly #isClosed = new Map<string, boolean>();
  /** Files of which somebody has a copy. */
  readonly #copied = new Set<string>();
  /** Files that everybody may read in spite of their mode, by the services that mount them. */
  readonly #opened = new Map<string, Set<string>>();

  /** Of a conversion. */
  constructor(ctx: Pick<ConvertContext, "files" | "report">) {
    this.#ctx = ctx;
  }

  /** The folders with closed files. */
  get folders(): OwnedFiles[] {
    return [...this.#folders.values()].sort((a, b) => a.folder < b.folder ? -1 : 1);
  }

  /**
   * Gives a service copies of the closed files that it mounts, which belong to whom it runs as; `undefined` where
   * nobody knows. Returns whether there are any.
   */
  give(serviceName: string, service: ComposeService, identity: Identity | undefined): boolean {
    const mounts = items(service.volumes);
    const closed = mounts.filter((mount) => this.#holdsClosed(mount));
    if (closed.length === 0) return false;
    const owner = identity && ownerOf(identity);
    if (!owner) {
      for (const mount of closed) this.#noteOpened(mount, serviceName);
      return false;
    }
    service.volumes = mounts.map((mount) =>
      closed.includes(mount) ? { ...mount, source: this.#copy(mount, owner) } : mount
    );
    return true;
  }

  /** Says once which files everybody may read, why, and what there is to do about it. */
  sayOpened({ reason, remedy } = UNKNOWN_USERS): void {
    if (this.#opened.size === 0) return;
    const services = [...this.#opened].map(([name, paths]) => {
      const [path, ...others] = paths;
      const more = others.length === 0
        ? ""
        : ` and ${others.length} other${others.length > 1 ? "s" : ""}`;
      return `"${name}" (${path}${more})`;
    });
    this.#ctx.report().info(
      "opened-files",
      `everybody in these containers may read files whose mode says otherwise, since ${reason}: ${
        services.join(", ")
      }. ${remedy}`,
    );
  }

  /** Takes back the files that are mounted as copies only. */
  dropUnmounted({ services }: ComposeProject): void {
    if (this.#copied.size === 0) return;
    const mounted = new Set(
      Object.values(services).flatMap((service) => items(service?.volumes).flatMap(sourcesOf)),
    );
    for (const path of this.#copied) {
      if (!placesOf(path).some((place) => mounted.has(place))) this.#ctx.files.remove(path);
    }
  }

  #holdsClosed(mount: Mount): boolean {
    if (!KINDS.has(mount.origin?.kind ?? "")) return false;
    const path = pathOf(mount);
    if (path === undefined) return false;
    let isClosed = this.#isClosed.get(path);
    if (isClosed === undefined) {
      isClosed = [...this.#ctx.files.below(path)].some(([, { asked }]) => asked !== undefined);
      this.#isClosed.set(path, isClosed);
    }
    return isClosed;
  }

  /** Copies what a mount has of the output, and returns the source of the copy. */
  #copy(mount: Mount, owner: Owner): string {
    const { files } = this.#ctx;
    const path = pathOf(mount)!;
    const subPath = mount.origin?.subPath ?? "";
    const folder = path.endsWith(`/${subPath}`) ? path.slice(0, -subPath.length - 1) : path;
    const id = `${owner.uid}:${owner.gid}`;
    const copy = `${folder}_${shortHash(`${id} ${owner.byGroup}`)}`;
    return files.shared(`closed ${copy} ${path}`, () => {
      for (const [from, { content, mode, asked, rewrite }] of [...files.below(path)]) {
        const to = `${copy}${from.slice(folder.length)}`;
        this.#copied.add(from);
        if (asked === undefined) {
          files.write(to, content, { mode, rewrite });
        } else {
          const exact = asked | (owner.byGroup ? 0o440 : 0o400);
          files.write(to, content, { mode: exact, exact: true, rewrite });
          this.#own(copy, id, exact, to);
        }
      }
      return `./${copy}${path.slice(folder.length)}`;
    });
  }

  #own(folder: string, owner: string, mode: number, path: string): void {
    let owned = this.#folders.get(folder);
    if (!owned) this.#folders.set(folder, owned = { folder, owner, byMode: new Map() });
    const paths = owned.byMode.get(mode);
    if (paths) paths.add(path);
    else owned.byMode.set(mode, new Set([path]));
  }

  #noteOpened(mount: Mount, serviceName: string): void {
    for (const [path, { asked }] of this.#ctx.files.below(pathOf(mount)!)) {
      if (asked === undefined) continue;
      const paths = this.#opened.get(serviceName);
      if (paths) paths.add(path);
      else this.#opened.set(serviceName, new Set([path]));
    }
  }
}

/** Path below the output folder that a mount has as its source. */
function pathOf({ type, source }: Mount): string | undefined {
  return type === "bind" && source?.startsWith("./") ? source.slice(2) : undefined;
}

/** Path below the output folder that a mount in compose.yml has as its source; empty for the folder itself. */
function sourcesOf(volume: string | Mount): string[] {
  const source = typeof volume === "string" ? volume.split(":")[0] : volume.source;
  if (source === undefined || text(source).startsWith("/")) return [];
  return [text(source).split("/").filter((part) => part !== "" && part !== ".").join("/")];
}

/** A path, and the folders that it lies in, the output folder among them. */
function placesOf(path: string): string[] {
  const parts = path.split("/");
  return ["", ...parts.map((_, index) => parts.slice(0, index + 1).join("/"))];
}
