import { assert, assertEquals } from "@std/assert";
import { tabIndentedLine } from "./tabs.ts";

Deno.test("tabIndentedLine() finds a tab before a key or an item", () => {
  for (
    const document of [
      "a:\n\tb: 1\n",
      "a:\n  \tb: 1\n",
      "a:\r\n\t- b\r\n",
      'a:\n\t"b c": 1\n',
      "a:\n  - b\n# c\n",
    ]
  ) {
    assertEquals(tabIndentedLine(document), document.includes("\t") ? 2 : undefined, document);
  }
  assertEquals(tabIndentedLine("a:\n  b: |\n    x\n  c:\n\td: 1\n"), 5);
});

Deno.test("tabIndentedLine() passes over tabs in texts, however deep", () => {
  for (
    const document of [
      "run: |\n  if:\n    \tall: x\n",
      "a:\n- run: |-\n    all:\n    \tbuild: x\n      deeper:\n      \tb: 1\n",
      "a: >2 # folded\n  \tb: 1\n",
      "a: b\t# a comment: here\n",
      "a:\n\t# nothing\n  b: 1\n",
    ]
  ) {
    assertEquals(tabIndentedLine(document), undefined, document);
  }
});

Deno.test("tabIndentedLine() passes over JSON, and what stands in braces", () => {
  for (
    const document of [
      '{\n\t"kind": "Pod",\n\t"metadata": {\n\t\t"name": "a"\n\t}\n}\n',
      '--- \n{\n\t"a": 1\n}\n',
      "a: {\n\tb: 1,\n\tc: 2 }\n",
    ]
  ) {
    assertEquals(tabIndentedLine(document), undefined, document);
  }
});

Deno.test("tabIndentedLine() takes time in proportion to the lines when all are of one text", () => {
  const document = `data:\n  a: |\n${"    \tx\n".repeat(200_000)}  b:\n  \tc: d\n`;
  const start = performance.now();
  assertEquals(tabIndentedLine(document), 200_004);
  // Where each looked for the beginning of its text, it took minutes.
  assert(performance.now() - start < 20_000);
});
