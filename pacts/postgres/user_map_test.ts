import { assertEquals, assertStringIncludes } from "@std/assert";
import { userMapProblem } from "./user_map.ts";

Deno.test("userMapProblem() finds nothing wrong with maps that the documentation has", () => {
  for (
    const map of [
      ...[
        "omicron bryanh bryanh",
        'mymap "a user" robert # why',
        "mymap /^(.*)@mydomain\\.com$ \\1",
      ],
      ...["mymap /.* all", "mymap joe +group", "include a b", 'map "@joe" joe'],
    ]
  ) {
    for (const major of [13, 16]) assertEquals(userMapProblem(map, major), undefined, map);
  }
  assertEquals(userMapProblem("map joe /(", 15), undefined);
});

Deno.test("userMapProblem() says what PostgreSQL would not take", () => {
  for (
    const [map, problem] of [
      ["map", "it needs the name of the map, a user of the system, and a role"],
      ["map joe", "it needs"],
      ["map a,b joe", "it needs"],
      ["map /( joe", '"/(" is no regular expression'],
      ["map joe /(", '"/(" is no regular expression'],
      ["map @joe joe", '"@joe" is a file'],
      ["include more.conf", "no other files"],
      ["map joe joe\0", "a NUL"],
      ["map joe joe\\", "a backslash"],
    ]
  ) {
    assertStringIncludes(userMapProblem(map, 16) ?? "", problem, map);
  }
});
