/**
 * Says which annotations ask for what an extension does that is not loaded.
 *
 * @module
 */

import { entries, idOf, type Manifest, text } from "../../../pacts/mod.ts";
import type { EngineContext } from "../context.ts";
import { describe } from "../extensions/failures.ts";
import { adviceOf, type Offer } from "../extensions/offers.ts";

const MOST_NAMED = 5;

/**
 * One message for each extension that would act upon annotations, with them and the objects. `understood` are those that
 * a loaded extension acts upon, `offers` extensions that could be loaded besides.
 */
export function sayIdleAnnotations(
  understood: ReadonlySet<string>,
  offers: readonly Offer[],
  ctx: Pick<EngineContext, "manifests" | "report">,
): void {
  const owners = new Map(
    offers.flatMap((offer) => (offer.annotations ?? []).map((name) => [name, offer] as const))
      .filter(([name]) => !understood.has(name)),
  );
  if (owners.size === 0) return;
  const idle = new Map<Offer, { names: Set<string>; objects: Set<Manifest> }>();
  const manifests = [...ctx.manifests.kinds()].flatMap((kind) => ctx.manifests.of(kind));
  for (const manifest of manifests) {
    for (const [name, value] of entries(manifest.metadata.annotations)) {
      const offer = text(value) === "" ? undefined : owners.get(name);
      if (!offer) continue;
      let found = idle.get(offer);
      if (!found) idle.set(offer, found = { names: new Set(), objects: new Set() });
      found.names.add(name);
      found.objects.add(manifest);
    }
  }
  for (const [offer, { names, objects }] of idle) {
    const named = [...objects].slice(0, MOST_NAMED).map((manifest) => describe(idOf(manifest)));
    const more = objects.size > named.length ? `, and ${objects.size - named.length} more` : "";
    ctx.report().info(
      "idle-annotation",
      `no loaded extension acts upon ${
        [...names].sort().join(", ")
      }, so nothing comes of it (${objects.size}): ${named.join(", ")}${more}. ${adviceOf(offer)}`,
    );
  }
}
