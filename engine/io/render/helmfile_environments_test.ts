import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { declaredEnvironments, environmentsOf } from "./helmfile_environments.ts";

/** The environments of a helmfile in a folder with these files. */
async function found(
  files: Record<string, string>,
  helmfile = "helmfile.yaml",
): Promise<string[] | undefined> {
  const dir = await Deno.makeTempDir();
  try {
    for (const [path, text] of Object.entries(files)) {
      await Deno.mkdir(join(dir, path, ".."), { recursive: true });
      await Deno.writeTextFile(join(dir, path), text);
    }
    return await environmentsOf(join(dir, helmfile));
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("declaredEnvironments() reads names at any indentation, in quotes, among comments and templates below", () => {
  const text = `{{ $x := 1 }}
environments: # of ours
    # the first
    default:
      values:
      - a: {{ $x }}
    "eu-1": {}

    'eu.2':
{{ $y := 2 }}
releases:
  - name: web
    environments: [no]
---
environments:
  staging:
`;
  assertEquals(declaredEnvironments(text), ["default", "eu-1", "eu.2", "staging"]);
});

Deno.test("declaredEnvironments() can't tell when a template makes some", () => {
  const text = "environments:\n{{ range $name := .Names }}\n  {{ $name }}: {}\n{{ end }}\n";
  assertEquals(declaredEnvironments(text), undefined);
  assertEquals(declaredEnvironments("environments:\n  {{ readFile `e.yaml` }}\n"), undefined);
  assertEquals(declaredEnvironments("releases: []\n"), []);
});

Deno.test("environmentsOf() reads bases and the files of a folder", async () => {
  const environments = (name: string) => `environments:\n  ${name}: {}\n`;
  assertEquals(
    await found({
      "helmfile.yaml": `bases:\n- common/envs.yaml # shared\n- {{ .X }}.yaml\n---\n${
        environments("a")
      }`,
      "common/envs.yaml": `bases: \n  - "more.yaml"\n${environments("b")}`,
      "common/more.yaml": `bases:\n- envs.yaml\n${environments("c")}`,
    }),
    ["a", "b", "c"],
  );
  const parts = { "helmfile.d/1.yaml": environments("x"), "helmfile.d/2.yaml": environments("y") };
  assertEquals(await found(parts, "helmfile.d"), ["x", "y"]);
  assertEquals(await found({}), undefined);
  assertEquals(await found({ "helmfile.yaml": "releases: []\n" }), []);
  assertEquals(await found({ "helmfile.yaml": "bases:\n- {{ .X }}.yaml\n" }), undefined);
});
