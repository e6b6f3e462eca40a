/**
 * Things found by label selectors.
 * @module
 */

import { isMapping, mapping, texts } from "@dekube/engine/pacts";
import { LabelIndex } from "@dekube/engine/pacts/kubernetes";
import {
  type Labels,
  type LabelSelector,
  readLabelSelector,
  selectsLabels,
} from "@dekube/engine/pacts/kubernetes";
import type { Site } from "./read.ts";

const OPERATORS = new Set(["In", "NotIn", "Exists", "DoesNotExist"]);

/**
 * A label selector; `undefined` where there is none. `{}` selects everything. An expression that
 * Kubernetes does not know selects nothing, which a diagnostic says.
 */
export function readSelector(value: unknown, site: Site): LabelSelector | undefined {
  if (!isMapping(value)) return undefined;
  const selector = readLabelSelector(value);
  for (const { operator } of selector.matchExpressions) {
    if (OPERATORS.has(operator)) continue;
    site.at("matchExpressions").warn(
      "bad-selector",
      `"${operator}" is none of ${[...OPERATORS].join(", ")}, so nothing is selected`,
    );
  }
  return selector;
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
  select(selector: LabelSelector, namespaces: readonly string[] | undefined): T[] {
    const found = namespaces === undefined
      ? this.#candidates(selector, undefined)
      : [...new Set([...namespaces, ""])].flatMap((name) => this.#candidates(selector, name));
    return found.filter(({ labels }) => selectsLabels(selector, labels)).map(({ item }) => item);
  }

  /** What may match: by `matchLabels`, else by the values of an expression, else all there is. */
  #candidates(
    { matchLabels, matchExpressions }: LabelSelector,
    namespace: string | undefined,
  ): Labelled<T>[] {
    const search = (wanted: Labels) =>
      namespace === undefined
        ? this.#anywhere.matching("", wanted)
        : this.#byLabel.matching(namespace, wanted);
    if (Object.keys(matchLabels).length > 0) return search(matchLabels);
    const one = matchExpressions.find(({ operator }) => operator === "In");
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
