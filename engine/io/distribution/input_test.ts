import { assertEquals, assertRejects } from "@std/assert";
import { toFileUrl } from "@std/path";
import { UserError } from "../../core/user_error.ts";
import { inputModeOf } from "./input.ts";
import type { DistributionManifest } from "./manifest.ts";

const here = import.meta.url;

function manifest(rest: Partial<DistributionManifest> = {}): DistributionManifest {
  return { name: "mine", version: "1.0.0", extensions: [], ...rest };
}

Deno.test("inputModeOf() is what the distribution says", async () => {
  assertEquals(await inputModeOf(manifest(), here), "helmfile");
  assertEquals(await inputModeOf(manifest({ base: "engine" }), here), "helmfile");
  assertEquals(await inputModeOf(manifest({ input: "detect" }), here), "detect");
});

Deno.test("inputModeOf() asks no base when the distribution says it itself", async () => {
  const own = { input: "detect", base: "./nowhere.json" };
  assertEquals(await inputModeOf(manifest(own), here), "detect");
});

Deno.test("inputModeOf() is what the nearest base says when the distribution says nothing", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const write = (name: string, text: object) =>
      Deno.writeTextFile(`${dir}/${name}`, JSON.stringify(text));
    await write("bottom.json", manifest({ input: "detect" }));
    await write("middle.json", { ...manifest({ base: "./bottom.json" }), input: null });
    const location = `${toFileUrl(dir).href}/`;
    assertEquals(await inputModeOf(manifest({ base: "./middle.json" }), location), "detect");
    const off = manifest({ base: "./middle.json", input: "helmfile" });
    assertEquals(await inputModeOf(off, location), "helmfile");
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("inputModeOf() is that of kubernetes2simple when that is the base", async () => {
  assertEquals(await inputModeOf(manifest({ base: "kubernetes2simple" }), here), "detect");
  assertEquals(await inputModeOf(manifest({ base: "helmfile2compose" }), here), "helmfile");
});

Deno.test("inputModeOf() says so when the value means nothing", async () => {
  for (const input of ["guess", 1, []]) {
    await assertRejects(
      () => inputModeOf({ ...manifest(), input } as DistributionManifest, here),
      UserError,
      `has the input ${JSON.stringify(input)}. Write "detect" or "helmfile"`,
    );
  }
});
