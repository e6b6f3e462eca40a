import { assertEquals, assertFalse } from "@std/assert";
import { needsTool, runTestTool } from "../../tools/needs_tool.ts";
import { configValue, heldName, isStorable, sqlLiteral, sqlName } from "./quote.ts";

Deno.test("configValue() keeps a value in its quotes", () => {
  assertEquals(configValue("it's\nssl = on"), "'it''s\\nssl = on'");
  assertEquals(configValue("\\'"), "'\\\\'''");
});

Deno.test("sqlLiteral() and sqlName() keep a text in their quotes", () => {
  assertEquals(sqlLiteral("a'; DROP TABLE x; --\\"), "E'a''; DROP TABLE x; --\\\\'");
  assertEquals(sqlName('a"; DROP TABLE x; --'), '"a""; DROP TABLE x; --"');
});

Deno.test("isStorable() is false when there is a NUL", () => {
  assertFalse(isStorable("a\0b"));
});

Deno.test("heldName() keeps 63 bytes, without half a character", () => {
  assertEquals(heldName("shop"), "shop");
  assertEquals(heldName("a".repeat(70)), "a".repeat(63));
  assertEquals(heldName("é".repeat(40)), "é".repeat(31));
  assertEquals(heldName("\u{1F418}".repeat(20)), "\u{1F418}".repeat(15));
});

/** Texts of characters that mean something in quotes, each run the same. */
function* hostileTexts(): Iterable<string> {
  const parts = ["'", "\\", "\n", "\r", "\t", "\b", "\f", '"', "#", " = ", "a", "é", "%", "$"];
  let seed = 1;
  for (let text = 0; text < 12; text++) {
    let value = "";
    for (let part = 0; part < 12; part++) {
      seed = (seed * 48271) % 0x7fffffff;
      value += parts[seed % parts.length];
    }
    yield `<${value}>`;
  }
}

Deno.test({
  ...needsTool("PostgreSQL reads what configValue() wrote", "postgres", "Debian's postgresql"),
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      await Deno.writeTextFile(`${folder}/postgresql.auto.conf`, "");
      for (const text of hostileTexts()) {
        const config = `log_line_prefix = ${configValue(text)}\nport = '5433'\n`;
        await Deno.writeTextFile(`${folder}/postgresql.conf`, config);
        for (const [name, value] of [["log_line_prefix", text], ["port", "5433"]]) {
          const { said } = await runTestTool("postgres", ["-C", name, "-D", folder]);
          assertEquals(said, `${value}\n`);
        }
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
