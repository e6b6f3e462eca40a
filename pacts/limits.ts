/**
 * How much may come of how little: limits on what multiplies, and the error of one that is reached.
 *
 * @module
 */

import type { ResourceId } from "./manifest.ts";

/** Limits (`limits` in dekube.yaml); sizes are bytes. */
export interface Limits {
  /** Size of all manifests that are read (`limits.input`). */
  input: number;
  /** Files and folders that are looked at below an input folder (`limits.files`). */
  files: number;
  /** How much more the manifests hold than is written, where aliases of YAML repeat it (`limits.aliases`). */
  aliases: number;
  /** How deep mappings and lists may stand within each other (`limits.depth`). */
  depth: number;
  /**
   * Size of one value, and of one container's environment and command line, once what they refer to is in them
   * (`limits.expanded_value`).
   */
  expandedValue: number;
  /**
   * Size of what is generated: compose.yml, routes, and configs such as Prometheus'; what ConfigMaps and Secrets hold
   * is none of it (`limits.generated`).
   */
  generated: number;
  /** Private keys that are made: how many of RSA with 2048 bits take as long (`limits.keys`). */
  keys: number;
  /** Size of all that is written (`limits.output`). */
  output: number;
  /** How many files are written (`limits.output_files`). */
  outputFiles: number;
  /**
   * Entries of `replacements`, and those of `exclude` that are patterns: each is held against everything
   * (`limits.rules`).
   */
  rules: number;
  /** Seconds that extensions of others may take, to be loaded and to convert (`limits.extension_seconds`). */
  extensionSeconds: number;
}

/** One limit. */
export type LimitName = keyof Limits;

/** Their keys below `limits` in dekube.yaml. */
export const LIMIT_KEYS: Readonly<Record<LimitName, string>> = {
  input: "input",
  files: "files",
  aliases: "aliases",
  depth: "depth",
  expandedValue: "expanded_value",
  generated: "generated",
  keys: "keys",
  output: "output",
  outputFiles: "output_files",
  rules: "rules",
  extensionSeconds: "extension_seconds",
};

/** Those that are numbers of things. */
const COUNTS: ReadonlySet<LimitName> = new Set([
  "depth",
  "extensionSeconds",
  "files",
  "keys",
  "outputFiles",
  "rules",
]);

const MIB = 2 ** 20;

/**
 * The limits that hold where dekube.yaml sets no others: far above what a platform needs, and low enough for any
 * machine.
 *
 * @example
 * ```ts
 * import { defaultLimits } from "./limits.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(defaultLimits().expandedValue, 1024 * 1024);
 * ```
 */
export function defaultLimits(): Limits {
  return {
    input: 256 * MIB,
    files: 100_000,
    aliases: 4 * MIB,
    depth: 500,
    expandedValue: MIB,
    generated: 32 * MIB,
    keys: 500,
    output: 256 * MIB,
    outputFiles: 20_000,
    rules: 1000,
    extensionSeconds: 300,
  };
}

/** Where a limit was reached. */
export interface LimitPlace {
  /** The object. */
  object?: ResourceId;
  /** Its field, or the file that is written. */
  path?: string;
}

/** A limit was reached, which ends the conversion: the message is for the user. */
export class LimitError extends Error {
  /** `LimitError`, by which it is known where an extension brings its own copy of the class. */
  override name = "LimitError";
}

/** Whether an error is one of a limit. */
export function isLimitError(error: unknown): error is LimitError {
  return error instanceof Error && error.name === "LimitError";
}

/**
 * The error of a limit: what would grow beyond it, and how to raise it.
 *
 * @example
 * ```ts
 * import { defaultLimits, limitError } from "./limits.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(
 *   limitError("depth", defaultLimits(), "web.yaml nests deeper").message,
 *   'web.yaml nests deeper than 500, the limit. If that is meant, raise "limits.depth" in dekube.yaml',
 * );
 * ```
 */
export function limitError(name: LimitName, limits: Limits, what: string): LimitError {
  const limit = limits[name];
  const most = COUNTS.has(name) ? String(limit) : sizeText(limit);
  return new LimitError(
    `${what} than ${most}, the limit. If that is meant, raise "limits.${
      LIMIT_KEYS[name]
    }" in dekube.yaml`,
  );
}

const UNITS: readonly (readonly [string, number])[] = [
  ["TiB", 2 ** 40],
  ["GiB", 2 ** 30],
  ["MiB", MIB],
  ["KiB", 2 ** 10],
];

/** A size as people write it: `256 MiB`. */
export function sizeText(bytes: number): string {
  const [unit, factor] = UNITS.find(([, factor]) => bytes % factor === 0 && bytes > 0) ??
    ["bytes", 1];
  return `${bytes / factor} ${unit}`;
}

/**
 * A size as people write it, or a number of bytes; `undefined` where it is none.
 *
 * @example
 * ```ts
 * import { parseSize, sizeText } from "./limits.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseSize("1.5 MiB"), 1572864);
 * assertEquals(parseSize("512Mi"), 536870912);
 * assertEquals(parseSize("1 TB"), 1099511627776);
 * assertEquals(sizeText(536870912), "512 MiB");
 * assertEquals(parseSize("much"), undefined);
 * ```
 */
export function parseSize(value: unknown): number | undefined {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)\s*([KMGT]i?B?|B|bytes)?$/i.exec(String(value)) ??
    [];
  if (number === undefined) return undefined;
  const factor = { k: 2 ** 10, m: MIB, g: 2 ** 30, t: 2 ** 40 }[unit.charAt(0).toLowerCase()] ?? 1;
  return Math.round(Number(number) * factor);
}

/** Holds what is made to the limits. */
export interface LimitGuard {
  /** The limits in force. */
  readonly settings: Limits;
  /**
   * Counts bytes of files, on top of those that were counted before.
   *
   * @throws {LimitError} where all of them are more than may be written.
   */
  write(bytes: number, place: LimitPlace): void;
  /**
   * Counts files, on top of those that were counted before.
   *
   * @throws {LimitError} where all of them are more than may be written.
   */
  writeFiles(count: number, place: LimitPlace): void;
  /**
   * Counts bytes that become part of compose.yml or of a program's config, before they are made: a rough number is good enough.
   *
   * @throws {LimitError} where all of them are more than may be generated.
   */
  generate(bytes: number, place: LimitPlace): void;
  /**
   * Counts a private key before it is made; `cost` is how many of RSA with 2048 bits take as long.
   *
   * @throws {LimitError} where all of them are more than may be made.
   */
  makeKey(place: LimitPlace, cost?: number): void;
  /**
   * Looks at the size of a value once what it refers to is in it.
   *
   * @throws {LimitError} where it is too large.
   */
  checkExpanded(bytes: number, place: LimitPlace): void;
}
