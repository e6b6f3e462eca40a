import { assertEquals } from "@std/assert";
import { hasExtension, hasLibrary, hasLocale, officialVersion, tagOf } from "./official_image.ts";

Deno.test("officialVersion() has another image's version, and its distribution where there is one", () => {
  const tags: Record<string, unknown> = {
    "ghcr.io/cloudnative-pg/postgresql:16.3-4-bookworm": { tag: "16.3-bookworm", major: 16 },
    "host:5000/postgres:v15": { tag: "15", major: 15 },
    "postgres:18.1-bullseye": { tag: "18.1", major: 18 },
    "postgres:17.2@sha256:abc": { tag: "17.2", major: 17 },
    "host:5000/postgres": undefined,
    "postgres:latest": undefined,
    "postgres:160": undefined,
  };
  for (const [image, version] of Object.entries(tags)) {
    assertEquals(officialVersion(image), version, image);
  }
});

Deno.test("tagOf() is empty when an image has none", () => {
  assertEquals(["a:1", "a", "host:1/a", "a:1@sha256:b"].map(tagOf), ["1", "", "", "1"]);
});

Deno.test("what the official image has is known, and what Spilo and others add is not there", () => {
  assertEquals(["pg_stat_statements", "$libdir/auto_explain.so"].map(hasLibrary), [true, true]);
  assertEquals(["timescaledb", "bg_mon", "constructor", ""].map(hasLibrary), Array(4).fill(false));
  assertEquals(["pgcrypto", "uuid-ossp"].map(hasExtension), [true, true]);
  assertEquals(["postgis", "plpython3u", "toString"].map(hasExtension), [false, false, false]);
  assertEquals(["C", "en_US.UTF-8", "de_DE.UTF-8"].map(hasLocale), [true, true, false]);
});
