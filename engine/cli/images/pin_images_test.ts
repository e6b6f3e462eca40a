import { assertEquals } from "@std/assert";
import { renderImage } from "../../core/settings/image_reference.ts";
import { NoDigestError } from "../../io/registry/digest.ts";
import { pinImages } from "./pin_images.ts";

const DIGEST = `sha256:${"0a".repeat(32)}`;

Deno.test("pinImages() writes digests, and says what has none", async () => {
  const asked: string[] = [];
  const { project, said } = await pinImages({
    name: "shop",
    services: {
      web: { image: "nginx:1" },
      proxy: { image: "nginx:1" },
      pinned: { image: `a/b:1@${DIGEST}` },
      api: { image: "api:1", build: "." },
      gone: { image: "gone/c:1" },
      open: { image: "${IMAGE}" },
      bare: {},
    },
  }, (image) => {
    asked.push(renderImage(image));
    return image.repository === "nginx"
      ? Promise.resolve(DIGEST)
      : Promise.reject(new NoDigestError("docker.io has no such image"));
  });

  assertEquals(project.services, {
    web: { image: `nginx:1@${DIGEST}` },
    proxy: { image: `nginx:1@${DIGEST}` },
    pinned: { image: `a/b:1@${DIGEST}` },
    api: { image: "api:1", build: "." },
    gone: { image: "gone/c:1" },
    open: { image: "${IMAGE}" },
    bare: {},
  });
  assertEquals(said.map(({ code, message }) => [code, message]), [
    ["not-pinned", 'the image "${IMAGE}" is not pinned: Compose is to fill it in'],
    ["not-pinned", 'the image "gone/c:1" is not pinned: docker.io has no such image'],
  ]);
  assertEquals(asked.sort(), ["gone/c:1", "nginx:1"]);
});

Deno.test("pinImages() asks a registry no more that does not answer", async () => {
  let times = 0;
  const services = Object.fromEntries(
    Array.from({ length: 30 }, (_, index) => [`s${index}`, { image: `quay.io/a/b:${index}` }]),
  );
  const { said } = await pinImages({ name: "x", services }, async () => {
    times++;
    await Promise.resolve();
    throw new NoDigestError("quay.io can't be reached");
  });

  assertEquals(said.length, 30);
  assertEquals(times <= 6, true, `${times}`);
});
