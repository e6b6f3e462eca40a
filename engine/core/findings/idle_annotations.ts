/**
 * Says which annotations ask for what an extension does that is not loaded.
 *
 * @module
 */

import { entries, idOf, type Manifest, text } from "../../../pacts/mod.ts";
import type { EngineContext } from "../context.ts";
import { describe } from "../extensions/failures.ts";
import { type Offer, offerForAnnotation } from "../extensions/offers.ts";

const MOST_NAMED = 5;

/**
 * One message for each annotation that has no effect, with the count and the objects. `understood` are those that a
 * loaded extension acts upon, `offers` extensions that could be loaded besides.
 */
export function sayIdleAnnotations(
  understood: ReadonlySet<string>,
  offers: readonly Offer[],
  ctx: Pick<EngineContext, "manifests" | "report">,
): void {
  const annotated = new Map<string, Manifest[]>(
    offers.flatMap(({ annotations = [] }) => annotations)
      .filter((name) => !understood.has(name))
      .map((name) => [name, []]),
  );
  if (annotated.size === 0) return;
  const manifests = [...ctx.manifests.kinds()].flatMap((kind) => ctx.manifests.of(kind));
  for (const manifest of manifests) {
    for (const [name, value] of entries(manifest.metadata.annotations)) {
      if (text(value) !== "") annotated.get(name)?.push(manifest);
    }
  }
  for (const [name, objects] of annotated) {
    if (objects.length === 0) continue;
    const names = objects.slice(0, MOST_NAMED).map((manifest) => describe(idOf(manifest)));
    const more = objects.length > names.length ? `, and ${objects.length - names.length} more` : "";
    ctx.report().info(
      "idle-annotation",
      `the annotation ${name} (${objects.length}) has no effect: no loaded extension acts upon it: ${
        names.join(", ")
      }${more}. ${offerForAnnotation(name, offers)}`,
    );
  }
}
