/**
 * Mounts of what is on the machine itself: `hostPath`, by its type.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volumes/#hostpath-volume-types
 * @module
 */

import { type Mount, mount } from "../compose.ts";
import { text, word } from "../read.ts";
import { shellQuote } from "../shell.ts";
import type { Volume } from "./types.ts";
import { type MountRequest, warn } from "./mount_request.ts";

/** Types of what must be there: Docker must not put an empty folder in its place. */
const REQUIRED: Record<string, string> = {
  Directory: "folder",
  File: "file",
  FileOrCreate: "file",
  Socket: "socket",
  CharDevice: "device",
  BlockDevice: "device",
};

/** Types that are no folder. */
const FILES = new Set(["File", "FileOrCreate", "Socket", "CharDevice", "BlockDevice"]);

/** Whether a volume is a device of the machine, which a container may only use where it is given as one. */
export function isDevice(volume: Volume): boolean {
  return REQUIRED[text(volume.hostPath?.type)] === "device";
}

/** Whether a volume is there before a pod mounts it, so that nothing may be made in its place. */
export function mustBeThere(volume: Volume): boolean {
  return Object.hasOwn(REQUIRED, text(volume.hostPath?.type));
}

/** Whether a volume is a file of the machine, or something else that is no folder. */
export function isHostFile(volume: Volume): boolean {
  return FILES.has(text(volume.hostPath?.type));
}

/**
 * Path of a hostPath as Compose takes it: one that is relative begins where compose.yml is. `undefined` where the
 * manifest has none, or one that no machine can have.
 */
export function hostPathOf(volume: Volume): string | undefined {
  const path = word(volume.hostPath?.path);
  if (path === "" || path.includes("\0")) return undefined;
  return /^([./~]|[A-Za-z]:[\\/])/.test(path) ? path : `./${path}`;
}

/** A bind mount of what the machine has at a path. */
export function hostPathMount(request: MountRequest): Mount | undefined {
  const { volume, subPath, target, readOnly, propagation } = request;
  const path = hostPathOf(volume);
  if (path === undefined) {
    warn(request, "bad-host-path", `the hostPath has no path; the mount at ${target} is left out`);
    return undefined;
  }
  sayHostPath(request, path);
  const source = subPath === "" ? path : `${path.replace(/(?<!\/)\/+$/, "")}/${subPath}`;
  const bound = bind(source, target, readOnly, propagation);
  // The folder of a subPath is made, whatever holds it.
  if (subPath !== "" || !mustBeThere(volume)) return bound;
  return { ...bound, bind: { ...bound.bind, create_host_path: false } };
}

/** Says which part of the machine a container gets, and what must be there for that. */
export function sayHostPath(request: MountRequest, path: string): void {
  const { volume, readOnly, isSaid } = request;
  if (isSaid) return;
  const type = text(volume.hostPath?.type);
  const what = Object.hasOwn(REQUIRED, type) ? REQUIRED[type] : undefined;
  const access = readOnly || what === "device" ? "" : ", writable";
  if (type !== "" && what === undefined && type !== "DirectoryOrCreate") {
    warn(
      request,
      "unknown-path-type",
      `"${type}" is no type of a hostPath, so a cluster refuses the pod; here it counts as none. There are DirectoryOrCreate, ${
        Object.keys(REQUIRED).join(", ")
      }`,
    );
  }
  const place = path.startsWith(".") ? " (relative to the folder of compose.yml)" : "";
  warn(
    request,
    "host-path",
    `the container gets ${
      what === "device" ? "the device " : ""
    }${path}${place} of the machine that runs it${access}. ` +
      `Make sure that you want that${need(what, type, path)}`,
  );
}

function need(what: string | undefined, type: string, path: string): string {
  if (type === "FileOrCreate") {
    return `, and make the file before you start the project, since Compose can't make an empty one: touch ${
      inHome(path)
    }`;
  }
  return what ? `, and that this ${what} is there: without it the container can't be made` : "";
}

/** A path for a shell, which must see the `~` at its beginning. */
function inHome(path: string): string {
  return path.startsWith("~/") ? `~/${shellQuote(path.slice(2))}` : shellQuote(path);
}

const PROPAGATION: Record<string, string> = {
  HostToContainer: "rslave",
  Bidirectional: "rshared",
};

/** A bind mount with `mountPropagation`. */
export function bind(
  source: string,
  target: string,
  readOnly: boolean,
  propagation: string,
): Mount {
  const bound = mount(source, target, { readOnly });
  if (!Object.hasOwn(PROPAGATION, propagation)) return bound;
  // In the long syntax older versions of Compose make no folder unless they are told to.
  return {
    ...bound,
    type: "bind",
    bind: { propagation: PROPAGATION[propagation], create_host_path: true },
  };
}
