/** Lists that grow with the input are no arguments: of those a stack has room for so many. */
import { assertEquals } from "@std/assert";
import { readSources } from "../tools/read_sources.ts";

Deno.test("what is made of manifests goes from list to list by append(), not as arguments of push()", async () => {
  const sources = await readSources(new URL("..", import.meta.url));
  const found = [...sources].filter(([path, text]) =>
    /^(?:pacts|extensions|engine\/core)\//.test(path) && /\.(?:push|unshift)\(\s*\.\.\./.test(text)
  ).map(([path]) => path);
  assertEquals(found, []);
});
