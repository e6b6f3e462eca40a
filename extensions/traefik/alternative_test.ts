import { assert, assertEquals } from "@std/assert";
import type { RequestMatch } from "@dekube/engine/pacts/ingress";
import { mergeMatches, readAlternative, type RouteMatch } from "./alternative.ts";
import { readRule } from "./rule.ts";

/** Each alternative as `host path pathType`, with what is lost behind `-`. */
function read(rule: string, templates = true): string[] {
  const result = readRule(rule);
  if ("problem" in result) return [result.problem];
  return result.alternatives.flatMap((matchers) => {
    const { matches, lost, unmet } = readAlternative(matchers, { templates });
    if (unmet.length > 0) return unmet.map((matcher) => `nobody - ${matcher}`);
    const shown = matches.map(({ host, path, pathType, match }) =>
      [host || "*", path, pathType, ...(match?.sources ?? [])].join(" ")
    );
    return shown.map((match) => [match, ...lost].join(" - "));
  });
}

Deno.test("readAlternative() reads hosts and paths", () => {
  assertEquals(read("Host(`Shop.Example.`)"), ["shop.example / Prefix"]);
  assertEquals(read("PathPrefix(`/`)"), ["* / Prefix"]);
  assertEquals(read("Host(`a.x`) && PathPrefix(`/v1.0`)"), ["a.x /v1\\.0 Regex"]);
  assertEquals(read("HostHeader(`a.x`) && Path(`/b`)"), ["a.x /b Exact"]);
  assertEquals(read("Host(`*.a.x`) && PathRegexp(`^/b/(.*)`)"), ["*.a.x /b/(.*) Regex"]);
  assertEquals(read("HostRegexp(`^(a|b)\\.x\\.y$`)"), ["a.x.y / Prefix", "b.x.y / Prefix"]);
});

Deno.test("readAlternative() joins what must hold at once", () => {
  assertEquals(read("Host(`a.x`) && Host(`a.x`)"), ["a.x / Prefix"]);
  assertEquals(read("Host(`a.x`) && Host(`b.x`)"), []);
  assertEquals(read("Host(`a.x.y`) && HostRegexp(`^.+\\.x\\.y$`)"), ["a.x.y / Prefix"]);
  assertEquals(read("Path(`/a/b`) && PathPrefix(`/a`)"), ["* /a/b Exact"]);
  assertEquals(read("PathPrefix(`/a`) && PathPrefix(`/a/b`)"), ["* /a/b Regex"]);
  assertEquals(read("Path(`/a`) && PathPrefix(`/b`)"), []);
  assertEquals(read("PathPrefix(`/`) && PathRegexp(`^/b`)"), ["* /b Regex"]);
  assertEquals(read("ClientIP(`10.0.0.0/8`) && Host(`a.x`)"), ["a.x / Prefix 10.0.0.0/8"]);
});

Deno.test("readAlternative() names what can't be kept", () => {
  const cases: [string, string[]][] = [
    ["Host(`a.x`) && !Method(`GET`)", ["a.x / Prefix - !Method(`GET`)"]],
    ["Host(`a.x`) && !ClientIP(`::1`)", ["a.x / Prefix - !ClientIP(`::1`)"]],
    ["Host(`a.x`) && !Path(`/b`)", ["a.x / Prefix - !Path(`/b`)"]],
    ["Path(`/a`) && PathRegexp(`b`)", ["* /a Exact - PathRegexp(`b`)"]],
    ["Host(`a.x`) && Headers(`a b`, `b`)", ["a.x / Prefix - Headers(`a b`, `b`)"]],
    ["Header(`a`)", ["* / Prefix - Header(`a`)"]],
    ["Method(`G T`)", ["* / Prefix - Method(`G T`)"]],
    ["HostRegexp(`a.*b`)", ["* / Prefix - HostRegexp(`a.*b`)"]],
    ["Path(`b`)", ["* / Prefix - Path(`b`)"]],
    ["ClientIP(`all`)", ["* / Prefix - ClientIP(`all`)"]],
    ["Constructor(`a`)", ["* / Prefix - constructor(`a`)"]],
    ["Teapot(`a`)", ["* / Prefix - teapot(`a`)"]],
  ];
  for (const [rule, wanted] of cases) assertEquals(read(rule), wanted);
});

Deno.test("readAlternative() takes hosts with underscores, and * for any", () => {
  assertEquals(read("Host(`a_b.x`)"), ["a_b.x / Prefix"]);
  assertEquals(read("Host(`_a.b`) && HostRegexp(`^[^.]+\\.b$`)"), ["_a.b / Prefix"]);
  assertEquals(read("Host(`*`) && Path(`/a`)"), ["* /a Exact"]);
});

Deno.test("readAlternative() matches nothing when a host is none", () => {
  for (const host of ["a b", "ä.x", "a.x:80", "a.*.x", ""]) {
    assertEquals(read(`Host(\`${host}\`) && Path(\`/a\`)`), [`nobody - Host(\`${host}\`)`]);
  }
  // Any other host is one.
  assertEquals(read("!Host(`a b`)"), ["* / Prefix - !Host(`a b`)"]);
});

/** What the first alternative of a rule asks of a request. */
function match(rule: string): RequestMatch | undefined {
  const result = readRule(rule);
  assert("alternatives" in result);
  const { matches, lost } = readAlternative(result.alternatives[0], { templates: true });
  assertEquals(lost, []);
  return matches[0]?.match;
}

Deno.test("readAlternative() reads methods, headers, parameters and clients", () => {
  assertEquals(match("Host(`a.x`)"), undefined);
  assertEquals(match("Method(`get`, `POST`)"), { methods: ["GET", "POST"] });
  assertEquals(match("Method(`GET`, `POST`) && Method(`POST`, `PUT`)"), { methods: ["POST"] });
  assertEquals(match("Header(`X-A`, `b`) && !Header(`X-C`, `d`)"), {
    headers: [{ name: "X-A", value: "b" }, { name: "X-C", value: "d", not: true }],
  });
  assertEquals(match("HeaderRegexp(`X-A`, `^b|c$`)"), {
    headers: [{ name: "X-A", value: ".*(?:^b|c$).*", type: "Regex" }],
  });
  assertEquals(match("Query(`a`, `b`) && Query(`c`) && !QueryRegexp(`d`, `e+`)"), {
    query: [
      { name: "a", value: "b" },
      { name: "c", value: "" },
      { name: "d", value: ".*(?:e+).*", type: "Regex", not: true },
    ],
  });
  // As Traefik 2 writes it.
  assertEquals(match("Query(`a=b=c`)"), { query: [{ name: "a", value: "b=c" }] });
  assertEquals(match("ClientIP(`10.0.0.0/8`, `::1`)"), { sources: ["10.0.0.0/8", "::1"] });
});

Deno.test("readAlternative() takes nothing where no method is both", () => {
  assertEquals(read("Method(`GET`) && Method(`POST`)"), []);
});

Deno.test("mergeMatches() takes the methods, or the networks, of either alternative", () => {
  const route: RouteMatch = { host: "a.x", path: "/", pathType: "Prefix" };
  for (const field of ["methods", "sources"] as const) {
    const one = { ...route, match: { [field]: ["a", "b"] } };
    const other = { ...route, match: { [field]: ["b", "c"] } };
    assertEquals(mergeMatches([one, other]), [{ ...route, match: { [field]: ["a", "b", "c"] } }]);
    assertEquals(mergeMatches([one, route, other]), [route]);
  }
});

Deno.test("mergeMatches() leaves apart what differs in two ways", () => {
  const route: RouteMatch = { host: "a.x", path: "/", pathType: "Prefix" };
  const both = [
    { ...route, match: { methods: ["GET"], sources: ["::1"] } },
    { ...route, match: { methods: ["PUT"], sources: ["::2"] } },
  ];
  assertEquals(mergeMatches(both), both);
});

const HOSTS = ["a.x.y", "b.x.y", "a.b.x.y", "x.y", "other.z"];
const PATHS = ["/", "/a", "/a/", "/ab", "/a/b", "/a/b/c", "/b", "/a.b", "/aXb"];
const MATCHERS: [string, (host: string, path: string) => boolean][] = [
  ["Host(`a.x.y`)", (host) => host === "a.x.y"],
  ["Host(`b.x.y`)", (host) => host === "b.x.y"],
  ["HostRegexp(`^.+\\.x\\.y$`)", (host) => /^.+\.x\.y$/.test(host)],
  ["HostRegexp(`^(a|b)\\.x\\.y$`)", (host) => /^(a|b)\.x\.y$/.test(host)],
  ["Path(`/a`)", (_, path) => path === "/a"],
  ["Path(`/a/b`)", (_, path) => path === "/a/b"],
  ["PathPrefix(`/a`)", (_, path) => path.startsWith("/a")],
  ["PathPrefix(`/a.b`)", (_, path) => path.startsWith("/a.b")],
  ["PathPrefix(`/a/b`)", (_, path) => path.startsWith("/a/b")],
  ["PathPrefix(`/`)", () => true],
  ["PathRegexp(`b$`)", (_, path) => /b$/.test(path)],
  ["PathRegexp(`^/a/.`)", (_, path) => /^\/a\/./.test(path)],
  ["Path(`/{x:[ab]}`)", (_, path) => /^\/[ab]$/.test(path)],
  ["!Method(`GET`)", () => false],
];

/** What a proxy does with a route; `*` is one label. */
function takes({ host, path, pathType }: RouteMatch, asked: string, wanted: string): boolean {
  const isHost = host === "" || host === asked || host === asked.replace(/^[^.]+/, "*");
  if (!isHost) return false;
  if (pathType === "Exact") return wanted === path;
  if (pathType === "Regex") return new RegExp(`^(?:${path})`).test(wanted);
  return path === "/" || wanted === path || wanted.startsWith(`${path}/`);
}

Deno.test("what readAlternative() makes of a rule takes no request that the rule does not", () => {
  let state = 19;
  const random = (below: number) => (state = (state * 48271) % 2147483647) % below;
  let kept = 0;
  for (let run = 0; run < 3000; run++) {
    const groups = Array.from(
      { length: 1 + random(3) },
      () => Array.from({ length: 1 + random(3) }, () => MATCHERS[random(MATCHERS.length)]),
    );
    const rule = groups.map((all) => `(${all.map(([text]) => text).join(" && ")})`).join(" || ");
    const result = readRule(rule);
    assert("alternatives" in result);
    const matches = result.alternatives
      .map((matchers) => readAlternative(matchers, { templates: true }))
      .filter(({ lost }) => lost.length === 0)
      .flatMap(({ matches }) => matches);
    kept += matches.length;
    for (const host of HOSTS) {
      for (const path of PATHS) {
        if (!mergeMatches(matches).some((match) => takes(match, host, path))) continue;
        const holds = groups.some((all) => all.every(([, test]) => test(host, path)));
        assert(holds, `${rule} does not take ${host}${path}`);
      }
    }
  }
  assert(kept > 1000, `${kept}`);
});
