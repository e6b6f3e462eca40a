/**
 * What Traefik's Middlewares and TLSOptions restrict: what a route must carry, or answer 403.
 *
 * @module
 */

import {
  append,
  isMapping,
  type Manifest,
  type Mapping,
  mapping,
  text,
} from "@dekube/engine/pacts";
import type { AccessRestriction, Guard } from "@dekube/engine/pacts/ingress";
import { HUB, MIDDLEWARE } from "./known/middleware.ts";
import type { ResolvedMiddlewares } from "./middlewares.ts";

/** Kinds of Middlewares that restrict who may come in. */
const RESTRICTING: Readonly<Record<string, Guard>> = {
  basicAuth: "basicAuth",
  digestAuth: "basicAuth",
  forwardAuth: "forwardAuth",
  ipAllowList: "allowedSources",
  ipWhiteList: "allowedSources",
  passTLSClientCert: "other",
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
    ...unknown.map(({ why, remedy }): AccessRestriction => ({
      guard: "other",
      annotation: `${field} (${why})`,
      ...(remedy ? { remedy } : {}),
    })),
    ...middlewares.flatMap((middleware) => restrictionsOf(middleware, field)),
  ];
}

/** A Middleware that asks for nothing that Traefik knows has no route served there, and may be meant for any guard. */
function restrictionsOf({ spec, metadata }: Manifest, field: string): AccessRestriction[] {
  const kinds = isMapping(spec) ? Object.keys(spec) : [];
  if (!kinds.some((kind) => Object.hasOwn(MIDDLEWARE, kind))) {
    const why = `the Middleware "${metadata.name}" is of no kind that Traefik knows`;
    return [{ guard: "other", annotation: `${field} (${why})` }];
  }
  const restrictions = kinds.filter((kind) => Object.hasOwn(RESTRICTING, kind))
    .map((kind): AccessRestriction => ({ guard: RESTRICTING[kind], annotation: field }));
  if (isMapping(spec)) append(restrictions, pluginsOf(spec, metadata.name, field));
  // Traefik takes such headers off a request: the backend would believe a client's.
  const pattern = text(mapping(mapping(spec).forwardAuth).authResponseHeadersRegex);
  if (pattern === "") return restrictions;
  const why =
    `the Middleware "${metadata.name}" has authResponseHeadersRegex: list the headers under authResponseHeaders`;
  return [...restrictions, { guard: "other", annotation: `${field} (${why})` }];
}

/** Nobody knows what a plugin asks for; those of Traefik Hub are about who may come in, but for some. */
function pluginsOf(spec: Mapping, middleware: string, field: string): AccessRestriction[] {
  const hub = HUB.filter((name) => Object.hasOwn(spec, name));
  const plugins = Object.hasOwn(spec, "plugin") ? Object.keys(mapping(spec.plugin)) : undefined;
  if (hub.length === 0 && !plugins) return [];
  const names = [...hub, ...plugins ?? []].map((name) => JSON.stringify(name));
  const what = names.length === 0 ? "a plugin" : `the plugin ${names.join(", ")}`;
  const annotation = `${field} (the Middleware "${middleware}" is ${what})`;
  return [{ guard: "other", annotation }];
}
