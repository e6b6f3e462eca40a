import { assertEquals } from "@std/assert";
import { pageAssets } from "./page.ts";

Deno.test("the assets.ts of pages are what style and script make", async () => {
  for (const [path, text] of Object.entries(await pageAssets())) {
    const written = await Deno.readTextFile(new URL(`../engine/${path}`, import.meta.url));
    assertEquals(written, text, `engine/${path}: run \`deno task page\``);
  }
});
