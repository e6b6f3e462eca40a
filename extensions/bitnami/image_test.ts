import { assertEquals } from "@std/assert";
import { bitnamiImage } from "./image.ts";

Deno.test("bitnamiImage() knows Bitnami's images in any registry", () => {
  for (
    const [reference, expected] of [
      ["bitnami/redis", { name: "redis" }],
      ["docker.io/bitnami/redis:8.2.1-debian-12-r0", { name: "redis", major: 8 }],
      ["bitnamilegacy/postgresql:17", { name: "postgresql", major: 17 }],
      ["docker.io/bitnamisecure/keycloak:latest", { name: "keycloak" }],
      ["registry.example:5000/mirror/bitnami/redis:v7@sha256:0a", { name: "redis", major: 7 }],
      ["registry.example:5000/bitnami/redis", { name: "redis" }],
      ["bitnami/redis@sha256:0a1b", { name: "redis" }],
    ] as const
  ) assertEquals(bitnamiImage(reference), expected, reference);
});

Deno.test("bitnamiImage() knows no other image", () => {
  for (
    const reference of [
      ...["", "redis", "redis:7", "library/redis", "bitnami", "bitnami/", "notbitnami/redis"],
      ...["bitnami.example.com/redis", "example/bitnami-redis:1", "/", ":", "@"],
    ]
  ) assertEquals(bitnamiImage(reference), undefined, reference);
});
