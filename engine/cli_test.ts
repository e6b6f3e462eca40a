import { assertEquals, assertRejects } from "@std/assert";
import { defineDistribution } from "./cli.ts";
import { UserError } from "./core/user_error.ts";

const manifest = { name: "mine", version: "1.0.0", extensions: ["./gone.ts"] };

Deno.test("defineDistribution() takes its extensions from modules when a build gives them", async () => {
  const modules = { "./gone.ts": { default: { name: "late", transform() {} } } };
  const mine = defineDistribution(manifest, import.meta.url, { modules });
  const loaded = await mine.extensions();
  assertEquals(loaded.map(({ extension, origin }) => [extension.name, origin]), [
    ["late", "./gone.ts"],
  ]);
});

Deno.test("defineDistribution() imports what the manifest names when nobody gives modules", async () => {
  const mine = defineDistribution(manifest, import.meta.url);
  assertEquals(mine.location, import.meta.url);
  await assertRejects(() => mine.extensions(), UserError, "the extension ./gone.ts, which ");
});

Deno.test("defineDistribution() refuses what can't be together when it is a library", async () => {
  const late = { name: "late", transform() {} };
  const modules = { a: { extension: { name: "late", depends: ["b"] }, late } };
  const mine = defineDistribution(manifest, import.meta.url, { modules });
  await assertRejects(() => mine.extensions(), UserError, 'depends on "b", which is not loaded');
});
