/**
 * What a run would change: service by service, or line by line.
 *
 * @module
 */

import type { OutputFile } from "../../pacts/mod.ts";
import { printableLines } from "../../pacts/printable.ts";
import { changedKeys } from "../core/output/service_changes.ts";
import type { PreviousOutput } from "../io/output/previous.ts";
import type { CommandOptions } from "./args.ts";
import type { ProjectOutcome } from "./outcome.ts";

/** What there is to show. */
export interface Changes {
  project: ProjectOutcome;
  /** compose.yml. */
  compose: string;
  /** What it was before. */
  before?: string;
  /** All other files, by their own paths. */
  files: ReadonlyMap<string, OutputFile>;
}

/** The changes as lines; what Secrets hold is not among them. */
export async function showChanges(
  changes: Changes,
  previous: PreviousOutput,
  { diff, composeFile }: Pick<CommandOptions, "diff" | "composeFile">,
): Promise<string> {
  const text = diff
    ? await lineByLine(changes, previous, composeFile)
    : byService(changes, previous, composeFile);
  // A tab only moves to the right, and files are full of them.
  return (text === "" ? "Nothing would change." : text).split("\t").map(printableLines).join("\t");
}

function byService(
  { project, compose, before = "" }: Changes,
  previous: PreviousOutput,
  composeFile: string,
): string {
  const { services: { added, changed, removed }, files } = project;
  const others = (paths: readonly string[]) => paths.filter((path) => path !== composeFile);
  const keys = changedKeys(before, compose);
  const isThere = (path: string) => previous.read(path) !== undefined;
  return [
    ...added.map((name) => `+ service ${name}`),
    ...removed.map((name) => `- service ${name}`),
    ...changed.map((name) => `~ service ${name}: ${keys.get(name)!.join(", ")}`),
    ...others(files.written).map((path) => `${isThere(path) ? "~" : "+"} file ${path}`),
    ...others(files.removed).map((path) => `- file ${path}`),
  ].join("\n");
}

/** Files that hold secrets and nothing else. */
const OF_SECRETS = /^secrets\/|^\.env$/;

/** Variables whose values are nobody's to see. */
const SECRET_VARIABLE = /PASS|SECRET|TOKEN|KEY|CREDENTIAL|AUTH/i;

/** A line of a change, without the value of such a variable. */
function withoutVariable(line: string): string {
  const colon = line.indexOf(":");
  const isVariable = /^[ +-]\s/.test(line) && line[colon + 1] === " " &&
    SECRET_VARIABLE.test(line.slice(0, colon));
  return isVariable ? `${line.slice(0, colon)}: …` : line;
}

async function lineByLine(
  { project: { files: { written, removed } }, compose, before = "", files }: Changes,
  previous: PreviousOutput,
  composeFile: string,
): Promise<string> {
  const { createTwoFilesPatch } = await import("diff");
  const { values, old } = secretsAmong(files, previous);
  const shown = (path: string, from: string, to: string) =>
    withoutValues(
      createTwoFilesPatch(path, path, from, to, undefined, undefined, { context: 3 })
        .replace(/^(?:Index: .*\n)?=+\n/, ""),
      [...values, ...old],
    ).trimEnd();
  return [...written, ...removed].map((path) => {
    if (path === composeFile) return shown(path, before, compose);
    const [from, to] = [previous.read(path), files.get(path)?.content].map((content) =>
      typeof content === "string" ? new TextEncoder().encode(content) : content
    );
    if (OF_SECRETS.test(path) || [from, to].some((bytes) => bytes?.includes(0))) {
      return `${from === undefined ? "+" : to === undefined ? "-" : "~"} ${path}`;
    }
    const text = (bytes?: Uint8Array) => bytes ? new TextDecoder().decode(bytes) : "";
    return shown(path, text(from), text(to));
  }).join("\n");
}

/** What files of Secrets hold, now and before. */
function secretsAmong(files: Changes["files"], previous: PreviousOutput) {
  const text = (content: string | Uint8Array | undefined) =>
    typeof content === "string" ? content : new TextDecoder().decode(content);
  return {
    values: [...files].filter(([path]) => OF_SECRETS.test(path))
      .map(([, { content }]) => text(content)),
    old: previous.paths().filter((path) => OF_SECRETS.test(path))
      .map((path) => text(previous.read(path))),
  };
}

/** A shorter text stands for something else as often as not. */
const SHORTEST_SECRET = 6;

function withoutValues(patch: string, secrets: readonly string[]): string {
  let shown = patch.split("\n").map(withoutVariable).join("\n");
  for (const secret of new Set(secrets.map((secret) => secret.trim()))) {
    if (secret.length >= SHORTEST_SECRET) shown = shown.replaceAll(secret, "…");
  }
  return shown;
}
