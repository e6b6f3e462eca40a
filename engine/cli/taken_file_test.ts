import { assert, assertEquals } from "@std/assert";
import { isTakenByItself, sayDisplaced } from "./taken_file.ts";

Deno.test("isTakenByItself() knows compose.yml, when no compose.yaml lies beside it", () => {
  assert(isTakenByItself("compose.yml", (path) => path === "docker-compose.yml"));
  assert(!isTakenByItself("compose.yml", (path) => path === "compose.yaml"));
  assert(!isTakenByItself("other.yml", () => false));
});

Deno.test("sayDisplaced() names what would be started, when it is another file", () => {
  assertEquals(sayDisplaced("compose.yml", true), []);
  assertEquals(sayDisplaced("other.yml", false), []);
  const [{ severity, file }] = sayDisplaced("compose.yml", false);
  assertEquals([severity, file], ["warning", "compose.yaml"]);
});
