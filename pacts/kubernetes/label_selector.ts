/**
 * Label selectors (`matchLabels`, `matchExpressions`).
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 * @module
 */

import { list, mapping, mappings, text } from "../read.ts";

/** Labels of an object. */
export type Labels = Readonly<Record<string, string>>;

/** One condition on a label (`matchExpressions[]`). */
export interface LabelRequirement {
  /** The label. */
  key: string;
  /** `In`, `NotIn`, `Exists`, `DoesNotExist`; labels meet no other. */
  operator: string;
  /** What `In` and `NotIn` are about. */
  values: string[];
}

/** What labels must be like; all of it. */
export interface LabelSelector {
  /** Labels that must be there as they are. */
  matchLabels: Labels;
  /** Further conditions. */
  matchExpressions: LabelRequirement[];
}

/**
 * Labels as text, whatever a template left unquoted; one that is `null` is there, and empty.
 *
 * @example
 * ```ts
 * import { labelsOf } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(labelsOf({ app: "web", version: 2 }), { app: "web", version: "2" });
 * assertEquals(labelsOf(null), {});
 * ```
 */
export function labelsOf(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(mapping(value)).map(([key, label]) => [key, text(label)]),
  );
}

/**
 * A selector as a manifest has it; one without conditions where it is none.
 *
 * @example
 * ```ts
 * import { readLabelSelector } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(readLabelSelector({ matchLabels: { app: "web" } }), {
 *   matchLabels: { app: "web" },
 *   matchExpressions: [],
 * });
 * ```
 */
export function readLabelSelector(value: unknown): LabelSelector {
  const selector = mapping(value);
  return {
    matchLabels: labelsOf(selector.matchLabels),
    matchExpressions: mappings(selector.matchExpressions)
      .map(({ key, operator, values }) => ({
        key: text(key),
        operator: text(operator),
        values: list(values).map(text),
      })),
  };
}

/**
 * Whether a selector has no condition, so that it takes everything.
 *
 * @example
 * ```ts
 * import { isOpenSelector, readLabelSelector } from "@dekube/engine/pacts/kubernetes";
 * import { assert } from "@std/assert";
 *
 * assert(isOpenSelector(readLabelSelector({})));
 * ```
 */
export function isOpenSelector({ matchLabels, matchExpressions }: LabelSelector): boolean {
  return Object.keys(matchLabels).length === 0 && matchExpressions.length === 0;
}

/**
 * Whether labels are what a selector asks for; one without conditions takes all. Of labels that are not
 * all known, those that `isKnown` denies count as right.
 *
 * @example
 * ```ts
 * import { readLabelSelector, selectsLabels } from "@dekube/engine/pacts/kubernetes";
 * import { assert } from "@std/assert";
 *
 * const selector = readLabelSelector({ matchExpressions: [{ key: "app", operator: "Exists" }] });
 * assert(selectsLabels(selector, { app: "web" }) && !selectsLabels(selector, {}));
 * ```
 */
export function selectsLabels(
  { matchLabels, matchExpressions }: LabelSelector,
  labels: Labels,
  isKnown: (key: string) => boolean = () => true,
): boolean {
  const value = (key: string) => Object.hasOwn(labels, key) ? labels[key] : undefined;
  return Object.entries(matchLabels).every(([key, wanted]) =>
    !isKnown(key) || value(key) === wanted
  ) &&
    matchExpressions.every((requirement) =>
      !isKnown(requirement.key) || holds(requirement, value(requirement.key))
    );
}

function holds({ operator, values }: LabelRequirement, label: string | undefined): boolean {
  switch (operator) {
    case "In":
      return label !== undefined && values.includes(label);
    case "NotIn":
      return label === undefined || !values.includes(label);
    case "Exists":
      return label !== undefined;
    case "DoesNotExist":
      return label === undefined;
    default:
      return false;
  }
}
