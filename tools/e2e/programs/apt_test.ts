import { assertEquals, assertRejects } from "@std/assert";
import { withServicesHeldBack } from "./apt.ts";
import { unless, WINDOWS } from "../../unless.ts";

async function withPolicy(fn: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await fn(`${folder}/policy`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function ask(policy: string): Promise<number> {
  return (await new Deno.Command(policy, { args: ["docker", "start"] }).output()).code;
}

Deno.test({
  ...unless(
    "withServicesHeldBack() forbids starts only while it works when nothing forbade them",
    WINDOWS,
  ),
  async fn() {
    await withPolicy(async (path) => {
      assertEquals(await withServicesHeldBack(() => ask(path), path), 101);
      await assertRejects(() => Deno.stat(path), Deno.errors.NotFound);
      const fail = () => Promise.reject(new Error("no package"));
      await assertRejects(() => withServicesHeldBack(fail, path), Error, "no package");
      await assertRejects(() => Deno.stat(path), Deno.errors.NotFound);
    });
  },
});

Deno.test({
  ...unless("withServicesHeldBack() allows starts again when its process was killed", WINDOWS),
  async fn() {
    await withPolicy(async (path) => {
      const stale = await withServicesHeldBack(() => Deno.readTextFile(path), path);
      const dead = stale.replace(`${Deno.pid}`, "999999999");
      await Deno.writeTextFile(path, dead, { mode: 0o755 });
      assertEquals(await ask(path), 0);
      await withServicesHeldBack(() => Promise.resolve(), path);
      await assertRejects(() => Deno.stat(path), Deno.errors.NotFound);
    });
  },
});

Deno.test({
  ...unless("withServicesHeldBack() leaves the file alone when it is the machine's", WINDOWS),
  async fn() {
    await withPolicy(async (path) => {
      const write = (code: number) =>
        Deno.writeTextFile(path, `#!/bin/sh\nexit ${code}\n`, { mode: 0o755 });
      await write(101);
      assertEquals(await withServicesHeldBack(() => Promise.resolve("done"), path), "done");
      await write(0);
      const work = () => Promise.reject(new Error("installed"));
      await assertRejects(() => withServicesHeldBack(work, path), Error, "lets the services start");
      assertEquals(await ask(path), 0);
    });
  },
});
