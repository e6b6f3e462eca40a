/**
 * Names of the fields that objects of a kind have, as its CustomResourceDefinition lists them: what else an object
 * says, nobody reads, here or in a cluster.
 *
 * @module
 */

import { isMapping } from "./read.ts";

/** What a field may hold: anything, or fields of these names. Those of a list's items stand for the list. */
export type Fields = true | FieldNames;

/** Fields by their names, each with what it may hold. */
export interface FieldNames {
  /** What the field of this name may hold. */
  readonly [name: string]: Fields;
}

/**
 * Fields that hold anything; their names stand in texts, with spaces between them.
 *
 * @example
 * ```ts
 * import { leaves } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(leaves("kind name", "port"), { kind: true, name: true, port: true });
 * ```
 */
export function leaves(...names: readonly string[]): Readonly<Record<string, true>> {
  return Object.fromEntries(names.flatMap((text) => text.split(" ")).map((name) => [name, true]));
}

/** A field that its kind does not have. */
export interface UnknownField {
  /** Where it stands: `spec.routes[0].middlwares`. */
  path: string;
  /** Its name. */
  name: string;
  /** Names of the fields that may stand there. */
  known: readonly string[];
  /** The one of these that may hold such a field, where one may: `spec`. */
  belongs?: string;
}

/**
 * The fields of a value that are not among those that it may have. What holds nothing is as good as not there: Helm
 * writes `null` where a template was empty.
 *
 * @example
 * ```ts
 * import { leaves, unknownFields } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const fields = { routes: leaves("match middlewares") };
 * const spec = { routes: [{ match: "Host(`a`)", middlwares: [], priority: null }] };
 * assertEquals([...unknownFields(spec, fields, "spec")], [
 *   { path: "spec.routes[0].middlwares", name: "middlwares", known: ["match", "middlewares"] },
 * ]);
 * ```
 */
export function* unknownFields(
  value: unknown,
  fields: Fields,
  path = "",
): Iterable<UnknownField> {
  if (fields === true) return;
  if (!Array.isArray(value)) {
    yield* unknownHere(value, fields, path);
    return;
  }
  // A list in a list is none of these kinds'.
  for (const [index, item] of value.entries()) {
    yield* unknownHere(item, fields, `${path}[${index}]`);
  }
}

function* unknownHere(value: unknown, fields: FieldNames, path: string): Iterable<UnknownField> {
  if (!isMapping(value)) return;
  for (const [name, item] of Object.entries(value)) {
    const place = path === "" ? name : `${path}.${name}`;
    if (Object.hasOwn(fields, name)) yield* unknownFields(item, fields[name], place);
    else if (item !== null) {
      const known = Object.keys(fields);
      const belongs = known.find((other) =>
        fields[other] !== true && Object.hasOwn(fields[other], name)
      );
      yield { path: place, name, known, ...(belongs === undefined ? {} : { belongs }) };
    }
  }
}

/**
 * Whether there is such a field, by its path.
 *
 * @example
 * ```ts
 * import { hasField, leaves } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const fields = { spec: { routes: leaves("match"), labels: true } } as const;
 * assertEquals(hasField(fields, "spec.routes[0].match"), true);
 * assertEquals(hasField(fields, "spec.labels.app"), true);
 * assertEquals(hasField(fields, "spec.routes[0].mach"), false);
 * ```
 */
export function hasField(fields: Fields, path: string): boolean {
  let here: Fields = fields;
  // Behind the last `]` no index can end.
  const end = path.lastIndexOf("]") + 1;
  const names = path.slice(0, end).replaceAll(/\[[^\]]*\]/g, "") + path.slice(end);
  for (const name of names.split(".")) {
    if (here === true) return true;
    if (!Object.hasOwn(here, name)) return false;
    here = here[name];
  }
  return true;
}
