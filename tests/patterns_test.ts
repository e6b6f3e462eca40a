/**
 * No pattern of ours takes more than its share of time, whatever it is held against: each is found in the code and run
 * over texts that are made of what it repeats. Times are compared within one process, of the same pattern, and only
 * what is long enough to be measured counts, several times over.
 */
import { cpuUsage } from "node:process";
import { assert, assertEquals } from "@std/assert";
import { findPatterns } from "../engine/io/modules/scan_source.ts";
import { pumpedTexts } from "./_pumped.ts";

const ROOT = new URL("..", import.meta.url);
const FOLDERS = ["pacts", "engine", "extensions", "distributions"];

/** Patterns that would be slow, and are not held against any text: where they stand, how they begin, and why. */
const EXCEPTIONS: readonly (readonly [path: string, pattern: string, why: string])[] = [
  ["engine/core/network/host_place.ts", "/", "the last characters before a name"],
  ["engine/core/network/short_hostnames.ts", "/[^A-Za-z0-9]+$/", "63 characters of a hostname"],
  ["engine/core/manifests/parse.ts", "/^(?:\\s|[?-]", "a line of YAML, as far as a key can reach"],
  ["engine/core/manifests/parse.ts", '/("(?:[^"', "a line of YAML, as far as a key can reach"],
  ["engine/core/manifests/tabs.ts", "/", "a line of YAML"],
  ["engine/cli/host/serve_host.ts", "/(Requires", "an error, cut to a length"],
  [
    "engine/io/render/hidden_values.ts",
    "/(:\\s*--",
    "what a program printed, cut to its last lines",
  ],
  [
    "pacts/passwords.ts",
    "/(\\b[a-z]",
    "a word up to its last @, which the first that begins takes whole",
  ],
  ["engine/cli/up/refusal.ts", "/", "the last that Docker Compose said"],
  ["engine/io/render/helm_ignore.ts", "/\\\\(.)|", "a line of .helmignore, as long as a path"],
  [
    "engine/core/output/programs_own.ts",
    "/(",
    "a whole name of a file, with ^ and $ around the pattern",
  ],
  ["engine/io/registry/digest.ts", "/(\\w+)=", "a challenge, cut to a length"],
  ["pacts/kubernetes/secret_texts.ts", "/\\$\\$|", "a text up to its last )"],
  ["pacts/passwords.ts", "/\\b([a-z]", "a word up to its last @"],
  ["pacts/fields.ts", "/\\[[^\\]]*", "a path up to its last ]"],
  ["pacts/kubernetes/env.ts", "/\\$\\$|", "a text up to its last )"],
  ["pacts/kubernetes/mount_request.ts", "/\\$\\(", "a text up to its last )"],
  ["pacts/kubernetes/shell_pattern.ts", "/\\[([!^]?)", "a text up to its last ]"],
  ["pacts/kubernetes/cluster_dns.ts", "/(?:resolver", "the last characters before an address"],
  [
    "pacts/kubernetes/service_links.ts",
    "/_SERVICE_PORT_(",
    "a name in which all is capitals, digits and _",
  ],
];

/** Builds are of a user's own files; a bundle is of what stands, and is looked at, elsewhere. */
const UNCHECKED = /^engine\/(?:build\/|page\/assets\.ts$)/;

/** Milliseconds of the processor's, above which growth is measured. */
const MEASURABLE = 6;
const LONGEST = 16_000;

/** What is linear takes twice as long for twice the text, what is quadratic four times. */
const MOST_GROWTH = 2.9;

async function* sources(folder: URL): AsyncIterable<URL> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (name === "testdata" || name === "node_modules") continue;
    if (isDirectory) yield* sources(new URL(`${name}/`, folder));
    else if (/^[^_].*(?<!_test)\.ts$/.test(name)) yield new URL(name, folder);
  }
}

function timeOf(pattern: RegExp, text: string): number {
  let best = Infinity;
  for (let round = 0; round < 3 && (round === 0 || best > MEASURABLE / 2); round++) {
    pattern.lastIndex = 0;
    const start = cpuUsage();
    if (pattern.global) text.replace(pattern, "");
    else pattern.test(text);
    const { user, system } = cpuUsage(start);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

/** A text over which a pattern takes more than its share of time; `undefined` where none is found. */
function slowText(written: string): string | undefined {
  const [, source, flags] = /^\/(.*)\/(\w*)$/s.exec(written)!;
  const pattern = new RegExp(source, flags);
  for (const { before, pump, behind } of pumpedTexts(source)) {
    const text = (length: number) => before + pump.repeat(Math.ceil(length / pump.length)) + behind;
    for (let length = 1000, earlier = 0; length <= LONGEST; length *= 2) {
      const time = timeOf(pattern, text(length));
      if (time > MEASURABLE && earlier > 0 && time > MOST_GROWTH * earlier) {
        // Once more: other work of the machine shows in one of them.
        const again = timeOf(pattern, text(2 * length)) / timeOf(pattern, text(length));
        if (again > MOST_GROWTH) return JSON.stringify([before, pump, behind]);
      }
      if (time > 10 * MEASURABLE) break;
      earlier = Math.max(time, 0.05);
    }
  }
  return undefined;
}

Deno.test("slowText() finds a text when a pattern is quadratic, and none when it is linear", () => {
  for (const slow of [/\s+$/, /^(.*?)\s*$/, /\/.*$/, /[a-z]+:/, /^\d+\.?\d*x$/, /(?:a|b)+c/]) {
    assert(slowText(String(slow)) !== undefined, String(slow));
  }
  for (const fast of [/^\s+/, /^[a-z]+:/, /(?<![a-z])[a-z]+:/, /^\d+(?:\.\d*)?x$/, /\d+/g, /a|b/]) {
    assertEquals(slowText(String(fast)), undefined, String(fast));
  }
});

Deno.test("patterns of the code take time in proportion to the text when it is made to be slow", async () => {
  const slow: string[] = [];
  let count = 0;
  for (const folder of FOLDERS) {
    for await (const file of sources(new URL(`${folder}/`, ROOT))) {
      const path = file.href.slice(ROOT.href.length);
      if (UNCHECKED.test(path)) continue;
      for (const { pattern, line } of findPatterns(await Deno.readTextFile(file))) {
        count++;
        if (EXCEPTIONS.some(([at, begin]) => at === path && pattern.startsWith(begin))) continue;
        const text = slowText(pattern);
        if (text !== undefined) slow.push(`${path}:${line} ${pattern} over ${text}`);
      }
    }
  }
  assertEquals(slow, []);
  assert(count > 800, `${count}`);
});
