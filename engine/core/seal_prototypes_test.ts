import { assertEquals, assertThrows } from "@std/assert";
import { sealPrototypes } from "./seal_prototypes.ts";

/** Puts a value where a path of foreign names leads to, as careless code does. */
function put(target: unknown, path: string, value: unknown): void {
  const parts = path.split(".");
  let here = target as Record<string, Record<string, unknown>>;
  for (const part of parts.slice(0, -1)) here = (here[part] ??= {}) as typeof here;
  here[parts.at(-1)!] = value as Record<string, unknown>;
}

Deno.test("sealPrototypes() fails whoever gives every object a property", () => {
  sealPrototypes();
  for (
    const [target, path] of [
      [{}, "constructor.prototype.privileged"],
      [[], "constructor.prototype.privileged"],
      [{}, "toString.constructor.prototype.privileged"],
      [{ a: "text" }, "a.constructor.prototype.privileged"],
      [{ a: 1 }, "a.constructor.prototype.privileged"],
      [{}, "constructor.keys"],
      [{}, "constructor.privileged"],
    ] as const
  ) assertThrows(() => put(target, path, true), TypeError, undefined, path);
  assertEquals("privileged" in {}, false);
});

Deno.test("sealPrototypes() leaves an object names that every object has", () => {
  sealPrototypes();
  const services: Record<string, unknown> = {};
  for (const name of ["constructor", "toString", "valueOf", "hasOwnProperty"]) services[name] = 1;
  assertEquals(Object.keys(services), ["constructor", "toString", "valueOf", "hasOwnProperty"]);
  class Own extends Error {
    override name = "Own";
  }
  assertEquals(String(new Own("said")), "Own: said");
});
