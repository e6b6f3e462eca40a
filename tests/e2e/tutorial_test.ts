/**
 * docs/tutorial.md, followed: its values, its command and its overrides lead to the page that it shows.
 *
 * @module
 */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { parse } from "@std/yaml";
import { ingredientsOf } from "../../tools/e2e/images/recipes.ts";
import { browse } from "./_chart.ts";
import { distribution, ROOT } from "./_command.ts";
import { e2e, setting, tool } from "./_setting.ts";
import { Stack } from "./_stack.ts";

const PAGE = await Deno.readTextFile(join(ROOT, "docs/tutorial.md"));

/** The blocks of a language, in their order. */
function blocks(language: string): string[] {
  return [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, "gm"))]
    .map(([, content]) => content);
}

const [VALUES, MORE_VALUES, SETTINGS] = blocks("yaml");
const [SHOWN] = blocks("json");
const IMAGES = { "ghcr.io/stefanprodan/podinfo:6.9.2": "podinfo", "redis:7.0.7": "redis" } as const;

const needs = [
  ...["docker", "caddy", "curl", "helm", "podinfo-chart"],
  ...Object.values(IMAGES).flatMap(ingredientsOf),
] as const;

e2e(
  "docs/tutorial.md leads to the page that it shows",
  { needs: [...new Set(needs)] },
  async () => {
    const values = join(setting!.dir, "tutorial-values.yaml");
    await Deno.writeTextFile(values, VALUES);
    const [, typed] = /^ +kubernetes2simple (--helm-chart .*) --output-dir out$/m.exec(PAGE)!;
    const places: Record<string, string> = {
      "./podinfo": tool("podinfo-chart"),
      "values.yaml": values,
    };
    // deno-lint-ignore no-explicit-any -- read from YAML
    const { overrides } = parse(SETTINGS) as any;

    const stack = await Stack.up({
      name: "tutorial",
      manifests: typed.split(" ").map((word) => places[word] ?? word),
      config: { overrides },
      images: IMAGES,
      command: (args) => distribution("kubernetes2simple", args),
    });
    assertStringIncludes(stack.said, "left out: a Helm hook that only runs at test-success");
    assertStringIncludes(stack.said, "4 services (+4)");
    await stack.healthy("podinfo", "podinfo-redis");
    const { version, color, message } = JSON.parse((await browse(stack, "podinfo.localhost")).body);
    const shown = JSON.parse(SHOWN);
    assertEquals([version, message], [shown.version, shown.message]);
    assertEquals(color, overrides.podinfo.environment.PODINFO_UI_COLOR);

    await Deno.writeTextFile(values, VALUES + MORE_VALUES);
    const { stderr } = await stack.convertAgain();
    assertStringIncludes(stderr, "4 services (~1); 1 file written");
    await stack.up();
    const answer = await stack.eventually(
      () => browse(stack, "podinfo.localhost"),
      ({ body }) => body.includes("Hello from Compose"),
    );
    assertEquals(JSON.parse(answer.body).message, "Hello from Compose");
    await stack.down({ volumes: true });
  },
);
