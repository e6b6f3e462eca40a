import { assertEquals } from "@std/assert";
import { covers, intersection, placesOf } from "./hostnames.ts";

Deno.test("covers() takes a star for one label or more", () => {
  assertEquals(covers("*.example.com", "a.b.example.com"), true);
  assertEquals(covers("*.example.com", "*.b.example.com"), true);
  assertEquals(covers("*.example.com", "example.com"), false);
  assertEquals(covers("*.example.com", "aexample.com"), false);
  assertEquals(covers("", "example.com"), true);
  assertEquals(covers("example.com", ""), false);
});

Deno.test("intersection() is the narrower of two hostnames, whichever comes first", () => {
  assertEquals(intersection("*.example.com", "a.example.com"), "a.example.com");
  assertEquals(intersection("a.example.com", "*.example.com"), "a.example.com");
  assertEquals(intersection("", "*.example.com"), "*.example.com");
  assertEquals(intersection("", ""), "");
  assertEquals(intersection("*.example.com", "*.example.org"), undefined);
});

Deno.test("placesOf() puts names of several labels among those of any host", () => {
  const match = { headers: [{ name: "version", value: "two" }] };
  const [own, deep] = placesOf("*.example.com", match);
  assertEquals(own, { host: "*.example.com", match });
  assertEquals([deep.host, deep.priority], ["", 13]);
  assertEquals(deep.match?.headers?.map(({ name }) => name), ["Host", "version"]);
  assertEquals(placesOf("a.example.com", undefined), [{ host: "a.example.com" }]);
});
