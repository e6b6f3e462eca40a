/**
 * Reads what `helmfile list --output json` prints.
 *
 * @module
 */

/** Releases of a helmfile. */
export interface Releases {
  /** Release -> namespace; one whose name others bear too is `<namespace>/<name>`. */
  namespaces: Map<string, string>;
  /** Names that releases in more than one namespace bear. */
  ambiguous: string[];
}

/** What a release is called among others, some of which bear the same name. */
export function releaseCalled(
  name: string,
  namespace: string,
  ambiguous: readonly string[],
): string {
  return ambiguous.includes(name) ? `${namespace || DEFAULT_NAMESPACE}/${name}` : name;
}

/** Where a helmfile names none, Helm takes this one. */
const DEFAULT_NAMESPACE = "default";

/**
 * A template for the folder of each release, which is helmfile's own where no other release has the name. Else they would all
 * be written to one.
 */
export function folderTemplate(ambiguous: readonly string[]): string {
  const names = ambiguous.map((name) => ` "${name}"`).join("");
  return "{{ .OutputDir }}/{{ .State.BaseName }}-{{ .State.AbsPathSHA1 }}-" +
    `{{ if eq .Release.Name${names} }}{{ or .Release.Namespace "${DEFAULT_NAMESPACE}" }}+{{ end }}{{ .Release.Name }}`;
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
    found.get(name)!.add(namespace || DEFAULT_NAMESPACE);
  }

  const releases: Releases = { namespaces: new Map(), ambiguous: [] };
  for (const [name, namespaces] of found) {
    if (namespaces.size > 1) releases.ambiguous.push(name);
    for (const namespace of namespaces) {
      releases.namespaces.set(releaseCalled(name, namespace, releases.ambiguous), namespace);
    }
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
