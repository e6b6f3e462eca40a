import { assertEquals } from "@std/assert";
import { directive, settingLines } from "./config.ts";

Deno.test("directive() keeps each value one word", () => {
  assertEquals(directive("port", 6379), "port 6379");
  assertEquals(directive("dir", 'a "b"\\\nc'), 'dir "a \\"b\\"\\\\\\nc"');
  assertEquals(directive("user", ""), 'user ""');
});

Deno.test("settingLines() writes what CONFIG SET takes at once as a file has it", () => {
  assertEquals(settingLines("maxclients 100"), ["maxclients 100"]);
  assertEquals(settingLines("constructor 1 2"), ["constructor 1 2"]);
  assertEquals(settingLines(" save  60 1 300 10 "), ['save ""', "save 60 1", "save 300 10"]);
  assertEquals(settingLines('save "60 1"'), ['save ""', "save 60 1"]);
  assertEquals(settingLines('save ""'), ['save ""']);
  assertEquals(settingLines("client-output-buffer-limit normal 0 0 0 pubsub 1mb 1mb 9"), [
    "client-output-buffer-limit normal 0 0 0",
    "client-output-buffer-limit pubsub 1mb 1mb 9",
  ]);
  assertEquals(settingLines("notify-keyspace-events"), ['notify-keyspace-events ""']);
  assertEquals(settingLines("maxclients 1\nport 1"), ["maxclients 1 port 1"]);
  assertEquals(settingLines("  "), []);
});
