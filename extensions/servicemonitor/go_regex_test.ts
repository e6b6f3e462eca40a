import { assert, assertEquals, assertFalse } from "@std/assert";
import { whyNoGoRegex } from "./go_regex.ts";
import { needsTool } from "../../tools/needs_tool.ts";
import { make, prometheus, promtool, serviceMonitor, web } from "./_testing.ts";

const GOOD = [
  "(.*)",
  "(.+);(.+)",
  "",
  "a|b",
  "[\\w-.]+",
  "[]a]",
  "[^]a-c-e]",
  "[[:alpha:]_]",
  "(?i)x(?:y)(?P<name>z)",
  "(?s:.)(?-m)",
  "\\Qa(b\\Ec",
  "\\x{10FFFF}\\x41\\pN\\p{Greek}",
  "a{2,5}b{3}c{,4}d{x}",
  "\\d+\\.\\d*?",
  "\\/metrics\\-x",
  "^foo$",
  "é[à-ü]",
  "^*",
  "a{01}",
  "\\012",
  "[\\d-z]",
];

const BAD = [
  "(",
  ")",
  "[a",
  "*a",
  "a**",
  "(?=a)",
  "(?!a)",
  "(?<=a)b",
  "(a)\\1",
  "\\k",
  "\\u0041",
  "[z-a]",
  "[a-\\d]",
  "[[:foo:]]",
  "a{2,1}",
  "a{1001}",
  "(a{100}){100}",
  "\\",
  "\\p{Nothing}",
  "(?z)",
  "\\Q",
  "a\\Qb",
  "\\p{Grek}",
];

Deno.test("whyNoGoRegex() tells Go's expressions from those of others", () => {
  for (const source of GOOD) assertEquals(whyNoGoRegex(source), undefined, source);
  for (const source of BAD) assert(whyNoGoRegex(source), source);
});

Deno.test("whyNoGoRegex() takes time in proportion to the expression", () => {
  for (const part of ["(", "[", "\\Q", "{1", "(?", "a{", "\\x{", "[:"]) {
    whyNoGoRegex(part.repeat(50_000));
  }
});

function withRegex(regex: string) {
  const relabelings = [{ sourceLabels: ["job"], targetLabel: "job", regex }];
  return make([prometheus(), serviceMonitor({ port: "http", relabelings }), ...web()]);
}

Deno.test({
  ...needsTool("promtool agrees with whyNoGoRegex()", "promtool", "Debian's prometheus"),
  async fn() {
    for (const source of GOOD) {
      const { success, said } = await promtool(withRegex(source).ctx.files);
      assert(success, `${source}: ${said}`);
    }
    for (const source of BAD) {
      const { ctx } = withRegex("PLACE");
      const path = "configmaps/.prometheus/prometheus.yml";
      const config = ctx.files.get(path)!.content as string;
      ctx.files.write(path, config.replace("regex: PLACE", () => `regex: '${source}'`));
      assertFalse((await promtool(ctx.files)).success, source);
    }
  },
});
