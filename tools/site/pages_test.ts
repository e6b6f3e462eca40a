import { assertEquals } from "@std/assert";
import { anchorsOf, makeSite, placeOf, type Repository } from "./pages.ts";

/** A repository of some files. */
function repositoryOf(files: Record<string, string>): Repository {
  const paths = Object.keys(files);
  return {
    read: (path) => files[path],
    isFolder: (path) => paths.some((each) => each.startsWith(`${path}/`)),
  };
}

function siteOf(files: Record<string, string>) {
  return makeSite(Object.keys(files), repositoryOf(files));
}

Deno.test("placeOf() takes README.md for the first page, and READMEs of folders for pages of theirs", () => {
  assertEquals(placeOf("README.md"), "index.md");
  assertEquals(placeOf("docs/running.md"), "running.md");
  assertEquals(placeOf("extensions/caddy/README.md"), "extensions/caddy.md");
  assertEquals(placeOf("CHANGELOG.md"), "changelog.md");
  assertEquals(placeOf("tests/testdata/README.md"), undefined);
});

Deno.test("makeSite() leads links to where the pages are on the site", () => {
  const { pages, broken } = siteOf({
    "README.md": "[a](docs/a.md#two) [b](extensions/b/README.md) [c](https://example.com/x.md)",
    "docs/a.md": "# One\n\n## Two\n\n[home](../README.md) [two](#two) [b](../extensions/b)",
    "extensions/b/README.md": "[a](../../docs/a.md)",
  });

  assertEquals(broken, []);
  assertEquals(Object.fromEntries(pages), {
    "index.md": "[a](./a.md#two) [b](./extensions/b.md) [c](https://example.com/x.md)",
    "a.md": "# One\n\n## Two\n\n[home](./index.md) [two](./a.md#two) [b](./extensions/b.md)",
    "extensions/b.md": "[a](./../a.md)",
  });
});

Deno.test("makeSite() takes along what pages link to besides, as text", () => {
  const { pages, files } = siteOf({ "README.md": "[x](tools/x.ts)", "tools/x.ts": "" });

  assertEquals(pages.get("index.md"), "[x](./files/tools/x.ts.txt)");
  assertEquals([...files], ["tools/x.ts"]);
});

Deno.test("makeSite() names links that lead nowhere", () => {
  const { broken } = siteOf({
    "README.md": "[gone](docs/gone.md) [part](docs/a.md#gone)\n\n```\n[code](nowhere.md)\n```\n",
    "docs/a.md": "# One\n\n```\n# gone\n```\n",
  });

  assertEquals(broken, [
    "README.md links to docs/gone.md, which is not there",
    "README.md links to docs/a.md#gone, which is not there",
  ]);
});

Deno.test("anchorsOf() makes anchors as GitHub does", () => {
  assertEquals(
    [...anchorsOf("# `a.b`, and *c*\n## What runs once\n## [Ports](x.md)\n## Ports\n")],
    ["ab-and-c", "what-runs-once", "ports", "ports-1"],
  );
});
