import { assert, assertEquals } from "@std/assert";
import { needsTool } from "../../../tools/needs_tool.ts";
import { checkedRules } from "../_testing.ts";
import { whyNoPromql } from "./check.ts";

const GOOD = [
  'sum by (job, instance) (rate(http_requests_total{code=~"5..", job!=""}[5m])) / ignoring(code) x > 0.5',
  "histogram_quantile(0.99, sum without (pod,) (rate(x_bucket[5m] offset -1h)))",
  "label_replace(x, 'a', \"$1\\\"\", `b\n(`, '.*') # it's (",
  "max_over_time(rate(x[5m])[1h:1m]) unless on () (y or z and w)",
  "-x ^ -2 + 0x1F * 1e3 - Inf % .5 atan2 y",
  "1 == bool 2",
  "count_values('a', x) or topk(5, x @ start()) or SUM(x) by (by)",
  'x{a="b",} * on (a) group_left (b) y{}',
  "hour() or hour(x) or round(x) or round(x, 5) or vector(time())",
  "absent(sum) or {__name__=~'a.+'}",
  "label_join(x, 'a', 'b', 'c', 'd')",
];

const BAD: Record<string, string> = {
  "1 +": "it ends too early",
  "": "it ends too early",
  "sum(up": "it ends too early",
  "up)": '")" stands where it can\'t',
  "foo(1)": 'this version of Prometheus knows no function "foo"',
  "constructor(1)": 'this version of Prometheus knows no function "constructor"',
  "rate(x)": '"rate" takes no vector there, but a range of time',
  "sum(x[5m])": '"sum" takes no range of time there, but a vector',
  "clamp(x, 1)": '"clamp" takes another number of what stands in its brackets',
  "1 == 1": '"==" between two numbers needs "bool"',
  "x and 1": '"and" takes no numbers',
  "{}": "a selector in it takes all that there is",
  '{a=~".*"}': "a selector in it takes all that there is",
  'x{a=~"("}': '"(" is no regular expression of Go\'s (a bracket is not closed)',
  "x[0s]": 'the duration "0s" is none',
  "sum(x)[5m]": "a range stands behind something else than a selector",
  "rate(x[5m]) offset 5m": '"offset" stands where no time can be moved',
  "x{a='\\q'}": "a text in it has an escape that Go does not know",
  "'a\nb'": "a text in it has no end",
  "{{ .Values.x }}": '"." means nothing in it',
  "x / on(a) group_left(a) y": 'a label stands both in "on" and in "group_left"',
  "limitk(2, x)": '"limitk" is experimental, and not on',
  "mad_over_time(x[5m])": 'this version of Prometheus knows no function "mad_over_time"',
};

const DEBIANS = { version: { major: 2, minor: 42 }, experimental: false };

Deno.test("whyNoPromql() takes what Prometheus does, and says what is wrong with the rest", () => {
  for (const source of GOOD) assertEquals(whyNoPromql(source, DEBIANS), undefined, source);
  for (const [source, why] of Object.entries(BAD)) {
    assertEquals(whyNoPromql(source, DEBIANS), why, source);
  }
});

Deno.test("whyNoPromql() minds versions and features", () => {
  const newest = { version: { major: 3, minor: 9 }, experimental: true };
  for (
    const source of ["limitk(2, x)", "mad_over_time(x[5m])", "5m", "{'a.b', 'c.d'='x'}", "x[300]"]
  ) {
    assertEquals(whyNoPromql(source, newest), undefined, source);
    assert(whyNoPromql(source, DEBIANS), source);
  }
  assert(whyNoPromql("holt_winters(x[5m], 1, 1)", newest));
});

Deno.test("whyNoPromql() reads expressions of any size and depth", () => {
  for (const part of ["(", "x + ", "-", "sum(", "x[5m:", '{a="', "1 ^ "]) {
    assert(whyNoPromql(part.repeat(20_000), DEBIANS), part);
  }
  assertEquals(whyNoPromql(`${"x + ".repeat(20_000)}x`, DEBIANS), undefined);
});

Deno.test({
  ...needsTool("promtool agrees with whyNoPromql()", "promtool", "Debian's prometheus"),
  async fn() {
    const check = (expressions: readonly string[]) =>
      checkedRules(expressions.map((expr, index) => ({ record: `r${index}`, expr })));
    const good = await check(GOOD);
    assert(good.success, good.said);
    const { said } = await check(Object.keys(BAD));
    for (const [index, expr] of Object.keys(BAD).entries()) {
      assert(expr === "" || said.includes(`"r${index}"`), expr);
    }
  },
});
