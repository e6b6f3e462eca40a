/**
 * Cluster DNS names.
 *
 * @module
 */

const CLUSTER_NAME =
  /(?<![\w.-])([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)\.[a-z0-9-]+\.svc(?:\.cluster\.local)?(?![\w-])/g;

/**
 * Shortens cluster names (`svc.ns.svc`, `svc.ns.svc.cluster.local`) to the Service's own name.
 *
 * @example
 * ```ts
 * import { rewriteK8sDns } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(rewriteK8sDns("http://db.data.svc.cluster.local:80/"), "http://db:80/");
 * ```
 */
export function rewriteK8sDns(text: string): string {
  return text.replace(CLUSTER_NAME, "$1");
}
