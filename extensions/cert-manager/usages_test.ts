import { assertEquals } from "@std/assert";
import { mergeUsages, readUsages } from "./usages.ts";

Deno.test("readUsages() allows what TLS needs when none is named", () => {
  assertEquals(readUsages([], false), { bits: 5, extended: [] });
  assertEquals(readUsages([], true), { bits: 37, extended: [] });
});

Deno.test("readUsages() allows only what is named", () => {
  assertEquals(readUsages(["crl sign"], true), { bits: 96, extended: [] });
  assertEquals(readUsages(["client auth", "server auth", "s/mime", "email protection"], false), {
    bits: 0,
    extended: ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.4"],
  });
});

Deno.test("readUsages() tells of names when nobody knows them", () => {
  const unknown: string[] = [];
  const usages = readUsages(["__proto__", "toString", "any"], false, (name) => unknown.push(name));
  assertEquals(unknown, ["__proto__", "toString"]);
  assertEquals(usages, { bits: 0, extended: ["2.5.29.37.0"] });
});

Deno.test("mergeUsages() has the uses of both", () => {
  const merged = mergeUsages(
    readUsages(["client auth", "signing"], false),
    readUsages(["server auth", "cert sign"], false),
  );
  assertEquals(merged, readUsages(["cert sign", "server auth", "client auth", "signing"], false));
});
