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
  type ConvertContext,
  Converter,
  type ConverterResult,
  type ExtensionInfo,
  type Ingress,
  type IngressEntry,
  IngressRewriter,
  type Manifest,
  text,
} from "@dekube/engine/pacts";
import { UNDERSTOOD } from "./annotations.ts";
import { entriesOf } from "./ingress.ts";
import { isTraefikIngress } from "./ingress_class.ts";
import { type PlacedEntry, routesOf } from "./ingress_route.ts";
import { Notes } from "./notes.ts";
import { mapping } from "./spec.ts";
import { spreadOverHosts } from "./spread.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = { name: "traefik" };

/** Reads Ingresses of class `traefik`, or with `traefik.ingress.kubernetes.io/*` annotations. */
export class TraefikRewriter extends IngressRewriter {
  /** `traefik`. */
  readonly name = "traefik";
  /** Before the rewriter that takes every Ingress without a class. */
  override readonly priority = 1000;
  /** The annotations that are read, and those that have nothing to act on here. */
  override readonly annotations: readonly string[] = UNDERSTOOD;

  /** Whether the class is `traefik`, or an annotation is and the class not another controller's. */
  match(manifest: Ingress, ctx: ConvertContext): boolean {
    return isTraefikIngress(manifest, ctx);
  }

  /** One entry a path, those that its Middlewares add, and one a host for the default backend. */
  rewrite(manifest: Ingress, ctx: ConvertContext): IngressEntry[] {
    return entriesOf(manifest, ctx);
  }
}

/** Reads IngressRoutes, and claims the kinds that they and Ingresses refer to. */
export class TraefikRoutes extends Converter {
  /** `traefik-routes`. */
  readonly name = "traefik-routes";
  /** IngressRoute, and what it refers to. */
  readonly kinds: readonly string[] = [
    "IngressRoute",
    "Middleware",
    "ServersTransport",
    "TLSOption",
    "TLSStore",
    "TraefikService",
  ];
  /** Behind the providers, whose Services it leads to, and before the proxy. */
  override readonly priority = 600;

  /** The routes of all IngressRoutes. */
  convert(kind: string, manifests: readonly Manifest[], ctx: ConvertContext): ConverterResult {
    const own = manifests.filter((manifest) => isTraefiks(manifest, ctx));
    if (kind === "TLSStore") reportCertificates(own, ctx);
    if (kind !== "IngressRoute") return {};
    const placed = own.flatMap((manifest) => routesOf(manifest, ctx));
    const all = [...placed, ...spreadOverHosts(placed, ctx)];
    return { ingressEntries: withoutTwins(all, ctx) };
  }
}

/** Others have kinds of these names, too. */
function isTraefiks(manifest: Manifest, ctx: ConvertContext): boolean {
  const group = text(manifest.apiVersion).split("/")[0];
  if (["", "traefik.io", "traefik.containo.us"].includes(group)) return true;
  new Notes(manifest, "apiVersion", ctx).warn(
    "foreign-kind",
    `this ${manifest.kind} is not one of Traefik (traefik.io/v1alpha1), so it is left out`,
  );
  return false;
}

function reportCertificates(stores: readonly Manifest[], ctx: ConvertContext): void {
  for (const store of stores) {
    const { defaultCertificate, certificates } = mapping(store.spec);
    if (!defaultCertificate && !certificates) continue;
    new Notes(store, "spec", ctx).info(
      "tls-store",
      "its certificates are not used: the proxy here has the one that a route names, or gets its own",
    );
  }
}

/** Without routes for HTTP alone that another has over HTTPS, which HTTP is sent on to. */
function withoutTwins(placed: readonly PlacedEntry[], ctx: ConvertContext): IngressEntry[] {
  const keyOf = ({ host, path, pathType }: IngressEntry) => JSON.stringify([host, path, pathType]);
  const secure = new Set(
    placed.filter(({ httpOnly }) => !httpOnly).map(({ entry }) => keyOf(entry)),
  );
  return placed.filter(({ entry, httpOnly }) => {
    if (!httpOnly || !secure.has(keyOf(entry))) return true;
    ctx.diagnostics.info(
      "http-route",
      `${entry.host}${entry.path} is there over HTTPS too, which HTTP is sent on to, so this one is left out`,
      { resource: entry.resource, path: "spec.entryPoints" },
    );
    return false;
  }).map(({ entry }) => entry);
}
