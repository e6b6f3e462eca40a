import { assertEquals } from "@std/assert";
import { said, testContext, type TestContextOptions } from "@dekube/engine/testing";
import { operators } from "./_testing.ts";
import { postgresImage } from "./image.ts";

function imageOf(
  spec: unknown,
  others: ReturnType<typeof operators>[] = [],
  options: TestContextOptions = {},
) {
  const cluster = operators("Cluster", "db", spec);
  const ctx = testContext([cluster, ...others], options);
  const { reference, major } = postgresImage(cluster, ctx);
  return [reference, major, ...said(ctx)];
}

const named = (imageName: unknown) => imageOf({ imageName });

Deno.test("postgresImage() is the official image of the same version", () => {
  for (
    const [tag, official, major] of [
      ["16", "16", 16],
      ["16.3", "16.3", 16],
      ["16.3-bookworm", "16.3-bookworm", 16],
      ["16.3-4", "16.3", 16],
      ["17.5-202506160811-standard-bookworm", "17.5-bookworm", 17],
      ["18.1-system-trixie", "18.1-trixie", 18],
      ["17-minimal-bullseye", "17-bullseye", 17],
      ["18-minimal-bullseye", "18", 18],
      ["15.3-ubi8", "15.3", 15],
      ["9.6", "9.6", 9],
    ] as const
  ) {
    const wanted = [`postgres:${official}`, major];
    assertEquals(named(`ghcr.io/cloudnative-pg/postgresql:${tag}`), wanted);
    assertEquals(named(`registry:5000/postgresql:${tag}@sha256:${"0".repeat(64)}`), wanted);
  }
});

Deno.test("postgresImage() is of the default version when none is named, and says so", () => {
  const path = "default-version spec.imageName";
  for (const spec of [null, {}, "text", { imageName: null }, { imageName: {} }]) {
    assertEquals(imageOf(spec), ["postgres:18", 18, path]);
  }
  for (const name of ["postgresql", "postgresql:latest", `postgresql@sha256:${"1".repeat(64)}`]) {
    assertEquals(named(name), ["postgres:18", 18, path]);
  }
});

Deno.test("postgresImage() says so when the image is more than PostgreSQL", () => {
  assertEquals(named("ghcr.io/tensorchord/cloudnative-vectorchord:16-0.3.0"), [
    "postgres:16",
    16,
    "other-image spec.imageName",
  ]);
});

Deno.test("postgresImage() looks the image up in the catalog", () => {
  const images = [{ major: 15, image: "postgresql:15.9" }, null, {
    major: 16,
    image: "postgresql:16.4-bookworm",
  }];
  const own = operators("ImageCatalog", "all", { images });
  const everybodys = operators("ClusterImageCatalog", "all", { images }, "");
  const elsewhere = operators("ImageCatalog", "all", { images }, "other");
  const wanted = (kind: string, major: unknown) => ({
    imageCatalogRef: { kind, name: "all", major },
  });

  assertEquals(imageOf(wanted("ImageCatalog", 16), [own]), ["postgres:16.4-bookworm", 16]);
  assertEquals(imageOf(wanted("ClusterImageCatalog", "15"), [everybodys]), ["postgres:15.9", 15]);
  assertEquals(imageOf(wanted("ImageCatalog", 16), [elsewhere]), ["postgres:16", 16]);
  assertEquals(imageOf(wanted("ImageCatalog", 14), [own]), ["postgres:14", 14]);
  assertEquals(imageOf({ imageCatalogRef: { name: "all" } }), [
    "postgres:18",
    18,
    "default-version spec.imageCatalogRef",
  ]);
});

Deno.test("postgresImage() is the user's when dekube.yaml names one", () => {
  const spec = { imageName: "ghcr.io/x/vchord:16-1" };
  const withImages = (images: unknown) => imageOf(spec, [], { settings: { images } });

  assertEquals(withImages({ db: "pgvector/pgvector:pg18" }), ["pgvector/pgvector:pg18", 18]);
  assertEquals(withImages({ "shop/db": "own:1", db: "other" }), ["own:1", 16]);
  assertEquals(withImages({ other: "x" }), ["postgres:16", 16, "other-image spec.imageName"]);
  for (const images of [{ db: "a b" }, { db: null }, { db: {} }, "text"]) {
    assertEquals(withImages(images), [
      "postgres:16",
      16,
      "bad-setting",
      "other-image spec.imageName",
    ]);
  }
});
