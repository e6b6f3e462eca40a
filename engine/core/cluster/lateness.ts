/**
 * Notices what came too late: an extension asked for objects, and another extension added or replaced one
 * afterwards that the answer should have held. Then the two ran in the wrong order.
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
  /** Whether the asker wanted this very object, and not whatever there is of a kind. */
  isWanted: boolean;
}

/** What an object that was added changes. */
export interface Addition {
  /** What it is listed under, as `listed()` was told. */
  lists: readonly string[];
  /** The workloads that it selects where it is a Service. */
  selected: readonly ResourceId[];
  /** The object that it replaces. */
  replaced: Manifest | undefined;
}

/** Who asked for a name, and from which namespace. */
interface Question {
  namespace: string;
  asker: string;
  wasFound: boolean;
}

/** Keeps in mind who asked for what. */
export class Lateness {
  readonly #questions = new Map<string, Map<string, Question>>();
  readonly #listings = new Map<string, Set<string>>();
  readonly #portsOf = new Map<string, Set<string>>();
  readonly #late: LateObject[] = [];
  readonly #adders = new Map<Manifest, string>();
  readonly #lateTurns: LateObject[] = [];
  readonly #turns = new Map<Manifest, string>();
  readonly #leftOver: Omit<LateObject, "asker" | "isWanted">[] = [];
  #isOver = false;

  /** Notes that an object was asked for by name. */
  asked(kind: string, namespace: string, name: string, asker: string, wasFound: boolean): void {
    if (this.#isOver) return;
    const key = `${kind}\n${name}`;
    let questions = this.#questions.get(key);
    if (!questions) this.#questions.set(key, questions = new Map());
    const from = `${asker}\n${namespace}`;
    if (!questions.has(from)) questions.set(from, { namespace, asker, wasFound });
  }

  /** Notes who was told all objects of a kind, or of another such list. */
  listed(kind: string, asker: string): void {
    if (!this.#isOver) put(this.#listings, kind, asker);
  }

  /** Notes who was told which Services select a workload. */
  askedForServices(id: ResourceId, asker: string): void {
    if (!this.#isOver) put(this.#portsOf, keyOfId(id), asker);
  }

  /** Notes an object that an extension added. */
  added(manifest: Manifest, adder: string, { lists, selected, replaced }: Addition): void {
    this.#adders.set(manifest, adder);
    if (this.#isOver) {
      this.#leftOver.push({ adder, manifest });
      return;
    }
    const own = namespaceOf(manifest);
    /** Askers, and whether they asked for this very object. */
    const askers = new Map<string, boolean>();
    for (const list of lists) {
      for (const asker of this.#listings.get(list) ?? []) askers.set(asker, false);
    }
    for (const id of selected) {
      for (const asker of this.#portsOf.get(keyOfId(id)) ?? []) askers.set(asker, true);
    }
    const questions = this.#questions.get(`${kindOf(manifest)}\n${manifest.metadata.name}`);
    for (const { namespace, asker, wasFound } of questions?.values() ?? []) {
      if (wasFound && !replaced) continue;
      if (namespace === own || namespace === "" || own === "") askers.set(asker, !wasFound);
    }
    const converter = replaced && this.#turns.get(replaced);
    if (converter !== undefined) askers.set(converter, true);
    askers.delete(adder);
    for (const [asker, isWanted] of askers) this.#late.push({ adder, asker, manifest, isWanted });
  }

  /** Notes who converts manifests, and which of them it gets when it had its turn already. */
  converted(manifests: Iterable<Manifest>, converter: string, isLate: boolean): void {
    for (const manifest of manifests) {
      this.#turns.set(manifest, converter);
      if (!isLate) continue;
      const adder = this.#adders.get(manifest);
      if (adder !== undefined && adder !== converter) {
        this.#lateTurns.push({ adder, asker: converter, manifest, isWanted: true });
      }
    }
  }

  /** Notes that converters have run: what is added from now on is converted by nobody. */
  close(): void {
    this.#isOver = true;
  }

  /** The extension that added an object; none where it came in. */
  adderOf(manifest: Manifest): string | undefined {
    return this.#adders.get(manifest);
  }

  /** What somebody had asked for before it was there, so far. */
  late(): readonly LateObject[] {
    return this.#late;
  }

  /** What made converters act once more, which may be why they added something late. */
  lateTurns(): readonly LateObject[] {
    return this.#lateTurns;
  }

  /** What was added when all converters had run. */
  leftOver(): readonly Omit<LateObject, "asker" | "isWanted">[] {
    return this.#leftOver;
  }
}

function put(sets: Map<string, Set<string>>, key: string, value: string): void {
  const set = sets.get(key);
  if (set) set.add(value);
  else sets.set(key, new Set([value]));
}

function keyOfId({ group = "", kind, namespace, name }: ResourceId): string {
  return `${group}/${kind}\n${namespace}\n${name}`;
}
