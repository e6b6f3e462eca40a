/**
 * Restrictions of who may come in, whichever ingress controller's annotations ask for them.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import type { Service } from "../kubernetes/types.ts";
import type { Manifest } from "../manifest.ts";
import { CONTROLLER_ANNOTATIONS } from "../annotations/controllers.ts";
import { isFirewall, namesFirewall, PRIVATE } from "../kubernetes/balancer_annotations.ts";
import { entries, items, mapping, text, textMap } from "../read.ts";
import type { IngressEntry } from "./entry.ts";
import type { Guard } from "./guard.ts";
import { snippetGuards } from "./snippet_guards.ts";

/** A restriction that an annotation asks for. */
export interface AccessRestriction {
  /** What it asks for. */
  guard: Guard;
  /** The annotation that asks for it, or the field, and why it can't be kept where that is not plain. */
  annotation: string;
  /** Why that restricts anything, where it is not plain. */
  why?: string;
  /** The networks that it lets in, where that is all it asks and no route has them yet ({@linkcode narrowSources}). */
  sources?: readonly string[];
  /** What the user can do to have it kept, where that is known: `Add --extension nginx`. */
  remedy?: string;
}

/** Ends of annotation names that restrict access, whichever controller's they are. */
const GUARD_ANNOTATIONS: readonly [RegExp, Guard][] = [
  [/[/.](auth-ur[li]|auth-forward|appid-auth|oauth)$/, "forwardAuth"],
  [/[/.](auth-type|auth-secret|auth-realm|basic-auth-secret)$/, "basicAuth"],
  [
    /[/.]((ip[-_]|domain-)?(white|allow|deny|black|block)[-_]?list([-_]source[-_]range)?|(allow|deny)-source-range|inbound-cidrs)$/,
    "allowedSources",
  ],
  [
    /[/.](auth-tls-secret|auth-tls-verify-client|client-ca|mutual-auth(entication)?)$/,
    "clientCertificate",
  ],
  [
    /[/.](jwt-key|jwt-realm|jwt-validation|policies|enable-opa|enable-modsecurity|plugins|plugin-config-name)$/,
    "other",
  ],
  // Wallarm's firewall, in its own build of ingress-nginx; haproxy-ingress's, and the requests that HAProxy's controller lets through to a Service.
  [/[/.](waf|wallarm-mode|route-acl)$/, "other"],
  // Objects of HAProxy's controller that hold rules of its own configuration. That of the process, cr-global, holds none.
  [/[/.]cr-(defaults|frontend|backend)$/, "other"],
  // Who may call an API is what Traefik Hub is for.
  [/^hub\.traefik\.io\/(access-control-policy|api(-.+)?)$/i, "other"],
  // Firewalls of providers, and the private addresses at which alone they have a route.
  [/[/.](waf(v2)?-acl-(arn|id|name)|web-acl-id|waf-policy-for-path|security-groups)$/, "other"],
  [/^alb\.ingress\.kubernetes\.io\/(conditions\..+|scheme|frontend-nlb-scheme)$/, "other"],
  [/^zalando\.org\/aws-(waf-web-acl-id|load-balancer-scheme)$/, "other"],
  // Headers and parameters that requests must have for a route: without them they get another, or none.
  [/[/.]http-header-match(-regex)?$/, "other"],
  [/^konghq\.com\/headers\./, "other"],
  [
    /^(higress\.io|mse\.ingress\.kubernetes\.io)\/((exact|prefix|regex)-)?match-((pseudo-)?header|query|method)/,
    "other",
  ],
  [/^appgw\.ingress\.kubernetes\.io\/use-private-ip$/, "other"],
  // What holds rules of a controller's own, whatever they say.
  [/^zalando\.org\/skipper-(filter|predicate|routes)$/, "other"],
  [/^ingress\.pomerium\.io\/(policy|allowed_\w+|allow_any_authenticated_user)$/, "other"],
  [/^ingress\.pomerium\.io\/tls_downstream_client_ca(_secret)?$/, "clientCertificate"],
  [/^getambassador\.io\/config$/, "other"],
  [/^plugins\.konghq\.com$/, "other"],
  [/^k8s\.ngrok\.com\/(modules|traffic-policy)$/, "other"],
  // Names of objects that may hold anything: the rewriter that knows them says what they restrict. Their controller
  // reads annotations in any case.
  [/[/.]router\.(middlewares|tls\.options)$/i, "other"],
];

/** Annotations that hold lines of the proxy's own config, or rules of its firewall. */
const SNIPPET = /-snippets?$|\/config-(backend|frontend|defaults|global|sections|proxy|tcp)/;

/**
 * The restrictions of access that an Ingress's annotations ask for, whichever ingress controller
 * they are written for. A route that does not keep them all must answer 403.
 *
 * @example
 * ```ts
 * import { accessRestrictions } from "@dekube/engine/pacts/ingress";
 * import { assertEquals } from "@std/assert";
 *
 * const annotation = "nginx.ingress.kubernetes.io/auth-url";
 * const ingress = { kind: "Ingress", metadata: { name: "x", annotations: { [annotation]: "http://a" } } };
 * assertEquals(accessRestrictions(ingress), [
 *   { guard: "forwardAuth", annotation },
 * ]);
 * ```
 */
export function accessRestrictions(manifest: Pick<Manifest, "metadata">): AccessRestriction[] {
  const found: AccessRestriction[] = [];
  const all = textMap(manifest.metadata.annotations);
  for (const [annotation, value] of entries(manifest.metadata.annotations)) {
    const written = text(value).trim();
    if (written === "") {
      if (typeof value === "string" && isRefusedEmpty(annotation, all)) {
        const why = "it is empty, and the controller answers nobody then";
        found.push({ guard: "allowedSources", annotation, why });
      }
      continue;
    }
    const isOff = ["false", "off", "none"].includes(written.toLowerCase()) &&
      !WITHOUT_OFF.test(annotation);
    if (/[/-]scheme$/.test(annotation) && written !== "internal") continue;
    if (Object.hasOwn(PRIVATE, annotation) && !PRIVATE[annotation](written)) continue;
    const before = found.length;
    for (const [name, guard] of GUARD_ANNOTATIONS) {
      if (isWatching(annotation, manifest) || isUnasked(annotation, manifest)) continue;
      // A list has no word for that: what is no network lets nobody in.
      if (isOff && guard !== "allowedSources") continue;
      if (name.test(annotation)) found.push({ guard, annotation });
    }
    if (found.length === before && isFirewall(annotation, all)) {
      found.push({ guard: "other", annotation });
    }
    if (!isOff && SNIPPET.test(annotation) && !isFirewallOff(annotation, manifest)) {
      for (const asked of snippetGuards(annotation, written)) found.push({ ...asked, annotation });
    }
    if (!isOff && !isJudged(annotation) && CONTROLLER_ANNOTATIONS.of(annotation) === "guard") {
      found.push({ guard: "other", annotation });
    }
  }
  // Beside another list only the controller knows which of the two it heeds.
  const lists = found.filter(({ guard }) => guard === "allowedSources");
  return lists.length > 1 ? found.map(({ sources: _, ...asked }) => asked) : found;
}

/** Annotations of ingress-nginx that have no word for off: what is no address, way or Secret has it answer nobody. */
const WITHOUT_OFF = /^nginx\.ingress\.kubernetes\.io\/auth-(?:url|type|tls-secret)$/;

/**
 * Whether ingress-nginx answers nobody for want of networks in a list. An empty one is passed over by its older name alone,
 * or where the older name has some.
 */
function isRefusedEmpty(annotation: string, all: Readonly<Record<string, string>>): boolean {
  const [, name] = /^nginx\.ingress\.kubernetes\.io\/(.+)$/.exec(annotation) ?? [];
  if (name === "denylist-source-range") return true;
  const older = all["nginx.ingress.kubernetes.io/whitelist-source-range"] ?? "";
  if (name === "allowlist-source-range") return older.trim() === "";
  return name === "whitelist-source-range" && older !== "" &&
    !(all["nginx.ingress.kubernetes.io/allowlist-source-range"] ?? "").trim();
}

/** Whether the name of an annotation says what it restricts, or its value does. */
export function isJudged(annotation: string): boolean {
  return GUARD_ANNOTATIONS.some(([name]) => name.test(annotation)) || SNIPPET.test(annotation) ||
    namesFirewall(annotation);
}

/** A firewall that only writes down what it finds refuses nothing: haproxy-ingress's, and Wallarm's. */
function isWatching(annotation: string, { metadata }: Pick<Manifest, "metadata">): boolean {
  if (annotation.endsWith("/wallarm-mode")) {
    return text(mapping(metadata.annotations)[annotation]).trim() === "monitoring";
  }
  if (!annotation.endsWith("/waf")) return false;
  return text(mapping(metadata.annotations)[`${annotation}-mode`]).trim() === "detect";
}

/** An authority for certificates of clients means nothing where none is asked for one. */
function isUnasked(annotation: string, { metadata }: Pick<Manifest, "metadata">): boolean {
  const [, prefix] = /^(.*\/auth-tls-)secret$/.exec(annotation) ?? [];
  if (prefix === undefined) return false;
  return text(mapping(metadata.annotations)[`${prefix}verify-client`]).trim() === "off";
}

/** Rules say nothing where the firewall is off; where nobody says so, all may have it on. */
function isFirewallOff(annotation: string, { metadata }: Pick<Manifest, "metadata">): boolean {
  const [, prefix] = /^(.*\/)modsecurity-snippet$/.exec(annotation) ?? [];
  if (prefix === undefined) return false;
  const flag = text(mapping(metadata.annotations)[`${prefix}enable-modsecurity`]).trim();
  return ["false", "f", "0"].includes(flag.toLowerCase());
}

/**
 * Restrictions that some controllers read on the Service behind a route, too. haproxy-ingress reads all but those of
 * hosts there, under either of its prefixes, HAProxy's controller the requests that it lets through and rules of HAProxy's
 * own, Kong its plugins, and AWS's controller who may sign in.
 */
const READ_ON_SERVICES =
  /^(?:haproxy\.(?:org|com)\/(?:route-acl|cr-backend)$|(?:haproxy-ingress\.github\.io|ingress\.kubernetes\.io)\/(?!auth-tls-)|konghq\.com\/|alb\.ingress\.kubernetes\.io\/auth-)/;

/**
 * The restrictions of access that a Service's annotations ask for, of the controllers that read them there. A route to it
 * that does not keep them must answer 403.
 *
 * @example
 * ```ts
 * import { serviceRestrictions } from "@dekube/engine/pacts/ingress";
 * import { assertEquals } from "@std/assert";
 *
 * const annotations = { "haproxy-ingress.github.io/auth-secret": "users", "haproxy.org/auth-secret": "users" };
 * const service = { kind: "Service", metadata: { name: "web", annotations } };
 * assertEquals(serviceRestrictions(service), [
 *   { guard: "basicAuth", annotation: "haproxy-ingress.github.io/auth-secret" },
 * ]);
 * ```
 */
export function serviceRestrictions(service: Pick<Service, "metadata">): AccessRestriction[] {
  return accessRestrictions(service)
    .filter(({ annotation }) => READ_ON_SERVICES.test(annotation));
}

/**
 * The restrictions of access that the annotations of a route of Gateway API ask for, of the controllers that read them
 * there: Kong its plugins, and Traefik Hub who may call an API.
 *
 * @example
 * ```ts
 * import { routeRestrictions } from "@dekube/engine/pacts/ingress";
 * import { assertEquals } from "@std/assert";
 *
 * const annotations = { "konghq.com/plugins": "key-auth", "haproxy.org/auth-secret": "users" };
 * assertEquals(routeRestrictions({ metadata: { name: "web", annotations } }), [
 *   { guard: "other", annotation: "konghq.com/plugins" },
 * ]);
 * ```
 */
export function routeRestrictions(route: Pick<Manifest, "metadata">): AccessRestriction[] {
  return accessRestrictions(route)
    .filter(({ annotation }) => /^(konghq\.com|hub\.traefik\.io)\//i.test(annotation));
}

/**
 * Denies routes that do not keep all restrictions that are asked for: one that was not carried over
 * must close the route, never leave it open. Where none of those says what the user can do, `otherwise` may.
 *
 * @example
 * ```ts
 * import { Diagnostics, type IngressEntry } from "@dekube/engine/pacts";
 * import { denyUnkept } from "@dekube/engine/pacts/ingress";
 * import { assertEquals } from "@std/assert";
 *
 * const route: IngressEntry = { host: "shop.example", path: "/", upstream: "web:80", scheme: "http" };
 * denyUnkept([route], [{ guard: "forwardAuth", annotation: "auth-url" }], new Diagnostics());
 * assertEquals(route.denied, "auth-url");
 * ```
 */
export function denyUnkept(
  routes: readonly IngressEntry[],
  restrictions: readonly AccessRestriction[],
  ctx: Pick<ConvertContext, "report">,
  otherwise?: (unkept: readonly AccessRestriction[]) => string | undefined,
): void {
  if (restrictions.length === 0) return;
  for (const route of routes) {
    if (leadsToOther(route, routes) || isForHttpsAlone(route)) continue;
    const unkept = restrictions.filter(({ guard }) => !carriesGuard(route, guard));
    if (unkept.length > 0) denyRoute(route, unkept, ctx, otherwise);
  }
}

/** Whether a route has requests sent on to HTTPS, or none, and nothing to answer them with itself. */
function isForHttpsAlone({ protocols, httpsRedirect, answer }: IngressEntry): boolean {
  return protocols?.length === 0 && httpsRedirect !== undefined && answer?.status === 404;
}

/**
 * Whether a route only sends clients on, as they asked, to another host of these routes: that one's routes say who may
 * come in, and a client that signs in for one host is not known at another.
 */
function leadsToOther(
  { host, redirect }: IngressEntry,
  routes: readonly IngressEntry[],
): boolean {
  const [, to] = /^(?:\$scheme|https?):\/\/([\w.-]+)\$request_uri$/.exec(redirect?.to ?? "") ?? [];
  return to !== undefined && to !== host.toLowerCase() &&
    routes.some((other) => other.host.toLowerCase() === to && !other.redirect);
}

/**
 * Whether a route has a guard that lets at least somebody in: an empty one might be taken for none.
 *
 * @example
 * ```ts
 * import { carriesGuard } from "./access.ts";
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

/** Reasons that a message names. */
const NAMED = 5;

/**
 * As many reasons as tell that there are more than a message names: what guards all routes may be as many as the routes.
 *
 * @example
 * ```ts
 * import { ENOUGH_REASONS } from "@dekube/engine/pacts/ingress";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(Array.from({ length: 100 }).slice(0, ENOUGH_REASONS).length, 6);
 * ```
 */
export const ENOUGH_REASONS: number = NAMED + 1;

/** Why a route is denied, each reason once. */
function namedReasons(unkept: readonly AccessRestriction[]): string {
  const reasons = new Set<string>();
  for (const { annotation, why } of unkept) {
    const reason = why === undefined ? annotation : `${annotation} (${why})`;
    if (reasons.has(reason)) continue;
    if (reasons.size === NAMED) return `${[...reasons].join(", ")}, and others`;
    reasons.add(reason);
  }
  return [...reasons].join(", ");
}

/**
 * Denies a route, and says why.
 *
 * @example
 * ```ts
 * import { Diagnostics, type IngressEntry } from "@dekube/engine/pacts";
 * import { denyRoute } from "./access.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const diagnostics = new Diagnostics();
 * const route: IngressEntry = { host: "shop.example", path: "/", upstream: "web:80", scheme: "http" };
 * denyRoute(route, [{ guard: "other", annotation: "the Middleware is missing" }], diagnostics);
 * assertEquals([...diagnostics][0].code, "access-denied");
 * ```
 */
export function denyRoute(
  route: IngressEntry,
  unkept: readonly AccessRestriction[],
  ctx: Pick<ConvertContext, "report">,
  otherwise?: (unkept: readonly AccessRestriction[]) => string | undefined,
): void {
  const remedy = unkept.map(({ remedy }) => remedy).find(Boolean) ?? otherwise?.(unkept);
  const reasons = namedReasons(unkept);
  if (route.denied === undefined) route.denied = reasons;
  ctx.report(route.resource).error(
    "access-denied",
    `the route ${
      route.host || "*"
    }${route.path} answers 403, because who may come in is restricted and that can't be kept: ${reasons}. Nothing is served without its guard. ${
      remedy ? `${remedy}, or serve` : "Serve"
    } it by a proxy of your own`,
  );
}
