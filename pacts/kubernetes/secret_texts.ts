/**
 * Follows values of Secrets through the variables of a container.
 *
 * @module
 */

import type { Confidential, SecretValue } from "../confidential.ts";
import type { ResourceId } from "../manifest.ts";
import type { Secret } from "./types.ts";

/** Which variables hold what of Secrets. */
export class SecretTexts {
  readonly #variables = new Map<string, { values: SecretValue[]; isWhole: boolean }>();

  /** A variable is the value of a Secret's key. */
  add(variable: string, { metadata }: Secret, key: string, value: string): void {
    const { namespace, name: secret } = metadata;
    const source = { namespace: namespace ?? "", secret, key, value };
    this.#variables.set(variable, { values: [source], isWhole: true });
  }

  /** Variables are something else. */
  forget(variables: readonly string[]): void {
    for (const variable of variables) this.#variables.delete(variable);
  }

  /** A variable is a text that may refer to others: `$(USER):$(PASSWORD)`. */
  expand(variable: string, text: string): void {
    // Behind the last ")" no name can end, and looking for one from every "$(" would take its time.
    const known = this.#variables.size > 0 ? text.slice(0, text.lastIndexOf(")") + 1) : "";
    const used = [...known.matchAll(/\$\$|\$\(([^)]*)\)/g)].flatMap(([whole, name]) =>
      whole !== "$$" && this.#variables.has(name) ? [this.#variables.get(name)!] : []
    );
    const isWhole = used.length === 1 && used[0].isWhole && /^\$\([^)]*\)$/.test(text);
    // A variable that holds another twice, and so on, would double each time.
    const values = [...new Set(used.flatMap(({ values }) => values))];
    this.#variables.delete(variable);
    if (values.length > 0) this.#variables.set(variable, { values, isWhole });
  }

  /** Tells of those that are there in the end. */
  tell(workload: ResourceId, env: Readonly<Record<string, string>>, to: Confidential): void {
    for (const [variable, { values, isWhole }] of this.#variables) {
      if (Object.hasOwn(env, variable)) to.note(workload, variable, values, isWhole);
    }
  }
}
