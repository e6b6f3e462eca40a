/**
 * haproxy: turns Ingresses of the HAProxy ingress controller into routes. Being the least
 * particular of the rewriters, it also takes every Ingress that names no class.
 *
 * One route comes out for each path of each rule, and one for `spec.defaultBackend`. Each group of the controller's
 * annotations has a file of its own; `understood.ts` lists them.
 *
 * @module
 */

import {
  type ConvertContext,
  type ExtensionInfo,
  getIngressClass,
  type Ingress,
  type IngressEntry,
  IngressRewriter,
} from "@dekube/engine/pacts";
import { Annotations, ingressRoutes, isIngressOf } from "@dekube/engine/pacts/ingress";
import { readBackend } from "./backend.ts";
import { HAPROXY } from "./controller.ts";
import { readCors } from "./cors.ts";
import { readGuards } from "./guards.ts";
import { readRequestHeaders, readResponseHeaders } from "./headers.ts";
import { readHttps } from "./https.ts";
import { pathChange, readPathRules } from "./path_rewrite.ts";
import { readRateLimit } from "./rate_limit.ts";
import { readRedirect } from "./redirect.ts";
import { UNDERSTOOD } from "./understood.ts";
import { reportUnkept } from "./without_counterpart.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = { name: "haproxy", settings: {} };

/** Reads Ingresses of class `haproxy`, with `haproxy.org/*` annotations, or without a class. */
export class HaproxyRewriter extends IngressRewriter {
  /** `haproxy`. */
  readonly name: string = HAPROXY.name;
  /**
   * After the other rewriters: an Ingress without a class may bear the annotations of one of them.
   */
  override readonly priority = 2000;
  /** The annotations that are kept, and those that have nothing to act on here. */
  override readonly annotations: readonly string[] = UNDERSTOOD;

  /** Whether there is no class, or it is `haproxy`, or an annotation is and the class not another controller's. */
  match(manifest: Ingress, ctx: ConvertContext): boolean {
    return getIngressClass(manifest, ctx.config.ingressTypes) === "" ||
      isIngressOf(HAPROXY, manifest, ctx);
  }

  /** One entry a path, and one a host for the default backend. */
  rewrite(manifest: Ingress, ctx: ConvertContext): IngressEntry[] {
    const annotations = new Annotations(HAPROXY, manifest, ctx);
    const isOwn = isIngressOf(HAPROXY, manifest, ctx);
    const upstreamHost = annotations.get("set-host");
    const pathRules = readPathRules(annotations);
    const fields = {
      ...readResponseHeaders(annotations),
      ...readRequestHeaders(annotations),
      ...readCors(annotations),
      ...readGuards(annotations),
      ...readRateLimit(annotations),
      ...readRedirect(annotations),
    };
    return ingressRoutes(manifest, ctx).map(({ entry, service }) => {
      // What is about the backend may stand on the Service.
      const both = new Annotations(HAPROXY, manifest, ctx, service);
      reportUnkept(both);
      const backend = readBackend(both);
      const { tls: _, ...route } = entry;
      return {
        ...route,
        ...readHttps(
          annotations,
          both.flag("ssl-passthrough") ? { tls: {}, ...entry } : entry,
          isOwn,
        ),
        ...backend,
        ...(upstreamHost ? { upstreamHost } : {}),
        ...fields,
        ...pathChange(pathRules, entry, annotations),
      };
    });
  }
}
