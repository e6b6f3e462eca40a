/**
 * Follows values of Secrets through the variables of a container.
 *
 * @module
 */

import type { Confidential, SecretValue } from "../confidential.ts";
import type { ResourceId } from "../manifest.ts";
import { items, text } from "../read.ts";
import type { Container, Secret } from "./types.ts";

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
    const held = this.#heldBy(text);
    this.#variables.delete(variable);
    if (held.values.length > 0) this.#variables.set(variable, held);
  }

  /** What a text that may refer to variables holds. */
  #heldBy(text: string): { values: SecretValue[]; isWhole: boolean } {
    // Behind the last ")" no name can end, and looking for one from every "$(" would take its time.
    const known = this.#variables.size > 0 ? text.slice(0, text.lastIndexOf(")") + 1) : "";
    const used = [...known.matchAll(/\$\$|\$\(([^)]*)\)/g)].flatMap(([whole, name]) =>
      whole !== "$$" && this.#variables.has(name) ? [this.#variables.get(name)!] : []
    );
    const isWhole = used.length === 1 && used[0].isWhole && /^\$\([^)]*\)$/.test(text);
    // A variable that holds another twice, and so on, would double each time.
    return { values: [...new Set(used.flatMap(({ values }) => values))], isWhole };
  }

  /** Tells of the variables that are there in the end, and where else in the container they are. `expand` resolves references. */
  tell(
    { workload, env, container, expand }: ToldOf,
    to: Confidential,
  ): void {
    for (const [variable, { values, isWhole }] of this.#variables) {
      if (Object.hasOwn(env, variable)) to.note(workload, variable, values, isWhole);
    }
    for (const word of wordsOf(container)) {
      const { values } = this.#heldBy(word);
      if (values.length > 0) to.noteWord(workload, expand(word), values);
    }
  }
}

/** What is told of. */
interface ToldOf {
  workload: ResourceId;
  env: Readonly<Record<string, string>>;
  container: Container;
  expand: (word: string) => string;
}

/** The words in which a container can refer to its variables, beside the variables themselves. */
function wordsOf({ command, args, ...container }: Container): string[] {
  const probes = [container.startupProbe, container.readinessProbe, container.livenessProbe];
  return [command, args, ...probes.map((probe) => probe?.exec?.command)].flatMap((words) =>
    items(words).map(text)
  );
}
