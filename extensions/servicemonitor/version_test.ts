import { assert, assertEquals, assertFalse } from "@std/assert";
import { imageVersion, isAtLeast, parseVersion } from "./version.ts";

Deno.test("parseVersion() reads the beginning of a version, when there is one", () => {
  assertEquals(parseVersion("v2.45.0"), { major: 2, minor: 45 });
  assertEquals(parseVersion("3.5"), { major: 3, minor: 5 });
  assertEquals(parseVersion("latest"), undefined);
  assertEquals(parseVersion("2.x"), undefined);
});

Deno.test("imageVersion() reads the tag and no port, when there is a registry", () => {
  assertEquals(imageVersion("quay.io:5000/prometheus/prometheus:v2.42.0"), { major: 2, minor: 42 });
  assertEquals(imageVersion("docker.io/bitnami/prometheus:3.5.0-debian-12-r3"), {
    major: 3,
    minor: 5,
  });
  assertEquals(imageVersion("localhost:5.0/prometheus"), undefined);
  assertEquals(imageVersion("prometheus:v2.1.0@sha256:00"), { major: 2, minor: 1 });
});

Deno.test("isAtLeast() takes a version that nobody knows for a recent one", () => {
  assert(isAtLeast(undefined, 9, 9));
  assert(isAtLeast({ major: 3, minor: 0 }, 2, 49));
  assert(isAtLeast({ major: 2, minor: 49 }, 2, 49));
  assertFalse(isAtLeast({ major: 2, minor: 48 }, 2, 49));
});
