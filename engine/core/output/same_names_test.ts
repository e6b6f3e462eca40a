import { assert, assertEquals, assertFalse } from "@std/assert";
import { apart, collide, foldPath, oneSpelling } from "./same_names.ts";

Deno.test("collide() finds names that some disk takes for one, folders included", () => {
  for (
    const paths of [
      ["README", "readme"],
      ["a/x", "A/y"],
      ["caf\u00e9", "cafe\u0301"],
      ["name", "name."],
      ["stra\u00dfe", "STRASSE"],
    ]
  ) assert(collide(paths), paths.join());
  assertFalse(collide(["a/x", "a/y", "b", "..data", "...", ".."]));
});

Deno.test("foldPath() leaves names of dots alone", () => {
  assertEquals(foldPath("a/..b/.."), "a/..b/..");
});

Deno.test("apart() lets a file give way to a folder of its name", () => {
  assertEquals(Object.fromEntries(apart(["Docs", "docs/a"])), {
    Docs: "Docs~2",
    "docs/a": "docs/a",
  });
});

Deno.test("oneSpelling() spells folders as the first of them, and leaves files alone", () => {
  for (
    const paths of [["Docs/Deep/A", "docs/deep/a", "docs/b"], [
      "docs/b",
      "docs/deep/a",
      "Docs/Deep/A",
    ]]
  ) {
    const spelled = oneSpelling(paths);
    assertEquals(paths.map(spelled).sort(), ["Docs/Deep/A", "Docs/Deep/a", "Docs/b"]);
  }
});
