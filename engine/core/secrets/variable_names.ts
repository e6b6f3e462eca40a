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
  const taken = new Set<string>();
  const wantedBy = new Map<string, { byText: Map<string, string>; last: number }>();
  return references.map((reference) => {
    const short = shortName(reference);
    const wanted = qualified.has(short) ? longName(reference) : short;
    let others = wantedBy.get(wanted);
    if (!others) wantedBy.set(wanted, others = { byText: new Map(), last: 0 });
    let name = others.byText.get(reference.text);
    while (name === undefined || !others.byText.has(reference.text)) {
      name = ++others.last === 1 ? wanted : `${wanted}_${others.last}`;
      // Another may be called so by itself.
      if (taken.has(name)) continue;
      taken.add(name);
      others.byText.set(reference.text, name);
    }
    return name;
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
