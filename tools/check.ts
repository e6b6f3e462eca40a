/** Everything that can be said of the code without running it: `deno task check`. */
import { cp } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { findOtherDenoVersions } from "./deno_version.ts";
import { findViolations } from "./layers.ts";
import { readSources } from "./read_sources.ts";
import { readWorkspace } from "../engine/build/workspace.ts";

const ROOT = new URL("../", import.meta.url);

/** What a step found wrong, line by line. */
type Problems = string[];

const STEPS: Record<string, () => Promise<Problems>> = {
  format: () => deno("fmt", "--check"),
  lint: () => deno("lint"),
  types: () => deno("check"),
  "doc comments": checkDocComments,
  publishing: checkPublishing,
  layers: async () => findViolations(await readSources(ROOT)),
  "deno version": () => findOtherDenoVersions(ROOT),
};

/** Runs all steps at once, and tells of each as soon as those before it are told. */
async function check(): Promise<boolean> {
  const results = Object.entries(STEPS).map(([name, step]) => ({
    name,
    outcome: step().catch((error) => [Deno.inspect(error)]),
  }));
  let failed = 0;
  for (const { name, outcome } of results) {
    const problems = await outcome;
    console.log(`${problems.length > 0 ? "FAILED" : "ok    "}  ${name}`);
    if (problems.length === 0) continue;
    failed++;
    console.log(problems.join("\n").trim().replace(/^/gm, "    "));
  }
  console.log(`\n${results.length - failed} checks ok, ${failed} failed`);
  return failed === 0;
}

async function checkDocComments(): Promise<Problems> {
  const packages = await readWorkspace(ROOT);
  const modules = packages.flatMap(({ entryPoints }) =>
    entryPoints.map((url) => fileURLToPath(url))
  );
  return await deno("doc", "--lint", ...modules);
}

/** In a root that is a package itself `deno publish` takes no other, so each has its turn. */
async function checkPublishing(): Promise<Problems> {
  const registry = Deno.env.get("JSR_URL");
  const packages = await readWorkspace(ROOT);
  // Within the folder, Deno takes the registry's modules for our own that were left out.
  const outside = registry?.startsWith(ROOT.href) ? await Deno.makeTempDir() : undefined;
  try {
    if (outside) await cp(fileURLToPath(registry!), outside, { recursive: true });
    const problems: Problems = [];
    const waiting = packages.values();
    // More at a time than there are processors only get in each other's way.
    await Promise.all(Array.from({ length: navigator.hardwareConcurrency }, async () => {
      for (const { folder } of waiting) {
        problems.push(
          ...await run(["publish", "--dry-run", "--allow-dirty"], {
            cwd: folder,
            env: outside ? { JSR_URL: pathToFileURL(`${outside}/`).href } : {},
          }),
        );
      }
    }));
    return problems;
  } finally {
    if (outside) await Deno.remove(outside, { recursive: true });
  }
}

function deno(...args: string[]): Promise<Problems> {
  return run(args, { cwd: ROOT });
}

async function run(args: string[], options: Deno.CommandOptions): Promise<Problems> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    ...options,
    env: { ...options.env, NO_COLOR: "1" },
    stdin: "null",
  }).output();
  if (code === 0) return [];
  const said = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
  return [`deno ${args[0]} ended with ${code}`, said.replace(/^(Check|Download) .*\n/gm, "")];
}

if (import.meta.main) Deno.exit(await check() ? 0 : 1);
