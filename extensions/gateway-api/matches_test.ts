import { assertEquals } from "@std/assert";
import { Diagnostics } from "@dekube/engine/pacts";
import { grpcMatches, httpMatches } from "./matches.ts";

function reading() {
  const diagnostics = new Diagnostics();
  const report = (field: string) => diagnostics.report(undefined, field);
  return { report, codes: () => [...diagnostics].map(({ code, path }) => `${code} ${path}`) };
}

Deno.test("httpMatches() reads paths, headers, parameters and methods", () => {
  const { report, codes } = reading();
  const matches = httpMatches({
    matches: [
      { path: { type: "Exact", value: "/a" }, method: "POST" },
      { path: { type: "RegularExpression", value: "/b+" } },
      {
        headers: [{ name: "Version", value: "2" }, { name: "version", value: "3" }],
        queryParams: [{ type: "RegularExpression", name: "page", value: "\\d+" }],
      },
    ],
  }, report);
  assertEquals(matches, [
    { path: "/a", pathType: "Exact", match: { methods: ["POST"] } },
    { path: "/b+", pathType: "Regex" },
    {
      path: "/",
      pathType: "Prefix",
      match: {
        headers: [{ name: "Version", value: "2" }],
        query: [{ name: "page", value: "\\d+", type: "Regex" }],
      },
    },
  ]);
  assertEquals(codes(), []);
});

Deno.test("httpMatches() takes all requests where nothing is said, and serves no unknown type", () => {
  const { report, codes } = reading();
  assertEquals(httpMatches({}, report), [{ path: "/", pathType: "Prefix" }]);
  assertEquals(
    httpMatches({
      matches: [{ path: { type: "Glob", value: "/*" } }, { headers: [{ type: "X" }] }],
    }, report),
    [],
  );
  assertEquals(codes(), ["unsupported-match matches[0]", "unsupported-match matches[1]"]);
});

Deno.test("grpcMatches() makes paths of methods", () => {
  const { report } = reading();
  const paths = (method: object) =>
    grpcMatches({ matches: [{ method }] }, report).map(({ path, pathType }) => [path, pathType]);
  assertEquals(paths({ service: "a.B", method: "C" }), [["/a.B/C", "Exact"]]);
  assertEquals(paths({ service: "a.B" }), [["/a.B", "Prefix"]]);
  assertEquals(paths({ method: "C.d" }), [["/[^/]+/C\\.d$", "Regex"]]);
  assertEquals(paths({ type: "RegularExpression", service: "a|b" }), [[
    "/(?:a|b)/[^/]+$",
    "Regex",
  ]]);
  assertEquals(paths({}), [["/", "Prefix"]]);
  assertEquals(paths({ type: "Glob", service: "a" }), []);
});
