import { assertEquals } from "@std/assert";
import { readDependsOn } from "./depends_on.ts";

const read = (line: string) =>
  readDependsOn(line.split(" "), "shop")?.map(({ kind, name, namespace }) =>
    `${kind}/${name} ${namespace}`
  );

Deno.test("readDependsOn() reads Services and Jobs, in each way that a flag is written", () => {
  assertEquals(read("-service=db -service mq -check_interval=5 --job=migrate --job seed"), [
    "service/db shop",
    "service/mq shop",
    "job/migrate shop",
    "job/seed shop",
  ]);
});

Deno.test("readDependsOn() is undefined where nothing is named", () => {
  for (const line of ["-check_interval=5", "db", "-service=", "-service", "-services=a"]) {
    assertEquals(read(line), undefined, line);
  }
});
