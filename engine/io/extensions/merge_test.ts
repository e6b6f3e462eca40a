import { assertEquals } from "@std/assert";
import { Diagnostics, type Extension } from "../../../pacts/mod.ts";
import type { LoadedExtension } from "../../core/extensions/registry.ts";
import { mergeExtensions } from "./merge.ts";

function loaded(name: string, info: object = {}): LoadedExtension {
  const extension = { name: `${name}-part`, transform() {} } as Extension;
  return { extension, origin: `./${name}.ts`, runtime: false, info: { name, ...info } };
}

function origins(items: readonly LoadedExtension[]): string[] {
  return items.map(({ origin }) => origin);
}

Deno.test("mergeExtensions() leaves out what comes from a place that is there already", () => {
  const diagnostics = new Diagnostics();
  const there = { ...loaded("a"), specifier: "file:///a.ts" };
  const again = { ...there, origin: "../a.ts", runtime: true };
  const both = mergeExtensions([there], [again, loaded("b")], diagnostics);
  assertEquals(origins(both), ["./a.ts", "./b.ts"]);
  assertEquals([...diagnostics], []);
});

Deno.test("mergeExtensions() puts one in the place of another of its name, and says so", () => {
  const diagnostics = new Diagnostics();
  const there = { ...loaded("a"), specifier: "file:///a.ts" };
  const pinned = { ...loaded("a"), origin: "a@1.1.0", specifier: "jsr:@dekube/a@1.1.0" };
  assertEquals(origins(mergeExtensions([there], [pinned], diagnostics)), ["a@1.1.0"]);
  assertEquals([...diagnostics].map(({ message }) => message), [
    'the extension "a" is taken from a@1.1.0, in place of the other of that name',
  ]);
});
