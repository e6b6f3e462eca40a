/**
 * StatefulSets whose members have to know each other become the Pods that their controller makes of them.
 *
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  mapping,
  mappings,
  readSettings,
  text,
} from "@dekube/engine/pacts";
import { skipReason } from "@dekube/engine/pacts/kubernetes";
import { SETTINGS } from "../settings.ts";
import { type MemberSet, memberSetOf, membersOf } from "./member_set.ts";
import { setsWithNamedMembers } from "./named_members.ts";

/** The Pods and claims of each StatefulSet that becomes more than one container. */
export function expandMembers(
  manifests: readonly Manifest[],
  ctx: ControllerContext,
): Map<Manifest, Manifest[]> {
  const { replicas } = readSettings("workload", SETTINGS, ctx);
  const expanded = new Map<Manifest, Manifest[]>();
  if (replicas === "one") return expanded;
  const sets = manifests.flatMap((manifest) =>
    skipReason(manifest, ctx.config.exclude) === undefined ? memberSetOf(manifest) ?? [] : []
  );
  const wanted = replicas === "all" ? sets : setsWithNamedMembers(sets, manifests);
  for (const set of wanted) {
    expanded.set(set.manifest, membersOf(set, keptClaims(set, ctx)));
    ctx.report(set.manifest, "spec.replicas").info(
      "members",
      `${set.replicas} replicas become a container each${
        replicas === "all" ? "" : ", since something names members beyond the first"
      }: ${set.name}-${set.first} to ${set.name}-${
        set.first + set.replicas - 1
      }. To have one: extensions.workload.replicas: one in dekube.yaml`,
    );
  }
  return expanded;
}

/** Claims of the first member that dekube.yaml knows from when it was the only one. */
function keptClaims(
  { manifest, name, first }: MemberSet,
  { config: { volumes }, report }: ControllerContext,
): Map<string, string> {
  const kept = new Map<string, string>();
  for (const template of mappings(mapping(manifest.spec).volumeClaimTemplates)) {
    const volume = text(mapping(template.metadata).name);
    const claim = `${volume}-${name}-${first}`;
    const old = `${volume}-${name}`;
    if (!Object.hasOwn(volumes, old) || Object.hasOwn(volumes, claim)) continue;
    kept.set(claim, old);
    report(manifest).warn(
      "old-claim-name",
      `"volumes.${old}" in dekube.yaml is used for the claim "${claim}" of the first member; rename it to "${claim}"`,
    );
  }
  return kept;
}
