/**
 * Restrictions of who may come in, whichever ingress controller's annotations ask for them.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import type { Guard, IngressEntry } from "./ingress.ts";
import {
  entries,
  type Ingress,
  isMapping,
  items,
  type Manifest,
  namespaceOf,
  text,
} from "../kubernetes.ts";

/** A restriction that an annotation asks for. */
export interface AccessRestriction {
  /** What it asks for. */
  guard: Guard;
  /** The annotation that asks for it. */
  annotation: string;
}

/** Ends of annotation names that restrict access, whichever controller's they are. */
const GUARD_ANNOTATIONS: readonly [RegExp, Guard][] = [
  [/[/.](auth-url|auth-forward|oauth)$/, "forwardAuth"],
  [/[/.](auth-type|auth-secret|auth-realm|basic-auth-secret)$/, "basicAuth"],
  [
    /[/.]((white|allow|deny|black|block)-?list(-source-range)?|inbound-cidrs)$/,
    "allowedSources",
  ],
  [
    /[/.](auth-tls-secret|auth-tls-verify-client|client-ca)$/,
    "clientCertificate",
  ],
  [
    /[/.](jwt-key|jwt-realm|policies|enable-opa|enable-modsecurity|plugins|plugin-config-name)$/,
    "other",
  ],
];

/** Annotations that hold lines of the proxy's own config. */
const SNIPPET = /-snippets?$|\/config-(backend|frontend|defaults|global|sections|proxy|tcp)/;

/** Directives of nginx and HAProxy that restrict access, where a snippet has them. */
const GUARD_DIRECTIVES: readonly [RegExp, Guard][] = [
  [/(^|[\s;{}])auth_request\s/, "forwardAuth"],
  [/(^|[\s;{}])(auth_basic(_user_file)?\s|http-request\s+auth(\s|$))/, "basicAuth"],
  [/(^|[\s;{}])(deny|allow|reject|silent-drop|tarpit)(\s|$)/, "allowedSources"],
  [/(^|[\s;{}])ssl_verify_client\s/, "clientCertificate"],
  [
    /(^|[\s;{}])(return\s+4(0[134]|44)|auth_jwt\s|satisfy\s|secure_link\s|access_by_lua)/,
    "other",
  ],
];

/** Kinds of restriction in the spec of a Traefik Middleware. */
const GUARD_MIDDLEWARES: Record<string, Guard> = {
  forwardAuth: "forwardAuth",
  basicAuth: "basicAuth",
  digestAuth: "basicAuth",
  ipAllowList: "allowedSources",
  ipWhiteList: "allowedSources",
  passTLSClientCert: "other",
  plugin: "other",
};

/**
 * The restrictions of access that an Ingress's annotations ask for, whichever ingress controller
 * they are written for. A route that does not keep them all must answer 403.
 *
 * @example
 * ```ts
 * import { accessRestrictions } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const annotation = "nginx.ingress.kubernetes.io/auth-url";
 * const ingress = { kind: "Ingress", metadata: { name: "x", annotations: { [annotation]: "http://a" } } };
 * assertEquals(accessRestrictions(ingress, { manifests: new Map() }), [
 *   { guard: "forwardAuth", annotation },
 * ]);
 * ```
 */
export function accessRestrictions(
  manifest: Ingress,
  ctx: Pick<ConvertContext, "manifests">,
): AccessRestriction[] {
  const found: AccessRestriction[] = [];
  for (const [annotation, value] of entries(manifest.metadata.annotations)) {
    const written = text(value).trim();
    if (["", "false", "off", "none"].includes(written.toLowerCase())) continue;
    for (const [name, guard] of GUARD_ANNOTATIONS) {
      if (name.test(annotation)) found.push({ guard, annotation });
    }
    if (SNIPPET.test(annotation)) {
      for (const [directive, guard] of GUARD_DIRECTIVES) {
        if (directive.test(written)) found.push({ guard, annotation });
      }
    }
    const guards = annotation.endsWith("/router.middlewares")
      ? middlewareGuards(written, ctx)
      : annotation.endsWith("/router.tls.options")
      ? tlsOptionGuards(written, ctx)
      : [];
    found.push(...guards.map((guard) => ({ guard, annotation })));
  }
  return found;
}

/**
 * `ns-name@kubernetescrd,…`: what Traefik's Middlewares restrict, those in a chain too; one that is
 * not among the manifests might restrict anything.
 *
 * @example
 * ```ts
 * import { middlewareGuards } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(middlewareGuards("shop-auth@kubernetescrd", { manifests: new Map() }), ["other"]);
 * ```
 */
export function middlewareGuards(
  value: string,
  ctx: Pick<ConvertContext, "manifests">,
): Guard[] {
  const middlewares = byTraefikName("Middleware", ctx);
  const guards: Guard[] = [];
  const seen = new Set<string>();
  // `@file` and the like are another provider's, whatever it is called.
  const references = value.split(",").map((part) => part.trim().replace(/@kubernetescrd$/, ""));
  for (const reference of references.filter(Boolean)) visit(reference);
  return guards;

  function visit(reference: string): void {
    if (seen.has(reference)) return;
    seen.add(reference);
    const middleware = middlewares.get(reference);
    const spec = middleware?.spec;
    if (!middleware || !isMapping(spec)) {
      guards.push("other");
      return;
    }
    for (const key of Object.keys(spec)) {
      if (Object.hasOwn(GUARD_MIDDLEWARES, key)) guards.push(GUARD_MIDDLEWARES[key]);
    }
    const chain = isMapping(spec.chain) ? spec.chain.middlewares : undefined;
    for (const link of items(chain as Record<string, unknown>[] | null)) {
      visit(`${text(link.namespace) || namespaceOf(middleware)}-${text(link.name)}`);
    }
  }
}

/**
 * `ns-name@kubernetescrd`: whether one of Traefik's TLSOptions asks for client certificates.
 *
 * @example
 * ```ts
 * import { tlsOptionGuards } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(tlsOptionGuards("default", { manifests: new Map() }), []);
 * ```
 */
export function tlsOptionGuards(value: string, ctx: Pick<ConvertContext, "manifests">): Guard[] {
  const reference = value.replace(/@(kubernetescrd|internal)$/, "");
  if (reference === "default") return [];
  const spec = byTraefikName("TLSOption", ctx).get(reference)?.spec;
  if (!isMapping(spec)) return ["other"];
  return isMapping(spec.clientAuth) ? ["clientCertificate"] : [];
}

const indexes = new WeakMap<readonly Manifest[], { size: number; byName: Map<string, Manifest> }>();

/** Traefik's own objects by the names that annotations give them; the list may have grown. */
function byTraefikName(
  kind: string,
  ctx: Pick<ConvertContext, "manifests">,
): Map<string, Manifest> {
  const all = ctx.manifests.get(kind);
  if (!all) return new Map();
  const known = indexes.get(all);
  if (known?.size === all.length) return known.byName;
  const byName = new Map(
    all.map((item) => [`${namespaceOf(item)}-${item.metadata.name}`, item]),
  );
  indexes.set(all, { size: all.length, byName });
  return byName;
}

/**
 * Denies routes that do not keep all restrictions that are asked for: one that was not carried over
 * must close the route, never leave it open.
 *
 * @example
 * ```ts
 * import { denyUnkept, Diagnostics, type IngressEntry } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const route: IngressEntry = { host: "shop.example", path: "/", upstream: "web:80", scheme: "http" };
 * denyUnkept([route], [{ guard: "forwardAuth", annotation: "auth-url" }], { diagnostics: new Diagnostics() });
 * assertEquals(route.denied, "auth-url");
 * ```
 */
export function denyUnkept(
  routes: readonly IngressEntry[],
  restrictions: readonly AccessRestriction[],
  ctx: Pick<ConvertContext, "diagnostics">,
): void {
  if (restrictions.length === 0) return;
  for (const route of routes) {
    const unkept = restrictions.filter(({ guard }) => !carriesGuard(route, guard));
    if (unkept.length > 0) denyRoute(route, unkept, ctx);
  }
}

/**
 * Whether a route has a guard that lets at least somebody in: an empty one might be taken for none.
 *
 * @example
 * ```ts
 * import { carriesGuard } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(carriesGuard({ allowedSources: [] }, "allowedSources"), false);
 * ```
 */
export function carriesGuard(
  route: Pick<IngressEntry, Exclude<Guard, "other">>,
  guard: Guard,
): boolean {
  switch (guard) {
    case "forwardAuth":
      return !!route.forwardAuth?.url;
    case "basicAuth":
      return Object.keys(route.basicAuth?.users ?? {}).length > 0;
    case "allowedSources":
      return items(route.allowedSources).length > 0;
    case "clientCertificate":
      return !!route.clientCertificate?.name;
    case "other":
      return false;
  }
}

/**
 * Denies a route, and says why.
 *
 * @example
 * ```ts
 * import { denyRoute, Diagnostics, type IngressEntry } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const diagnostics = new Diagnostics();
 * const route: IngressEntry = { host: "shop.example", path: "/", upstream: "web:80", scheme: "http" };
 * denyRoute(route, [{ guard: "other", annotation: "the Middleware is missing" }], { diagnostics });
 * assertEquals([...diagnostics][0].code, "access-denied");
 * ```
 */
export function denyRoute(
  route: IngressEntry,
  unkept: readonly AccessRestriction[],
  ctx: Pick<ConvertContext, "diagnostics">,
): void {
  const reasons = [...new Set(unkept.map(({ annotation }) => annotation))].join(", ");
  if (route.denied === undefined) route.denied = reasons;
  ctx.diagnostics.error(
    "access-denied",
    `the route ${
      route.host || "*"
    }${route.path} answers 403, because who may come in is restricted and that can't be kept: ${reasons}. Nothing is served without its guard; add an extension that keeps it, or put your own route in the proxy`,
    route.resource ? { resource: route.resource } : {},
  );
}
