import { assert, assertEquals } from "@std/assert";
import { relative } from "@std/path";
import { withPrograms } from "../_testing.ts";
import { findKustomizations, groupsOf } from "./kustomizations.ts";

async function withFiles(
  files: Record<string, string>,
  run: (dir: string) => Promise<void>,
): Promise<void> {
  await withPrograms({}, async ({ dir, write }) => {
    await write(files);
    await run(dir);
  });
}

/** What is to be applied of some files, alternatives joined by `|`. */
async function groups(files: Record<string, string>): Promise<string[]> {
  let result: string[] = [];
  await withFiles(files, async (dir) => {
    result = groupsOf(await findKustomizations(dir)).map((group) =>
      group.map(({ folder }) => relative(dir, folder).replaceAll("\\", "/")).join("|")
    );
  });
  return result;
}

Deno.test("groupsOf() takes what nothing builds on, and overlays of one base for alternatives", async () => {
  assertEquals(
    await groups({
      "base/kustomization.yaml": "resources: [web.yaml]",
      "overlays/dev/kustomization.yml": "resources: [../../base]",
      "overlays/prod/kustomization.yaml": "bases: [../../base/]",
      "other/kustomization.yaml": "resources: [x.yaml]",
    }),
    ["other", "overlays/dev|overlays/prod"],
  );
});

Deno.test("groupsOf() looks at bases of bases, and at files that two list", async () => {
  assertEquals(
    await groups({
      "base/kustomization.yaml": "",
      "middle/kustomization.yaml": "resources: [../base]",
      "one/kustomization.yaml": "resources: [../middle]",
      "two/kustomization.yaml": "resources: [../base]",
      "three/kustomization.yaml": "resources: [../x.yaml]",
      "four/kustomization.yaml": "resources: [../x.yaml]",
    }),
    ["four|three", "one|two"],
  );
});

Deno.test("groupsOf() never applies a component by itself, nor what only bears the name", async () => {
  assertEquals(
    await groups({
      "app/kustomization.yaml": "resources: [https://example.com/x]\ncomponents: [../tls]",
      "tls/kustomization.yaml": "kind: Component",
      "flux/kustomization.yaml": "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization",
      ".git/kustomization.yaml": "",
      "out/.dekube/x": "",
      "out/kustomization.yaml": "",
    }),
    ["app"],
  );
});

Deno.test("findKustomizations() tells those that do more than list files", async () => {
  await withFiles({
    "a/kustomization.yaml": "kind: Kustomization\nresources: [x.yaml, sub/y.json]",
    "b/kustomization.yaml": "resources: [x.yaml]\nnamespace: shop",
    "c/kustomization.yaml": "resources: [../a]",
    "d/kustomization.yaml": "a: [",
  }, async (dir) => {
    const found = await findKustomizations(dir);
    assertEquals(found.map(({ changes }) => changes), [false, true, true, true]);
  });
});

Deno.test("findKustomizations() looks at no more names than when manifests are read", async () => {
  const { readDir } = Deno;
  let given = 0;
  Deno.readDir = async function* () {
    for (; given < 300_000; given++) {
      yield { name: `${given}.txt`, isFile: true, isDirectory: false, isSymlink: false };
    }
  };
  try {
    assertEquals(await findKustomizations("folder"), []);
    assert(given < 200_000);
  } finally {
    Deno.readDir = readDir;
  }
});
