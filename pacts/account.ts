/**
 * What becomes of the fields of Kubernetes objects, as data: what the account of a conversion goes by.
 *
 * @module
 */

import { type FieldNames, hasField } from "./fields.ts";
import type { ConvertContext } from "./context.ts";
import type { Manifest } from "./manifest.ts";

/** A field that shapes the output. */
export interface ConvertedField {
  /**
   * Where it goes: a key of the Compose service (`services.*.image`, the star being the service's name), or a file or
   * part of the project in words.
   */
  becomes: string;
  /** Whether the rule holds for one field; left out, it holds for each. */
  when?: FieldCondition;
}

/** A field that means nothing on one host. */
export interface MeaninglessField {
  /** Why: "there is one node". */
  meaningless: string;
  /** Whether the rule holds for one field; left out, it holds for each. */
  when?: FieldCondition;
}

/** A field that holds what another kind has at some path: a pod template, say. What is below has the rules of that. */
export interface LikeField {
  /** The kind of Kubernetes' own, and the path: `{ kind: "Deployment", path: "spec.template" }`. */
  like: { kind: string; path: string };
}

/** What becomes of a field. */
export type FieldRule = ConvertedField | MeaninglessField;

/** Whether a rule holds for a field, in the company that it has. */
export type FieldCondition = (
  place: FieldPlace,
  ctx: Pick<ConvertContext, "manifests" | "services" | "workloads" | "configMaps" | "secrets">,
) => boolean;

/**
 * Rules by the path of the field: `spec.template.spec.containers[].image`. A rule holds for all that is below its field,
 * but for what a longer path has a rule for; `*` is any name. Of several rules of one path the first counts whose
 * condition holds; where none does, the rule above.
 */
export type FieldRules = Readonly<Record<string, FieldRule | readonly FieldRule[] | LikeField>>;

/** One field of one object. */
export interface FieldPlace {
  /** The object. */
  readonly manifest: Manifest;
  /** Names and indices that lead to the field, from the object. */
  readonly keys: readonly (string | number)[];
  /** What it holds. */
  readonly value: unknown;
}

/**
 * What holds a field, some levels above: 1 is the mapping or list that it stands in.
 *
 * @example
 * ```ts
 * import { above } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const manifest = { kind: "Pod", metadata: { name: "web" }, spec: { containers: [{ name: "web" }] } };
 * const place = { manifest, keys: ["spec", "containers", 0, "name"], value: "web" };
 * assertEquals(above(place, 1), { name: "web" });
 * assertEquals(above(place, 3), { containers: [{ name: "web" }] });
 * ```
 */
export function above({ manifest, keys }: FieldPlace, levels: number): unknown {
  let here: unknown = manifest;
  for (const key of keys.slice(0, Math.max(0, keys.length - levels))) {
    if (typeof here !== "object" || here === null) return undefined;
    here = (here as Record<string | number, unknown>)[key];
  }
  return here;
}

/**
 * Rules with something before each of their paths.
 *
 * @example
 * ```ts
 * import { rulesBelow } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(rulesBelow("spec.template.spec", { nodeName: { meaningless: "there is one node" } }), {
 *   "spec.template.spec.nodeName": { meaningless: "there is one node" },
 * });
 * ```
 */
export function rulesBelow(path: string, rules: FieldRules): FieldRules {
  return Object.fromEntries(
    Object.entries(rules).map(([own, rule]) => [own === "" ? path : `${path}.${own}`, rule]),
  );
}

/**
 * Rules for fields that mean nothing for one reason; names may stand in one text, with spaces between them.
 *
 * @example
 * ```ts
 * import { meaningless } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const rules = meaningless("there is one node", "affinity nodeSelector");
 * assertEquals(rules, {
 *   affinity: { meaningless: "there is one node" },
 *   nodeSelector: { meaningless: "there is one node" },
 * });
 * ```
 */
export function meaningless(reason: string, ...names: readonly string[]): FieldRules {
  return Object.fromEntries(
    names.flatMap((text) => text.split(" ")).map((name) => [name, { meaningless: reason }]),
  );
}

/**
 * Rules by kind, those alone whose fields the kind has: for kinds that share most of their fields, and their rules.
 *
 * @example
 * ```ts
 * import { leaves, rulesOfFields } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const rules = { "spec.image": { becomes: "services.*.image" }, "spec.size": { becomes: "its size" } };
 * const fields = { "example.com/Cache": { spec: leaves("image") } };
 * assertEquals(rulesOfFields({ "example.com/Cache": rules }, fields), {
 *   "example.com/Cache": { "spec.image": { becomes: "services.*.image" } },
 * });
 * ```
 */
export function rulesOfFields(
  rules: Readonly<Record<string, FieldRules>>,
  fields: Readonly<Record<string, FieldNames>>,
): Record<string, FieldRules> {
  return Object.fromEntries(
    Object.entries(rules).map(([kind, own]) => {
      const isField = (path: string) =>
        !Object.hasOwn(fields, kind) || hasField(fields[kind], path.replaceAll("[]", ""));
      return [kind, Object.fromEntries(Object.entries(own).filter(([path]) => isField(path)))];
    }),
  );
}
