/**
 * StatefulSets whose members have to know each other become the Pods that their controller makes of them.
 *
 * @module
 */

import {
  type ControllerContext,
  idOf,
  kindOf,
  type Manifest,
  mapping,
  mappings,
  namespaceOf,
  readSettings,
  settingPath,
  text,
} from "@dekube/engine/pacts";
import { skipReason, WORKLOAD_KINDS } from "@dekube/engine/pacts/kubernetes";
import { SETTINGS } from "../settings.ts";
import { commonName, type MemberSet, memberSetOf, membersOf } from "./member_set.ts";
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
  const wanted = [...replicas === "all" ? sets : setsWithNamedMembers(sets, manifests)];
  const bearers = wanted.length > 0 ? bearersOfNames(manifests) : new Map<string, number>();
  for (const set of wanted) {
    const bytes = set.replicas * JSON.stringify(set.manifest).length;
    ctx.limits.generate(bytes, { object: idOf(set.manifest), path: "spec.replicas" });
    const isFree = bearers.get(nameKey(set.manifest)) === 1;
    expanded.set(set.manifest, [
      ...membersOf(set, keptClaims(set, ctx)),
      ...(isFree ? commonName(set) : []),
    ]);
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

/** How many Services and workloads bear each name, which all would be found by. */
function bearersOfNames(manifests: readonly Manifest[]): Map<string, number> {
  const bearers = new Map<string, number>();
  for (const manifest of manifests) {
    if (manifest.kind !== "Service" && !WORKLOAD_KINDS.includes(kindOf(manifest))) continue;
    bearers.set(nameKey(manifest), (bearers.get(nameKey(manifest)) ?? 0) + 1);
  }
  return bearers;
}

function nameKey(manifest: Manifest): string {
  return JSON.stringify([namespaceOf(manifest), manifest.metadata.name]);
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
      `"${
        settingPath("volumes", old)
      }" in dekube.yaml is used for the claim "${claim}" of the first member; rename it to "${claim}"`,
    );
  }
  return kept;
}
