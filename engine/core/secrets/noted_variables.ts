/**
 * Which variables of workloads hold values of Secrets.
 *
 * @module
 */

import type { Confidential, ResourceId, SecretValue } from "../../../pacts/mod.ts";

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

function keyOf({ group = "", kind, namespace, name }: ResourceId): string {
  return JSON.stringify([group, kind, namespace, name]);
}
