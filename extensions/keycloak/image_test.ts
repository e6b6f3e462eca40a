import { assertEquals } from "@std/assert";
import { specOf } from "./_testing.ts";
import { DEFAULT_IMAGE, imageOf } from "./image.ts";

Deno.test("imageOf() reads the version from the tag when it says one", () => {
  const major = (image: string) => imageOf(specOf({ image }), DEFAULT_IMAGE).major;
  assertEquals(major("quay.io/keycloak/keycloak:24.0.5"), 24);
  assertEquals(major("registry:5000/kc:v25"), 25);
  assertEquals(major("registry:5000/kc:25.0-2@sha256:00"), 25);
  assertEquals(major("quay.io/keycloak/keycloak:31.0"), 31);
  for (
    const image of ["kc", "kc:latest", "kc:1.4.2", "registry:24/kc", "kc@sha256:24", "kc:24foo"]
  ) {
    assertEquals(major(image), 26, image);
  }
});

Deno.test("imageOf() takes an image of one's own for built, the stock one never", () => {
  const optimized = (spec: object) => imageOf(specOf(spec), DEFAULT_IMAGE).optimized;
  assertEquals(optimized({ image: "example/kc:1" }), true);
  assertEquals(optimized({ image: "example/kc:1", startOptimized: false }), false);
  assertEquals(optimized({ image: "quay.io/keycloak/keycloak:26.0" }), false);
  assertEquals(optimized({ image: "quay.io/keycloak/keycloak-mine:26.0" }), true);
  assertEquals(optimized({}), false);
  assertEquals(optimized({ startOptimized: true }), true);
});
