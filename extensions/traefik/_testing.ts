/**
 * Objects of Traefik to convert, and what comes out of them.
 *
 * @module
 */

import {
  type Ingress,
  type IngressEntry,
  kindOf,
  type Manifest,
  type Reporter,
  type StreamRoute,
} from "@dekube/engine/pacts";
import { denyUnkept } from "@dekube/engine/pacts/ingress";
import { type TestContext, testContext } from "@dekube/engine/testing";
import type { OwnSecrets } from "./access.ts";
import { TRAEFIK } from "./controller.ts";
import { secretsOf } from "./middlewares.ts";
import { TraefikRewriter, TraefikRoutes } from "./mod.ts";
import { TraefikObjects } from "./objects.ts";

/** A hash that every proxy takes. */
export const HASH = "$2y$05$c4WoMPo3SXsafkva.HHa6uXQZWr7oboPiC2bT/r7q1BB8I2s0BRqC";

/** The Service of all routes. */
export const SERVICE: Manifest = service("web", [{ name: "http", port: 80, targetPort: 8080 }]);

/** A Service in the namespace `shop`. */
export function service(
  name: string,
  ports: unknown[],
  short: Record<string, unknown> = {},
): Manifest {
  return {
    kind: "Service",
    metadata: { name, namespace: "shop", annotations: annotations(short) },
    spec: { ports },
  };
}

/** The Secret `users`, with one user. */
export const USERS: Manifest = secret("users", { users: `ann:${HASH}` });

/** A Secret in the namespace `shop`. */
export function secret(
  name: string,
  stringData: Record<string, string>,
  type = "Opaque",
): Manifest {
  return { kind: "Secret", type, metadata: { name, namespace: "shop" }, stringData };
}

/** An object of Traefik in a namespace. */
export function custom(kind: string, name: string, spec: unknown, namespace = "shop"): Manifest {
  return { apiVersion: "traefik.io/v1alpha1", kind, metadata: { name, namespace }, spec };
}

/** A Middleware in the namespace `shop`. */
export function middleware(name: string, spec: unknown, namespace = "shop"): Manifest {
  return custom("Middleware", name, spec, namespace);
}

function annotations(short: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(short).map(([key, value]) => [TRAEFIK.prefix + key, value]),
  ) as Record<string, string>;
}

/** An Ingress of class traefik in the namespace `shop`, of one host and the Service `web`. */
export function ingress(
  short: Record<string, unknown> = {},
  { name = "web", host = "shop.example", paths = [["/", "Prefix"]] as [string, string?][] } = {},
): Ingress {
  return {
    kind: "Ingress",
    metadata: { name, namespace: "shop", annotations: annotations(short) },
    spec: {
      ingressClassName: "traefik",
      rules: [{
        host,
        http: {
          paths: paths.map(([path, pathType]) => ({
            path,
            pathType,
            backend: { service: { name: "web", port: { number: 80 } } },
          })),
        },
      }],
    } as Ingress["spec"],
  };
}

/** An IngressRoute of routes to the Service `web`, each a rule with other fields. */
export function ingressRoute(
  routes: (string | Record<string, unknown>)[],
  spec: Record<string, unknown> = {},
  name = "web",
): Manifest {
  return custom("IngressRoute", name, {
    routes: routes.map((route) => ({
      kind: "Rule",
      services: [{ name: "web", port: 80 }],
      ...(typeof route === "string" ? { match: route } : route),
    })),
    ...spec,
  });
}

/** What came out, and what was said as `severity code`. */
export interface Result {
  entries: IngressEntry[];
  streams: readonly StreamRoute[];
  said: string[];
  ctx: TestContext;
}

/** The routes of an Ingress, closed where they don't keep what it restricts, as the engine does it. */
export function rewrite(manifest: Ingress, others: readonly Manifest[] = []): Result {
  const ctx = testContext([SERVICE, manifest, ...others]);
  const rewriter = new TraefikRewriter();
  const entries = rewriter.rewrite(manifest, ctx);
  denyUnkept(entries, rewriter.restrictions(manifest, ctx), ctx);
  return { entries, streams: [], said: saidBy(ctx), ctx };
}

/** The routes of all IngressRoutes. */
export function convertRoutes(
  manifests: readonly Manifest[],
  entryPoints: unknown = [],
  settings: object = { allow_cross_namespace: true },
): Result {
  const ctx = testContext([SERVICE, ...manifests], {
    config: { extensions: { traefik: { entry_points: entryPoints, ...settings } } },
  });
  const converter = new TraefikRoutes();
  const claimed = manifests.filter((manifest) => converter.kinds.includes(kindOf(manifest)));
  const { ingressEntries = [], streamRoutes = [] } = converter.convertAll(
    Map.groupBy(claimed, kindOf),
    ctx,
  );
  return { entries: ingressEntries, streams: streamRoutes, said: saidBy(ctx), ctx };
}

/** Diagnostics, as `severity code`. */
export function saidBy(ctx: TestContext): string[] {
  return [...ctx.diagnostics].map(({ severity, code }) => `${severity} ${code}`);
}

/** A route to change. */
export function entry(more: Partial<IngressEntry> = {}): IngressEntry {
  return {
    host: "shop.example",
    path: "/",
    pathType: "Prefix",
    upstream: "web.shop.svc.cluster.local:8080",
    scheme: "http",
    ...more,
  };
}

/** What a Middleware in the namespace `shop` is read with, manifests around it. */
export interface Reading {
  ctx: TestContext;
  objects: TraefikObjects;
  report: Reporter;
  ownSecrets: OwnSecrets;
}

/** Reads a Middleware among other manifests. */
export function reading(others: readonly Manifest[] = []): Reading {
  const ctx = testContext(others, {
    config: { extensions: { traefik: { allow_cross_namespace: true } } },
  });
  const manifest = middleware("m", {});
  return {
    ctx,
    objects: new TraefikObjects(ctx),
    report: ctx.report(manifest, "spec"),
    ownSecrets: secretsOf(manifest, ctx),
  };
}
