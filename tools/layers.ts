/** Which part may import which; docs and tests rely on this order. */
import { posix } from "node:path";
import { scanSource } from "../engine/io/modules/scan_source.ts";

/** Whom each layer may import, apart from itself. */
const MAY_IMPORT: Record<string, string[]> = {
  pacts: [],
  core: ["pacts"],
  page: ["pacts", "core"],
  browser: ["pacts", "core", "page"],
  script: ["page", "browser"],
  io: ["pacts", "core"],
  cli: ["pacts", "core", "io", "page"],
  library: ["pacts", "core", "io", "page"],
  testing: ["pacts", "core"],
  extension: ["pacts"],
  distribution: ["pacts", "core", "io", "cli", "library", "extension"],
  build: ["pacts", "core", "io", "cli", "browser", "library", "extension", "distribution"],
};

/** Folders of the contracts, each of which may import those before it, and what lies beside them all. */
const CONTRACT_FOLDERS = [
  "encoding",
  "regex",
  "go_template",
  "kubernetes",
  "postgres",
  "ingress",
  "proxy",
];

/** What does the same wherever it runs: it touches no file, process, network or environment. */
const PURE = ["pacts", "core", "page", "browser", "testing", "extension"];

/** What takes the machine in hand, in code without texts and comments. */
const MACHINE = [
  /(?<![\w$])Deno\b/,
  /(?<![\w$.#])(?:fetch|require)\s*\(|globalThis\s*\.\s*fetch\b/,
  /(?<![\w$.#])process\s*\??\.|globalThis\s*\.\s*process\b/,
  /(?<![\w$.#])(?:localStorage|sessionStorage|navigator)\b/,
  /\bnew\s+(?:EventSource|WebSocket|Worker|XMLHttpRequest)\b/,
  /globalThis\s*\[/,
];

/**
 * What the tests of a folder share may import what tests do, but is as pure as what it stands beside:
 * files and programs are for tools/.
 */
const SHARED_BY_TESTS = /(?:^|\/)_testing\.ts$/;

/** The way by which an extension imports the contracts. */
const CONTRACTS = /^(?:jsr:\/?)?@dekube\/engine(?:@[^/]*)?\/pacts(?:\/[a-z_]+)?$/;

/**
 * Everything in the sources that goes against the order of layers, each as a sentence. The sources
 * are given by path from the root; deno.json and distribution.json files are among them.
 */
export function findViolations(sources: ReadonlyMap<string, string>): string[] {
  const packages = readPackages(sources);
  const modules = [...sources.keys()].filter((path) => path.endsWith(".ts"))
    .sort();
  const graph = new Map<string, string[]>();
  const violations: string[] = [];
  for (const path of modules) {
    const scan = scanSource(sources.get(path)!);
    if (SHARED_BY_TESTS.test(path)) {
      violations.push(...judgeCode(path, scan));
      continue;
    }
    const targets: string[] = [];
    for (const specifier of scan.imports) {
      const target = resolve(path, specifier, packages);
      if (target) targets.push(target);
      const problem = target
        ? judgeArrow(path, specifier, target, sources)
        : judgeForeign(path, specifier);
      if (problem) violations.push(`${path} imports ${specifier}: ${problem}`);
    }
    graph.set(path, targets);
    violations.push(...judgeCode(path, scan));
  }
  return [...violations, ...findCycles(graph)];
}

/** A package's entry points: specifier to path. */
function readPackages(
  sources: ReadonlyMap<string, string>,
): Map<string, string> {
  const entries = new Map<string, string>();
  for (const [path, text] of sources) {
    if (posix.basename(path) !== "deno.json") continue;
    const { name, exports } = JSON.parse(text);
    const list = typeof exports === "string" ? { ".": exports } : exports ?? {};
    for (const [entry, file] of Object.entries(list)) {
      entries.set(
        posix.join(name, entry),
        posix.join(posix.dirname(path), file as string),
      );
    }
  }
  return entries;
}

/** The path of a module of ours; none for what others wrote. */
function resolve(
  from: string,
  specifier: string,
  packages: Map<string, string>,
): string | undefined {
  if (specifier.startsWith(".")) {
    return posix.join(posix.dirname(from), specifier);
  }
  const name = specifier.replace(/^jsr:\/?/, "")
    .replace(/^(@[^/]+\/[^/@]+)@[^/]*/, "$1");
  if (packages.has(name)) return packages.get(name);
  // Ours by its scope, although no such entry point is.
  return name.startsWith("@dekube/") ? name : undefined;
}

/** Where a path belongs. */
function layerOf(path: string): string | undefined {
  if (path === "mod.ts") return "library";
  if (path === "engine/testing.ts") return "testing";
  if (path === "build.ts" || path.startsWith("engine/build/")) return "build";
  if (/^engine\/cli(\/|[^/]*\.ts$)/.test(path)) return "cli";
  // What runs in a reader's browser.
  if (/^engine\/(?:page|browser)\/script\//.test(path)) return "script";
  return path.match(/^engine\/(core|page|browser|io)\//)?.[1] ??
    path.match(/^(pacts|extension|distribution)s?\//)?.[1];
}

/** The folder within which a module may import what it likes. */
function unitOf(path: string): string {
  return path.match(/^(?:extensions|distributions)\/[^/]+/)?.[0] ??
    layerOf(path) ?? path;
}

function judgeArrow(
  path: string,
  specifier: string,
  target: string,
  sources: ReadonlyMap<string, string>,
): string | undefined {
  const from = layerOf(path);
  const to = layerOf(target);
  if (!from) return;
  if (from === "pacts" && to === "pacts") return judgeContract(path, target);
  if (unitOf(path) === unitOf(target)) return;
  if (from === "extension") {
    return CONTRACTS.test(specifier)
      ? undefined
      : "an extension imports @dekube/engine/pacts and nothing else of ours";
  }
  // Data, such as a version in deno.json.
  if (!to && target.endsWith(".json")) return;
  if (!to) return `${target} is in no layer`;
  if (!MAY_IMPORT[from].includes(to)) {
    return `${from} may not import ${to}, only ${MAY_IMPORT[from].join(", ") || "itself"}`;
  }
  if (from === "distribution" && to === "extension") {
    const distribution = posix.basename(unitOf(path));
    const extension = posix.basename(unitOf(target));
    return readExtensions(distribution, sources).includes(extension)
      ? undefined
      : `its distribution.json does not name ${extension}`;
  }
}

/** Rewriters need not know of proxies, nor whatever converts pods of routes. */
function judgeContract(path: string, target: string): string | undefined {
  const [from, to] = [path, target].map((file) =>
    CONTRACT_FOLDERS.indexOf(/^pacts\/([a-z_]+)\//.exec(file)?.[1] ?? "")
  );
  if (from < 0 || to <= from) return;
  return `pacts/${CONTRACT_FOLDERS[from]} may not import pacts/${CONTRACT_FOLDERS[to]}`;
}

/** What a distribution names, and those that it is based on. */
function readExtensions(
  distribution: string,
  sources: ReadonlyMap<string, string>,
): string[] {
  const extensions: string[] = [];
  const seen = new Set<string>();
  for (let name = distribution; !seen.has(name);) {
    seen.add(name);
    const text = sources.get(`distributions/${name}/distribution.json`);
    if (!text) break;
    const manifest = JSON.parse(text);
    extensions.push(...manifest.extensions ?? []);
    name = manifest.base;
  }
  return extensions;
}

function judgeForeign(path: string, specifier: string): string | undefined {
  if (!PURE.includes(layerOf(path) ?? "")) return;
  if (!/^node:|^(jsr:\/?)?@std\/(fs|cli)\b/.test(specifier)) return;
  return `${layerOf(path)} is pure, this belongs to a machine`;
}

function judgeCode(
  path: string,
  { code, importsComputed }: { code: string; importsComputed: boolean },
): string[] {
  const layer = layerOf(path);
  if (!layer) return [`${path} is in no layer`];
  if (!PURE.includes(layer)) return [];
  const found = code.split("\n").flatMap((line, index) =>
    MACHINE.map((pattern) => line.match(pattern)?.[0]).filter((match) => match !== undefined).map((
      match,
    ) => `${path}:${index + 1} uses ${match.trim()}: ${layer} is pure`)
  );
  if (importsComputed) {
    found.push(`${path} imports what it computes: ${layer} is pure`);
  }
  return found;
}

/** Each cycle once, from its first module in the alphabet on. */
function findCycles(graph: Map<string, string[]>): string[] {
  const cycles = new Set<string>();
  const done = new Set<string>();
  const trail: string[] = [];

  function visit(path: string): void {
    const start = trail.indexOf(path);
    if (start !== -1) {
      cycles.add(describe(trail.slice(start)));
      return;
    }
    if (done.has(path)) return;
    trail.push(path);
    for (const target of graph.get(path) ?? []) visit(target);
    trail.pop();
    done.add(path);
  }

  function describe(cycle: string[]): string {
    const first = cycle.indexOf([...cycle].sort()[0]);
    const turned = [...cycle.slice(first), ...cycle.slice(0, first)];
    return `cycle: ${[...turned, turned[0]].join(" -> ")}`;
  }

  for (const path of graph.keys()) visit(path);
  return [...cycles];
}
