/**
 * What a run would change: service by service, or line by line.
 *
 * @module
 */

import type { OutputFile, SecretValue } from "../../pacts/mod.ts";
import { withoutPasswords } from "../../pacts/passwords.ts";
import { printableLines } from "../../pacts/printable.ts";
import { changedKeys } from "../core/output/service_changes.ts";
import type { PreviousOutput } from "../io/output/previous.ts";
import type { CommandOptions } from "./args.ts";
import { Masks } from "../core/secrets/masks.ts";
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
  /** What the Secrets of the manifests hold. */
  secrets: readonly SecretValue[];
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
  return withoutPasswords(text === "" ? "Nothing would change." : text)
    .split("\t").map(printableLines).join("\t");
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

async function lineByLine(
  { project: { files: { written, removed } }, compose, before = "", files, secrets }: Changes,
  previous: PreviousOutput,
  composeFile: string,
): Promise<string> {
  const { formatPatch, structuredPatch } = await import("diff");
  const masks = new Masks([...secrets, ...inFiles(files, previous)]);
  const shown = (path: string, from: string, to: string) => {
    const patch = structuredPatch(path, path, from, to, undefined, undefined, { context: 3 });
    // Of compose.yml it is known what stood where.
    if (path !== composeFile) {
      for (const hunk of patch.hunks) hunk.lines = withoutOld(hunk.lines, masks);
    }
    return Masks.shown(formatPatch(patch).replace(/^(?:Index: .*\n)?=+\n/, "")).trimEnd();
  };
  return [...written, ...removed].map((path) => {
    if (path === composeFile) return shown(path, ...masks.withoutInCompose(before, compose));
    const [from, to] = [previous.read(path), files.get(path)?.content].map((content) =>
      typeof content === "string" ? new TextEncoder().encode(content) : content
    );
    if (OF_SECRETS.test(path) || [from, to].some((bytes) => bytes?.includes(0))) {
      return `${from === undefined ? "+" : to === undefined ? "-" : "~"} ${path}`;
    }
    const text = (bytes?: Uint8Array) =>
      masks.without(bytes ? new TextDecoder().decode(bytes) : "");
    return shown(path, text(from), text(to));
  }).join("\n");
}

/** Lines of a patch without what stood before where a value stands now. */
function withoutOld(lines: readonly string[], masks: Masks): string[] {
  const result: string[] = [];
  let removed: string[] = [];
  let added: string[] = [];
  const flush = () => {
    const before = masks.linesBefore(
      removed.map((line) => line.slice(1)),
      added.filter((line) => line.startsWith("+")).map((line) => line.slice(1)),
    );
    result.push(...before.map((line) => `-${line}`), ...added);
    [removed, added] = [[], []];
  };
  for (const line of lines) {
    if (line.startsWith("-") && added.length === 0) removed.push(line);
    else if (line.startsWith("+")) added.push(line);
    else {
      flush();
      if (line.startsWith("-")) removed.push(line);
      else result.push(line);
    }
  }
  flush();
  return result;
}

/** What files of Secrets hold, now and before. */
function inFiles(files: Changes["files"], previous: PreviousOutput): SecretValue[] {
  const before = previous.paths().map((path) => [path, previous.read(path)] as const);
  const after = [...files].map(([path, { content }]) => [path, content] as const);
  return [...before, ...after].filter(([path]) => OF_SECRETS.test(path)).flatMap(
    ([path, content]) => {
      const text = typeof content === "string" ? content : new TextDecoder().decode(content);
      const [, secret = "", key = ""] = path.split("/");
      return text.trim() === "" ? [] : [{ namespace: "", secret, key, value: text }];
    },
  );
}
