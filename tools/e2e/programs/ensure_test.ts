import { assert, assertEquals, assertRejects } from "@std/assert";
import { ensurePrograms, type Program, type Source } from "./ensure.ts";
import { Workshop } from "./workshop.ts";
import { unless, WINDOWS } from "../../unless.ts";

async function withCache(fn: (cache: string) => Promise<void>): Promise<void> {
  const cache = await Deno.makeTempDir();
  try {
    await fn(cache);
  } finally {
    await Deno.remove(cache, { recursive: true });
  }
}

/** A source of a program that says its version, and how often it was used. */
function source(version: string, name = "there"): Source & { uses: number } {
  return {
    name,
    uses: 0,
    async get(path) {
      this.uses++;
      await Deno.writeTextFile(path, `#!/bin/sh\necho v${version}+build >&2\n`);
    },
  };
}

function program(version: string | undefined, ...sources: Source[]): Program {
  return { version, ask: ["--version"], sources };
}

async function list(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
}

Deno.test({
  ...unless("ensurePrograms() gets a program when it is missing or of another version", WINDOWS),
  async fn() {
    await withCache(async (cache) => {
      const [old, young] = [source("1.0.0"), source("1.1.0")];
      const ensure = async (from: Source, version: string) => {
        const said: string[] = [];
        const workshop = new Workshop(cache, (line) => said.push(line.replace(/ in .* s$/, "")));
        const { paths, reasons } = await ensurePrograms({ it: program(version, from) }, workshop);
        assertEquals([paths, reasons], [{ it: `${cache}/bin/it` }, {}]);
        return said;
      };
      const got = (version: string) => [
        `getting  it ${version} from there`,
        `made     it ${version} from there`,
      ];
      assertEquals(await ensure(old, "1.0.0"), got("1.0.0"));
      assertEquals(await ensure(old, "1.0.0"), ["ok       it 1.0.0: already there"]);
      assertEquals(await ensure(young, "1.1.0"), got("1.1.0"));
      assertEquals([old.uses, young.uses], [1, 1]);
      assertEquals(await list(cache), ["bin", "lock"]);
      assertEquals(await list(`${cache}/bin`), ["it"]);
    });
  },
});

Deno.test({
  ...unless(
    "ensurePrograms() tries the next source when one fails, and says why when all do",
    WINDOWS,
  ),
  async fn() {
    await withCache(async (cache) => {
      const broken: Source = {
        name: "here",
        async get(path) {
          await Deno.writeTextFile(path, "half");
          throw new Error("no network");
        },
      };
      const { paths, reasons } = await ensurePrograms({
        lucky: program(undefined, broken, source("2.0.0")),
        unlucky: program("3.0.0", broken, source("2.0.0")),
      }, new Workshop(cache));
      assertEquals(paths, { lucky: `${cache}/bin/lucky`, unlucky: null });
      assertEquals(reasons, { unlucky: "here: no network\nthere: it is 2.0.0, not 3.0.0" });
      assertEquals(await list(`${cache}/bin`), ["lucky"]);
    });
  },
});

Deno.test({
  ...unless("ensurePrograms() gets a folder anew when a file in it says another version", WINDOWS),
  async fn() {
    await withCache(async (cache) => {
      const chart = (version: string): Source => ({
        name: "there",
        async get(path) {
          await Deno.mkdir(path);
          const text = `apiVersion: v2\nappVersion: "9.9.9"\nversion: ${version} # newest\n`;
          await Deno.writeTextFile(`${path}/Chart.yaml`, text);
          await Deno.writeTextFile(`${path}/${version}`, "");
        },
      });
      for (const version of ["1.0.0", "1.1.0"]) {
        const { paths, reasons } = await ensurePrograms({
          chart: { version, ask: ["Chart.yaml"], isFolder: true, sources: [chart(version)] },
        }, new Workshop(cache));
        assertEquals([paths, reasons], [{ chart: `${cache}/bin/chart` }, {}]);
        assertEquals(await list(`${cache}/bin/chart`), [version, "Chart.yaml"]);
      }
    });
  },
});

Deno.test({
  ...unless("ensurePrograms() tells commits apart when a module has no releases", WINDOWS),
  async fn() {
    await withCache(async (cache) => {
      const commit = (time: string) => `0.0.0-${time}-7aac2a2c5b7c`;
      const [wanted, other] = ["20260212201848", "20250313080218"];
      const { reasons } = await ensurePrograms({
        right: program(`0.0.0-${wanted}`, source(commit(wanted))),
        wrong: program(`0.0.0-${wanted}`, source(commit(other))),
      }, new Workshop(cache));
      assertEquals(reasons, { wrong: `there: it is 0.0.0-${other}, not 0.0.0-${wanted}` });
    });
  },
});

Deno.test({
  ...unless(
    "ensurePrograms() waits for no other source when they have no queue in common",
    WINDOWS,
  ),
  async fn() {
    await withCache(async (cache) => {
      const log: string[] = [];
      const slow = (name: string, queue: string | undefined): Source => ({
        name,
        queue,
        async get(path, workshop) {
          log.push(`${name} begins`);
          await new Promise((resolve) => setTimeout(resolve, 50));
          await source("1.0.0").get(path, workshop);
          log.push(`${name} ends`);
        },
      });
      await ensurePrograms({
        a: program(undefined, slow("a", "go")),
        b: program(undefined, slow("b", "go")),
        c: program(undefined, slow("c", undefined)),
      }, new Workshop(cache));
      const at = (line: string) => log.indexOf(line);
      const [first, second] = at("a begins") < at("b begins") ? ["a", "b"] : ["b", "a"];
      assert(at(`${first} ends`) < at(`${second} begins`));
      assert(at("c begins") < at(`${first} ends`));
    });
  },
});

Deno.test({
  ...unless("ensurePrograms() fails and leaves no half program when it is told to stop", WINDOWS),
  async fn() {
    await withCache(async (cache) => {
      const stop = new AbortController();
      const endless: Source = {
        name: "there",
        async get(path) {
          await Deno.writeTextFile(path, "half");
          stop.abort(new Error("stopped"));
          stop.signal.throwIfAborted();
        },
      };
      const workshop = new Workshop(cache, undefined, stop.signal);
      await assertRejects(
        () => ensurePrograms({ it: program(undefined, endless) }, workshop),
        Error,
        "stopped",
      );
      assertEquals(await list(`${cache}/bin`), []);
    });
  },
});
