import { assertEquals } from "@std/assert";
import { goLiterals, goTexts } from "./go_literals.ts";

function read(source: string, names = {}) {
  return goLiterals(source, "Case", names).map(({ value }) => value);
}

Deno.test("goLiterals() reads structs, lists and maps, and names that it is told", () => {
  const source = `
    // http.Case{Path: "/comment"}
    cases := []http.Case{{
      Request: http.Request{Path: "/a" + suffix, Headers: map[string]string{"X": "1", "Y": \`2\`}},
      Codes:   []int{200, 404},
      Backend: pack.Name,
      Inner:   &http.Inner{Set: true, None: nil, Number: new(int32(20))},
    }, {Path: fmt.Sprintf("%s", x).Trim(), Rest: other}}
  `;
  assertEquals(read(source, { suffix: "/b", Name: "web" }), [{
    Request: { Path: "/a/b", Headers: { X: "1", Y: "2" } },
    Codes: [200, 404],
    Backend: "web",
    Inner: { Set: true, None: null, Number: 20 },
  }, { Path: undefined, Rest: undefined }]);
});

Deno.test("goLiterals() says which package a literal is of, and what it is handed to", () => {
  const source = `h.MakeRequestAndExpectFailure(t, x, h.Case{Path: "/"}); grpc.Case{}`;
  assertEquals(goLiterals(source, "Case", {}).map(({ pack, call }) => [pack, call]), [
    ["h", "MakeRequestAndExpectFailure"],
    ["grpc", ""],
  ]);
});

Deno.test("goTexts() reads texts and names of objects", () => {
  const source = `
    ns := "infra"
    routeNN := types.NamespacedName{Name: "web", Namespace: ns}
  `;
  assertEquals(goTexts(source), { ns: "infra", "routeNN.Name": "web" });
});
