/**
 * Input as editors and hands leave it: what can be read runs, what can't is said, once and with what helps, and takes
 * nothing else with it.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { client, custom, ingress, service, stream, web } from "./_manifests.ts";
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

/** Without namespaces, with two hundred routes of a class, and a schedule, that no bundled extension reads. */
function noisy(): string {
  const routes = Array.from({ length: 200 }, (_, index) => {
    const route = ingress(`x/route-${index}`, `route-${index}.test`, { "/": "site:80" });
    return { ...route, spec: { ...route.spec as object, ingressClassName: "nginx" } };
  });
  const jobTemplate = client("x/tick", { kind: "Job", pod: { restartPolicy: "Never" } });
  const tick = custom("batch/v1", "CronJob", "x/tick", { schedule: "* * * * *", jobTemplate });
  const env = [
    { name: "SITE", value: "http://site.shop.svc.cluster.local/" },
    { name: "OTHER", value: "http://other.office.svc.cluster.local/" },
  ];
  const sites = ["site", "other"].flatMap((name) => [web(`x/${name}`, name), service(`x/${name}`)]);
  const manifests: Record<string, unknown>[] = [
    ...sites,
    client("x/asker", { container: { env } }),
    tick,
    ...routes,
  ];
  return stream(
    ...manifests.map((manifest) => ({
      ...manifest,
      metadata: { ...manifest.metadata as object, namespace: undefined },
    })),
  );
}

e2e("what is said of two hundred things is said once, and what helps helps as it is said", {
  needs: [...needs, "caddy", "curl"],
}, async () => {
  const dir = join(setting!.dir, "noisy-files");
  await Deno.mkdir(dir, { recursive: true });
  await Deno.writeTextFile(join(dir, "all.yaml"), noisy());
  const manifests = ["--from-dir", dir];

  const { said } = await Stack.convert({ name: "noisy-at-first", manifests });
  assertEquals(said.match(/^.*route-\d.*$/gm)?.length, 1, said);
  assertStringIncludes(said, "The same for 199 others");
  const remedies = [...said.matchAll(/--extension [a-z-]+|-n NAME/g)].map(([text]) => text);
  assertEquals(remedies.sort(), ["--extension cronjob", "--extension nginx", "-n NAME"]);

  const typed = remedies.flatMap((remedy) => remedy.replace("NAME", "shop").split(" "));
  const stack = await Stack.up({ name: "noisy", manifests: [...manifests, ...typed] });
  assert(!/--extension|-n NAME/.test(stack.said), stack.said);
  assertEquals(await stack.sh("asker", "wget -qO- $SITE"), "site");
  await stack.eventually(
    () => stack.request("http://route-150.test/"),
    ({ status, body }) => status === 200 && body.trim() === "site",
  );
  assert("tick" in stack.compose.services);
  await stack.down();
});
