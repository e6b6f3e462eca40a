/**
 * The example platform, from what kubernetes2simple, the single file and the executable make of it.
 *
 * @module
 */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { distribution, type Ended, ROOT, run } from "./_command.ts";
import { e2e, setting, tool } from "./_setting.ts";
import { Stack } from "./_stack.ts";

const needs = ["docker", "caddy", "curl"];

async function bringUp(
  name: string,
  command: (args: readonly string[]) => Promise<Ended>,
): Promise<void> {
  const stack = await Stack.up({
    name,
    manifests: ["--from-dir", `${ROOT}/examples/platform/rendered`],
    // Another stack may have the node's port.
    config: { overrides: { storefront: { ports: [] } } },
    command,
  });
  const ask = (path: string, text: string) =>
    stack.eventually(
      () => stack.request(`http://shop.localhost${path}`),
      ({ status, body }) => status === 200 && body.includes(text),
    );

  await ask("/", "The Tea Shop");
  await ask("/api/v1/products/", "infuser");
  await ask("/payments/status/", "payments.internal");
  await stack.down({ volumes: true });
}

e2e("the platform comes up from what kubernetes2simple makes", {
  needs: [...needs, "socat"],
}, async () => {
  await bringUp("k2s-platform", (args) => distribution("kubernetes2simple", args));
});

e2e("the platform comes up from what the single file makes", { needs }, async () => {
  const dist = join(setting!.dir, "single-file");
  const build = ["run", "-A", `--config=${ROOT}/deno.json`, `${ROOT}/build.ts`];
  await run(Deno.execPath(), [...build, "helmfile2compose", "--js", "--output-dir", dist]);

  await bringUp("single", (args) =>
    // Nothing but the file: no registry, no cache.
    run(Deno.execPath(), ["run", "-A", "--no-remote", join(dist, "helmfile2compose.js"), ...args], {
      env: { JSR_URL: "file:///nowhere/", DENO_DIR: join(dist, "cache") },
    }));
});

e2e("the platform comes up from what the executable makes", {
  needs: [...needs, "deno-compile", "denort"],
}, async () => {
  const dist = join(setting!.dir, "executable");
  const { stdout } = await run(
    tool("deno-compile"),
    [
      "run",
      "-A",
      `--config=${ROOT}/deno.json`,
      `${ROOT}/build.ts`,
      "helmfile2compose",
      "--output-dir",
      dist,
    ],
    // An older Deno knows only its own certificates.
    { env: { DENORT_BIN: tool("denort"), DENO_TLS_CA_STORE: "system,mozilla" } },
  );
  assertStringIncludes(stdout, "an executable for ");
  const executable = join(dist, "helmfile2compose");
  assertEquals((await Deno.stat(executable)).isFile, true);

  await bringUp("compiled", (args) => run(executable, args));
});
