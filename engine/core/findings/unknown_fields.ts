/**
 * Says which fields of objects their kinds do not have: a name that is misspelt asks for nothing.
 *
 * @module
 */

import {
  type FieldNames,
  type Fields,
  kindOf,
  leaves,
  type Manifest,
  unknownFields,
} from "../../../pacts/mod.ts";
import type { EngineContext } from "../context.ts";
import { KUBERNETES_FIELDS, METADATA } from "./kubernetes_fields.ts";
import { nearest } from "../../../pacts/nearest.ts";

/** What Kubernetes itself has in each object, and what controllers write. */
const EVERYWHERE: FieldNames = { ...leaves("apiVersion kind status"), metadata: METADATA };

/** Names that are listed where none is near. */
const MOST_NAMED = 8;

/**
 * Looks at the kinds whose fields are known, by their names with their group, where somebody converts them. `replaced` are
 * objects that controllers made others of.
 */
export function sayUnknownFields(
  known: Readonly<Record<string, FieldNames>>,
  replaced: readonly Manifest[],
  ctx: Pick<EngineContext, "manifests" | "report">,
): void {
  const gone = Map.groupBy(replaced, kindOf);
  for (const [kind, own] of Object.entries(known)) {
    if (!ctx.manifests.isConverted(kind)) continue;
    const fields: Fields = { ...EVERYWHERE, ...own };
    // What takes the place of an object of Kubernetes' own has its fields as they are.
    const others = Object.hasOwn(KUBERNETES_FIELDS, kind) ? [] : gone.get(kind) ?? [];
    for (const manifest of [...ctx.manifests.of(kind), ...others]) {
      for (const { path, name, known, belongs } of unknownFields(manifest, fields)) {
        ctx.report(manifest, path).warn(
          "unknown-field",
          `${manifest.kind} has no field "${name}" here, so nobody reads it, not in a cluster either${
            belongs === undefined ? nearest(name, known) || expected(known) : ""
          }. ${
            belongs === undefined ? "Correct it, or take it out" : `It belongs below "${belongs}"`
          }`,
        );
      }
    }
  }
}

function expected(known: readonly string[]): string {
  if (known.length === 0) return "";
  const named = known.slice(0, MOST_NAMED).join(", ");
  return ` (it may have ${known.length > MOST_NAMED ? `${named}, and others` : named})`;
}
