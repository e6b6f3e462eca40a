/**
 * Names of the variables that compose.yml refers to.
 *
 * @module
 */

import type { SecretValue } from "../../../pacts/mod.ts";

/** A variable, and the text that it stands for: the value of a Secret, perhaps as something made another of it. */
export interface Reference extends SecretValue {
  text: string;
}

/**
 * Names for references, in their order: by Secret and key, with the namespace where that is not enough, and with a number
 * where one value has several texts. All begin alike, so that none is one that Docker Compose itself obeys
 * (`COMPOSE_FILE`), or that a shell has (`HOME`), which would go first.
 */
export function variableNames(references: readonly Reference[]): string[] {
  const qualified = new Set<string>();
  const sources = Map.groupBy(references, (reference) => shortName(reference));
  for (const [name, group] of sources) {
    if (
      new Set(group.map(({ namespace, secret, key }) => `${namespace}/${secret}/${key}`)).size > 1
    ) {
      qualified.add(name);
    }
  }
  const taken = new Map<string, string>();
  return references.map((reference) => {
    const short = shortName(reference);
    const wanted = qualified.has(short) ? longName(reference) : short;
    for (let number = 1;; number++) {
      const name = number === 1 ? wanted : `${wanted}_${number}`;
      const text = taken.get(name);
      if (text === undefined) taken.set(name, reference.text);
      if (text === undefined || text === reference.text) return name;
    }
  });
}

function shortName({ secret, key }: SecretValue): string {
  return `SECRET_${word(secret)}_${word(key)}`;
}

function longName({ namespace, secret, key }: SecretValue): string {
  return namespace === ""
    ? shortName({ namespace, secret, key, value: "" })
    : `SECRET_${word(namespace)}_${word(secret)}_${word(key)}`;
}

function word(text: string): string {
  return text.replace(/([a-z\d])([A-Z])/g, "$1_$2").toUpperCase().replace(/[^A-Z0-9]+/g, "_")
    .replace(/^_|_$/g, "");
}
