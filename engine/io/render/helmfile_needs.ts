/**
 * Reads what `helmfile build` prints: which releases need which.
 *
 * @module
 */

import { parse } from "@std/yaml";
import { isMapping, mappings, text, texts } from "../../../pacts/read.ts";

/**
 * Release -> the releases that it needs, by their names alone; `undefined` where the text is no such state. A name that
 * several releases bear, in different namespaces, is nobody's.
 *
 * @example
 * ```ts
 * import { parseNeeds } from "./helmfile_needs.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const state = "releases:\n- name: db\n  namespace: data\n- name: web\n  needs: [data/db]\n";
 * assertEquals(parseNeeds(state), new Map([["web", ["db"]]]));
 * ```
 */
export function parseNeeds(output: string): Map<string, string[]> | undefined {
  const releases: Release[] = [];
  // A document a helmfile; hooks of the helmfile print there too.
  const documents = output.split(/^---$/m).filter((document) => /^releases:/m.test(document));
  for (const document of documents) {
    const state = parsed(document);
    if (state === undefined) return undefined;
    releases.push(
      ...mappings(state.releases).map(({ name, needs }) => ({
        name: text(name),
        needs: texts(needs),
      })),
    );
  }
  const known = Map.groupBy(releases, ({ name }) => name);
  const isOne = (name: string) => known.get(name)?.length === 1;
  return new Map(
    releases.filter(({ name, needs }) => needs.length > 0 && isOne(name)).map(({ name, needs }) => [
      name,
      [...new Set(needs.map(nameIn))].filter(isOne),
    ]),
  );
}

interface Release {
  name: string;
  needs: string[];
}

function parsed(document: string): Record<string, unknown> | undefined {
  try {
    const state = parse(document.slice(document.search(/^\w+:/m)));
    return isMapping(state) ? state : undefined;
  } catch {
    return undefined;
  }
}

/** The release in `<name>`, `<namespace>/<name>` and `<context>/<namespace>/<name>`. */
function nameIn(need: string): string {
  return need.slice(need.lastIndexOf("/") + 1);
}
