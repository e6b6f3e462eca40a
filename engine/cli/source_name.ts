/**
 * What a project is called that nobody named, by the folder that its manifests are in.
 *
 * @module
 */

import { basename, dirname, resolve } from "@std/path";
import { nameOfPath, VARIANTS } from "../core/input/source_name.ts";

/** Whether a folder is that of one environment among others: `overlays/staging`. */
export function isOfEnvironment(folder: string): boolean {
  return VARIANTS.includes(basename(dirname(resolve(folder))).toLowerCase());
}

/**
 * The name for what is in a folder. See {@linkcode nameOfPath}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(nameOfFolder("/srv/shop/k8s/rendered"), "shop");
 * ```
 */
export function nameOfFolder(dir: string): string {
  return nameOfPath(resolve(dir).split(/[\\/]/).slice(1));
}
