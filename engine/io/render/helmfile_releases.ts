/**
 * Reads what `helmfile list --output json` prints.
 *
 * @module
 */

/** Releases of a helmfile. */
export interface Releases {
  /** Release -> namespace. */
  namespaces: Map<string, string>;
  /** Releases that there are in more than one namespace; they are not in `namespaces`. */
  ambiguous: string[];
}

/**
 * Namespaces of the releases that a helmfile installs; `undefined` where the
 * text is not such a list.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const text = '[{"name":"web","namespace":"shop","enabled":true,"installed":true}]';
 * assertEquals(parseReleases(text)?.namespaces, new Map([["web", "shop"]]));
 * ```
 */
export function parseReleases(text: string): Releases | undefined {
  const list = parseList(text);
  if (list === undefined) return undefined;

  const found = new Map<string, Set<string>>();
  for (const { name, namespace, enabled, installed } of list) {
    if (enabled === false || installed === false) continue;
    if (typeof name !== "string" || typeof namespace !== "string") continue;
    if (!found.has(name)) found.set(name, new Set());
    // Where a helmfile names none, Helm takes this one.
    found.get(name)!.add(namespace || "default");
  }

  const releases: Releases = { namespaces: new Map(), ambiguous: [] };
  for (const [name, [namespace, ...others]] of found) {
    if (others.length > 0) releases.ambiguous.push(name);
    else if (namespace) releases.namespaces.set(name, namespace);
  }
  return releases;
}

/** The JSON list in what helmfile printed: hooks of the helmfile print there too. */
function parseList(text: string): Record<string, unknown>[] | undefined {
  for (const candidate of [text, ...text.split("\n").reverse()]) {
    try {
      const value = JSON.parse(candidate);
      // Where there is no release, Go prints an empty list as null.
      if (value === null) return [];
      if (Array.isArray(value)) return value.filter((item) => item !== null);
    } catch {
      continue;
    }
  }
  return undefined;
}
