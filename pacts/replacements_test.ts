import { assertEquals } from "@std/assert";
import { applyReplacements } from "./replacements.ts";

Deno.test("applyReplacements() replaces each occurrence, one replacement after the other", () => {
  const replacements = [{ old: "a", new: "b" }, { old: "b", new: "c" }];
  assertEquals(applyReplacements("a-a-b", replacements), "c-c-c");
});

Deno.test("applyReplacements() takes both texts literally when they look like patterns", () => {
  assertEquals(applyReplacements("1.2 1x2", [{ old: "1.2", new: "$& $1 $$" }]), "$& $1 $$ 1x2");
});

Deno.test("applyReplacements() changes nothing when there is nothing to look for", () => {
  assertEquals(applyReplacements("abc", []), "abc");
  assertEquals(applyReplacements("abc", [{ old: "", new: "x" }]), "abc");
});
