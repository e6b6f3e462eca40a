/**
 * Namespaces that a Bundle is put into (`spec.target.namespaceSelector`).
 *
 * @module
 */

import { type ConvertContext, namespaceOf } from "@dekube/engine/pacts";
import {
  isOpenSelector,
  type Labels,
  type LabelSelector,
  labelsOf,
  selectsLabels,
} from "@dekube/engine/pacts/kubernetes";

/** A label that Kubernetes itself gives to each namespace. */
const NAME_LABEL = "kubernetes.io/metadata.name";

/** The namespaces of a conversion. */
export class Namespaces {
  /** Labels of those that the manifests declare. */
  readonly #labels: ReadonlyMap<string, Labels>;
  readonly #ctx: ConvertContext;
  #used: Set<string> | undefined;

  /** Knows the labels of the Namespaces among the manifests. */
  constructor(ctx: ConvertContext) {
    this.#ctx = ctx;
    this.#labels = new Map(
      ctx.manifests.of("Namespace").map(({ metadata }) => [
        metadata.name,
        { ...labelsOf(metadata.labels), [NAME_LABEL]: metadata.name },
      ]),
    );
  }

  /**
   * The namespaces that a selector takes; the empty text alone where it can be all of them. Labels of a
   * namespace that no manifest declares are unknown, so that it is taken.
   */
  selected(selector: LabelSelector): string[] {
    if (isOpenSelector(selector)) return [""];
    const used = [...this.#usedOnes()];
    const taken = used.filter((namespace) => this.#takes(selector, namespace));
    return taken.length === used.length ? [""] : taken;
  }

  #takes(selector: LabelSelector, namespace: string): boolean {
    if (namespace === "") return true;
    const labels = this.#labels.get(namespace);
    if (labels) return selectsLabels(selector, labels);
    return selectsLabels(selector, { [NAME_LABEL]: namespace }, (key) => key === NAME_LABEL);
  }

  /** Those that a manifest is in, or declares. */
  #usedOnes(): Set<string> {
    if (this.#used) return this.#used;
    const used = new Set(this.#labels.keys());
    for (const kind of this.#ctx.manifests.kinds()) {
      for (const manifest of this.#ctx.manifests.of(kind)) {
        const namespace = namespaceOf(manifest);
        if (namespace !== "") used.add(namespace);
      }
    }
    // A workload whose namespace is unknown may be in any.
    for (const { id } of this.#ctx.workloads) used.add(id.namespace);
    return this.#used = used;
  }
}
