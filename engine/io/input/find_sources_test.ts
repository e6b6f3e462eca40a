import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { unless, WINDOWS } from "../../../tools/unless.ts";
import { InputError } from "../errors.ts";
import { withPrograms } from "../_testing.ts";
import { isIgnoredFolder } from "../../core/input/project_files.ts";
import { findSources, findSourcesBelow, isEmpty } from "./find_sources.ts";

/** Runs a test in a folder with some files. */
async function withFiles(
  files: Record<string, string>,
  run: (dir: string) => Promise<void>,
): Promise<void> {
  await withPrograms({}, async ({ dir, write }) => {
    await write(Object.fromEntries(
      Object.entries(files).map(([name, text]) => [`project/${name}`, text]),
    ));
    await Deno.mkdir(join(dir, "project"), { recursive: true });
    await run(join(dir, "project"));
  });
}

const finds: [file: string, text: string, what: object][] = [
  ["helmfile.yaml", "releases: []", { helmfile: "helmfile.yaml" }],
  ["helmfile.yaml.gotmpl", "{{ x }}", { helmfile: "helmfile.yaml.gotmpl" }],
  ["helmfile.yml", "releases: []", { helmfile: "helmfile.yml" }],
  ["helmfile.yml.gotmpl", "{{ x }}", { helmfile: "helmfile.yml.gotmpl" }],
  ["helmfile.gotmpl", "{{ x }}", { helmfile: "helmfile.gotmpl" }],
  ["helmfile.d/a.yaml", "", { helmfile: "helmfile.d" }],
  ["Chart.yaml", "name: x", { chart: "Chart.yaml" }],
  ["kustomization.yaml", "kind: Kustomization", { kustomization: "kustomization.yaml" }],
  ["kustomization.yml", "", { kustomization: "kustomization.yml" }],
  ["Kustomization", "", { kustomization: "Kustomization" }],
  ["a.yaml", "apiVersion: v1\nkind: Pod\n", { manifests: ["a.yaml"] }],
  ["a.yml", "a: 1\n--- \nkind : Pod\n", { manifests: ["a.yml"] }],
  ["a.yaml", '--- {"kind": "Pod"}\n', { manifests: ["a.yaml"] }],
  ["a.yaml", "{ kind: Pod }\r\n", { manifests: ["a.yaml"] }],
  ["a.json", '{"apiVersion": "v1", "kind": "List"}', { manifests: ["a.json"] }],
  ["a.json", '{"kind": "x"}', {}],
  ["values.yaml", "a:\n  kind: Pod\n", {}],
  ["values.yaml", "kinds: [Pod]\n", {}],
  ["compose.yaml", "services: {}\n", {}],
  ["notes.txt", "kind: Pod\n", {}],
  ["below/a.yaml", "kind: Pod\n", {}],
];

for (const [file, text, what] of finds) {
  const name = Object.keys(what)[0] ?? "nothing";
  Deno.test(`findSources() finds ${name} when there is ${file} with ${JSON.stringify(text)}`, async () => {
    await withFiles({ [file]: text }, async (dir) => {
      const none = { helmfile: undefined, chart: undefined, kustomization: undefined };
      assertEquals(await findSources(dir), { ...none, manifests: [], ...what });
      assertEquals(isEmpty(await findSources(dir)), name === "nothing");
    });
  });
}

Deno.test("findSources() leaves out what is ours", async () => {
  await withFiles({ "a.yaml": "kind: Pod", "b.yaml": "kind: Pod" }, async (dir) => {
    assertEquals((await findSources(dir, (file) => file === "a.yaml")).manifests, ["b.yaml"]);
  });
});

Deno.test(
  unless(
    "findSources() leaves links that lead out of the folder until they are to be followed",
    WINDOWS,
  ),
  async () => {
    await withFiles({ "in/b.yaml": "kind: Pod", "a.yaml": "kind: Pod" }, async (dir) => {
      await Deno.symlink("../a.yaml", join(dir, "in/a.yaml"));
      await Deno.symlink("b.yaml", join(dir, "in/c.yaml"));
      const found = async (options?: { followsLinks: boolean }) => {
        const { manifests, outside } = await findSources(join(dir, "in"), undefined, options);
        return [manifests, outside];
      };
      assertEquals(await found(), [["b.yaml", "c.yaml"], ["a.yaml"]]);
      assertEquals(await found({ followsLinks: true }), [
        ["a.yaml", "b.yaml", "c.yaml"],
        undefined,
      ]);
    });
  },
);

Deno.test("findSources() says so when there is no such folder, or it is a file", async () => {
  await withFiles({ "a.yaml": "kind: Pod" }, async (dir) => {
    const none = join(dir, "none");
    const { message } = await assertRejects(() => findSources(none), InputError);
    assertEquals(message, `"${none}" can't be looked at: there is no such folder. Name a folder.`);
    await assertRejects(() => findSources(join(dir, "a.yaml")), InputError, "can't be looked at");
  });
});

Deno.test("findSourcesBelow() finds what is in the folders below, the nearest first, but not in hidden ones", async () => {
  const files = {
    "b/Chart.yaml": "",
    "a/helmfile.yaml": "",
    "c/deep/Chart.yaml": "",
    ".hidden/Chart.yaml": "",
    "node_modules/Chart.yaml": "",
    "Chart.yaml": "",
  };
  await withFiles(files, async (dir) => {
    assertEquals((await findSourcesBelow(dir)).map(({ folder }) => folder), [
      "a",
      "b",
      "c/deep",
    ]);
  });
});

Deno.test("isIgnoredFolder() is the output of an earlier run, and npm's packages", () => {
  assertEquals(isIgnoredFolder("out", new Set([".dekube", "compose.yml"])), true);
  assertEquals(isIgnoredFolder("web/node_modules", new Set()), true);
  assertEquals(isIgnoredFolder("web", new Set(["a.yaml"])), false);
});
