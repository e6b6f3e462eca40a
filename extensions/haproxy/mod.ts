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
  namespaceOf,
  resolveBackend,
} from "@dekube/engine/pacts";
import { backendSettings, ingressSettings, UNDERSTOOD } from "./annotations.ts";
import { pathChange } from "./path_rewrite.ts";
import { type Route, routesOf } from "./routes.ts";
import { certificateFor } from "./tls.ts";
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
    return routesOf(manifest, ctx).flatMap((route) => {
      const backend = entryBackend(route, manifest, ctx);
      if (!backend) return [];
      const { host, path, pathType, defaultBackend } = route;
      const tls = certificateFor(host, manifest);
      return [{
        host,
        path,
        pathType,
        ...backend,
        resource: idOf(manifest),
        ...settings.entry,
        ...pathChange(settings.pathRules, route, manifest, ctx),
        ...(tls ? { tls } : {}),
        ...(defaultBackend ? { defaultBackend } : {}),
      }];
    });
  }
}

type Backend = Pick<IngressEntry, "upstream" | "scheme"> & Partial<IngressEntry>;

function entryBackend(route: Route, manifest: Ingress, ctx: ConvertContext): Backend | undefined {
  const namespace = namespaceOf(manifest);
  const place = { resource: idOf(manifest), path: route.field };
  const resolved = resolveBackend(route.backend, namespace, ctx);
  if (!resolved) {
    ctx.diagnostics.warn(
      "no-backend-service",
      `the route ${route.host}${route.path} leads to no Service, so it is left out; only Services can be converted`,
      place,
    );
    return undefined;
  }
  const service = ctx.services.get(namespace, resolved.service.name);
  if (!service) {
    // As in the cluster, where it answers 503: what the path is for must not fall to another route.
    ctx.diagnostics.warn(
      "missing-service",
      `there is no Service "${resolved.service.name}", so ${route.host}${route.path} will answer with an error. Add it to the manifests`,
      place,
    );
  }
  return { upstream: resolved.upstream, ...backendSettings(manifest, service, ctx) };
}
