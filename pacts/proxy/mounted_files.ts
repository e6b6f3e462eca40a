/**
 * Files of the output that a proxy's container has.
 *
 * @module
 */

import { type Mount, mount } from "../compose.ts";
import type { OutputFile } from "../files.ts";
import type { ProxyFiles } from "../extensions.ts";

/** Files, and where the container has them. */
export interface MountedFiles {
  /** The files, by path below the output folder. */
  files: ProxyFiles;
  /** Where they are mounted, never to be written there. */
  mounts: Mount[];
}

/**
 * A file of the output at a path in the container.
 *
 * @example
 * ```ts
 * import { mountedFile } from "@dekube/engine/pacts/proxy";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(mountedFile("configmaps/proxy/start.sh", { content: "exit", mode: 0o755 }, "/start.sh"), {
 *   files: { "configmaps/proxy/start.sh": { content: "exit", mode: 0o755 } },
 *   mounts: [{ type: "bind", source: "./configmaps/proxy/start.sh", target: "/start.sh", read_only: true }],
 * });
 * ```
 */
export function mountedFile(
  path: string,
  file: Pick<OutputFile, "content"> & Partial<OutputFile>,
  target: string,
): MountedFiles {
  return { files: { [path]: file }, mounts: [mount(`./${path}`, target, { readOnly: true })] };
}

/**
 * All of some files.
 *
 * @example
 * ```ts
 * import { mountedFile, mountedTogether } from "@dekube/engine/pacts/proxy";
 * import { assertEquals } from "@std/assert";
 *
 * const { files, mounts } = mountedTogether([
 *   mountedFile("a", { content: "1" }, "/a"),
 *   mountedFile("b", { content: "2" }, "/b"),
 * ]);
 * assertEquals(Object.keys(files), ["a", "b"]);
 * assertEquals(mounts.map(({ target }) => target), ["/a", "/b"]);
 * ```
 */
export function mountedTogether(parts: readonly MountedFiles[]): MountedFiles {
  return {
    files: Object.assign({}, ...parts.map(({ files }) => files)),
    mounts: parts.flatMap(({ mounts }) => mounts),
  };
}
