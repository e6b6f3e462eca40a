import { assertEquals } from "@std/assert";
import { Diagnostics } from "../../../pacts/mod.ts";
import { SuppliedValues } from "./supplied_values.ts";

const GIVEN = {
  vaults: { prod: { "shop/db": { password: "s3cret", pin: "007", deep: { a: "b" } } } },
};

Deno.test("SuppliedValues has the texts of one extension alone", () => {
  const values = new SuppliedValues(GIVEN);
  assertEquals(values.of("vaults").value(["prod", "shop/db", "password"]), "s3cret");
  assertEquals(values.of("other").value(["prod", "shop/db", "password"]), undefined);
  assertEquals(values.of("vaults").value(["prod", "shop/db"]), undefined);
  assertEquals(values.of("vaults").value(["constructor", "name"]), undefined);
  assertEquals(values.of("vaults").values(["prod", "shop/db"]), { password: "s3cret", pin: "007" });
  assertEquals(values.of("vaults").values(["prod"]), undefined);
  assertEquals(values.of("vaults").place(["a", "b.c"]), "vaults.a.'b.c'");
});

Deno.test("SuppliedValues.needs() has a place for all that is asked for, whether it is there or not", () => {
  const values = new SuppliedValues(GIVEN);
  assertEquals(values.needs(), undefined);
  const { value, values: all } = values.of("vaults");
  value(["prod", "shop/db", "password"]);
  value(["prod", "shop/db", "user"]);
  // A whole one, of which others ask for a part.
  value(["prod", "shop/db"]);
  all(["prod", "mail"]);
  assertEquals(values.needs(), {
    vaults: { prod: { "shop/db": { password: null, user: null }, mail: {} } },
  });
});

Deno.test("SuppliedValues.warnUnused() names what nobody asks for, and what it may be", () => {
  const values = new SuppliedValues({
    vaults: { prod: { db: { pasword: "a", user: "b" }, mail: { whatever: "c" } } },
    others: { x: "y" },
  });
  const { value, values: all } = values.of("vaults");
  value(["prod", "db", "password"]);
  value(["prod", "db", "user"]);
  all(["prod", "mail"]);
  const diagnostics = new Diagnostics();
  values.warnUnused("secrets.yaml", diagnostics);
  assertEquals([...diagnostics].map(({ message }) => message), [
    'nothing asks for "vaults.prod.db.pasword" (did you mean "password"?). Mend its name, or take it out',
    'nothing asks for "others". Mend its name, or take it out',
  ]);
});
