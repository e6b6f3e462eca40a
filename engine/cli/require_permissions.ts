/**
 * Says at once which permissions a run lacks, in place of one after another.
 *
 * @module
 */

import { fromFileUrl, isAbsolute, relative } from "@std/path";
import { UserError } from "../core/user_error.ts";
import { permissionFlag } from "../io/missing_flag.ts";
import { RUN_FORM } from "../io/modules/run_form.ts";
import type { CommandOptions } from "./args.ts";
import type { CommandInput, KnownInput } from "./command_input.ts";

/** What a run needs. */
export interface Needs {
  /** Paths to read. */
  read: string[];
  /** Paths to write to. */
  write: string[];
  /** Programs. Whether one may be run shows where it is, as does whether it is there. */
  run: string[];
}

/**
 * What it takes to convert an input.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { write, run } = needsOf({ kind: "stdin" }, { outputDir: "out", up: true });
 * assertEquals([write, run], [["out"], ["docker"]]);
 * const options = { outputDir: "out", page: "report.html", graph: "out/graph.svg" };
 * assertEquals(needsOf({ kind: "stdin" }, options).write, ["out", "report.html"]);
 * ```
 */
export function needsOf(
  input: CommandInput | KnownInput,
  { outputDir, up = false, graph, page, reportFile }:
    & Pick<CommandOptions, "outputDir">
    & Partial<Pick<CommandOptions, "up" | "graph" | "page" | "reportFile">>,
): Needs {
  // Modules of a checkout are files like any others.
  const own = RUN_FORM === "checkout" ? [fromFileUrl(new URL("../../", import.meta.url))] : [];
  const output = outputDir || ".";
  const reports = [graph, page, reportFile].filter((file) =>
    file !== undefined && !isBelow(output, file)
  ) as string[];
  return {
    read: [...new Set([...foldersOf(input), output, ...own])],
    write: [output, ...reports],
    run: [...new Set([...renderersOf(input), ...up ? ["docker"] : []])],
  };
}

/** Whether a file lies in a folder, where one is named as the other is. */
function isBelow(folder: string, file: string): boolean {
  return isAbsolute(folder) === isAbsolute(file) && !relative(folder, file).startsWith("..");
}

function renderersOf(input: CommandInput | KnownInput): string[] {
  switch (input.kind) {
    case "several":
    case "named":
      return input.inputs.flatMap(renderersOf);
    case "helmfile":
      return ["helmfile"];
    case "chart":
      return ["helm"];
    case "kustomize":
      return ["kubectl"];
    default:
      return [];
  }
}

function foldersOf(input: CommandInput | KnownInput): string[] {
  switch (input.kind) {
    case "several":
    case "named":
      return input.inputs.flatMap(foldersOf);
    case "folder":
    case "detect":
    case "helmfile":
      return [input.dir];
    case "chart":
      // A name may be that of a folder; what has an address is Helm's own business.
      return input.chart.includes("://") ? [] : [input.chart];
    case "kustomize":
    case "stdin":
      return [];
  }
}

/**
 * Refuses to begin where something is missing. On a terminal Deno itself asks for it.
 *
 * @throws {UserError} which names the flags.
 */
export function requirePermissions(
  input: CommandInput | KnownInput,
  options: Pick<CommandOptions, "outputDir" | "up" | "graph" | "page" | "reportFile">,
): void {
  if (Deno.stdin.isTerminal()) return;
  const { read, write, run } = needsOf(input, options);
  const flags = [...lacking("read", read), ...lacking("write", write)];
  if (flags.length === 0) return;
  // A program that is not there is not granted either, which is said when it is to run.
  const mayRun = (command: string) =>
    Deno.permissions.querySync({ name: "run", command }).state === "granted";
  if (!run.every(mayRun)) flags.push(permissionFlag("run", run));
  throw new UserError(
    `Deno was not given permissions that the command needs: add ${flags.join(" ")}`,
  );
}

/** The flag with all that is needed of its kind, since Deno takes each flag once. */
function lacking(name: "read" | "write", needed: readonly string[]): string[] {
  const isGranted = (path: string) =>
    Deno.permissions.querySync({ name, path }).state === "granted";
  return needed.every(isGranted) ? [] : [permissionFlag(name, needed)];
}
