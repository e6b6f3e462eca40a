/**
 * Names of images.
 *
 * @module
 */

/**
 * The last part of an image's name, without tag and digest: `kubectl` of `docker.io/bitnami/kubectl:1.30`.
 *
 * @example
 * ```ts
 * import { imageName } from "./image_name.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(imageName("localhost:5000/bitnami/kubectl:1.30@sha256:12ab"), "kubectl");
 * ```
 */
export function imageName(image: string): string {
  return image.slice(image.lastIndexOf("/") + 1).replace(/[:@].*$/s, "");
}
