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
  type StreamRoute,
} from "@dekube/engine/pacts";
import {
  type AccessRestriction,
  accessRestrictions,
  Annotations,
  configuredStreams,
  type ControllerProgram,
  Controllers,
  ingressRoutes,
  isIngressOf,
  lonelyRestrictions,
  passthroughRoutes,
} from "@dekube/engine/pacts/ingress";
import { ACCOUNT } from "./account.ts";
import { readBackend } from "./backend.ts";
import { HAPROXY, PROGRAMS } from "./controller.ts";
import { type Configured, configured, reportConfigs } from "./controller_config.ts";
import { readCors } from "./cors.ts";
import { readGuards } from "./guards.ts";
import { readRequestHeaders, readResponseHeaders } from "./headers.ts";
import { readHttps } from "./https.ts";
import { pathChange, readPathRules } from "./path_rewrite.ts";
import { readRateLimit } from "./rate_limit.ts";
import { readRedirect } from "./redirect.ts";
import { ON_SERVICES, UNDERSTOOD } from "./understood.ts";
import { COMPANIONS, reportUnkept } from "./without_counterpart.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = { name: "haproxy", settings: {}, account: ACCOUNT };

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
  /** HAProxy's own: of haproxy-ingress, which is of the same class, nothing is kept. */
  override readonly controllers: readonly ControllerProgram[] = ["haproxy"];
  /** What is about the backend. */
  override readonly serviceAnnotations: readonly string[] = ON_SERVICES;
  /** Made once: rewriters run when all objects are there. */
  #readers?: Controllers;
  #configs?: Controllers;
  /** What is made of each Ingress, read once. */
  readonly #routes = new Map<Ingress, { entry: IngressEntry; passes: boolean }[]>();

  /** Whether there is no class, or it is `haproxy`, or an annotation is and the class not another controller's. */
  match(manifest: Ingress, ctx: ConvertContext): boolean {
    return getIngressClass(manifest, ctx.config.ingressTypes) === "" ||
      this.#isOwn(manifest, ctx);
  }

  #isOwn(manifest: Ingress, ctx: ConvertContext): boolean {
    const readers = this.#readers ??= new Controllers(PROGRAMS, ctx);
    return isIngressOf(HAPROXY, manifest, ctx, (ingress) => readers.read(ingress));
  }

  #configured(manifest: Ingress, ctx: ConvertContext): Configured {
    if (!this.#configs) {
      this.#configs = new Controllers(this.controllers, ctx);
      reportConfigs(this.#configs, ctx);
    }
    return configured(manifest, this.#configs, ctx);
  }

  /** One entry a path, and one a host for the default backend. */
  rewrite(manifest: Ingress, ctx: ConvertContext): IngressEntry[] {
    return this.#read(manifest, ctx).map(({ entry }) => entry);
  }

  /** Where TLS passes through to the backend: `ssl-passthrough`. */
  override streamRoutes(manifest: Ingress, ctx: ConvertContext): StreamRoute[] {
    const passing = this.#read(manifest, ctx).filter(({ passes }) => passes);
    const annotations = new Annotations(HAPROXY, manifest, ctx);
    return passthroughRoutes(
      passing.map(({ entry }) => entry),
      annotations.report("ssl-passthrough"),
    );
  }

  /** The ConfigMaps that `--configmap-tcp-services`, and haproxy-ingress's `--tcp-services-configmap`, name. */
  override controllerStreams(ctx: ConvertContext): StreamRoute[] {
    return configuredStreams(PROGRAMS, ctx);
  }

  /** What the controller's own ConfigMap restricts, beside what annotations do. */
  override restrictions(manifest: Ingress, ctx: ConvertContext): AccessRestriction[] {
    const own = accessRestrictions(manifest).filter(({ guard }) => guard === "other");
    const { manifest: both, restrictions } = this.#configured(manifest, ctx);
    const lonely = lonelyRestrictions(COMPANIONS, new Annotations(HAPROXY, both, ctx));
    return [...own, ...lonely, ...restrictions];
  }

  /** The routes, and whether their TLS passes through. */
  #read(given: Ingress, ctx: ConvertContext): { entry: IngressEntry; passes: boolean }[] {
    const known = this.#routes.get(given);
    if (known) return known;
    const { manifest, origins } = this.#configured(given, ctx);
    const annotations = new Annotations(HAPROXY, manifest, ctx, undefined, origins);
    const isOwn = this.#isOwn(given, ctx);
    const upstreamHost = annotations.get("set-host");
    const pathRules = readPathRules(annotations);
    const fields = {
      ...readResponseHeaders(annotations),
      ...readCors(annotations),
      ...readGuards(annotations),
      ...readRateLimit(annotations),
      ...readRedirect(annotations),
    };
    const routes = ingressRoutes(manifest, ctx).map(({ entry, service }) => {
      // What is about the backend may stand on the Service.
      const both = new Annotations(HAPROXY, manifest, ctx, service, origins);
      reportUnkept(both);
      const backend = readBackend(both);
      const passes = both.flag("ssl-passthrough");
      const { tls: _, ...route } = entry;
      return {
        entry: {
          ...route,
          ...readHttps(annotations, passes ? { tls: {}, ...entry } : entry, isOwn),
          ...backend,
          ...readRequestHeaders(both),
          ...(upstreamHost ? { upstreamHost } : {}),
          ...fields,
          ...pathChange(pathRules, entry, annotations),
        },
        passes,
      };
    });
    this.#routes.set(given, routes);
    return routes;
  }
}
