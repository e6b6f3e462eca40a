/**
 * traefik: turns Traefik's Ingresses, IngressRoutes and Middlewares into routes.
 *
 * Ingresses go through {@linkcode TraefikRewriter}, the controller's own kinds through
 * {@linkcode TraefikRoutes}. What Middlewares do is the same for both, and each group of them has a file of
 * its own.
 *
 * @module
 */

import {
  CombinedConverter,
  type ConvertContext,
  type ConverterResult,
  type ExtensionInfo,
  type Ingress,
  type IngressEntry,
  IngressRewriter,
  type ManifestsByKind,
} from "@dekube/engine/pacts";
import {
  type AccessRestriction,
  type ControllerProgram,
  Controllers,
  isIngressOf,
} from "@dekube/engine/pacts/ingress";
import { ACCOUNT } from "./account.ts";
import { TRAEFIK } from "./controller.ts";
import { IngressReader } from "./ingress.ts";
import { routesOf } from "./ingress_route.ts";
import { FIELDS } from "./known/mod.ts";
import { TraefikObjects, withGroups } from "./objects.ts";
import { SETTINGS } from "./settings.ts";
import { spreadOverHosts } from "./spread.ts";
import { tcpRoutes, udpRoutes } from "./streams.ts";
import { reportStores } from "./tls_store.ts";
import { ON_SERVICES, UNDERSTOOD } from "./understood.ts";
import { reportUnused } from "./unused.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "traefik",
  leavesOut: ["unused-object"],
  settings: SETTINGS,
  fields: FIELDS,
  account: ACCOUNT,
  // Its image serves applications too; a controller is known by its chart, or by what it may do.
  replaces: [{ charts: ["traefik"] }],
};

/** Reads Ingresses of class `traefik`, or with `traefik.ingress.kubernetes.io/*` annotations. */
export class TraefikRewriter extends IngressRewriter {
  /** `traefik`. */
  readonly name: string = TRAEFIK.name;
  /** Before the rewriter that takes every Ingress without a class. */
  override readonly priority = 1000;
  /** The annotations that are read, and those that have nothing to act on here. */
  override readonly annotations: readonly string[] = UNDERSTOOD;
  /** Traefik reads them in any case. */
  override readonly ignoresCase: boolean = TRAEFIK.ignoresCase ?? false;
  /** Its own: Middlewares of entry points. */
  override readonly controllers: readonly ControllerProgram[] = ["traefik"];
  /** What is about the backend. */
  override readonly serviceAnnotations: readonly string[] = ON_SERVICES;
  /** Made once: rewriters run when all objects are there. */
  #reader?: IngressReader;
  #controllers?: Controllers;

  /** Whether the class is Traefik's, or an annotation is and the class not another controller's. */
  match(manifest: Ingress, ctx: ConvertContext): boolean {
    const controllers = this.#controllers ??= new Controllers(this.controllers, ctx);
    return isIngressOf(TRAEFIK, manifest, ctx, (ingress) => controllers.read(ingress));
  }

  /** One entry a path, those that its Middlewares add, and one a host for the default backend. */
  rewrite(manifest: Ingress, ctx: ConvertContext): IngressEntry[] {
    return this.#readerOf(ctx).routes(manifest);
  }

  /** What its annotations restrict, its Middlewares, and its TLSOption. */
  override restrictions(manifest: Ingress, ctx: ConvertContext): AccessRestriction[] {
    return this.#readerOf(ctx).restrictions(manifest);
  }

  #readerOf(ctx: ConvertContext): IngressReader {
    return this.#reader ??= new IngressReader(ctx);
  }
}

/** Reads IngressRoutes, and claims the kinds that they and Ingresses refer to. */
export class TraefikRoutes extends CombinedConverter {
  /** `traefik-routes`. */
  readonly name = "traefik-routes";
  /** IngressRoute and its like for connections, and what they refer to. */
  readonly kinds: readonly string[] = withGroups([
    "IngressRoute",
    "IngressRouteTCP",
    "IngressRouteUDP",
    "Middleware",
    "MiddlewareTCP",
    "ServersTransport",
    "ServersTransportTCP",
    "TLSOption",
    "TLSStore",
    "TraefikService",
  ]);
  /** Behind the providers, whose Services it leads to, and before the proxy. */
  override readonly priority = 600;

  /** The routes of all IngressRoutes, IngressRouteTCPs and IngressRouteUDPs. */
  convertAll(manifests: ManifestsByKind, ctx: ConvertContext): ConverterResult {
    const objects = new TraefikObjects(ctx);
    const all = new Set([...manifests.values()].flat());
    reportReplaced(manifests, objects);
    reportUnused(all, objects);
    reportStores(objects.of("TLSStore").filter((store) => all.has(store)), objects);
    const own = (kind: string) => objects.of(kind).filter((route) => all.has(route));
    const placed = own("IngressRoute").flatMap((route) => routesOf(route, objects));
    const entries = [...placed, ...spreadOverHosts(placed, ctx)].map(({ entry }) => entry);
    const streamRoutes = [
      ...own("IngressRouteTCP").flatMap((route) => tcpRoutes(route, objects)),
      ...own("IngressRouteUDP").flatMap((route) => udpRoutes(route, objects)),
    ];
    return { ingressEntries: entries, ...(streamRoutes.length > 0 ? { streamRoutes } : {}) };
  }
}

/** Says which objects of the older group are there in the newer one too. */
function reportReplaced(manifests: ManifestsByKind, objects: TraefikObjects): void {
  for (const [kind, all] of manifests) {
    const counting = new Set(objects.of(kind.slice(kind.indexOf("/") + 1)));
    for (const manifest of all) {
      if (counting.has(manifest)) continue;
      objects.ctx.report(manifest, "apiVersion").info(
        "older-group",
        `there is a ${manifest.kind} of this name in traefik.io too, which is the one that counts`,
      );
    }
  }
}
