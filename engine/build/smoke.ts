/**
 * Tries what was built.
 *
 * @module
 */

import { join } from "@std/path";
import { UserError } from "../core/user_error.ts";
import { errorMessage, runPlainly } from "./deno.ts";
import { importsAll } from "./lazy_modules.ts";

/**
 * Runs an artifact: `--help` must succeed, and its extensions must load and agree with each other.
 *
 * @throws {UserError} where they don't.
 */
export async function smokeTest(artifact: string, command: readonly string[]): Promise<void> {
  const [program, ...args] = command;
  const empty = await Deno.makeTempDir();
  try {
    const run = (...own: string[]) => runPlainly(program, [...args, ...own], empty);
    const help = await run("--help");
    if (!help.success) throw failure(artifact, "--help", help.stderr);
    // Of no manifests nothing comes out; by then the extensions are loaded.
    const { stdout, stderr } = await run("--from-dir", ".", "--report", "json");
    if (!isNothingToConvert(stdout)) throw failure(artifact, "its extensions", stderr);
  } finally {
    await Deno.remove(empty, { recursive: true });
  }
}

/**
 * Runs the text of a single file as {@linkcode smokeTest} does, for an artifact that is made of the same.
 *
 * @throws {UserError} where it does not work.
 */
export async function smokeTestText(artifact: string, text: string): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const file = join(folder, "main.js");
    await Deno.writeTextFile(file, text);
    const args = ["run", "-A", "--no-config", "--no-prompt", "--quiet", file];
    await smokeTest(artifact, [Deno.execPath(), ...args]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/**
 * Imports what a bundle imports only when it needs it, which must be sound as well.
 *
 * @throws {UserError} where one is not.
 */
export async function smokeTestModules(artifact: string, bundle: string): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(folder, "all.js"), importsAll(bundle));
    // Imported, it is a library, and no command.
    await Deno.writeTextFile(join(folder, "main.js"), 'await import("./all.js");\n');
    const args = ["run", "-A", "--no-config", "--no-prompt", "--quiet", "main.js"];
    const { success, stderr } = await runPlainly(Deno.execPath(), args, folder);
    if (!success) throw failure(artifact, "what it imports", stderr);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function isNothingToConvert(report: string): boolean {
  try {
    return JSON.parse(report).diagnostics.at(-1).code === "no-services";
  } catch {
    return false;
  }
}

/** What an executable says that was begun with the stub of another Deno. */
const FOREIGN_STUB = "Could not find standalone binary section";

function failure(artifact: string, what: string, stderr: string): UserError {
  const said = stderr.split("\n").find((line) => line.startsWith("✖ "))?.slice(2);
  if (stderr.includes(FOREIGN_STUB)) {
    return new UserError(
      `${artifact} was made, but does not start: its runtime stub is of another version than this Deno. Name the denort of Deno ${Deno.version.deno} in DENORT_BIN`,
    );
  }
  return new UserError(
    `${artifact} was made, but does not work with ${what}: ${said ?? errorMessage(stderr)}`,
  );
}
