import { assertEquals } from "@std/assert";
import { writtenPath } from "./written_path.ts";

Deno.test("writtenPath() puts names with other signs in quotes", () => {
  assertEquals(writtenPath(["data", "a.b", "c-d", 0]), 'data["a.b"].c-d[0]');
});
