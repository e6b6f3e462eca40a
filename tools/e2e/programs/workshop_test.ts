import { assert, assertEquals, assertRejects } from "@std/assert";
import { Workshop } from "./workshop.ts";

async function withCache(fn: (cache: string) => Promise<void>): Promise<void> {
  const cache = await Deno.makeTempDir();
  try {
    await fn(`${cache}/tools`);
  } finally {
    await Deno.remove(cache, { recursive: true });
  }
}

const exists = (path: string) => Deno.stat(path).then(() => true, () => false);

Deno.test("Workshop.close() removes what was needed to build when it was opened", async () => {
  await withCache(async (cache) => {
    await Deno.mkdir(`${cache}/build/left-behind`, { recursive: true });
    const workshop = new Workshop(cache);
    await workshop.open();
    assert(!await exists(`${cache}/build/left-behind`));
    await Deno.writeTextFile(`${await workshop.folder("a/b")}/file`, "");
    await workshop.close();
    assert(!await exists(workshop.build));
    assert(await exists(workshop.bin));
  });
});

Deno.test("Workshop.close() leaves nothing at all when it was never opened", async () => {
  await withCache(async (cache) => {
    await new Workshop(cache).close();
    assert(!await exists(cache));
  });
});

Deno.test("Workshop.open() waits when another one is open", async () => {
  await withCache(async (cache) => {
    const said: string[] = [];
    const first = new Workshop(cache);
    const second = new Workshop(cache, (line) => said.push(line));
    await first.open();
    let isOpen = false;
    const opening = second.open().then(() => isOpen = true);
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert(!isOpen);
    await first.close();
    await opening;
    assertEquals(said, ["another run is making programs: waiting for it"]);
    await second.close();
  });
});

Deno.test("Workshop.inTurn() goes on when one of the queue fails, and stops when told to", async () => {
  const stop = new AbortController();
  const workshop = new Workshop("unused", undefined, stop.signal);
  const log: string[] = [];
  const work = (name: string, fails = false) => async () => {
    log.push(`${name} begins`);
    await Promise.resolve();
    if (fails) throw new Error(name);
    log.push(`${name} ends`);
  };
  const first = workshop.inTurn("go", work("first", true));
  const second = workshop.inTurn("go", work("second"));
  await assertRejects(() => first, Error, "first");
  await second;
  assertEquals(log, ["first begins", "second begins", "second ends"]);
  stop.abort(new Error("stopped"));
  await assertRejects(() => workshop.inTurn("go", work("third")), Error, "stopped");
});
