/**
 * Says which Services open ports to the outside, and have no pod to open them to.
 *
 * @module
 */

import { entries, kindOf, type Manifest, mapping, namespaceOf, text } from "../../../pacts/mod.ts";
import { WORKLOAD_KINDS, workloadOf } from "../../../pacts/kubernetes/mod.ts";
import { nearest } from "../../../pacts/nearest.ts";
import type { EngineContext } from "../context.ts";

/** Types whose ports somebody outside means to come to. */
const OPEN: readonly string[] = ["NodePort", "LoadBalancer"];

/** For so many labels it is guessed what was meant, which takes a look at every value; more are not read one by one. */
const MOST_GUESSES = 50;

/**
 * Warns of each NodePort and LoadBalancer whose selector has a label that no pod of the input has: its ports are not
 * published, and in a cluster nobody answers there either. `manifests` are the objects, those among them that are left
 * out: a Service of what is left out goes with it. So does one of an operator's, whose pods nobody sees: where none of
 * its labels is known, it may be one.
 */
export function warnUnreachedServices(manifests: readonly Manifest[], ctx: EngineContext): void {
  const idle = [...ctx.services.values()].filter((service) =>
    OPEN.includes(text(service.spec?.type)) &&
    ctx.cluster.lateness.adderOf(service) === undefined &&
    Object.keys(mapping(service.spec?.selector)).length > 0 &&
    ctx.services.selected(service).length === 0
  );
  if (idle.length === 0) return;
  const labels = new PodLabels(manifests);
  let guesses = MOST_GUESSES;
  for (const service of idle) {
    const selector = entries(mapping(service.spec?.selector)).map(([name, value]) =>
      [name, text(value)] as const
    );
    const namespace = namespaceOf(service);
    const missing = selector.filter(([name, value]) => !labels.has(namespace, name, value));
    // Whose names nobody uses are another program's.
    const meant = missing.filter(([name]) => labels.isUsed(namespace, name));
    if (meant.length === 0) continue;
    ctx.report(service, "spec.selector").warn(
      "no-pods",
      `no pod has the label ${
        meant.map(([name, value]) =>
          `"${name}: ${value}"${
            guesses-- > 0 ? nearest(value, labels.valuesOf(namespace, name)) : ""
          }`
        ).join(", ")
      } of the selector, so the Service leads nowhere and its ports are not published. Correct the selector or the labels of the pods, or add what makes them`,
    );
  }
}

/** The labels of all pods that there are manifests of, by namespace. */
class PodLabels {
  readonly #values = new Map<string, Set<string>>();

  constructor(manifests: readonly Manifest[]) {
    for (const manifest of manifests) {
      const workload = WORKLOAD_KINDS.includes(kindOf(manifest)) ? workloadOf(manifest) : undefined;
      if (!workload) continue;
      for (const [name, value] of Object.entries(workload.labels)) {
        const key = keyOf(namespaceOf(manifest), name);
        const values = this.#values.get(key);
        if (values) values.add(value);
        else this.#values.set(key, new Set([value]));
      }
    }
  }

  has(namespace: string, name: string, value: string): boolean {
    return this.#values.get(keyOf(namespace, name))?.has(value) ?? false;
  }

  isUsed(namespace: string, name: string): boolean {
    return this.#values.has(keyOf(namespace, name));
  }

  valuesOf(namespace: string, name: string): string[] {
    return [...this.#values.get(keyOf(namespace, name)) ?? []];
  }
}

function keyOf(namespace: string, label: string): string {
  return `${namespace} ${label}`;
}
