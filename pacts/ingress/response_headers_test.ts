import { assertEquals } from "@std/assert";
import { isHeaderName, ResponseHeaders } from "./response_headers.ts";

Deno.test("ResponseHeaders holds the last value of each name, whatever its case", () => {
  const headers = new ResponseHeaders({ set: { "X-A": "1", "X-B": "2" } });
  headers.set("x-a", "3");
  headers.append("X-b", "4");
  headers.append("X-C", "5");
  headers.delete("x-C");
  assertEquals([headers.has("x-A"), headers.has("X-C")], [true, false]);
  assertEquals(headers.field(), { responseHeaders: { set: { "x-a": "3", "X-b": "2, 4" } } });
});

Deno.test("ResponseHeaders is no field when there are no headers", () => {
  assertEquals(new ResponseHeaders(undefined).field(), {});
});

Deno.test("isHeaderName() takes what every proxy does", () => {
  assertEquals(["X-User", "x_y", "1", "", "a b", "a:", "-a", "é"].filter(isHeaderName), [
    ...["X-User", "x_y", "1"],
  ]);
});
