import { assertEquals, assertThrows } from "@std/assert";
import { zipSync } from "fflate";
import { defaultLimits } from "../../pacts/limits.ts";
import { UserError } from "../core/user_error.ts";
import { treeOf } from "./given_tree.ts";
import { isZip, unzip } from "./unzip.ts";
import { zip } from "./zip.ts";

const FILES = [
  { path: ".dekube/files.json", of: ".dekube/files.json", mode: 0o600, content: "{}" },
  { path: "compose.yml", of: "compose.yml", mode: 0o600, content: "services: {}\n" },
  { path: "secrets/db/password", of: "secrets/db/password", mode: 0o644, content: "x" },
];

/** Permission bits of the entries of a zip, by its central directory. */
function modesIn(bytes: Uint8Array): Record<string, string> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const modes: Record<string, string> = {};
  for (let at = 0; at < bytes.length - 46; at++) {
    if (view.getUint32(at, true) !== 0x02014b50) continue;
    const length = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + length));
    modes[name] = (view.getUint32(at + 38, true) >>> 16).toString(8);
  }
  return modes;
}

Deno.test("zip() keeps files with their permission bits, and closes the folders of secrets", () => {
  const bytes = zip(FILES);
  assertEquals(isZip(bytes), true);
  assertEquals(modesIn(bytes), {
    ".dekube/": "40700",
    "secrets/": "40700",
    ".dekube/files.json": "100600",
    "compose.yml": "100600",
    "secrets/db/password": "100644",
  });
  assertEquals(zip(FILES), bytes);
  const decoder = new TextDecoder();
  assertEquals(
    unzip("a.zip", bytes, defaultLimits()).map(({ path, bytes }) => [path, decoder.decode(bytes)]),
    FILES.map(({ path, content }) => [path, content]),
  );
});

Deno.test("unzip() throws when a zip unpacks to more than the limits allow", () => {
  const bomb = zipSync({ "a.yaml": new Uint8Array(1_000_000) });
  const limits = { ...defaultLimits(), input: 1000 };
  const { message } = assertThrows(() => unzip("a.zip", bomb, limits), UserError);
  assertEquals(
    message,
    'with a.yaml what a.zip unpacks to is more than 1000 bytes, the limit. If that is meant, raise "limits.input" in dekube.yaml',
  );
});

Deno.test("treeOf() has one limit for all zips that were given at once", () => {
  const zip = zipSync({ "a.yaml": new Uint8Array(600), "b.yaml": new Uint8Array(1) });
  const given = {
    name: "",
    files: ["one.zip", "two.zip"].map((path) => ({ path, bytes: zip })),
  };
  const [enough, tooFew] = [2000, 1000].map((input) => ({ ...defaultLimits(), input }));
  assertEquals(treeOf(given, enough).files.size, 4);
  assertThrows(
    () => treeOf(given, tooFew),
    UserError,
    "with a.yaml what two.zip, with the zips before it, unpacks to is more than 1000 bytes",
  );
  assertThrows(() => treeOf(given, { ...enough, files: 3 }), UserError, "than 3, the limit");
});

Deno.test("unzip() gives no more than a zip says that it holds, whatever is in it", () => {
  const bytes = zipSync({ "a.yaml": new Uint8Array(1_000_000) });
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < bytes.length - 4; at++) {
    if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 10, true);
  }
  const limits = { ...defaultLimits(), input: 1000 };
  assertEquals(unzip("a.zip", bytes, limits).map(({ bytes }) => bytes.length), [10]);
});

Deno.test("unzip() counts what entries hold, also where they share it and call it empty", () => {
  const one = zipSync({ "a.yaml": new Uint8Array(4_000) }, { level: 0 });
  const limits = { ...defaultLimits(), input: 300_000 };
  const many = manifold(one, 100);
  assertThrows(() => unzip("a.zip", many, limits), UserError, "is more than 300000 bytes");
  assertEquals(unzip("a.zip", manifold(one, 3), limits).length, 3);
});

/** A zip of one file, with entries that all have its bytes and say that there are none. */
function manifold(one: Uint8Array, count: number): Uint8Array {
  const end = one.length - 22;
  const start = new DataView(one.buffer).getUint32(end + 16, true);
  const entries = Array.from({ length: count }, (_, index) => {
    const entry = one.slice(start, end);
    new DataView(entry.buffer).setUint32(24, 0, true);
    entry[46] = "0".charCodeAt(0) + index;
    return entry;
  });
  const tail = one.slice(end);
  const view = new DataView(tail.buffer);
  for (const at of [8, 10]) view.setUint16(at, count, true);
  view.setUint32(12, count * (end - start), true);
  const parts = [one.slice(0, start), ...entries, tail];
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

Deno.test("unzip() throws when there are more files than the limits allow, or it is no zip", () => {
  const many = zipSync(Object.fromEntries(["a", "b", "c"].map((name) => [name, new Uint8Array()])));
  const limits = { ...defaultLimits(), files: 2 };
  assertThrows(() => unzip("a.zip", many, limits), UserError, "than 2, the limit");
  const broken = many.slice(0, 40);
  assertThrows(() => unzip("a.zip", broken, defaultLimits()), UserError, "can't be unpacked");
});

Deno.test("unzip() leaves what is no manifest and large where it is, as of a folder", () => {
  const bytes = zipSync({ "web.yaml": new Uint8Array(900), "film.mp4": new Uint8Array(2 ** 21) });
  const limits = { ...defaultLimits(), input: 1000 };
  assertEquals(
    unzip("a.zip", bytes, limits).map(({ path, bytes }) => [path, bytes.length]),
    [["web.yaml", 900], ["film.mp4", 0]],
  );
});

Deno.test("unzip() reads folders as Windows writes them", () => {
  const bytes = zipSync({
    "shop\\k8s\\web.yaml": new Uint8Array(1),
    "shop\\k8s\\": new Uint8Array(),
  });
  assertEquals(unzip("a.zip", bytes, defaultLimits()).map(({ path }) => path), [
    "shop/k8s/web.yaml",
  ]);
});

Deno.test("unzip() says that a zip is locked when any of its files is", () => {
  const bytes = zipSync({ "shop/": new Uint8Array(), "shop/web.yaml": new Uint8Array(9) });
  const view = new DataView(bytes.buffer);
  const entries = [...bytes.keys()].filter((at) =>
    at < bytes.length - 4 && view.getUint32(at, true) === 0x02014b50
  );
  bytes[entries[1] + 8] |= 1;
  const { message } = assertThrows(() => unzip("a.zip", bytes, defaultLimits()), UserError);
  assertEquals(
    message,
    "a.zip is locked with a password. Pack it anew without one, or drop the folder",
  );
});

Deno.test("unzip() finds nothing in an empty zip", () => {
  const bytes = zipSync({});
  assertEquals(isZip(bytes), true);
  assertEquals(unzip("a.zip", bytes, defaultLimits()), []);
});
