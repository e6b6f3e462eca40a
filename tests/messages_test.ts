/**
 * All that dekube says has one style: lines without a full stop behind them, which begin small unless a name comes first,
 * and in which nothing is left of a program's own words.
 */
import { assertEquals } from "@std/assert";
import { Diagnostics, type Manifest } from "@dekube/engine/pacts";
import { parseManifests } from "../mod.ts";
import { readManifestFiles } from "../engine/io/input/manifest_files.ts";
import { readSources } from "../tools/read_sources.ts";
import { corpusInputs, corpusManifests, DISTRIBUTIONS, HAS_SHARED, SHARED } from "./_corpus.ts";

/** Words that no message needs: of a program, or of somebody who has no time. */
const ODD_WORDS =
  /\bundefined\b|\[object |\bNaN\b|\bplease\b|\bjust\b|\bsimply\b|\bsorry\b|\boops\b|\bfoo\b/i;

/** What is wrong with a message's style. */
function flaws(message: string): string[] {
  const found: string[] = [];
  // What is quoted from manifests has a style of its own.
  const own = message.replace(/"[^"]*"/g, '""');
  if (/[^.]\.$/.test(message)) found.push("ends with a full stop");
  if (/[!?]$/.test(own)) found.push("ends with a mark");
  if (/ {2}/.test(own.trimEnd())) found.push("has two blanks");
  if (/^\s|\s$/.test(message)) found.push("begins or ends with a blank");
  if (ODD_WORDS.test(own)) found.push("has an odd word");
  return found;
}

/** Messages in a source: the argument behind a code. Those of errors lose their full stop where they are printed. */
function* messagesOf(source: string): Iterable<string> {
  for (
    const { 0: lead, index } of source.matchAll(/\b(?:warn|info|error)\(\s*"[a-z0-9-]+",\s*/g)
  ) {
    yield expressionAt(source, index + lead.length);
  }
}

/** The expression at a place, up to the comma or bracket behind it. */
function expressionAt(source: string, from: number): string {
  let depth = 0;
  for (let at = from; at < source.length; at++) {
    const character = source[at];
    if (character === '"' || character === "'") at = endOfText(source, at);
    else if (character === "`") at = endOfTemplate(source, at);
    else if ("([{".includes(character)) depth++;
    else if (")]}".includes(character) && depth-- === 0) return source.slice(from, at);
    else if (character === "," && depth === 0) return source.slice(from, at);
  }
  return source.slice(from);
}

function endOfText(source: string, from: number): number {
  let at = from + 1;
  while (at < source.length && source[at] !== source[from]) at += source[at] === "\\" ? 2 : 1;
  return at;
}

function endOfTemplate(source: string, from: number): number {
  for (let at = from + 1; at < source.length; at++) {
    if (source[at] === "\\") at++;
    else if (source[at] === "`") return at;
    else if (source.startsWith("${", at)) at += 2 + expressionAt(source, at + 2).length;
  }
  return source.length;
}

Deno.test("messages that the sources have end without a full stop", async () => {
  const sources = await readSources(new URL("../", import.meta.url));
  const found: string[] = [];
  let count = 0;
  for (const [path, source] of sources) {
    if (!/^(?:engine|extensions|pacts)\/.*\.ts$/.test(path)) continue;
    for (const message of messagesOf(source)) {
      count++;
      if (/[^.]\.["'`]\s*$/.test(message)) found.push(`${path}: ${message.slice(-60)}`);
    }
  }
  assertEquals(found, []);
  assertEquals(count > 500, true, `only ${count} messages were found`);
});

/** Manifests of the small cases, where they are there. */
async function cases(): Promise<[name: string, manifests: Manifest[]][]> {
  if (!HAS_SHARED) return [];
  const names = [...Deno.readDirSync(`${SHARED}/cases`)].filter((entry) => entry.isDirectory)
    .map(({ name }) => name).sort();
  return await Promise.all(names.map(async (name): Promise<[string, Manifest[]]> => {
    const { files } = await readManifestFiles(`${SHARED}/cases/${name}/in`);
    return [name, parseManifests(files, new Diagnostics())];
  }));
}

Deno.test("messages about what there is to convert have one style", async () => {
  const inputs: [string, Manifest[]][] = await cases();
  for (const input of corpusInputs()) inputs.push([input, await corpusManifests(input)]);
  const found = new Set<string>();
  let count = 0;
  for (const [input, manifests] of inputs) {
    const { diagnostics } = await DISTRIBUTIONS.kubernetes2simple.convert(
      manifests,
      { name: "demo" },
      [],
      { firstRun: true },
    );
    for (const { code, message } of diagnostics) {
      count++;
      for (const flaw of flaws(message)) found.add(`${code} ${flaw}: ${message} (${input})`);
      if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(code)) found.add(`${code} is no code`);
    }
  }
  assertEquals([...found], []);
  assertEquals(count > 50, true);
});
