import { assertEquals } from "@std/assert";
import { read } from "./_testing.ts";
import { readRef } from "./ref.ts";

Deno.test("readRef() takes a name, or a namespace and a name", () => {
  const ref = (value: unknown) => read((annotations) => readRef(annotations, "x"), { x: value });
  assertEquals(ref("users"), [{ namespace: "shop", name: "users" }, []]);
  assertEquals(ref("data/users"), [{ namespace: "data", name: "users" }, []]);
  assertEquals(ref(""), [undefined, []]);
  for (const value of ["a/b/c", "/users", "users/", "a b"]) {
    assertEquals(ref(value), [undefined, ["warning invalid-x"]], value);
  }
});
