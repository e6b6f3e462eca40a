/**
 * haproxy: turns Ingresses of the HAProxy ingress controller into routes. Being the least
 * particular of the rewriters, it also takes every Ingress that names no class.
 *
 * One route comes out for each path of each rule, and one for `spec.defaultBackend`. What it
 * understands of the controller's annotations is in `annotations.ts`.
 *
 * @module
 */

import {
  type ConvertContext,
  entries,
  type ExtensionInfo,
  getIngressClass,
  idOf,
  type Ingress,
  type IngressEntry,
  IngressRewriter,
  ingressRoutes,
} from "@dekube/engine/pacts";
import { backendSettings, ingressSettings, UNDERSTOOD } from "./annotations.ts";
import { pathChange } from "./path_rewrite.ts";
import { PREFIX } from "./warn.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = { name: "haproxy" };

/** Reads Ingresses of class `haproxy`, with `haproxy.org/*` annotations, or without a class. */
export class HaproxyRewriter extends IngressRewriter {
  /** `haproxy`. */
  readonly name = "haproxy";
  /**
   * After the other rewriters: an Ingress without a class may bear the annotations of one of them.
   */
  override readonly priority = 2000;
  /** The annotations that are kept, and those that have nothing to act on here. */
  override readonly annotations: readonly string[] = UNDERSTOOD;

  /** Whether the class is `haproxy`, or there is none, or an annotation is HAProxy's. */
  match(manifest: Ingress, ctx: ConvertContext): boolean {
    const ingressClass = getIngressClass(manifest, ctx.config.ingressTypes);
    return ingressClass === "" || ingressClass === "haproxy" ||
      entries(manifest.metadata.annotations).some(([name]) => name.startsWith(PREFIX));
  }

  /** One entry a path, and one a host for the default backend. */
  rewrite(manifest: Ingress, ctx: ConvertContext): IngressEntry[] {
    const settings = ingressSettings(manifest, ctx);
    return ingressRoutes(manifest, ctx).map(({ service, ...route }) => ({
      ...route,
      ...backendSettings(manifest, service, ctx),
      resource: idOf(manifest),
      ...settings.entry,
      ...pathChange(settings.pathRules, route, manifest, ctx),
    }));
  }
}
