/**
 * What a project is called that nobody named, by the folder that its manifests are in.
 *
 * @module
 */

import { basename, dirname, resolve } from "@std/path";

/** Folders in which there is one for each of a project's environments. */
const VARIANTS: readonly string[] = ["overlays", "environments", "envs"];

/** Names of folders that say what they hold, and not whose it is: many projects have one. */
const HOLDERS: ReadonlySet<string> = new Set([
  ...["rendered", "manifest", "manifests", "yaml", "yamls", "resources", "templates"],
  ...["k8s", "kube", "kubernetes", "deploy", "deployment", "deployments"],
  ...["chart", "charts", "helm", "helmfile", "helmfile.d", "releases"],
  ...["kustomize", "kustomization", "base", "bases", "overlay"],
  ...["out", "output", "dist", "build", "generated"],
  ...VARIANTS,
]);

/**
 * The name for what is in a folder: the folder's own, or of the one above where that says no more than what is in it.
 * Two projects of one name would take each other's containers for their own.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(nameOfFolder("/srv/shop"), "shop");
 * assertEquals(nameOfFolder("/srv/shop/k8s/rendered"), "shop");
 * assertEquals(nameOfFolder("/srv/shop/overlays/staging"), "shop-staging");
 * ```
 */
export function nameOfFolder(dir: string): string {
  const path = resolve(dir);
  const name = basename(path);
  const above = dirname(path);
  if (above === dirname(above)) return name;
  if (HOLDERS.has(name.toLowerCase())) return nameOfFolder(above);
  return VARIANTS.includes(basename(above).toLowerCase()) ? `${nameOfFolder(above)}-${name}` : name;
}
