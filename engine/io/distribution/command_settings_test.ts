import { assertEquals, assertRejects } from "@std/assert";
import { toFileUrl } from "@std/path";
import { UserError } from "../../core/user_error.ts";
import { commandSettingsOf } from "./command_settings.ts";
import type { DistributionManifest } from "./manifest.ts";

const here = import.meta.url;

function manifest(rest: Partial<DistributionManifest> = {}): DistributionManifest {
  return { name: "mine", version: "1.0.0", extensions: [], ...rest };
}

Deno.test("commandSettingsOf() is what the distribution says", async () => {
  assertEquals(await commandSettingsOf(manifest(), here), { input: "helmfile" });
  assertEquals(await commandSettingsOf(manifest({ base: "engine" }), here), { input: "helmfile" });
  assertEquals(await commandSettingsOf(manifest({ input: "detect" }), here), { input: "detect" });
  const tools = "~/.mine/tools";
  assertEquals(await commandSettingsOf(manifest({ tools }), here), { input: "helmfile", tools });
});

Deno.test("commandSettingsOf() asks no base when the distribution says it all itself", async () => {
  const own = { input: "detect", tools: "~/.mine" } as const;
  assertEquals(await commandSettingsOf(manifest({ ...own, base: "./nowhere.json" }), here), own);
});

Deno.test("commandSettingsOf() is what the nearest base says when the distribution says nothing", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const write = (name: string, text: object) =>
      Deno.writeTextFile(`${dir}/${name}`, JSON.stringify(text));
    await write("bottom.json", manifest({ input: "detect", tools: "~/.bottom" }));
    const nothing = { input: null, tools: null };
    await write("middle.json", { ...manifest({ base: "./bottom.json" }), ...nothing });
    const settings = (own: Partial<DistributionManifest>) =>
      commandSettingsOf(
        manifest({ ...own, base: "./middle.json" }),
        `${toFileUrl(dir).href}/`,
      );
    assertEquals(await settings({}), { input: "detect", tools: "~/.bottom" });
    assertEquals(await settings({ input: "helmfile" }), { input: "helmfile", tools: "~/.bottom" });
    assertEquals(await settings({ tools: "" }), { input: "detect" });
    assertEquals(await settings({ tools: "~/.top" }), { input: "detect", tools: "~/.top" });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("commandSettingsOf() is that of kubernetes2simple when that is the base", async () => {
  assertEquals(await commandSettingsOf(manifest({ base: "kubernetes2simple" }), here), {
    input: "detect",
    tools: "~/.kubernetes2simple",
  });
  const { input, tools } = await commandSettingsOf(manifest({ base: "helmfile2compose" }), here);
  assertEquals([input, tools], ["helmfile", undefined]);
});

Deno.test("commandSettingsOf() says so when a value means nothing", async () => {
  const settings = (own: object) =>
    commandSettingsOf({ ...manifest(), ...own } as DistributionManifest, here);
  for (const input of ["guess", 1, []]) {
    await assertRejects(
      () => settings({ input }),
      UserError,
      `has the input ${JSON.stringify(input)}. Write "detect" or "helmfile"`,
    );
  }
  for (const tools of [".mine", "/opt/mine", "~", "~/", "~/..", "~/a/../b", "~other/x", 1, false]) {
    await assertRejects(
      () => settings({ tools }),
      UserError,
      `has the tools ${JSON.stringify(tools)}. Write a folder in the user's own`,
    );
  }
});
