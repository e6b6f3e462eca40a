import { assertEquals } from "@std/assert";
import { configFile, isParameter } from "./config_file.ts";

Deno.test("isParameter() takes what makes one line of postgresql.conf, and nothing else", () => {
  for (const name of ["work_mem", "Work_Mem", "pg_stat_statements.track", "a$1.b"]) {
    assertEquals(isParameter(name, "1"), true, name);
  }
  for (const name of ["", "1a", "a b", "a\nb", "a.b.c", "include", "INCLUDE_DIR", "a = 1 #"]) {
    assertEquals(isParameter(name, "1"), false, name);
  }
  assertEquals(isParameter("a", 5), true);
  for (const value of [{}, [], null, "\0"]) assertEquals(isParameter("a", value), false);
});

Deno.test("configFile() has each setting in quotes, behind what initdb wrote", () => {
  const config = configFile("a test", "/data", [["a", "1"], ["b", "it's\n'; ssl = on"]]);
  assertEquals(config.split("\n").filter((line) => /^[^#]/.test(line)), [
    "include_if_exists = '/data/postgresql.conf'",
    "a = '1'",
    "b = 'it''s\\n''; ssl = on'",
  ]);
});
