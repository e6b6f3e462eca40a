/**
 * Which namespaces a Gateway lets in.
 *
 * @module
 */

import { type ConvertContext, isMapping, mapping, text } from "@dekube/engine/pacts";
import { labelsOf, readLabelSelector, selectsLabels } from "@dekube/engine/pacts/kubernetes";

/** Whether what says which namespaces are meant can be read. */
export function isClear(value: unknown): boolean {
  const { from, selector } = mapping(value);
  const { matchLabels, matchExpressions } = mapping(selector);
  const isSelector = text(from) === "Selector" ? isMapping(selector) : isMapping(selector ?? {});
  const expressions = matchExpressions ?? [];
  return isMapping(value ?? {}) && text(from ?? "Same") !== "" && isSelector &&
    isMapping(matchLabels ?? {}) && Array.isArray(expressions) && expressions.every(isMapping);
}

/** Labels of namespaces. One without an object has the label that each of them has, its name. */
export class Namespaces {
  readonly #labels: ReadonlyMap<string, Record<string, string>>;

  /** The namespaces of a conversion. */
  constructor(ctx: Pick<ConvertContext, "manifests">) {
    this.#labels = new Map(
      ctx.manifests.of("Namespace").map(({ metadata }) => [
        metadata.name,
        labelsOf(metadata.labels),
      ]),
    );
  }

  /** The labels of a namespace, as far as they are known. */
  labelsOf(name: string): Record<string, string> {
    return { "kubernetes.io/metadata.name": name, ...this.#labels.get(name) };
  }

  /** Whether there is an object that says a namespace's labels. */
  has(name: string): boolean {
    return this.#labels.has(name);
  }

  /**
   * Whether `from` and `selector` let a namespace in; `home` is that of who says it, `absent` what no `from` means.
   */
  allowed(value: unknown, namespace: string, home: string, absent: "Same" | "None"): boolean {
    if (!isClear(value)) return false;
    const { from, selector } = mapping(value);
    switch (text(from ?? absent)) {
      case "All":
        return true;
      case "Same":
        return namespace === home;
      case "Selector":
        return selectsLabels(readLabelSelector(selector), this.labelsOf(namespace));
      default:
        return false;
    }
  }
}
