/**
 * Label selectors (`matchLabels`, `matchExpressions`), and things found by them.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 * @module
 */

import { isMapping, LabelIndex, text } from "@dekube/engine/pacts";
import { mapping, mappings, type Site, texts } from "./read.ts";

/** Labels by name. */
export type Labels = Record<string, string>;

/** A selector, read. */
export interface Selector {
  /** `matchLabels`. */
  labels: Labels;
  /** `matchExpressions`. */
  expressions: Expression[];
}

interface Expression {
  key: string;
  operator: string;
  values: string[];
}

const OPERATORS = new Set(["In", "NotIn", "Exists", "DoesNotExist"]);

/** Labels as text; one that is `null` is there, and empty. */
export function labelsOf(value: unknown): Labels {
  return Object.fromEntries(
    Object.entries(mapping(value)).map(([key, item]) => [key, text(item)]),
  );
}

/**
 * A label selector; `undefined` where there is none. `{}` selects everything. An expression that
 * Kubernetes does not know selects nothing, which a diagnostic says.
 */
export function readSelector(value: unknown, site: Site): Selector | undefined {
  if (!isMapping(value)) return undefined;
  const expressions = mappings(value.matchExpressions).map((expression) => ({
    key: text(expression.key),
    operator: text(expression.operator),
    values: texts(expression.values),
  }));
  for (const { operator } of expressions) {
    if (OPERATORS.has(operator)) continue;
    site.at("matchExpressions").warn(
      "bad-selector",
      `"${operator}" is none of ${[...OPERATORS].join(", ")}, so nothing is selected`,
    );
  }
  return { labels: labelsOf(value.matchLabels), expressions };
}

/** Whether a selector selects what has these labels. */
export function matches({ labels, expressions }: Selector, own: Labels): boolean {
  return Object.entries(labels).every(([key, value]) =>
    Object.hasOwn(own, key) && own[key] === value
  ) &&
    expressions.every((expression) => holds(expression, own));
}

function holds({ key, operator, values }: Expression, own: Labels): boolean {
  const has = Object.hasOwn(own, key);
  switch (operator) {
    case "In":
      return has && values.includes(own[key]);
    case "NotIn":
      return !has || !values.includes(own[key]);
    case "Exists":
      return has;
    case "DoesNotExist":
      return !has;
    default:
      return false;
  }
}

interface Labelled<T> {
  item: T;
  labels: Labels;
}

/** Things by namespace and labels. */
export class SelectorIndex<T> {
  readonly #all: Labelled<T>[] = [];
  readonly #byNamespace = new Map<string, Labelled<T>[]>();
  readonly #byLabel = new LabelIndex<Labelled<T>>();
  readonly #anywhere = new LabelIndex<Labelled<T>>();

  /** Adds a thing with its labels. */
  add(namespace: string, labels: Labels, item: T): void {
    const labelled = { item, labels };
    this.#all.push(labelled);
    const others = this.#byNamespace.get(namespace);
    if (others) others.push(labelled);
    else this.#byNamespace.set(namespace, [labelled]);
    this.#byLabel.add(namespace, labels, labelled);
    this.#anywhere.add("", labels, labelled);
  }

  /**
   * What a selector selects in some namespaces, in all where they are `undefined`. A thing whose
   * namespace nobody knows may be in any.
   */
  select(selector: Selector, namespaces: readonly string[] | undefined): T[] {
    const found = namespaces === undefined
      ? this.#candidates(selector, undefined)
      : [...new Set([...namespaces, ""])].flatMap((name) => this.#candidates(selector, name));
    return found.filter(({ labels }) => matches(selector, labels)).map(({ item }) => item);
  }

  /** What may match: by `matchLabels`, else by the values of an expression, else all there is. */
  #candidates({ labels, expressions }: Selector, namespace: string | undefined): Labelled<T>[] {
    const search = (wanted: Labels) =>
      namespace === undefined
        ? this.#anywhere.matching("", wanted)
        : this.#byLabel.matching(namespace, wanted);
    if (Object.keys(labels).length > 0) return search(labels);
    const one = expressions.find(({ operator }) => operator === "In");
    if (one) return [...new Set(one.values)].flatMap((value) => search({ [one.key]: value }));
    return namespace === undefined ? this.#all : this.#byNamespace.get(namespace) ?? [];
  }
}

/**
 * The namespaces of a monitor's `namespaceSelector`: its own where it names none, `undefined` for
 * all. A monitor whose namespace nobody knows looks everywhere.
 */
export function selectedNamespaces(value: unknown, own: string): string[] | undefined {
  const { any, matchNames } = mapping(value);
  if (any === true) return undefined;
  const names = texts(matchNames);
  if (names.length > 0) return names;
  return own === "" ? undefined : [own];
}
