/**
 * What Traefik's Middlewares and TLSOptions restrict: what a route must carry, or answer 403.
 *
 * @module
 */

import { isMapping, type Manifest } from "@dekube/engine/pacts";
import type { AccessRestriction, Guard } from "@dekube/engine/pacts/ingress";
import type { ResolvedMiddlewares } from "./middlewares.ts";

/** Kinds of Middlewares that restrict who may come in. */
const RESTRICTING: Readonly<Record<string, Guard>> = {
  basicAuth: "basicAuth",
  digestAuth: "basicAuth",
  forwardAuth: "forwardAuth",
  ipAllowList: "allowedSources",
  ipWhiteList: "allowedSources",
  passTLSClientCert: "other",
  plugin: "other",
};

/**
 * What the Middlewares of a route restrict; one that can't be found might restrict anything.
 *
 * @param field The annotation, or the field, that names them.
 */
export function middlewareRestrictions(
  { middlewares, unknown }: ResolvedMiddlewares,
  field: string,
): AccessRestriction[] {
  return [
    ...unknown.map((why): AccessRestriction => ({
      guard: "other",
      annotation: `${field} (${why})`,
    })),
    ...middlewares.flatMap(guardsOf).map((guard) => ({ guard, annotation: field })),
  ];
}

/** A Middleware that says nothing might be any. */
function guardsOf({ spec }: Manifest): Guard[] {
  if (!isMapping(spec)) return ["other"];
  return Object.keys(spec).filter((kind) => Object.hasOwn(RESTRICTING, kind))
    .map((kind) => RESTRICTING[kind]);
}
