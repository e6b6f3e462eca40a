/**
 * The routes that an Ingress asks for, before anything is known of its annotations.
 *
 * @module
 */

import {
  type ConvertContext,
  entries,
  idOf,
  type Ingress,
  type IngressBackend,
  type IngressEntry,
  isMapping,
  text,
} from "@dekube/engine/pacts";

/** Where a host and a path lead. */
export interface Route {
  /** Host name; empty for any. */
  host: string;
  /** Path, or a regular expression. */
  path: string;
  /** How the path is meant. */
  pathType: NonNullable<IngressEntry["pathType"]>;
  /** Where it leads, as the Ingress says it. */
  backend: IngressBackend | null | undefined;
  /** Where the Ingress says it. */
  field: string;
  /** Takes what no other route of the host does. */
  defaultBackend?: true;
}

/** The routes of an Ingress. A rule that leads nowhere gets a diagnostic. */
export function routesOf(manifest: Ingress, ctx: ConvertContext): Route[] {
  const spec = isMapping(manifest.spec) ? manifest.spec as Ingress["spec"] : undefined;
  const hasDefault = isMapping(spec?.defaultBackend);
  const usesRegex = entries(manifest.metadata.annotations).some(([name, value]) =>
    name.endsWith("/use-regex") && text(value) === "true"
  );

  const routes: Route[] = [];
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
        ...pathOf(text(item.path), text(item.pathType), usesRegex),
        backend: item.backend,
        field: `${field}.paths[${position}].backend`,
      });
    }
  }
  if (hosts.size === 0 && !hasDefault) {
    warn("empty-ingress", "the Ingress has neither rules nor a default backend", "spec.rules");
  }
  if (hasDefault) routes.push(...defaultRoutes(spec?.defaultBackend, hosts, routes));
  return routes;

  function warn(code: string, message: string, path: string): void {
    ctx.diagnostics.warn(code, message, { resource: idOf(manifest), path });
  }
}

/**
 * `spec.defaultBackend` takes "requests that don't match any rule": those for hosts without a rule,
 * and those for a host of a rule whose paths do not match. Where such a host has a path `/` nothing
 * is left to take.
 */
function defaultRoutes(
  backend: IngressBackend | null | undefined,
  hosts: ReadonlySet<string>,
  routes: readonly Route[],
): Route[] {
  return [...new Set([...hosts, ""])]
    .filter((host) =>
      !routes.some((route) =>
        route.host === host && route.path === "/" && route.pathType === "Prefix"
      )
    )
    .map((host) => ({
      host,
      path: "/",
      pathType: "Prefix",
      backend,
      field: "spec.defaultBackend",
      defaultBackend: true,
    }));
}

const REGEX_CHARACTERS = /[(\[*^$\\|+?]/;

/**
 * `ImplementationSpecific` is read as `Prefix`, except for what is plainly a regular expression. A
 * `Prefix` is taken at its word, unless the Ingress says that it uses regular expressions and this
 * is one.
 */
function pathOf(
  path: string,
  pathType: string,
  usesRegex: boolean,
): Pick<Route, "path" | "pathType"> {
  const looksRegex = REGEX_CHARACTERS.test(path);
  const isRegex = pathType === "Exact"
    ? false
    : pathType === "Prefix"
    ? usesRegex && looksRegex
    : path !== "" && (usesRegex || looksRegex);
  if (isRegex) return { path, pathType: "Regex" };
  return {
    path: path.startsWith("/") ? path : `/${path}`,
    pathType: pathType === "Exact" ? "Exact" : "Prefix",
  };
}

/** The items of a list with their positions in it; what is `null` is skipped. */
function indexed<T>(list: readonly T[] | null | undefined): [number, NonNullable<T>][] {
  if (!Array.isArray(list)) return [];
  return [...list.entries()].filter(([, item]) => isMapping(item)) as [number, NonNullable<T>][];
}
