/**
 * Makes one file of many modules.
 *
 * @module
 */

import { basename, dirname, fromFileUrl, join, relative, resolve } from "@std/path";
import { UserError } from "../core/user_error.ts";
import { importFlag } from "../io/sandbox/deno_flags.ts";
import { whyNotLoaded } from "../io/modules/why_not_loaded.ts";
import type { BuildFolder } from "./build_folder.ts";
import { wholeDefaults } from "./default_exports.ts";
import { errorMessage, runDeno } from "./deno.ts";
import { entryModule } from "./entry_module.ts";
import type { BuildPlan } from "./plan.ts";
import { workerModule } from "./worker_module.ts";

/**
 * The distribution as one JavaScript module that imports nothing but what Deno has built in. The
 * same sources give the same bytes, wherever they lie.
 *
 * @throws {UserError} where a module is missing, or can't be parsed.
 */
export async function bundle(plan: BuildPlan, folder: BuildFolder): Promise<string> {
  return await bundled(entryModule(plan), ["--platform=deno"], plan, folder);
}

/**
 * What answers in a browser, as one script.
 *
 * @throws {UserError} where a module is missing, or can't be parsed.
 */
export async function bundleForBrowser(plan: BuildPlan, folder: BuildFolder): Promise<string> {
  const flags = ["--platform=browser", "--format=iife", "--minify"];
  return await bundled(workerModule(plan), flags, plan, folder);
}

async function bundled(
  module: string,
  flags: readonly string[],
  plan: BuildPlan,
  folder: BuildFolder,
): Promise<string> {
  const entry = await folder.write("entry.ts", module);
  const output = folder.path("bundle.js");
  // Deno imports from few hosts by itself; those that the distribution names are meant.
  const hosts = importFlag(plan.entries.map(({ specifier }) => specifier));
  const args = ["--quiet", "--no-lock", ...flags, hosts, `--output=${output}`, entry];
  // An extension class goes by its name, which bundling may change.
  let result = await runDeno(["bundle", "--keep-names", ...args], folder.root);
  if (/unexpected argument '--keep-names'/.test(result.stderr)) {
    result = await runDeno(["bundle", ...args], folder.root);
  }
  if (!result.success) {
    const why = whyNotLoaded(new Error(errorMessage(result.stderr)), entry);
    throw new UserError(`${plan.name} can't be bundled: ${why}`);
  }
  const text = wholeDefaults(await Deno.readTextFile(output));
  return await nameModules(text, folder.root, plan);
}

/** A bundle says of each module where it was on this machine: as a comment, or as a key. */
const MODULE =
  /^(\s*\/\/ |\s*")([^"\n]+\.[cm]?[jt]sx?|[^"\n]+\.json)("\((?:exports|_?_?\w*).*)?$/gm;

/** Calls modules by what they are, not by where they were. */
async function nameModules(text: string, cwd: string, plan: BuildPlan): Promise<string> {
  const names = new Map<string, string>();
  for (const [, , path] of text.matchAll(MODULE)) {
    if (names.has(path)) continue;
    const file = resolve(cwd, path);
    // What only looks like the name of a module is left alone.
    const isFile = await Deno.stat(file).then((info) => info.isFile, () => false);
    if (isFile) names.set(path, nameModule(file, cwd, plan));
  }
  return text.replace(
    MODULE,
    (line, before, path, after = "") =>
      names.has(path) ? `${before}${names.get(path)}${after}` : line,
  );
}

function nameModule(file: string, cwd: string, { engine, folders }: BuildPlan): string {
  const path = file.replaceAll("\\", "/");
  const npm = /\/npm\/[^/]+\/((?:@[^/]+\/)?[^/]+)\/(\d[^/]*)\/(.*)$/.exec(path);
  if (npm) return `npm:${npm[1]}@${npm[2]}/${npm[3]}`;
  const jsr = /\/(@[\w-]+\/[\w-]+)\/(\d+\.\d+\.\d+[^/]*)\/(.*)$/.exec(path);
  if (jsr) return `jsr:${jsr[1]}@${jsr[2]}/${jsr[3]}`;
  const roots = [
    ...folders.map((folder) => ({ folder, label: `${basename(folder)}/` })),
    ...engine.root ? [{ folder: fromFileUrl(engine.root), label: "" }] : [],
    { folder: cwd, label: "" },
  ];
  for (const { folder, label } of roots) {
    const below = relative(folder, file).replaceAll("\\", "/");
    if (!below.startsWith("../") && !below.includes(":")) return `${label}${below}`;
  }
  return join(basename(dirname(file)), basename(file)).replaceAll("\\", "/");
}
