import { assertEquals } from "@std/assert";
import { said } from "@dekube/engine/testing";
import { needsTool, runTestTool } from "../../tools/needs_tool.ts";
import { read } from "./_testing.ts";
import { initdbArguments } from "./initdb.ts";

function argumentsOf(initdb: unknown, options = {}) {
  const { cluster, ctx } = read({ bootstrap: { initdb } }, [], options);
  return [initdbArguments(cluster, ctx), ...said(ctx)];
}

const PATH = "spec.bootstrap.initdb";

Deno.test("initdbArguments() has the operator's defaults when the Cluster says nothing", () => {
  for (const initdb of [undefined, null, {}, [], { encoding: null, options: [] }]) {
    assertEquals(argumentsOf(initdb), ["--encoding=UTF8 --lc-collate=C --lc-ctype=C"]);
  }
});

Deno.test("initdbArguments() has what the Cluster says", () => {
  assertEquals(
    argumentsOf({
      dataChecksums: true,
      encoding: "LATIN1",
      localeCollate: "en_US.UTF-8",
      localeCType: "C.UTF-8",
      locale: "C",
      localeProvider: "icu",
      icuLocale: "de-DE",
      icuRules: "&a < b",
      builtinLocale: "C",
      walSegmentSize: 64,
    }),
    [
      "--data-checksums --encoding=LATIN1 --lc-collate=en_US.UTF-8 --lc-ctype=C.UTF-8 --locale=C " +
      "--locale-provider=icu --icu-locale=de-DE '--icu-rules=&a < b' --builtin-locale=C --wal-segsize=64",
    ],
  );
});

Deno.test("initdbArguments() has the old options alone when there are any", () => {
  assertEquals(argumentsOf({ options: ["-k", "--locale=x y"], encoding: "LATIN1" }), [
    "-k '--locale=x y'",
  ]);
});

Deno.test("initdbArguments() has a locale that the image has, and says so", () => {
  assertEquals(argumentsOf({ localeCollate: "de_DE.UTF-8" }), [
    "--encoding=UTF8 --lc-collate=en_US.utf8 --lc-ctype=C",
    `missing-locale ${PATH}.localeCollate`,
  ]);
  assertEquals(argumentsOf({ locale: "fr_FR", encoding: "LATIN1" }), [
    "--encoding=LATIN1 --lc-collate=C --lc-ctype=C --locale=C",
    `missing-locale ${PATH}.locale`,
  ]);
  assertEquals(
    argumentsOf({ localeCollate: "de_DE.UTF-8" }, { settings: { images: { db: "own:16" } } }),
    ["--encoding=UTF8 --lc-collate=de_DE.UTF-8 --lc-ctype=C"],
  );
});

Deno.test("initdbArguments() leaves out a segment size that is none, and says so", () => {
  assertEquals(argumentsOf({ walSegmentSize: 3 }), [
    "--encoding=UTF8 --lc-collate=C --lc-ctype=C",
    `bad-segment-size ${PATH}.walSegmentSize`,
  ]);
});

Deno.test({
  ...needsTool("a shell reads what initdbArguments() wrote", "bash", "Debian's bash"),
  async fn() {
    const hostile = "$(touch /tmp/x); `id` 'a' \"b\" \\ # \n end";
    for (const initdb of [{ encoding: hostile }, { options: [`--x=${hostile}`] }]) {
      const [line] = argumentsOf(initdb);
      const { said } = await runTestTool("bash", ["-c", `eval "printf '<%s>' $1"`, "bash", line]);
      assertEquals(said.includes(`=${hostile}>`), true, said);
    }
  },
});
