import { assertEquals, assertRejects } from "@std/assert";
import { defaultConfig } from "../../../pacts/config.ts";
import { defaultLimits } from "../../../pacts/limits.ts";
import { Diagnostics } from "../../../pacts/mod.ts";
import { UserError } from "../../core/user_error.ts";
import { SandboxError } from "../../io/sandbox/sandbox.ts";
import { SandboxedHost } from "./sandboxed_host.ts";

/** Loads nothing, with sandboxes that answer, or end with these words, one after the other. */
async function load(...ends: (string | undefined)[]): Promise<number> {
  let fetched = 0;
  const source = {
    isReady: true,
    files: new Map(),
    fetch: () => Promise.resolve(void fetched++),
    open() {
      const words = ends.shift();
      const answer = () =>
        words === undefined
          ? Promise.resolve({ result: undefined, diagnostics: [] })
          : Promise.reject(new SandboxError(words.split("\n")[0], { cause: words }));
      return Promise.resolve({ ask: answer, [Symbol.asyncDispose]: () => Promise.resolve() });
    },
  };
  await using host = new SandboxedHost(source, defaultLimits());
  const plan = { depends: [], named: [], folders: [] };
  await host.load({ plan, config: defaultConfig(), ignored: [] }, new Diagnostics());
  return fetched;
}

Deno.test("SandboxedHost gets what is loaded again when Deno ends for what its cache lacks", async () => {
  for (
    const words of [
      "Failed caching npm package 'a@1.0.0'",
      'Failed loading https://npm.example/a for package "a"',
      'Module not found\nSpecifier not found in cache: "x", --cached-only is specified',
    ]
  ) {
    assertEquals(await load(words, undefined), 1, words);
    await assertRejects(() => load(words, words), UserError, "an extension ended the process");
  }
  assertEquals(await load(undefined), 0);
  await assertRejects(() => load("it ended with exit code 3", undefined), UserError, "code 3");
});
