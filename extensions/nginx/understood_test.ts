import { assert, assertEquals } from "@std/assert";
import { UNDERSTOOD } from "./understood.ts";

Deno.test("UNDERSTOOD holds full names, each once", () => {
  assertEquals(new Set(UNDERSTOOD).size, UNDERSTOOD.length);
  assert(UNDERSTOOD.every((name) => /^nginx\.ingress\.kubernetes\.io\/[a-z0-9-]+$/.test(name)));
  assert(UNDERSTOOD.includes("nginx.ingress.kubernetes.io/custom-http-errors"));
});

Deno.test("UNDERSTOOD names every annotation that a source reads", async () => {
  const folder = new URL(".", import.meta.url);
  const read = new Set<string>();
  for await (const { name } of Deno.readDir(folder)) {
    if (!/^[a-z]\w*(?<!_test)\.ts$/.test(name)) continue;
    const source = await Deno.readTextFile(new URL(name, folder));
    for (
      const [, found] of source.matchAll(/(?:get|list|flag|number|ref)\("([a-z-]+)"/g)
    ) {
      read.add(`nginx.ingress.kubernetes.io/${found}`);
    }
  }
  assert(read.size > 20);
  assertEquals([...read].filter((name) => !UNDERSTOOD.includes(name)), []);
});
