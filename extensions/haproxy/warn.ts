/**
 * Diagnostics about the controller's annotations.
 *
 * @module
 */

import { type ConvertContext, idOf, type Manifest } from "@dekube/engine/pacts";

/** What the names of the controller's annotations begin with. */
export const PREFIX = "haproxy.org/";

/** Says that something of an annotation is left out. */
export function warnAbout(
  name: string,
  what: string,
  manifest: Manifest,
  ctx: ConvertContext,
): void {
  ctx.diagnostics.warn(
    `unsupported-${name}`,
    `${PREFIX}${name}: ${what}; it is left out`,
    { resource: idOf(manifest), path: `metadata.annotations["${PREFIX}${name}"]` },
  );
}
