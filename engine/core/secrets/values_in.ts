/**
 * Finds values of Secrets in texts: as they are, or as a URL has them.
 *
 * @module
 */

import type { SecretValue } from "../../../pacts/mod.ts";

/** So many characters of a value tell where to look for it. */
const START = 6;

/** Few are looked for one by one. */
const FEW = 16;

/** The ways in which a value is written, in a file of Compose. */
export function formsOf(
  { value }: Pick<SecretValue, "value">,
): { form: string; written: string }[] {
  return [...new Set([value, value.trimEnd(), encoded(value)])]
    .map((form) => ({ form, written: form.replaceAll("$", "$$$$") }))
    .filter(({ written }) => written !== "");
}

function encoded(value: string): string {
  try {
    return encodeURIComponent(value);
  } catch {
    return value;
  }
}

/** The texts by which a value is known. */
type Forms = (source: SecretValue) => readonly string[];

const writtenForms: Forms = (source) => formsOf(source).map(({ written }) => written);

/** Many values, of which each text has few: looked up by how they begin, not one after another. */
export class ValuesIn {
  readonly #all: readonly SecretValue[];
  readonly #byStart = new Map<string, { written: string; source: SecretValue }[]>();
  readonly #short: SecretValue[] = [];

  /** Values, and how they are written: as in a file of Compose, where nothing else is said. */
  constructor(values: readonly SecretValue[], forms: Forms = writtenForms) {
    this.#all = values;
    if (values.length <= FEW) return;
    for (const source of values) {
      for (const written of forms(source)) {
        if (written.length < START) {
          this.#short.push(source);
          continue;
        }
        const start = written.slice(0, START);
        const others = this.#byStart.get(start);
        if (others) others.push({ written, source });
        else this.#byStart.set(start, [{ written, source }]);
      }
    }
  }

  /** Those that may stand in a text: all that do, in the order in which they were given. */
  of(text: string): readonly SecretValue[] {
    if (this.#all.length <= FEW) return this.#all;
    const found = new Set(this.#short);
    for (let at = 0; at + START <= text.length; at++) {
      for (const { written, source } of this.#byStart.get(text.slice(at, at + START)) ?? []) {
        if (!found.has(source) && text.startsWith(written, at)) found.add(source);
      }
    }
    return found.size < 2 ? [...found] : this.#all.filter((source) => found.has(source));
  }
}
