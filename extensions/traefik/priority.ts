/**
 * The order in which Traefik tries its routes: by a number, which is the length of the rule unless the route says
 * another. A proxy tries the most specific first, which mostly comes to the same; where it does not, all have their number.
 *
 * @module
 */

import {
  entries,
  type Ingress,
  type IngressEntry,
  list,
  mapping,
  mappings,
  text,
} from "@dekube/engine/pacts";
import { type IngressPath, isIngressOf, literalPath } from "@dekube/engine/pacts/ingress";
import { TRAEFIK } from "./controller.ts";
import { controllersOf } from "./entry_point_guards.ts";
import type { TraefikObjects } from "./objects.ts";
import { readRule } from "./rule.ts";

/** Annotations that say a number; the second is of Traefik 1. */
export const PRIORITY_ANNOTATIONS = ["router.priority", "priority"];

/** Whether any route says a number, or lengths of rules mean another order: then all have one. */
function readsPriorities(objects: TraefikObjects): boolean {
  return saysNumber(objects) || ordersDiffer(rulesOf(objects));
}

function saysNumber(objects: TraefikObjects): boolean {
  const names = new Set(PRIORITY_ANNOTATIONS.map((name) => TRAEFIK.prefix + name));
  return objects.ctx.manifests.of("Ingress").some(({ metadata }) =>
    entries(metadata.annotations).some(([name, value]) =>
      names.has(name.toLowerCase()) && parsePriority(value) !== undefined
    )
  ) ||
    objects.of("IngressRoute").some(({ spec }) =>
      list(mapping(spec).routes).some((route) =>
        parsePriority(mapping(route).priority) !== undefined
      )
    );
}

/** A number that a route says; `undefined` where it is 0, which stands for the rule's length, or none at all. */
function parsePriority(value: unknown): number | undefined {
  const written = text(value).trim();
  return /^[+-]?\d{1,15}$/.test(written) && Number(written) !== 0 ? Number(written) : undefined;
}

/** The field of a route that has its number, where routes have one. */
export function priorityField(
  value: unknown,
  rule: string,
  objects: TraefikObjects,
): Pick<IngressEntry, "priority"> {
  return objects.once(readsPriorities) ? { priority: parsePriority(value) ?? rule.length } : {};
}

const MATCHERS = { Exact: "Path", Prefix: "PathPrefix", Regex: "PathRegexp" };

/** The rule that Traefik makes of a path of an Ingress. */
export function ingressRule({ host, path, pathType }: IngressPath & { host: string }): string {
  const matcher = `${MATCHERS[pathType]}(${JSON.stringify(path)})`;
  return host === "" ? matcher : `Host(${JSON.stringify(host)}) && ${matcher}`;
}

function rulesOf(objects: TraefikObjects): string[] {
  const { ctx } = objects;
  const controllers = objects.once(controllersOf);
  const ingresses = (ctx.manifests.of("Ingress") as readonly Ingress[])
    .filter((manifest) => isIngressOf(TRAEFIK, manifest, ctx, (one) => controllers.read(one)));
  return [
    ...ingresses.flatMap(({ spec }) =>
      mappings(mapping(spec).rules).flatMap((rule) =>
        mappings(mapping(rule.http).paths).map(({ path, pathType }) =>
          ingressRule({ host: text(rule.host), ...literalPath(text(path), text(pathType)) })
        )
      )
    ),
    ...objects.of("IngressRoute").flatMap(({ spec }) =>
      mappings(mapping(spec).routes).map(({ match }) => text(match))
    ),
  ];
}

/** Where requests of a rule are: below a path, or there alone. */
interface Place {
  /** Empty for more than one host. */
  host: string;
  path: string;
  isExact: boolean;
  /** How long the rule is. */
  length: number;
}

/** So many are not compared: they have their numbers. */
const MAX_PLACES = 2000;

/** Whether of two rules the longer is about more: Traefik tries that one first. */
export function ordersDiffer(rules: readonly string[]): boolean {
  const places = rules.flatMap(placesOf);
  if (places.length > MAX_PLACES) return true;
  return places.some((wide) =>
    !wide.isExact && places.some((narrow) =>
      wide.length > narrow.length &&
      (wide.host === narrow.host
        ? narrow.path.startsWith(wide.path) && (narrow.path !== wide.path || narrow.isExact)
        : wide.host === "" &&
          (narrow.path.startsWith(wide.path) || wide.path.startsWith(narrow.path)))
    )
  );
}

function placesOf(rule: string): Place[] {
  const read = readRule(rule);
  if (!("alternatives" in read)) return [];
  return read.alternatives.flatMap((alternative) => {
    const valueOf = (...names: string[]) =>
      alternative.find(({ name, negated }) => !negated && names.includes(name))?.values[0];
    // How an expression compares is known of none.
    if (valueOf("pathregexp") !== undefined) return [];
    const exact = valueOf("path");
    return [{
      host: (valueOf("host", "hostheader") ?? "").toLowerCase(),
      path: exact ?? valueOf("pathprefix") ?? "/",
      isExact: exact !== undefined,
      length: rule.length,
    }];
  });
}
