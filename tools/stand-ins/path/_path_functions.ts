import type { PlatformPath } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The functions on paths of one kind. */
export interface PathFunctions {
  /** What is between the parts of a path. */
  SEPARATOR: "/" | "\\";
  /** The last part of a path, without the suffix. */
  basename(path: string | URL, suffix?: string): string;
  /** Everything before the last part. */
  dirname(path: string | URL): string;
  /** What follows the last dot, and the dot. */
  extname(path: string | URL): string;
  /** The path that a `file:` URL names. */
  fromFileUrl(url: string | URL): string;
  /** Whether the path begins at a root. */
  isAbsolute(path: string): boolean;
  /** The parts as one path. */
  join(path: string | URL, ...parts: string[]): string;
  /** The path without `.` and `..`. */
  normalize(path: string | URL): string;
  /** The way from one path to another. */
  relative(from: string, to: string): string;
  /** The parts, each seen from those before it, as an absolute path. */
  resolve(...parts: string[]): string;
  /** The `file:` URL of a path. */
  toFileUrl(path: string): URL;
}

/** The functions over node:path's, which differ at roots, suffixes and URLs. */
export function createPathFunctions(path: PlatformPath): PathFunctions {
  const windows = path.sep === "\\";
  const fromFileUrl = (url: string | URL) => fileURLToPath(url, { windows });
  const toPath = (given: string | URL) => given instanceof URL ? fromFileUrl(given) : given;
  return {
    SEPARATOR: path.sep,
    basename(given, suffix = "") {
      const text = toPath(given);
      const name = path.basename(text) || text.slice(0, 1);
      return name.endsWith(suffix) && name !== suffix
        ? name.slice(0, name.length - suffix.length)
        : name;
    },
    dirname: (given) => path.dirname(toPath(given)).replace(/(?<=.)\/+$/, ""),
    extname: (given) => path.extname(toPath(given)),
    fromFileUrl,
    isAbsolute: (given) => path.isAbsolute(given),
    join: (given, ...parts) => path.join(toPath(given), ...parts),
    normalize: (given) => path.normalize(toPath(given)),
    relative: (from, to) => path.relative(from, to),
    resolve: (...parts) => path.resolve(...parts),
    toFileUrl(given) {
      if (path.isAbsolute(given)) return pathToFileURL(given, { windows });
      throw new TypeError(`Path must be absolute: received "${given}"`);
    },
  };
}
