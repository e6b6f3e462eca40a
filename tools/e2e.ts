/**
 * Runs the end-to-end suite: gets the real programs, starts a Docker Engine of its own, runs the tests, and
 * takes everything down again however they end.
 *
 * Arguments go to `deno test`, for instance `--filter Caddy` or files of the suite. `KEEP=1` leaves the run's folder.
 * Where `--operators` is the first, it is the suite of applications that use what operators run, which needs more
 * programs, and more time.
 *
 * @module
 */

import { ensureCompiler } from "./denort.ts";
import { ensureTools } from "./e2e_tools.ts";
import { Engine, type EngineOptions, type ToolPaths } from "./e2e/engine.ts";
import { importImages } from "./e2e/images.ts";
import { OPERATOR_PROGRAMS } from "./e2e/programs/operators.ts";
import { runTestGroups } from "./test_groups.ts";

const ofOperators = Deno.args[0] === "--operators";
const args = Deno.args.slice(ofOperators ? 1 : 0);

/** Files that take as long as all the others; each waits for its containers most of the time. */
const LONG = [
  "behaviour",
  "charts",
  "closed_files",
  "cluster_dns",
  "limits",
  "mounts",
  "order",
  "pod",
];

const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  // What runs is ended, and what follows it takes everything down as always.
  Deno.addSignalListener(signal, () => stopping.abort());
}

const dir = await Deno.makeTempDir({ prefix: "dekube-e2e-" });
const engines: Engine[] = [];
let code = 1;
try {
  const tools: ToolPaths = {
    ...await ensureTools({
      signal: stopping.signal,
      ...ofOperators && { more: OPERATOR_PROGRAMS },
    }),
    curl: await findProgram("curl"),
    ...await findCompiler(),
  };
  const [engine, newest] = await Promise.all([
    startEngine("engine", tools),
    // Applications need nothing of it.
    ofOperators
      ? undefined
      : startEngine("newest", { ...tools, dockerd: tools["dockerd-newest"] }, {
        addresses: "10.112.0.0/12",
        isAlone: false,
      }),
  ]);
  const missing = { ...!engine && { docker: null }, ...!newest && { "dockerd-newest": null } };
  code = await runTests({ ...tools, ...missing }, engine, newest);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
} finally {
  for (const engine of engines) await engine.stop();
  if (Deno.env.get("KEEP")) console.error(`left for you to look at: ${dir}`);
  else await Deno.remove(dir, { recursive: true }).catch((error) => console.error(error.message));
}
Deno.exit(stopping.signal.aborted ? 130 : code);

/** Starts an engine that has the suite's images. */
async function startEngine(
  name: string,
  tools: ToolPaths,
  options?: EngineOptions,
): Promise<Engine | undefined> {
  let engine: Engine | undefined;
  try {
    engine = await Engine.start(`${dir}/${name}`, tools, options);
    engines.push(engine);
    await importImages(engine, tools, `${dir}/${name}-images`);
    return engine;
  } catch (error) {
    await engine?.stop();
    console.error(`no Docker Engine: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

function runTests(tools: ToolPaths, engine?: Engine, newest?: Engine): Promise<number> {
  const namesFiles = args.some((argument) => argument.endsWith(".ts"));
  const suite = ofOperators ? [["tests/e2e/operators"]] : testGroups();
  return runTestGroups({
    args: ["-A", ...args],
    groups: namesFiles ? [[]] : suite,
    env: {
      ...engine?.env(),
      DEKUBE_E2E: JSON.stringify({ dir, tools, newestEngine: newest?.env() }),
    },
    signal: stopping.signal,
  });
}

/** The suite's files, in two processes. */
function testGroups(): string[][] {
  const folder = new URL("../tests/e2e/", import.meta.url);
  const names = [...Deno.readDirSync(folder)]
    .map(({ name }) => name)
    .filter((name) => name.endsWith("_test.ts"))
    .sort();
  const groups = Object.values(
    Object.groupBy(names, (name) => String(LONG.includes(name.replace("_test.ts", "")))),
  );
  return groups.map((group) => group!.map((name) => `tests/e2e/${name}`));
}

/** A Deno with the runtime stub that it compiles executables with. */
async function findCompiler(): Promise<ToolPaths> {
  try {
    const { deno, denort } = await ensureCompiler({ signal: stopping.signal });
    return { "deno-compile": deno, denort };
  } catch (error) {
    console.error(`MISSING  denort: ${error instanceof Error ? error.message : error}`);
    return { "deno-compile": null, denort: null };
  }
}

async function findProgram(name: string): Promise<string | null> {
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    const path = `${folder}/${name}`;
    if (await Deno.stat(path).then(({ isFile }) => isFile, () => false)) return path;
  }
  return null;
}
