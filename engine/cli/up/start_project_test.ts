import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { needsTool } from "../../../tools/needs_tool.ts";
import { startProject, type UpOutcome } from "./start_project.ts";

/** Starts a project with a Compose that is a script, and gives what came of it and what was said. */
async function start(script: string): Promise<{ came: UpOutcome; said: string }> {
  const dir = await Deno.makeTempDir();
  const { error } = console;
  const said: string[] = [];
  console.error = (line: string) => said.push(line);
  try {
    const program = join(dir, "compose");
    await Deno.writeTextFile(program, `#!/bin/sh\n${script}`, { mode: 0o755 });
    const place = { compose: { words: [program], version: "2.20.0" }, outputDir: dir };
    const options = { volume: "normal", timeout: 60, entryPoints: [], pollMs: 10 } as const;
    const came = await startProject(place, options);
    return { came, said: said.join("\n") };
  } finally {
    console.error = error;
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test({
  ...needsTool(
    "startProject() looks once more when Compose ends during a look",
    "sh",
    "any system's",
  ),
  async fn() {
    // The first look begins before Compose has ended, and ends after it.
    const { came, said } = await start(`
case "$*" in
  config*) echo '{"services":{"web":{},"setup":{}}}' ;;
  up*) until [ -e looking ]; do sleep 0.05; done; touch ended; echo "setup didn't complete" >&2; exit 1 ;;
  ps*)
    touch looking; until [ -e ended ]; do sleep 0.05; done; sleep 0.3
    echo '{"Service":"setup","Name":"setup-1","State":"exited","ExitCode":7}' ;;
  logs*) echo "no schema" ;;
esac`);

    const { reason, ...others } = came;
    assertEquals(others, { outcome: "failed", services: { web: "waiting", setup: "failed" } });
    assertStringIncludes(reason!, "✖ setup ended with exit code 7; it said last:\n    no schema");
    assertStringIncludes(said, "✖ setup ended with exit code 7; it said last:\n    no schema");
  },
});
