import { assertEquals } from "@std/assert";
import { settingKeys, settingPath } from "./setting_path.ts";

Deno.test("settingKeys() reads what settingPath() writes", () => {
  for (const name of ["web", "my.claim", "a-b_c", "*.x", "it's.x", "two words", "..", 'say "a"']) {
    const path = settingPath("overrides", name, "ports");
    assertEquals(settingKeys(path), ["overrides", name, "ports"], path);
  }
});

Deno.test("settingKeys() takes either sort of quotes, and a last name in them", () => {
  assertEquals(settingKeys(`a."b.c".'d.e'`), ["a", "b.c", "d.e"]);
});

Deno.test("settingKeys() has nothing for what is no path", () => {
  for (const text of ["", ".", "a.", ".a", "a..b", "a.'b", "a.'b'c", `a."".b`, "a'b'"]) {
    assertEquals(settingKeys(text), undefined, text);
  }
});
