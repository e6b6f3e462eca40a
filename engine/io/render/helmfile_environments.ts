/**
 * Which environments a helmfile has.
 *
 * @module
 */

import { dirname, join } from "@std/path";
import { listFolder } from "../list_folder.ts";
import { LARGEST, readRegularText } from "../read_regular.ts";

/** A folder of helmfiles has few. */
const MOST_FILES = 100;

/**
 * Names of the environments that a helmfile, or the files of `helmfile.d`, and the bases that they name declare; `undefined`
 * where that can't be told: helmfiles are templates, and what those make of it only helmfile knows.
 */
export async function environmentsOf(path: string): Promise<string[] | undefined> {
  const files = await listFolder(path, MOST_FILES).then(
    (entries) => entries?.map(({ name }) => join(path, name)) ?? [],
    () => [path],
  );
  const found = new Set<string>();
  const looked = new Set<string>();
  let hasUnknownBase = false;
  for (const file of files) {
    if (looked.has(file) || looked.size > MOST_FILES) continue;
    looked.add(file);
    const text = await readRegularText(file, LARGEST.settings).catch(() => undefined);
    const names = text === undefined ? undefined : declaredEnvironments(text);
    if (text === undefined || names === undefined) return undefined;
    for (const name of names) found.add(name);
    hasUnknownBase ||= /^bases:[^{]*\{\{/m.test(text);
    files.push(...basesIn(text).map((base) => join(dirname(file), base)));
  }
  return found.size === 0 && hasUnknownBase ? undefined : [...found].sort();
}

/**
 * Names of the environments in the text of a helmfile; `undefined` where a template makes some.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const text = "environments:\n  default:\n  staging:\n    values: [a.yaml]\n---\nreleases: []\n";
 * assertEquals(declaredEnvironments(text), ["default", "staging"]);
 * assertEquals(declaredEnvironments("environments:\n  {{ .Name }}: {}\n"), undefined);
 * ```
 */
export function declaredEnvironments(text: string): string[] | undefined {
  const names: string[] = [];
  for (const block of blocksOf("environments", text)) {
    const lines = block.filter((line) => !/^\s*(?:#|$)/.test(line));
    const indent = /^\s*/.exec(lines[0] ?? "")![0];
    for (const line of lines) {
      if (!line.startsWith(indent) || /^\s/.test(line.slice(indent.length))) continue;
      const [, name] = /^(?:"([^"]+)"|'([^']+)'|([\w.-]+))\s*:/.exec(line.trim())
        ?.filter((part) => part !== undefined) ?? [];
      if (name === undefined) return undefined;
      names.push(name);
    }
  }
  return names;
}

/** Files that a helmfile names as its bases, but for those that a template names. */
function basesIn(text: string): string[] {
  return blocksOf("bases", text).flat().flatMap((line) => {
    const [, path] = /^\s*-\s*["']?([^"'{}#\s]+)["']?\s*(?:#.*)?$/.exec(line) ?? [];
    return path === undefined ? [] : [path];
  });
}

/** The lines below a key at the left margin. */
function blocksOf(key: string, text: string): string[][] {
  const blocks: string[][] = [];
  let block: string[] | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (new RegExp(`^${key}:\\s*(?:#.*)?$`).test(line)) blocks.push(block = []);
    else if (/^(?:\s|#|$|- |\{\{)/.test(line)) block?.push(line);
    else block = undefined;
  }
  return blocks;
}
