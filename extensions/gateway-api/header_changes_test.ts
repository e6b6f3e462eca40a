import { assertEquals } from "@std/assert";
import { afterChanges, readHeaderChanges } from "./header_changes.ts";

Deno.test("readHeaderChanges() joins values of one name, whatever its case", () => {
  const filter = {
    set: [{ name: "X-A", value: "1" }],
    add: [{ name: "X-B", value: "2" }, { name: "x-b", value: "3" }],
    remove: ["X-C", null],
  };
  assertEquals(readHeaderChanges(filter, (value) => value), {
    remove: ["X-C"],
    set: { "X-A": "1" },
    add: { "X-B": "2, 3" },
  });
});

Deno.test("afterChanges() comes to the same as one change after another", () => {
  assertEquals(
    afterChanges(
      { set: { "X-A": "1", "X-B": "1" }, add: { "X-C": "1", "X-D": "1" } },
      { remove: ["x-b", "x-d"], set: { "x-a": "2" }, add: { "X-C": "2" } },
    ),
    { remove: ["x-b", "x-d"], set: { "x-a": "2" }, add: { "X-C": "1, 2" } },
  );
  assertEquals(afterChanges(undefined, {}), undefined);
});
