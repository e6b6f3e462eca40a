/**
 * The order in which Traefik tries its routes: by a number, which is the length of the rule unless the route says
 * another. A proxy tries the most specific first, which comes to the same where nobody says a number.
 *
 * @module
 */

import { entries, type IngressEntry, list, mapping, text } from "@dekube/engine/pacts";
import type { IngressPath } from "@dekube/engine/pacts/ingress";
import { TRAEFIK } from "./controller.ts";
import type { TraefikObjects } from "./objects.ts";

/** Annotations that say a number; the second is of Traefik 1. */
export const PRIORITY_ANNOTATIONS = ["router.priority", "priority"];

/** Whether any route says a number: then all have one. */
function readsPriorities(objects: TraefikObjects): boolean {
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
