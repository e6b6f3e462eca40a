import { assertEquals, assertThrows } from "@std/assert";
import { Diagnostics, type Extension } from "../../../pacts/mod.ts";
import type { LoadedExtension } from "../../core/registry.ts";
import { UserError } from "../../core/user_error.ts";
import { addExtensions, checkCompany, warnIgnoredUnknown } from "./check_compatibility.ts";

function loaded(name: string, info: object = {}): LoadedExtension {
  const extension = { name: `${name}-part`, transform() {} } as Extension;
  return { extension, origin: `./${name}.ts`, runtime: false, info: { name, ...info } };
}

Deno.test("checkCompany() is content when all are there that others depend on", () => {
  checkCompany([
    loaded("a", { depends: ["b", "plain"], incompatible: ["c"] }),
    loaded("b", { depends: null }),
    { extension: { name: "plain", transform() {} } as Extension, origin: "x", runtime: true },
  ]);
});

Deno.test("checkCompany() names both when one is missing that another depends on", () => {
  assertThrows(
    () => checkCompany([loaded("a", { depends: ["b"] })]),
    UserError,
    'the extension "a" (./a.ts) depends on "b", which is not loaded. Load it too, or leave "a" out',
  );
});

Deno.test("checkCompany() names both when two can't be together", () => {
  assertThrows(
    () => checkCompany([loaded("a"), loaded("b", { incompatible: ["a"] })]),
    UserError,
    'the extension "b" (./b.ts) can\'t be loaded together with "a". Leave one of them out',
  );
});

Deno.test("checkCompany() names the file, or flag, when it knows it", () => {
  const item = { ...loaded("a", { depends: ["b"] }), namedBy: "--extension" };
  assertThrows(
    () => checkCompany([item]),
    UserError,
    'the extension "a" (./a.ts, named by --extension) depends on "b"',
  );
});

Deno.test("checkCompany() lets two be together when either is ignored", () => {
  const both = [loaded("a"), loaded("b", { incompatible: ["a"] })];
  checkCompany(both, ["a"]);
  checkCompany(both, ["b"]);
  assertThrows(() => checkCompany(both, ["c"]), UserError);
});

Deno.test("checkCompany() looks past what is turned off", () => {
  const config = { extensions: { "a-part": { enabled: false } } };
  checkCompany([loaded("a"), loaded("b", { incompatible: ["a"], depends: ["a"] })], [], config);
  checkCompany([loaded("a", { depends: ["none"] })], [], config);
});

Deno.test("warnIgnoredUnknown() names the nearest when nothing bears a name", () => {
  const diagnostics = new Diagnostics();
  warnIgnoredUnknown(["nginx", "traefik"], [loaded("traefik"), loaded("ngin")], diagnostics);
  assertEquals([...diagnostics].map(({ message }) => message), [
    '"--ignore-compatibility-errors nginx" has no effect: no extension of that name is loaded (did you mean "ngin"?)',
  ]);
});

function origins(items: readonly LoadedExtension[]): string[] {
  return items.map(({ origin }) => origin);
}

Deno.test("addExtensions() leaves out what comes from a place that is there already", () => {
  const diagnostics = new Diagnostics();
  const there = { ...loaded("a"), specifier: "file:///a.ts" };
  const again = { ...there, origin: "../a.ts", runtime: true };
  const both = addExtensions([there], [again, loaded("b")], diagnostics);
  assertEquals(origins(both), ["./a.ts", "./b.ts"]);
  assertEquals([...diagnostics], []);
});

Deno.test("addExtensions() puts one in the place of another of its name, and says so", () => {
  const diagnostics = new Diagnostics();
  const there = { ...loaded("a"), specifier: "file:///a.ts" };
  const pinned = { ...loaded("a"), origin: "a@1.1.0", specifier: "jsr:@dekube/a@1.1.0" };
  assertEquals(origins(addExtensions([there], [pinned], diagnostics)), ["a@1.1.0"]);
  assertEquals([...diagnostics].map(({ message }) => message), [
    'the extension "a" is taken from a@1.1.0, in place of the other of that name',
  ]);
});
