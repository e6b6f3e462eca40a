import { assertEquals } from "@std/assert";
import { pathChange } from "./path_change.ts";

function changed(replacePrefixMatch: string, prefix: string, path: string): string {
  const change = pathChange(
    { type: "ReplacePrefixMatch", replacePrefixMatch },
    { path: prefix, pathType: "Prefix" },
  );
  const { pattern, replacement } = change!.rewrite!;
  const groups = new RegExp(pattern).exec(path)!;
  return replacement.replace(/\$(\d)/g, (_, group) => groups[Number(group)] ?? "");
}

Deno.test("pathChange() replaces a prefix by whole segments, as the standard's table has it", () => {
  for (
    const [path, prefix, replacement, result] of [
      ["/foo/bar", "/foo", "/xyz", "/xyz/bar"],
      ["/foo/bar", "/foo", "/xyz/", "/xyz/bar"],
      ["/foo/bar", "/foo/", "/xyz", "/xyz/bar"],
      ["/foo", "/foo", "/xyz", "/xyz"],
      ["/foo/", "/foo", "/xyz", "/xyz/"],
      ["/foo/bar", "/foo", "", "/bar"],
      ["/foo/", "/foo", "", "/"],
      ["/foo", "/foo", "", "/"],
      ["/foo/", "/foo", "/", "/"],
      ["/foo", "/foo", "/", "/"],
      ["/v1.0/a", "/v1.0", "/$1?x", "/%241%3Fx/a"],
    ]
  ) {
    assertEquals(changed(replacement, prefix, path), result, `${path} ${prefix} ${replacement}`);
  }
});

Deno.test("pathChange() replaces all of a path, whatever matched it", () => {
  const full = { type: "ReplaceFullPath", replaceFullPath: "/one" };
  assertEquals(pathChange(full, { path: "/a", pathType: "Exact" }), {
    rewrite: { pattern: "^.*$", replacement: "/one" },
  });
  assertEquals(pathChange(undefined, { path: "/a", pathType: "Exact" }), {});
});

Deno.test("pathChange() takes no prefix off what is none", () => {
  const prefix = { type: "ReplacePrefixMatch", replacePrefixMatch: "/one" };
  assertEquals(pathChange(prefix, { path: "/a", pathType: "Exact" }), undefined);
  assertEquals(pathChange({ type: "Other" }, { path: "/a", pathType: "Prefix" }), undefined);
});
