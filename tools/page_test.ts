import { assertEquals } from "@std/assert";
import { pageAssets } from "./page.ts";

Deno.test("engine/page/assets.ts is what style and script make", async () => {
  const assets = await Deno.readTextFile(new URL("../engine/page/assets.ts", import.meta.url));
  assertEquals(assets, await pageAssets(), "run `deno task page`");
});
