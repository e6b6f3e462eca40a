import { assertEquals } from "@std/assert";
import { parseImage, placeOf, renderImage, repositoryKey } from "./image_reference.ts";

const DIGEST = `sha256:${"0a".repeat(32)}`;

Deno.test("parseImage() takes names apart, and renderImage() puts them together", () => {
  const written = [
    ["nginx", "nginx", "", ""],
    ["nginx:1.27", "nginx", "1.27", ""],
    ["localhost:5000/shop/api", "localhost:5000/shop/api", "", ""],
    ["registry.test:5000/shop/api:1.4-rc.1", "registry.test:5000/shop/api", "1.4-rc.1", ""],
    [`ghcr.io/a/b:1@${DIGEST}`, "ghcr.io/a/b", "1", DIGEST],
    [`a/b@${DIGEST}`, "a/b", "", DIGEST],
  ];
  for (const [image, repository, tag, digest] of written) {
    assertEquals(parseImage(image), { repository, tag, digest });
    assertEquals(renderImage(parseImage(image)!), image);
  }
  for (const image of ["", ":1", "a b", "$X", "-a", "a//b", "a:b:c", "../a"]) {
    assertEquals(parseImage(image), undefined, image);
  }
});

Deno.test("repositoryKey() is the same for all spellings of an image", () => {
  const key = (repository: string) => repositoryKey({ repository });
  for (
    const name of ["nginx", "library/nginx", "docker.io/nginx", "index.docker.io/library/nginx"]
  ) {
    assertEquals(key(name), "docker.io/library/nginx");
  }
  assertEquals(key("bitnami/redis"), "docker.io/bitnami/redis");
  assertEquals(key("localhost/x"), "localhost/x");
  assertEquals(placeOf({ repository: "quay.io/a/b" }), { registry: "quay.io", path: "a/b" });
});
