/**
 * What a project is called that nobody named, by the folder that its manifests are in.
 *
 * @module
 */

/** Folders in which there is one for each of a project's environments. */
export const VARIANTS: readonly string[] = ["overlays", "environments", "envs"];

/** Names of folders that say what they hold, and not whose it is: many projects have one. */
const HOLDERS: ReadonlySet<string> = new Set([
  ...["rendered", "manifest", "manifests", "yaml", "yamls", "resources", "templates"],
  ...["src", "k8s", "kube", "kubernetes", "deploy", "deployment", "deployments"],
  ...["chart", "charts", "helm", "helmfile", "helmfile.d", "releases"],
  ...["kustomize", "kustomization", "base", "bases", "overlay"],
  ...["out", "output", "dist", "build", "generated"],
  ...VARIANTS,
]);

/**
 * The name for what is in a folder, by the names of those that it lies in and its own: its own, or of the one above where
 * that says no more than what is in it. Two projects of one name would take each other's containers for their own.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nameOfPath } from "./source_name.ts";
 *
 * assertEquals(nameOfPath(["srv", "shop"]), "shop");
 * assertEquals(nameOfPath(["srv", "shop", "k8s", "rendered"]), "shop");
 * assertEquals(nameOfPath(["srv", "shop", "overlays", "staging"]), "shop-staging");
 * ```
 */
export function nameOfPath(names: readonly string[]): string {
  const above = names.slice(0, -1);
  const name = names.at(-1) ?? "";
  if (above.length === 0) return name;
  if (HOLDERS.has(name.toLowerCase())) return nameOfPath(above);
  return VARIANTS.includes(above.at(-1)!.toLowerCase()) ? `${nameOfPath(above)}-${name}` : name;
}
