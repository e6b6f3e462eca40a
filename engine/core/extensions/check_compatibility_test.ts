import { assertEquals, assertThrows } from "@std/assert";
import { Diagnostics, type Extension } from "../../../pacts/mod.ts";
import type { LoadedExtension } from "./registry.ts";
import { UserError } from "../user_error.ts";
import { checkCompatibility, warnIgnoredUnknown } from "./check_compatibility.ts";

function loaded(name: string, info: object = {}): LoadedExtension {
  const extension = { name: `${name}-part`, transform() {} } as Extension;
  return { extension, origin: `./${name}.ts`, runtime: false, info: { name, ...info } };
}

Deno.test("checkCompatibility() is content when all are there that others depend on", () => {
  checkCompatibility([
    loaded("a", { depends: ["b", "plain"], incompatible: ["c"] }),
    loaded("b", { depends: null }),
    { extension: { name: "plain", transform() {} } as Extension, origin: "x", runtime: true },
  ]);
});

Deno.test("checkCompatibility() names both when one is missing that another depends on", () => {
  assertThrows(
    () => checkCompatibility([loaded("a", { depends: ["b"] })]),
    UserError,
    'the extension "a" (./a.ts) depends on "b", which is not loaded. Load it too, or leave "a" out',
  );
});

Deno.test("checkCompatibility() says how to load what is missing when the catalogue has it", () => {
  assertThrows(
    () => checkCompatibility([loaded("a", { depends: ["b"] })], [], undefined, [{ name: "b" }]),
    UserError,
    'which is not loaded. Add --extension b, or "depends: [b]" in dekube.yaml, or leave "a" out',
  );
});

Deno.test("checkCompatibility() guesses what was meant when nothing bears the name", () => {
  const all = [loaded("a", { depends: ["secret-indxer"] }), loaded("secret-indexer")];
  assertThrows(
    () => checkCompatibility(all),
    UserError,
    'which is not loaded (did you mean "secret-indexer"?). Load it too, or leave "a" out',
  );
});

Deno.test("checkCompatibility() names both when two can't be together", () => {
  assertThrows(
    () => checkCompatibility([loaded("a"), loaded("b", { incompatible: ["a"] })]),
    UserError,
    'the extension "b" (./b.ts) can\'t be loaded together with "a". Leave one of them out',
  );
});

Deno.test("checkCompatibility() names the file, or flag, when it knows it", () => {
  const item = { ...loaded("a", { depends: ["b"] }), namedBy: "--extension" };
  assertThrows(
    () => checkCompatibility([item]),
    UserError,
    'the extension "a" (./a.ts, named by --extension) depends on "b"',
  );
});

Deno.test("checkCompatibility() lets two be together when either is ignored", () => {
  const both = [loaded("a"), loaded("b", { incompatible: ["a"] })];
  checkCompatibility(both, ["a"]);
  checkCompatibility(both, ["b"]);
  assertThrows(() => checkCompatibility(both, ["c"]), UserError);
});

Deno.test("checkCompatibility() looks past what is turned off", () => {
  const config = { extensions: { "a-part": { enabled: false } } };
  checkCompatibility(
    [loaded("a"), loaded("b", { incompatible: ["a"], depends: ["a"] })],
    [],
    config,
  );
  checkCompatibility([loaded("a", { depends: ["none"] })], [], config);
});

Deno.test("warnIgnoredUnknown() names the nearest when nothing bears a name", () => {
  const diagnostics = new Diagnostics();
  warnIgnoredUnknown(["nginx", "traefik"], [loaded("traefik"), loaded("ngin")], diagnostics);
  assertEquals([...diagnostics].map(({ message }) => message), [
    '"--ignore-compatibility-errors nginx" has no effect: no extension of that name is loaded (did you mean "ngin"?)',
  ]);
});
