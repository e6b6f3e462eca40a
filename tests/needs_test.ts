/**
 * The README says of keys what compose.yml says of them.
 *
 * @module
 */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { BASE, NEEDS } from "../engine/core/output/needs.ts";

const README = await Deno.readTextFile(new URL("../README.md", import.meta.url));

Deno.test("the README names the least versions that keys need as compose.yml does", () => {
  const [, table] = /\n## What it takes to run\n([^]*?)\n## /.exec(README) ?? [];
  const rows = [...(table ?? "").matchAll(/^\|[^|]*\| *`([^`]+)` *\|([^|]*)\|([^|]*)\|$/gm)]
    .map(([, key, compose, engine]) => [key, compose.trim(), engine.trim()]);

  assert(rows.length > 3);
  for (const [key, ...versions] of rows) {
    const need = NEEDS.find((need) => need.key === key);
    assertEquals([key, ...versions], [key, need?.compose ?? "", need?.engine ?? ""]);
  }
  const words = table.replace(/\s+/g, " ");
  assertStringIncludes(words, `Compose ${BASE.compose} and Engine ${BASE.engine}`);
});
