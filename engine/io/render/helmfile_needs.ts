/**
 * Reads what `helmfile build` prints: which releases need which.
 *
 * @module
 */

import { parse } from "@std/yaml";
import { releaseCalled } from "./helmfile_releases.ts";
import { isMapping, mappings, text, texts } from "../../../pacts/read.ts";

/**
 * Release -> the releases that it needs, by their names alone; `undefined` where the text is no such state. Names that
 * several releases bear, in different namespaces, are `ambiguous`: those are called `<namespace>/<name>`.
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
export function parseNeeds(
  output: string,
  ambiguous: readonly string[] = [],
): Map<string, string[]> | undefined {
  const releases: Release[] = [];
  // A document a helmfile; hooks of the helmfile print there too.
  const documents = output.split(/^---$/m).filter((document) => /^releases:/m.test(document));
  for (const document of documents) {
    const state = parsed(document);
    if (state === undefined) return undefined;
    for (const { name, namespace, needs } of mappings(state.releases)) {
      const own = text(namespace) || text(state.namespace);
      releases.push({
        name: releaseCalled(text(name), own, ambiguous),
        needs: texts(needs).map((need) => needed(need, own, ambiguous)),
      });
    }
  }
  const known = Map.groupBy(releases, ({ name }) => name);
  const isOne = (name: string) => known.get(name)?.length === 1;
  return new Map(
    releases.filter(({ name, needs }) => needs.length > 0 && isOne(name)).map(({ name, needs }) => [
      name,
      [...new Set(needs)].filter(isOne),
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

/** The release in `<name>`, which is in the same namespace, `<namespace>/<name>` and `<context>/<namespace>/<name>`. */
function needed(need: string, own: string, ambiguous: readonly string[]): string {
  const parts = need.split("/");
  return releaseCalled(parts.at(-1)!, parts.at(-2) ?? own, ambiguous);
}
