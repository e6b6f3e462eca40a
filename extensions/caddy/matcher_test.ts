import { assertEquals } from "@std/assert";
import { entry } from "./_testing.ts";
import { matcherLine } from "./matcher.ts";

function written(headers: { name: string; value: string }[]) {
  return matcherLine({ entry: entry({ match: { headers } }), number: 1 }, "r1");
}

Deno.test("matcherLine() looks for the host where Caddy has it, and not among the headers", () => {
  assertEquals(
    written([{ name: "Host", value: "a.example" }, { name: "X-Host", value: "b" }]),
    `@r1 expression "{http.request.hostport} == 'a.example' && {http.request.header.X-Host}.matches('(?:^|, ?)(?:b)(?:,|\\U00000024)')"`,
  );
});
