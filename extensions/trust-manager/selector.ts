/**
 * Label selectors.
 *
 * @module
 */

import { entries, isMapping, items, text } from "@dekube/engine/pacts";

/** Labels of an object. */
export type Labels = Readonly<Record<string, string>>;

/** One condition on a label. */
interface Requirement {
  key: string;
  operator: string;
  values: string[];
}

/** What labels must be like. */
export interface Selector {
  /** Labels that must be there as they are. */
  matchLabels: Record<string, string>;
  /** Further conditions. */
  matchExpressions: Requirement[];
}

/** A selector as a manifest has it. */
export function readSelector(value: unknown): Selector {
  const selector = isMapping(value) ? value : {};
  const labels = isMapping(selector.matchLabels) ? selector.matchLabels : {};
  return {
    matchLabels: labelsOf(labels),
    matchExpressions: items(selector.matchExpressions as unknown[]).filter(isMapping)
      .map(({ key, operator, values }) => ({
        key: text(key),
        operator: text(operator),
        values: items(values as unknown[]).map(text),
      })),
  };
}

/** Labels as text, whatever a template left unquoted. */
export function labelsOf(value: unknown): Record<string, string> {
  return Object.fromEntries(
    entries(isMapping(value) ? value : {}).map(([key, label]) => [key, text(label)]),
  );
}

/** Whether a selector has no condition, so that it takes everything. */
export function isEmpty({ matchLabels, matchExpressions }: Selector): boolean {
  return Object.keys(matchLabels).length === 0 && matchExpressions.length === 0;
}

/**
 * Whether labels are what the selector asks for. Of labels that are not all known, those that
 * `isKnown` denies count as right.
 */
export function matches(
  { matchLabels, matchExpressions }: Selector,
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

function holds({ operator, values }: Requirement, label: string | undefined): boolean {
  if (operator === "In") return label !== undefined && values.includes(label);
  if (operator === "NotIn") return label === undefined || !values.includes(label);
  if (operator === "Exists") return label !== undefined;
  if (operator === "DoesNotExist") return label === undefined;
  return false;
}
