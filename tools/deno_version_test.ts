import { assertEquals } from "@std/assert";
import { toFileUrl } from "@std/path";
import { findOtherDenoVersions } from "./deno_version.ts";

Deno.test("findOtherDenoVersions() finds a version when it is not the one that decides", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/tools`);
    await Deno.mkdir(`${folder}/.ci`);
    await Deno.writeTextFile(`${folder}/tools/deno-version`, "2.9.6\n");
    await Deno.writeTextFile(`${folder}/README.md`, "npx -y deno@2.9.6 task; npx -y deno@2.9.5.");
    await Deno.writeTextFile(`${folder}/.ci/run`, 'npx "deno@$version"');
    assertEquals(await findOtherDenoVersions(toFileUrl(`${folder}/`)), [
      "README.md names deno@2.9.5, tools/deno-version 2.9.6",
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
