/**
 * Says which kinds of manifests nobody converts.
 *
 * @module
 */

import { idOf, settingPath } from "../../../pacts/mod.ts";
import type { EngineContext } from "../context.ts";
import { nameOf } from "../extensions/failures.ts";
import { CLUSTER_KINDS } from "../account/kubernetes/cluster_kinds.ts";
import { nearestKind } from "../../../pacts/nearest.ts";
import { type Offer, offerForKind } from "../extensions/offers.ts";

/** Kinds that do something in a cluster and nothing here, so that their absence matters. */
export const WITHOUT_COUNTERPART: Readonly<Record<string, string>> = {
  CronJob: "nothing runs on a schedule",
  HorizontalPodAutoscaler: "nothing scales",
};

/** Kinds of Kubernetes' own that nobody writes by mistake for another one. */
const REAL = new Set(["Binding", "Event", "Node", "PodTemplate", "Scale", "Status"]);

const MOST_NAMED = 10;

/**
 * One warning for each kind that nobody converts, with the count and the names. `needless` are those that the loaded
 * extensions have no need of, `offers` extensions that could be loaded besides, `turnedOff` those that are and have no
 * part, by the kinds that they convert.
 */
export function warnUnconvertedKinds(
  needless: ReadonlySet<string>,
  { offers = [], turnedOff = new Map() }: {
    offers?: readonly Offer[];
    turnedOff?: ReadonlyMap<string, string>;
  },
  ctx: EngineContext,
): void {
  const namesakes = new Map(
    [...ctx.cluster.store.converted].map((kind) => [withoutGroup(kind), kind]),
  );
  const known = [
    ...ctx.cluster.store.converted,
    ...Object.keys(CLUSTER_KINDS),
    ...Object.keys(WITHOUT_COUNTERPART),
    ...needless,
  ];
  for (const kind of ctx.manifests.kinds()) {
    if (
      ctx.manifests.isConverted(kind) || Object.hasOwn(CLUSTER_KINDS, kind) || needless.has(kind)
    ) continue;
    const manifests = ctx.manifests.of(kind);
    const names = manifests.slice(0, MOST_NAMED)
      .map((manifest) => nameOf(idOf(manifest)));
    const more = manifests.length > names.length
      ? `, and ${manifests.length - names.length} more`
      : "";
    const namesake = namesakes.get(withoutGroup(kind));
    const off = turnedOff.get(kind);
    const reason = off === undefined
      ? Object.hasOwn(WITHOUT_COUNTERPART, kind)
        ? `left out (${WITHOUT_COUNTERPART[kind]} here)`
        : `left out: no loaded extension converts this kind${
          namesake === undefined
            ? REAL.has(kind) ? "" : nearestKind(kind, known)
            : ` (one converts "${namesake}", of another API group)`
        }`
      : `left out: "${
        settingPath("extensions", off, "enabled")
      }" in dekube.yaml turns off what converts this kind`;
    const offer = off === undefined ? offerForKind(kind, offers) : "";
    ctx.report().warn(
      Object.hasOwn(WITHOUT_COUNTERPART, kind) ? "unconverted-kind" : "unknown-kind",
      `${kind} (${manifests.length}) ${reason}: ${names.join(", ")}${more}${
        offer ? `. ${offer}` : ""
      }`,
    );
  }
}

/** A kind without its group. */
function withoutGroup(kind: string): string {
  return kind.slice(kind.indexOf("/") + 1);
}
