import { assertEquals } from "@std/assert";
import { nearest } from "./nearest.ts";

const FLAGS = ["from-dir", "output-dir", "help"];

Deno.test("nearest() names the known word that is the least changes away", () => {
  assertEquals(nearest("form-dir", FLAGS), ' (did you mean "from-dir"?)');
  assertEquals(nearest("outputdir", FLAGS), ' (did you mean "output-dir"?)');
  assertEquals(nearest("hlep", FLAGS), ' (did you mean "help"?)');
});

Deno.test("nearest() names none when nothing is near", () => {
  assertEquals(nearest("frobnicate", FLAGS), "");
  assertEquals(nearest("x", []), "");
  assertEquals(nearest("", FLAGS), "");
  assertEquals(nearest("db", ["up", "web"]), "");
});

Deno.test("nearest() names the first when two are as near", () => {
  assertEquals(nearest("abx", ["aby", "abz"]), ' (did you mean "aby"?)');
});
