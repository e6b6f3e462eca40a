import { assertEquals } from "@std/assert";
import { findViolations } from "../tools/layers.ts";
import { readSources } from "../tools/read_sources.ts";

Deno.test("the project's imports run one way, and its pure layers touch no machine", async () => {
  const sources = await readSources(new URL("../", import.meta.url));
  assertEquals(findViolations(sources), []);
});
