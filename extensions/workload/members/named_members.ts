/**
 * Which StatefulSets have members that something names.
 *
 * @module
 */

import { kindOf, type Manifest, namespaceOf } from "@dekube/engine/pacts";
import { objectTexts, skipReason } from "@dekube/engine/pacts/kubernetes";
import type { MemberSet } from "./member_set.ts";

/** Kinds that describe others, and name nobody. */
const SILENT = new Set(["CustomResourceDefinition", "PersistentVolumeClaim"]);

/**
 * A name with a number behind it, or with what becomes one when a program runs: `kv-1`, `kv-{0...3}`, `kv-$i`. It is no
 * part of a longer name, nor of a path.
 */
const MEMBER =
  /(?<![\w.-])(?<!(?<!\/)\/)([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)-(?:(\d+)(?![\w-])|\{\d+\.\.|\$[\w({])/g;

/** How far behind a number that is not there yet the Service's name is looked for. */
const REACH = 80;

/** Those of some StatefulSets that have a member beyond the first which some object names. */
export function setsWithNamedMembers(
  sets: readonly MemberSet[],
  manifests: readonly Manifest[],
): Set<MemberSet> {
  const found = new Set<MemberSet>();
  if (sets.length === 0) return found;
  const byName = Map.groupBy(sets, ({ name }) => name);
  for (const manifest of manifests) {
    // Of a live cluster's own Pods each bears the name of a member.
    if (SILENT.has(kindOf(manifest)) || skipReason(manifest, []) === "owned") continue;
    const namespace = namespaceOf(manifest);
    for (const text of objectTexts(manifest)) {
      for (const set of namedIn(text, namespace, byName)) found.add(set);
    }
  }
  return found;
}

function* namedIn(
  text: string,
  namespace: string,
  byName: ReadonlyMap<string, readonly MemberSet[]>,
): Iterable<MemberSet> {
  if (!text.includes("-")) return;
  for (const { 0: whole, 1: name, 2: number, index } of text.matchAll(MEMBER)) {
    for (const set of byName.get(name) ?? []) {
      const behind = text.slice(index + whole.length, index + whole.length + REACH);
      const isMeant = number === undefined
        ? behind.includes(`.${set.service}`)
        : Number(number) > set.first && Number(number) < set.first + set.replicas;
      const isFrom = namespace === set.namespace ||
        behind.includes(`.${set.service}.${set.namespace}`);
      if (isMeant && isFrom) yield set;
    }
  }
}
