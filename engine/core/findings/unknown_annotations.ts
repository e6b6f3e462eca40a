/**
 * Says which annotations their controllers do not have: a name that is misspelt asks for nothing.
 *
 * @module
 */

import { type AnnotationNames, entries, text } from "../../../pacts/mod.ts";
import type { EngineContext } from "../context.ts";
import { isDomainMisspelt, nearestAnnotation } from "../../../pacts/nearest.ts";

/** Looks at the kinds on which a controller reads annotations. What is empty asks for nothing, as Helm writes it. */
export function sayUnknownAnnotations(
  { domain, kinds, names }: AnnotationNames,
  ctx: Pick<EngineContext, "manifests" | "report">,
): void {
  const isOwn = (name: string) => `.${name.split("/")[0]}`.endsWith(`.${domain}`);
  for (const manifest of kinds.flatMap((kind) => ctx.manifests.of(kind))) {
    for (const [name, value] of entries(manifest.metadata.annotations)) {
      if (text(value) === "" || names.includes(name)) continue;
      if (!isOwn(name) && !isDomainMisspelt(name, names)) continue;
      ctx.report(manifest, `metadata.annotations["${name}"]`).warn(
        "unknown-annotation",
        `nobody reads ${name} here, not in a cluster either${
          nearestAnnotation(name, names)
        }. Correct it, or take it out`,
      );
    }
  }
}
