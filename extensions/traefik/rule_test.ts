import { assert, assertEquals } from "@std/assert";
import { type Matcher, readRule } from "./rule.ts";

function read(rule: string): string[] {
  const result = readRule(rule);
  if ("problem" in result) return [`! ${result.problem}`];
  return result.alternatives.map((all) =>
    all.map(({ name, values, negated }) => `${negated ? "!" : ""}${name}=${values}`).join(" & ")
  );
}

Deno.test("readRule() reads matchers, and, or and groups", () => {
  assertEquals(read("Host(`a`)"), ["host=a"]);
  assertEquals(read("Host(`a`) && (PathPrefix(`/x`) || Path(`/y`))"), [
    "host=a & pathprefix=/x",
    "host=a & path=/y",
  ]);
  assertEquals(read("Host(`a`) || Host(`b`) && Path(`/y`)"), ["host=a", "host=b & path=/y"]);
  assertEquals(read(' Host("a.b")\n  && ( Path( `/y` ) )\n'), ["host=a.b & path=/y"]);
});

Deno.test("readRule() splits up several values of one matcher, as Traefik 2 has them", () => {
  assertEquals(read("Host(`a`, `b`)"), ["host=a", "host=b"]);
  assertEquals(read("!Host(`a`, `b`)"), ["!host=a & !host=b"]);
  assertEquals(read("ClientIP(`10.0.0.0/8`, `::1`)"), ["clientip=10.0.0.0/8,::1"]);
  assertEquals(read("Headers(`a`, `b`)"), ["headers=a,b"]);
});

Deno.test("readRule() takes ! down to the matchers", () => {
  assertEquals(read("!(Host(`a`) || !Path(`/b`))"), ["!host=a & path=/b"]);
  assertEquals(read("!(Host(`a`) && Path(`/b`))"), ["!host=a", "!path=/b"]);
});

Deno.test("readRule() says what is wrong with a rule", () => {
  const broken = [
    ...["", "Host", "Host(", "Host()", "Host(`a`", "Host(`a`))", "Host('a')", "Host(a)"],
    ...["Host(`a`) &&", "&& Host(`a`)", "Host(`a`) Host(`b`)", "Host(`a`) & Host(`b`)", "!"],
    ...['Host("\\q")', 'Host("a)', "Host(`a)", "()", "Host(`a`,)", "`a`", "1"],
    ...["(".repeat(10_000), "!".repeat(10_000) + "Host(`a`)", "Host(`a`)||".repeat(5000)],
  ];
  for (const rule of broken) {
    const [first] = read(rule);
    assert(first.startsWith("! "), `${rule.slice(0, 30)}: ${first}`);
  }
});

Deno.test("readRule() refuses a rule of too many alternatives", () => {
  const either = "(Host(`a`) || Host(`b`))";
  assertEquals(read(Array(30).fill(either).join(" && ")), [
    "! it has more than 100 alternatives",
  ]);
  assertEquals(read(Array(6).fill(either).join(" && ")).length, 64);
});

/** A rule, and whether it is true of a request. */
type Random = { rule: string; holds: (request: Record<string, string>) => boolean };

const VALUES = ["a", "b", "c"];
const NAMES = ["Host", "Path", "Method"];

function randomRule(random: (below: number) => number, depth: number): Random {
  const kind = depth === 0 ? 0 : random(4);
  if (kind === 0) {
    const name = NAMES[random(NAMES.length)];
    const values = VALUES.filter(() => random(2) === 0);
    const all = values.length > 0 ? values : ["a"];
    return {
      rule: `${name}(${all.map((value) => `\`${value}\``).join(",")})`,
      holds: (request) => all.includes(request[name.toLowerCase()]),
    };
  }
  const left = randomRule(random, depth - 1);
  if (kind === 1) return { rule: `!(${left.rule})`, holds: (request) => !left.holds(request) };
  const right = randomRule(random, depth - 1);
  return kind === 2
    ? {
      rule: `(${left.rule} && ${right.rule})`,
      holds: (request) => left.holds(request) && right.holds(request),
    }
    : {
      rule: `(${left.rule} || ${right.rule})`,
      holds: (request) => left.holds(request) || right.holds(request),
    };
}

Deno.test("readRule() gives alternatives that are together as true as the rule", () => {
  let state = 7;
  const random = (below: number) => (state = (state * 48271) % 2147483647) % below;
  const requests = VALUES.flatMap((host) =>
    VALUES.flatMap((path) => VALUES.map((method) => ({ host, path, method })))
  );
  let read = 0;
  for (let run = 0; run < 500; run++) {
    const { rule, holds } = randomRule(random, 4);
    const result = readRule(rule);
    if ("problem" in result) continue;
    read++;
    for (const request of requests) {
      const isTrue = ({ name, values, negated }: Matcher) =>
        values.includes((request as Record<string, string>)[name]) !== negated;
      assertEquals(result.alternatives.some((all) => all.every(isTrue)), holds(request), rule);
    }
  }
  assert(read > 400, `${read}`);
});

Deno.test("readRule() never throws, whatever stands in a rule", () => {
  let state = 3;
  const random = (below: number) => (state = (state * 48271) % 2147483647) % below;
  const parts = [
    ..."()!,`\"\\\n '/ab1{}[]|&".split(""),
    ...["&&", "||", "Host", "Path(`/`)", "Host(`a`)", "\u{1F600}", "\0"],
  ];
  for (let run = 0; run < 3000; run++) {
    const rule = Array.from({ length: random(20) }, () => parts[random(parts.length)]).join("");
    const result = readRule(rule);
    assert("problem" in result ? result.problem !== "" : result.alternatives.length > 0);
  }
});
