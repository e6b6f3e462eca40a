/**
 * What is printed as YAML means the same to the readers of JavaScript, of Python, and of Go.
 */
import { assert, assertEquals } from "@std/assert";
import { parse } from "@std/yaml";
import { renderYaml } from "../../engine/core/output/render.ts";
import { inFolder } from "../../tools/in_folder.ts";
import { isInstalled, needsTool, runTestTool } from "../../tools/needs_tool.ts";
import { unless } from "../../tools/unless.ts";
import { Odd, RUNS, wellFormed } from "./_odd.ts";

/** Trees of texts under texts. */
function trees(): unknown[] {
  return Array.from({ length: 20 * RUNS }, (_, seed) => {
    const odd = new Odd(seed);
    return { "x-values": tree(odd, 0) };
  });
}

function tree(odd: Odd, depth: number): unknown {
  const kind = depth > 2 ? 0 : odd.below(4);
  if (kind < 2) return odd.text();
  return kind === 2
    ? odd.some(3, () => tree(odd, depth + 1))
    : Object.fromEntries(odd.some(4, () => [odd.text(), tree(odd, depth + 1)]));
}

Deno.test("renderYaml() prints what JavaScript's reader reads as it was", () => {
  for (const value of trees()) assertEquals(parse(renderYaml(value)), wellFormed(value));
});

const PYTHON = `
import json, sys, yaml
for case in json.load(sys.stdin):
    if yaml.safe_load(case["text"]) != case["value"]:
        sys.exit("differs: " + json.dumps(case))
`;

/** A Python with a reader of YAML; Debian's own may not be the first on PATH. */
const python = await (async () => {
  for (const command of ["python3", "/usr/bin/python3"]) {
    if (!isInstalled(command)) continue;
    if ((await runTestTool(command, ["-c", "import yaml"])).success) return command;
  }
})();

Deno.test({
  ...unless(
    "renderYaml() prints what Python's reader reads as it was",
    python ? undefined : "there is no python3 on PATH with PyYAML; Debian's python3-yaml has one",
  ),
  async fn() {
    const cases = trees().map((value) => ({ text: renderYaml(value), value: wellFormed(value) }));
    const { success, said } = await runTestTool(python!, ["-c", PYTHON], JSON.stringify(cases));
    assert(success, said);
  },
});

Deno.test({
  ...needsTool("renderYaml() prints what Go's reader reads as it was", "docker-compose", "Docker"),
  async fn() {
    const all = trees();
    for (let at = 0; at < all.length; at += MOST_TREES) {
      const some = all.slice(at, at + MOST_TREES);
      // Compose's extensions may hold anything.
      const text = renderYaml({ services: { web: { image: "web" } }, "x-values": some });
      const { success, said } = await inFolder(
        [["compose.yml", text]],
        (folder) =>
          runTestTool("docker-compose", [
            ...["-p", "fuzz", "-f", `${folder}/compose.yml`, "config", "--no-interpolate"],
            ...["--no-normalize", "--format", "json"],
          ]),
      );
      assert(success, said);
      assertEquals(JSON.parse(said)["x-values"], wellFormed(some));
    }
  },
});

/** Docker Compose reads no file with 100,000 values. */
const MOST_TREES = 1000;
