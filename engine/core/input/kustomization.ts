/**
 * What a kustomization says of itself.
 *
 * @module
 */

import { isMapping, items, text } from "../../../pacts/mod.ts";
import { parseYaml } from "../manifests/parse.ts";

/** What a kustomization says. */
export interface KustomizationText {
  /** Folders and files that it builds on, by their paths from its folder. */
  resources: string[];
  /** Whether it does more than list files: then reading those is not the same. */
  changes: boolean;
  /** Whether it is a component, which is only ever a part of others. */
  isPart: boolean;
}

/** Keys that say nothing of what becomes of the files. */
const PLAIN_KEYS = new Set(["apiVersion", "kind", "metadata", "resources"]);

/**
 * Reads a kustomization; none where it is an object of Flux that has the name.
 *
 * @throws {SyntaxError} where it is no YAML.
 *
 * @example
 * ```ts
 * import { parseKustomization } from "./kustomization.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const said = parseKustomization("namePrefix: a-\nresources: [web.yaml]");
 * assertEquals(said, { resources: ["web.yaml"], changes: true, isPart: false });
 * ```
 */
export function parseKustomization(source: string): KustomizationText | undefined {
  const document = parseYaml(source) ?? {};
  // Flux has objects of that name, which are something else.
  if (!isMapping(document) || /toolkit\.fluxcd\.io/.test(text(document.apiVersion))) {
    return undefined;
  }
  const lists = [document.resources, document.bases];
  const resources = lists.flatMap((list) => items(Array.isArray(list) ? list : undefined))
    .map(text).filter((path) =>
      path !== "" && !/^[a-z+]+:\/\/|^git@|[?]ref=|^github\.com\//.test(path)
    );
  const changes = Object.keys(document).some((key) => !PLAIN_KEYS.has(key)) ||
    resources.some((path) => !/\.(ya?ml|json)$/.test(path));
  return { resources, changes, isPart: document.kind === "Component" };
}
