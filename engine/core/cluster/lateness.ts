/**
 * Notices what came too late: an extension asked for an object, was told that there is none, and another
 * extension added it afterwards. Then the two ran in the wrong order.
 *
 * @module
 */

import { kindOf, type Manifest, namespaceOf, type ResourceId } from "../../../pacts/mod.ts";

/** One extension should run before another, since it adds what the other asks for. */
export interface LateObject {
  /** Who added it. */
  adder: string;
  /** Who had asked before. */
  asker: string;
  /** What it was. */
  manifest: Manifest;
}

/** Keeps in mind who asked for what in vain. */
export class Lateness {
  readonly #misses = new Map<string, { namespace: string; asker: string }[]>();
  readonly #portsOf = new Map<string, string>();
  readonly #late: LateObject[] = [];
  readonly #adders = new Map<Manifest, string>();
  readonly #lateTurns: LateObject[] = [];

  /** Notes that there was no such object. */
  missed(kind: string, namespace: string, name: string, asker: string): void {
    const key = `${kind}\n${name}`;
    const misses = this.#misses.get(key);
    if (!misses) this.#misses.set(key, [{ namespace, asker }]);
    else if (!misses.some((miss) => miss.namespace === namespace && miss.asker === asker)) {
      misses.push({ namespace, asker });
    }
  }

  /** Notes who was told which Services select a workload. */
  askedForServices({ kind, namespace, name }: ResourceId, asker: string): void {
    this.#portsOf.set(`${kind}\n${namespace}\n${name}`, asker);
  }

  /** Notes an object that an extension added, and the workloads that it selects where it is a Service. */
  added(manifest: Manifest, adder: string, selected: readonly ResourceId[]): void {
    this.#adders.set(manifest, adder);
    const own = namespaceOf(manifest);
    const askers = new Set<string>();
    for (const { namespace, asker } of this.#misses.get(keyOf(manifest)) ?? []) {
      if (namespace === own || namespace === "" || own === "") askers.add(asker);
    }
    for (const { kind, namespace, name } of selected) {
      const asker = this.#portsOf.get(`${kind}\n${namespace}\n${name}`);
      if (asker !== undefined) askers.add(asker);
    }
    askers.delete(adder);
    for (const asker of askers) this.#late.push({ adder, asker, manifest });
  }

  /** Notes that a converter got manifests when it had had its turn already. */
  gotLate(manifests: readonly Manifest[], converter: string): void {
    for (const manifest of manifests) {
      const adder = this.#adders.get(manifest);
      if (adder !== undefined && adder !== converter) {
        this.#lateTurns.push({ adder, asker: converter, manifest });
      }
    }
  }

  /** The extension that added an object; none where it came in. */
  adderOf(manifest: Manifest): string | undefined {
    return this.#adders.get(manifest);
  }

  /** What somebody had looked for in vain, so far. */
  late(): readonly LateObject[] {
    return this.#late;
  }

  /** What made converters act once more, which may be why they added something late. */
  lateTurns(): readonly LateObject[] {
    return this.#lateTurns;
  }
}

function keyOf(manifest: Manifest): string {
  return `${kindOf(manifest)}\n${manifest.metadata.name}`;
}
