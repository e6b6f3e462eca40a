/**
 * What of workloads holds values of Secrets.
 *
 * @module
 */

import type { Confidential, ResourceId, SecretValue } from "../../../pacts/mod.ts";
import { keyOf } from "../resource_key.ts";

/** What is known of a variable. */
export interface NotedVariable {
  /** The values in it. */
  values: readonly SecretValue[];
  /** Whether it is the one of them, and nothing else. */
  isWhole: boolean;
}

/** Keeps what is noted while converters run. */
export class NotedVariables implements Confidential {
  readonly #byWorkload = new Map<string, Map<string, NotedVariable[]>>();
  readonly #words = new Map<string, Map<string, readonly SecretValue[]>>();
  readonly #named = new Map<string, SecretValue>();
  readonly #texts = new Map<string, readonly SecretValue[]>();

  note(
    workload: ResourceId,
    variable: string,
    values: readonly SecretValue[],
    isWhole: boolean,
  ): void {
    const key = keyOf(workload);
    let variables = this.#byWorkload.get(key);
    if (!variables) this.#byWorkload.set(key, variables = new Map());
    variables.set(variable, [...variables.get(variable) ?? [], { values, isWhole }]);
  }

  noteWord(workload: ResourceId, word: string, values: readonly SecretValue[]): void {
    const key = keyOf(workload);
    const words = this.#words.get(key) ?? new Map();
    this.#words.set(key, words.set(word, [...words.get(word) ?? [], ...values]));
  }

  /** A text of the user's was made with values that are named in it. */
  noteText(text: string, values: readonly SecretValue[]): void {
    this.#texts.set(text, [...this.#texts.get(text) ?? [], ...values]);
    for (const value of values) this.#named.set(JSON.stringify(value), value);
  }

  /** Values that the user named. */
  get named(): Iterable<SecretValue> {
    return this.#named.values();
  }

  /** Texts of the user's, with the values in them. */
  get texts(): ReadonlyMap<string, readonly SecretValue[]> {
    return this.#texts;
  }

  /** Words of a workload's command lines, with the values in them. */
  wordsOf(workload: ResourceId | undefined): ReadonlyMap<string, readonly SecretValue[]> {
    return workload && this.#words.get(keyOf(workload)) || NO_WORDS;
  }

  /** What a variable of a workload may be: its containers may have several of one name. */
  of(workload: ResourceId | undefined, variable: string): readonly NotedVariable[] {
    return workload && this.#byWorkload.get(keyOf(workload))?.get(variable) || [];
  }

  /** All values that the containers of a workload read. */
  valuesOf(workload: ResourceId | undefined): SecretValue[] {
    const variables = workload && this.#byWorkload.get(keyOf(workload));
    return [...variables?.values() ?? []].flat().flatMap(({ values }) => values);
  }
}

const NO_WORDS: ReadonlyMap<string, readonly SecretValue[]> = new Map();
