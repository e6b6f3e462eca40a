/**
 * Compression of answers.
 *
 * @module
 */

import type { Site } from "@dekube/engine/pacts/proxy";
import type { Line } from "./blocks.ts";

/** How answers of a site are compressed, where a route of it asks for that (`gzip on`). */
export function compressionLines({ entries }: Pick<Site, "entries">): readonly Line[] {
  return entries.some(({ compress }) => compress) ? LINES : [];
}

/** What is text, and not compressed by itself; nginx takes `text/html` in any case. */
const TYPES = [
  ...["text/css", "text/plain", "text/javascript", "text/xml", "text/markdown", "text/csv"],
  ...["application/javascript", "application/json", "application/ld+json"],
  ...["application/manifest+json", "application/xml", "application/xhtml+xml"],
  ...["application/rss+xml", "application/atom+xml", "application/wasm"],
  ...["image/svg+xml", "image/x-icon", "font/ttf", "font/otf"],
];

const LINES: readonly Line[] = [
  "gzip_proxied any",
  "gzip_vary on",
  `gzip_types ${TYPES.join(" ")}`,
];
