/**
 * The routes that an Ingress asks for, before anything is known of its annotations.
 *
 * @module
 */

import { append } from "../append.ts";
import type { ConvertContext } from "../context.ts";
import type { Ingress, IngressBackend, Service, ServicePort } from "../kubernetes/types.ts";
import { idOf, namespaceOf } from "../manifest.ts";
import { entries, isMapping, text } from "../read.ts";
import { readOnce } from "../read_once.ts";
import { resolveBackend } from "./backend.ts";
import type { IngressEntry } from "./entry.ts";
import { isHostPattern } from "./hosts.ts";
import { tlsIn } from "./tls.ts";

/** A route that an Ingress asks for, with what stands behind it. */
export interface IngressRoute {
  /** The route without anything that annotations say: its backend is spoken to by HTTP. */
  entry: IngressEntry & IngressPath;
  /** The Service behind it, where there is one. */
  service?: Service;
  /** The port of the Service that the Ingress names, where the Service has it. */
  port?: ServicePort;
}

/** A path of an Ingress, and how it is meant. */
export type IngressPath = Required<Pick<IngressEntry, "path" | "pathType">>;

/** Which of an Ingress's paths are regular expressions: the controllers differ. */
export type ReadPath = (path: string, pathType: string) => IngressPath;

/**
 * The routes of an Ingress: one for each path of each rule, and those of `spec.defaultBackend`, with the
 * certificates of `spec.tls`. A rewriter adds what its controller's annotations say. A rule or a route that leads
 * nowhere is left out and gets a diagnostic; one that leads to a missing Service stays, as in the cluster, where it
 * answers 503: what its path is for must not fall to another route. Where the controller answers by itself, with a
 * redirect, `asksBackend` is `false`: nothing is missed then, many Ingresses name any backend that comes to mind.
 *
 * @example
 * ```ts
 * import { ingressRoutes } from "@dekube/engine/pacts/ingress";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const service = {
 *   kind: "Service",
 *   metadata: { name: "web", namespace: "shop" },
 *   spec: { ports: [{ port: 80, targetPort: 8080 }] },
 * };
 * const ingress = {
 *   kind: "Ingress",
 *   metadata: { name: "web", namespace: "shop" },
 *   spec: {
 *     rules: [{
 *       host: "shop.example",
 *       http: {
 *         paths: [{ path: "/", pathType: "Prefix", backend: { service: { name: "web", port: { number: 80 } } } }],
 *       },
 *     }],
 *   },
 * };
 * const [{ entry, service: found, port }] = ingressRoutes(ingress, testContext([service]));
 * assertEquals(entry, {
 *   host: "shop.example",
 *   path: "/",
 *   pathType: "Prefix",
 *   upstream: "web.shop.svc.cluster.local:8080",
 *   scheme: "http",
 *   resource: { kind: "Ingress", namespace: "shop", name: "web" },
 * });
 * assertEquals([found, port?.targetPort], [service, 8080]);
 * ```
 */
export function ingressRoutes(
  manifest: Ingress,
  ctx: ConvertContext,
  readPath: ReadPath = plainPaths(manifest),
  asksBackend = true,
): IngressRoute[] {
  const tlsFor = tlsIn(manifest);
  return declaredRoutes(manifest, ctx, readPath).flatMap((declared) => {
    const { backend, field, ...route } = declared;
    const reporter = ctx.report(manifest, field);
    const resolved = resolveBackend(backend, namespaceOf(manifest), ctx);
    if (!resolved) {
      reporter.warn(
        "no-backend-service",
        `the route ${route.host}${route.path} leads to no Service, so it is left out; only Services can be converted`,
      );
      return [];
    }
    const { upstream, ref, service, port, missingPort } = resolved;
    if (!service && asksBackend) {
      reporter.warn(
        "missing-service",
        `there is no Service "${ref.name}", so ${route.host}${route.path} will answer with an error. Add it to the manifests`,
      );
    }
    const isMissing = missingPort !== undefined && asksBackend;
    if (isMissing) {
      reporter.error(
        "missing-port",
        `the Service "${ref.name}" has no port ${
          JSON.stringify(missingPort)
        }, so ${route.host}${route.path} answers 503. Name one that it has`,
      );
    }
    const tls = tlsFor(route.host);
    return [{
      entry: {
        ...route,
        upstream,
        scheme: "http",
        ...(isMissing ? { answer: { status: 503 } } : {}),
        resource: idOf(manifest),
        ...(tls ? { tls } : {}),
      },
      ...(service ? { service } : {}),
      ...(port ? { port } : {}),
    }];
  });
}

/** A route as the Ingress says it. */
interface DeclaredRoute extends IngressPath {
  host: string;
  backend: IngressBackend | null | undefined;
  field: string;
  defaultBackend?: true;
}

/** A rule that leads nowhere gets a diagnostic. */
function declaredRoutes(
  manifest: Ingress,
  ctx: ConvertContext,
  readPath: ReadPath,
): DeclaredRoute[] {
  const spec = isMapping(manifest.spec) ? manifest.spec as Ingress["spec"] : undefined;
  const fallback = defaultBackendOf(manifest);
  const hasDefault = isMapping(fallback);

  const routes: DeclaredRoute[] = [];
  const hosts = new Set<string>();
  for (const [index, rule] of indexed(spec?.rules)) {
    const host = text(rule.host);
    hosts.add(host);
    const field = `spec.rules[${index}].http`;
    const paths = indexed(rule.http?.paths);
    if (paths.length === 0 && !hasDefault) {
      warn(
        "empty-rule",
        `the rule for ${host || "any host"} has no paths, so it leads nowhere`,
        field,
      );
    }
    for (const [position, item] of paths) {
      routes.push({
        host,
        ...readPath(text(item.path), text(item.pathType)),
        backend: item.backend,
        field: `${field}.paths[${position}].backend`,
      });
    }
  }
  reportUnusedTls(manifest, ctx);
  if (hosts.size === 0 && !hasDefault) {
    warn("empty-ingress", "the Ingress has neither rules nor a default backend", "spec.rules");
  }
  if (hasDefault) append(routes, defaultRoutes(fallback, hosts, routes));
  return routes;

  function warn(code: string, message: string, path: string): void {
    ctx.report(manifest, path).warn(code, message);
  }
}

/** Says which hosts of `spec.tls` no Ingress has a rule for, nor an annotation: nobody is shown their certificate. */
function reportUnusedTls(manifest: Ingress, ctx: ConvertContext): void {
  const tls = indexed(manifest.spec?.tls);
  if (tls.length === 0) return;
  // One that an operator would have made is not among the manifests.
  const rules = [ruleHosts(ctx), hostsOfRules([manifest])];
  const noted = Object.values(manifest.metadata.annotations ?? {}).map(text).join(" ");
  for (const [index, { hosts, secretName }] of tls) {
    for (const [position, host] of (Array.isArray(hosts) ? hosts : []).map(text).entries()) {
      const name = host.toLowerCase();
      const domain = name.slice(name.indexOf("."));
      // What is no name of a host is said where it matters.
      const isUsed = !isHostPattern(name) ||
        rules.some(({ names, domains }) =>
          ["", name, `*${domain}`].some((rule) => names.has(rule)) ||
          name.startsWith("*.") && domains.has(domain)
        );
      if (isUsed || noted.includes(host)) continue;
      ctx.report(manifest, `spec.tls[${index}].hosts[${position}]`).info(
        "unused-tls-host",
        `no rule is for ${host}, so nobody is shown ${
          text(secretName) === "" ? "a certificate" : `the certificate of "${text(secretName)}"`
        } there. Add a rule, or correct the name`,
      );
    }
  }
}

/** Hosts that rules are for, and the ends of their names from each dot on. */
interface RuleHosts {
  names: ReadonlySet<string>;
  domains: ReadonlySet<string>;
}

const ruleHosts = readOnce(
  ["Ingress"],
  ({ manifests }: Pick<ConvertContext, "manifests">): RuleHosts =>
    hostsOfRules(manifests.of("Ingress") as readonly Ingress[]),
);

function hostsOfRules(all: readonly Ingress[]): RuleHosts {
  const names = new Set(
    all.flatMap(({ spec }) => indexed(spec?.rules).map(([, { host }]) => text(host).toLowerCase())),
  );
  const domains = new Set<string>();
  for (const name of names) {
    for (let at = name.indexOf("."); at >= 0; at = name.indexOf(".", at + 1)) {
      domains.add(name.slice(at));
    }
  }
  return { names, domains };
}

/** `spec.defaultBackend`, or what was that before networking.k8s.io/v1. */
export function defaultBackendOf({ spec }: Ingress): IngressBackend | null | undefined {
  if (!isMapping(spec)) return undefined;
  const { defaultBackend, backend } = spec as Record<string, IngressBackend | null | undefined>;
  return defaultBackend ?? backend;
}

/**
 * `spec.defaultBackend` takes "requests that don't match any rule": those for hosts without a rule,
 * and those for a host of a rule whose paths do not match. Where such a host has a path `/` nothing
 * is left to take.
 */
function defaultRoutes(
  backend: IngressBackend | null | undefined,
  hosts: ReadonlySet<string>,
  routes: readonly DeclaredRoute[],
): DeclaredRoute[] {
  const full = new Set(
    routes.filter(({ path, pathType }) => path === "/" && pathType === "Prefix")
      .map(({ host }) => host),
  );
  return [...new Set([...hosts, ""])]
    .filter((host) => !full.has(host))
    .map((host) => ({
      host,
      path: "/",
      pathType: "Prefix",
      backend,
      field: "spec.defaultBackend",
      defaultBackend: true,
    }));
}

/**
 * `ImplementationSpecific` is read as `Prefix`, except for what is plainly a regular expression. A
 * `Prefix` is taken at its word, unless the Ingress says that it uses regular expressions and this
 * is one.
 */
function plainPaths(manifest: Ingress): ReadPath {
  const usesRegex = entries(manifest.metadata.annotations).some(([name, value]) =>
    name.endsWith("/use-regex") && text(value) === "true"
  );
  return (path, pathType) => {
    const looksRegex = REGEX_CHARACTERS.test(path);
    const isRegex = pathType === "Exact"
      ? false
      : pathType === "Prefix"
      ? usesRegex && looksRegex
      : path !== "" && (usesRegex || looksRegex);
    return isRegex ? { path, pathType: "Regex" } : literalPath(path, pathType);
  };
}

/**
 * A path that is no regular expression: `Exact` is kept, all else is `Prefix`, and both begin with `/`.
 *
 * @example
 * ```ts
 * import { literalPath } from "@dekube/engine/pacts/ingress";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(literalPath("", "ImplementationSpecific"), { path: "/", pathType: "Prefix" });
 * ```
 */
export function literalPath(path: string, pathType: string): IngressPath {
  return {
    path: path.startsWith("/") ? path : `/${path}`,
    pathType: pathType === "Exact" ? "Exact" : "Prefix",
  };
}

const REGEX_CHARACTERS = /[(\[*^$\\|+?]/;

/** The items of a list with their positions in it; what is `null` is skipped. */
function indexed<T>(list: readonly T[] | null | undefined): [number, NonNullable<T>][] {
  if (!Array.isArray(list)) return [];
  return [...list.entries()].filter(([, item]) => isMapping(item)) as [number, NonNullable<T>][];
}
