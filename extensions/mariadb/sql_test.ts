import { assertEquals } from "@std/assert";
import {
  exactDatabase,
  isName,
  sqlAccount,
  sqlName,
  sqlPrivilege,
  sqlScope,
  sqlText,
} from "./sql.ts";

Deno.test("sqlText() keeps a text one text on one line", () => {
  assertEquals(sqlText("a'b"), "'a\\'b'");
  assertEquals(sqlText("\\"), "'\\\\'");
  assertEquals(sqlText("\0\n\r\x1a"), "'\\0\\n\\r\\Z'");
});

Deno.test("sqlName() and sqlScope() keep a name one name", () => {
  assertEquals(sqlName("a`b"), "`a``b`");
  assertEquals(sqlScope("*"), "*");
  assertEquals(sqlScope("**"), "`**`");
});

Deno.test("exactDatabase() takes patterns for what they are written as", () => {
  assertEquals(exactDatabase("a_b%c\\d"), "`a\\_b\\%c\\\\d`");
});

Deno.test("sqlAccount() tells a user from its host", () => {
  assertEquals(sqlAccount("a'@'%", "10.%"), "'a\\'@\\'%'@'10.%'");
});

Deno.test("isName() refuses what no server takes", () => {
  assertEquals(["", "a\0", "a\n", "\x7f", "a b", "é"].map(isName), [
    false,
    false,
    false,
    false,
    true,
    true,
  ]);
});

Deno.test("sqlPrivilege() knows privileges, and those of columns", () => {
  assertEquals(sqlPrivilege(" all  privileges "), "all privileges");
  assertEquals(sqlPrivilege("READ_ONLY ADMIN"), "READ_ONLY ADMIN");
  assertEquals(sqlPrivilege("UPDATE(a, `b c`)"), "UPDATE (`a`, `b c`)");
  for (const bad of ["", "ALL ON x", "SELECT;", "SELECT (a", "SELECT ()", "SELECT (a) x", "a-b"]) {
    assertEquals(sqlPrivilege(bad), undefined, bad);
  }
});
