import { assertEquals } from "@std/assert";
import { ordersDiffer } from "./priority.ts";

const GUARDED = "Host(`a.example`) && (PathPrefix(`/api`) || PathPrefix(`/admin`))";

Deno.test("ordersDiffer() tells whether a longer rule is about more than a shorter one", () => {
  const cases: [rules: string[], wanted: boolean][] = [
    [["Host(`a.example`) && PathPrefix(`/`)", "Host(`a.example`) && PathPrefix(`/api`)"], false],
    [["Host(`a.example`)", "Host(`a.example`) && Path(`/`)"], false],
    [[GUARDED, "Host(`a.example`) && PathPrefix(`/api/x`)"], true],
    [[GUARDED, "Host(`b.example`) && PathPrefix(`/api/x`)"], false],
    [[GUARDED, "Host(`a.example`) && PathPrefix(`/other`)"], false],
    [['Host("a.example") && Path("/a/pingping")', 'Host("a.example") && PathPrefix("/a")'], false],
    [['Host("a.example") && Path("/a/b")', 'Host("a.example") && PathPrefix("/a")'], true],
    [["HostRegexp(`^.+\\.example$`) && PathPrefix(`/`)", "Host(`a.example`)"], true],
    [["PathPrefix(`/a`)", "Host(`a.example`) && PathPrefix(`/a`)"], false],
    [["Host(`a.example`) && PathRegexp(`^/[a-z]+/very/long`)", "Host(`a.example`)"], false],
    [["not a rule", ""], false],
  ];
  for (const [rules, wanted] of cases) {
    assertEquals(ordersDiffer(rules), wanted, rules.join(", "));
    assertEquals(ordersDiffer(rules.toReversed()), wanted);
  }
});
