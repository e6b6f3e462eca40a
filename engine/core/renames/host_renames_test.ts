import { assert, assertEquals } from "@std/assert";
import { HostRenames } from "./host_renames.ts";

const renames = new HostRenames({
  "shop.acme.io": "shop.localhost",
  "acme.io": "acme.localhost",
  "*.apps.acme.io": "*.localhost",
});

const CHANGED: [text: string, changed: string][] = [
  ["shop.acme.io", "shop.localhost"],
  ["SHOP.acme.io", "shop.localhost"],
  ["https://shop.acme.io/a?b=shop.acme.io", "https://shop.localhost/a?b=shop.localhost"],
  ["https://me:secret@shop.acme.io:8443", "https://me:secret@shop.localhost:8443"],
  ["shop.acme.io,acme.io;acme.io.", "shop.localhost,acme.localhost;acme.localhost."],
  ["visit shop.acme.io.\nacme.io", "visit shop.localhost.\nacme.localhost"],
  ["redirect=https%3A%2F%2Fshop.acme.io%2F", "redirect=https%3A%2F%2Fshop.localhost%2F"],
  ['{"a":"x\\nshop.acme.io"}', '{"a":"x\\nshop.localhost"}'],
  ["^https://shop\\.acme\\.io$", "^https://shop\\.localhost$"],
  [String.raw`{"re":"^shop\\.acme\\.io$"}`, String.raw`{"re":"^shop\\.localhost$"}`],
  ["to=https%253A%252F%252Fshop.acme.io", "to=https%253A%252F%252Fshop.localhost"],
  [String.raw`{"q":"a=1\u0026shop.acme.io"}`, String.raw`{"q":"a=1\u0026shop.localhost"}`],
  ["domain=.acme.io", "domain=.acme.localhost"],
  ["Host(`shop.acme.io`)", "Host(`shop.localhost`)"],
  ["%2Fa.apps.acme.io \\tacme.io", "%2Fa.localhost \\tacme.localhost"],
  ["a.apps.acme.io *.apps.acme.io", "a.localhost *.localhost"],
];

for (const [text, changed] of CHANGED) {
  Deno.test(`HostRenames changes ${JSON.stringify(text)}`, () => {
    assertEquals(renames.in(text), changed);
  });
}

const KEPT = [
  "www.shop.acme.io",
  "*.shop.acme.io",
  "shop.acme.io.example",
  "shop-acme.io",
  "my-shop.acme.io",
  "shop.acme.iox",
  "shop.acme.io-tls",
  "shop_acme.io",
  "shopXacme.io",
  "b.a.apps.acme.io",
  "www\\.acme\\.io",
  "www\\\\.acme\\\\.io",
  "acme",
  "",
];

for (const text of KEPT) {
  Deno.test(`HostRenames leaves ${JSON.stringify(text)} as it is`, () => {
    assertEquals(renames.in(text), text);
  });
}

Deno.test("HostRenames changes names that lead to each other at once", () => {
  const swapped = new HostRenames({ "a.io": "b.io", "b.io": "a.io" });
  assertEquals(swapped.in("a.io b.io"), "b.io a.io");
});

Deno.test("HostRenames takes as long for many names as for one", () => {
  const many = Object.fromEntries(
    Array.from({ length: 20_000 }, (_, index) => [`a.b.c${index}.io`, `x${index}.localhost`]),
  );
  const text = "a.b ".repeat(50_000);
  const [one, all] = [{ "a.b.c.io": "x" }, many].map((names) => {
    const renames = new HostRenames(names);
    const start = performance.now();
    for (let round = 0; round < 3; round++) assertEquals(renames.in(text), text);
    return performance.now() - start;
  });
  assert(all < 20 * one, `${all} ms for 20000 names, ${one} ms for one`);
});

Deno.test("HostRenames knows which names no text had", () => {
  const renames = new HostRenames({ "a.io": "a.localhost", "*.b.io": "*.localhost", "c.io": "d" });
  renames.in("a.io x.b.io");
  assertEquals(renames.unused, ["c.io"]);
  assertEquals([renames.of("a.io"), renames.of("z.io")], ["a.localhost", undefined]);
});

Deno.test("HostRenames never changes a part of a longer name, whatever stands around it", () => {
  let state = 7;
  const next = (below: number) => (state = (state * 1664525 + 1013904223) % 2 ** 32) % below;
  const labels = ["a", "shop", "acme", "io", "x-1", "www"];
  for (let round = 0; round < 3000; round++) {
    const name = Array.from({ length: 1 + next(5) }, () => labels[next(labels.length)]).join(".");
    const [before, after] = [["", "https://", " ", "@", '="', "("], ["", "/", ":80", " ", '"', ")"]]
      .map((sides) => sides[next(sides.length)]);
    const expected = name === "shop.acme.io"
      ? "shop.localhost"
      : name === "acme.io"
      ? "acme.localhost"
      : name;
    assertEquals(renames.in(before + name + after), before + expected + after);
  }
});
