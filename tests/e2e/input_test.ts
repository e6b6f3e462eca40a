/**
 * Input as editors and hands leave it: what can be read runs, what can't is said and takes nothing else with it.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { client, stream, web } from "./_manifests.ts";
import { e2e, setting } from "./_setting.ts";
import { Stack } from "./_stack.ts";

const needs = ["docker"];

const budget = (name: string) => ({
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  metadata: { name, namespace: "input" },
  spec: { minAvailable: 1 },
});

/** A text in UTF-16 with a byte order mark, as PowerShell's `>` writes it. */
function utf16(text: string, littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * (text.length + 1)));
  const marked = `\uFEFF${text}`;
  for (let at = 0; at < marked.length; at++) {
    view.setUint16(2 * at, marked.charCodeAt(at), littleEndian);
  }
  return new Uint8Array(view.buffer);
}

async function writeInput(): Promise<string> {
  const dir = join(setting!.dir, "input-files");
  await Deno.mkdir(dir, { recursive: true });
  const files: Record<string, string | Uint8Array> = {
    "little.yaml": utf16(stream(web("input/little", "größer 🙂")), true),
    "big.yaml": utf16(stream(client("input/big")), false),
    "tabs.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n\tname: tabs\n",
    "template.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n",
    "unset.yaml": stream(client("input/unset", { container: { image: "${IMAGE}:${TAG}" } })),
    "odd.yaml": "apiVersion: v1\nkind: {a: b}\nmetadata: {name: odd}\n",
    "budgets.yaml": stream(...["one", "two", "three"].map(budget)),
  };
  for (const [name, content] of Object.entries(files)) {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    await Deno.writeFile(join(dir, name), bytes);
  }
  return dir;
}

let stack: Promise<Stack> | undefined;

/** All of it, converted together and started once. */
function input(): Promise<Stack> {
  return stack ??= writeInput().then((dir) =>
    Stack.up({
      name: "input",
      manifests: ["--from-dir", dir],
      // The remedy that the message about `${IMAGE}` names.
      config: { overrides: { unset: { image: "example/tools:1" } } },
    })
  );
}

e2e("manifests in UTF-16 run with their texts as they are", { needs }, async () => {
  const stack = await input();

  const body = await stack.eventually(
    () => stack.sh("big", "wget -qO- http://little:8080/"),
    (text) => text !== "",
  );
  assertEquals(body, "größer 🙂");
});

e2e(
  "a tab, a template and an odd kind are each said once, and the rest runs",
  { needs },
  async () => {
    const { said, compose } = await input();

    assertEquals(Object.keys(compose.services).sort(), ["big", "little", "unset"]);
    assertMatch(said, /tabs\.yaml.*line 4 is indented with a tab/);
    assertEquals(said.match(/template\.yaml/g)?.length, 1);
    assertStringIncludes(said, "helm template");
    assertStringIncludes(said, '"kind" of a manifest (odd) is a mapping');
    assert(!said.includes("[object Object]"));
  },
);

e2e("an image that nobody filled in runs once an override names it", { needs }, async () => {
  const stack = await input();

  assertEquals((await stack.inspect("unset")).State.Status, "running");
  assertEquals(stack.compose.services.unset.image, "example/tools:1");
});

e2e("PodDisruptionBudgets say nothing", { needs }, async () => {
  assert(!/PodDisruptionBudget|budgets\.yaml/.test((await input()).said));
});
