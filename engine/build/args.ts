/**
 * The flags of build.ts.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { nearest } from "../../pacts/nearest.ts";
import { UserError } from "../core/user_error.ts";

/** What the build was told. */
export interface BuildOptions {
  /** Distribution to build: a name, or the path of a distribution.json; the bare engine if none. */
  name?: string;
  /** Folders whose extensions are built in. */
  extensionsDirs: string[];
  /** Path or URL of the distribution.json to stand on. */
  base?: string;
  /** Name of the distribution to stand on. */
  baseDistribution?: string;
  /** Its version. */
  baseVersion?: string;
  /** Checkout of the engine to build with, rather than the one that build.ts is part of. */
  coreDir?: string;
  /** System that the executable is for, in deno compile's words. */
  target?: string;
  /** Whether only the single file is made. */
  js: boolean;
  /** Whether the page is made that converts in a browser, and nothing else. */
  page: boolean;
  /** Where to write. */
  outputDir: string;
  /** Folder to lay the packages out in as a registry: nothing is built then. */
  registry?: string;
  help: boolean;
}

const TEXT_FLAGS = [
  "extensions-dir",
  "base",
  "base-distribution",
  "base-version",
  "core-dir",
  "target",
  "output-dir",
  "registry",
] as const;

const SWITCHES = ["js", "page", "help"] as const;

/**
 * Reads the arguments.
 *
 * @throws {UserError} for an unknown flag, a flag without its value, or flags that don't go together.
 */
export function parseBuild(args: readonly string[]): BuildOptions {
  const unknown: string[] = [];
  const flags = parseArgs([...args], {
    string: [...TEXT_FLAGS],
    boolean: [...SWITCHES],
    collect: ["extensions-dir"],
    alias: { h: "help" },
    unknown(argument) {
      if (!argument.startsWith("-")) return true;
      unknown.push(argument);
      return false;
    },
  });
  for (const argument of unknown) {
    const near = nearest(argument.replace(/^--?([^=]*).*/s, "$1"), [...TEXT_FLAGS, ...SWITCHES]);
    throw new UserError(
      `there is no flag ${argument.split("=")[0]}${near.replace('"', '"--')}. See --help`,
    );
  }
  for (const name of TEXT_FLAGS) {
    if ([flags[name]].flat().includes("")) {
      throw new UserError(`--${name} needs a value. See --help`);
    }
  }
  const names = flags._.map(String);
  if (names.length > 1) {
    throw new UserError(
      `one distribution is built at a time, but there are ${names.join(" and ")}. See --help`,
    );
  }
  if (flags.base !== undefined && flags["base-distribution"] !== undefined) {
    throw new UserError("--base and --base-distribution each name a base. Leave one of them out");
  }
  if (flags["base-version"] !== undefined && flags["base-distribution"] === undefined) {
    throw new UserError("--base-version goes with --base-distribution, which is not there");
  }
  if (flags.js && flags.target !== undefined) {
    throw new UserError("--target is for executables, and --js makes none. Leave one of them out");
  }
  if (flags.page && (flags.js || flags.target !== undefined)) {
    throw new UserError(
      `--page makes a page, and --${
        flags.js ? "js" : "target"
      } is for programs. Leave one of them out`,
    );
  }
  if (flags.page && flags.registry !== undefined) {
    throw new UserError(
      "--registry lays out packages, and --page makes a page. Leave one of them out",
    );
  }
  if (flags.registry !== undefined && names.length > 0) {
    throw new UserError(
      `--registry lays out packages and builds nothing. Build ${
        names[0]
      } with a command of its own`,
    );
  }
  return {
    name: names[0],
    extensionsDirs: flags["extensions-dir"],
    base: flags.base,
    baseDistribution: flags["base-distribution"],
    baseVersion: flags["base-version"],
    coreDir: flags["core-dir"],
    target: flags.target,
    js: flags.js,
    page: flags.page,
    outputDir: flags["output-dir"] ?? "dist",
    registry: flags.registry,
    help: flags.help,
  };
}
