import { assertEquals, assertThrows } from "@std/assert";
import { publishedSpecifier } from "./published_imports.ts";
import type { Package, PackageConfig } from "./workspace.ts";

function makePackage(config: PackageConfig): Package {
  return { name: config.name, folder: new URL("file:///"), entryPoints: [], config };
}

const root = makePackage({
  name: "@x/engine",
  version: "1.2.0",
  imports: {
    "@std/path": "jsr:@std/path@^1.1.4",
    "types": "npm:types@^1.30.0",
    "inner": "./inner.ts",
  },
});
const member = makePackage({
  name: "@x/engine-more",
  version: "2.0.0",
  imports: { "types": "npm:types@^2" },
});

Deno.test("publishedSpecifier() names a package and its version when the workspace knows it", () => {
  const cases = {
    "@std/path": "jsr:@std/path@^1.1.4",
    "@std/path/posix": "jsr:@std/path@^1.1.4/posix",
    "types/core/v1.d.ts": "npm:types@^1.30.0/core/v1.d.ts",
    "@x/engine": "jsr:@x/engine@^1.2.0",
    "@x/engine/pacts": "jsr:@x/engine@^1.2.0/pacts",
    "@x/engine-more": "jsr:@x/engine-more@^2.0.0",
  };
  for (const [specifier, expected] of Object.entries(cases)) {
    assertEquals(publishedSpecifier(specifier, root, [root, member]), expected);
  }
});

Deno.test("publishedSpecifier() takes the package's own imports before the root's", () => {
  assertEquals(publishedSpecifier("types", member, [root, member]), "npm:types@^2");
});

Deno.test("publishedSpecifier() leaves a specifier as it is when anybody knows it", () => {
  for (const specifier of ["./a.ts", "../b.json", "node:path", "jsr:@a/b@1", "https://a.b/c.ts"]) {
    assertEquals(publishedSpecifier(specifier, root, [root]), specifier);
  }
});

Deno.test("publishedSpecifier() throws when nobody else would know the name", () => {
  for (const specifier of ["unknown", "inner", "@std/pathology"]) {
    assertThrows(() => publishedSpecifier(specifier, root, [root]), Error, `"${specifier}"`);
  }
});
