/**
 * `images`: the images of a project, and who has them.
 *
 * @module
 */

import { mapping, text } from "../../../pacts/mod.ts";

/** An image of a project. */
export interface ListedImage {
  image: string;
  /** The services that have it. */
  services: string[];
  /** Whether it is built here. */
  isBuilt: boolean;
}

/** The images of a Compose project, by name. Those that are built without a name are not among them. */
export function imagesOf(project: unknown): ListedImage[] {
  const images = new Map<string, ListedImage>();
  for (const [service, value] of Object.entries(mapping(mapping(project).services))) {
    const { image, build } = mapping(value);
    const name = text(image);
    if (name === "") continue;
    const listed = images.get(name) ?? { image: name, services: [], isBuilt: false };
    images.set(name, listed);
    listed.services.push(service);
    listed.isBuilt ||= build !== undefined && build !== null;
  }
  return [...images.values()].sort((a, b) => a.image < b.image ? -1 : 1);
}

/** Characters of the first column. */
const WIDEST = 100;

/**
 * A line for each image. Sizes are known where it is kept alone, so they are not there.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const services = { web: { image: "nginx:1" }, proxy: { image: "nginx:1" }, api: { image: "api", build: "." } };
 * assertEquals(
 *   renderImages(imagesOf({ services })),
 *   "image    services\napi      api (built here)\nnginx:1  web, proxy",
 * );
 * ```
 */
export function renderImages(images: readonly ListedImage[]): string {
  const rows = images.map(({ image, services, isBuilt }) => [
    // One row each: a line of its own would be taken for another image.
    image.replace(/\s+/g, " "),
    `${services.join(", ")}${isBuilt ? " (built here)" : ""}`,
  ]);
  // One that is far too long must not move all others.
  const width = rows.reduce(
    (width, [image]) => Math.max(width, Math.min(image.length, WIDEST)),
    "image".length,
  );
  return [["image", "services"], ...rows].map(([image, rest]) => `${image.padEnd(width)}  ${rest}`)
    .join("\n");
}
