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

Deno.test("applyReplacements() says how large a text gets before it is made", () => {
  const sizes: number[] = [];
  const replacements = Array.from({ length: 5 }, () => ({ old: "a", new: "aa" }));
  assertEquals(applyReplacements("a", replacements, (size) => sizes.push(size)).length, 32);
  assertEquals(sizes, [2, 4, 8, 16, 32]);
});
