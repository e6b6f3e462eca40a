/**
 * Entry points: which of Traefik's ports a route is for.
 *
 * @module
 */

import type { ConvertContext } from "@dekube/engine/pacts";
import type { Annotations } from "@dekube/engine/pacts/ingress";
import { type PortsByName, publicEntryPoints } from "./settings.ts";

/** What a route's entry points are, of those that the world reaches. */
export interface EntryPoints {
  /** One is for HTTP. */
  http: boolean;
  /** One is for HTTPS. */
  https: boolean;
  /** The route names them; without, it has Traefik's default. */
  isNamed: boolean;
}

/** The names that Traefik's chart, k3s and the documentation give to ports 80 and 443. */
const HTTP: readonly string[] = ["web", "http"];
const HTTPS: readonly string[] = ["websecure", "https"];

/**
 * What a list of entry points means; `undefined` where the world reaches none of them, so that the route must not be
 * published.
 *
 * @param others Further ones, with their ports where those are known: 80 is for HTTP, any other for HTTPS.
 */
export function readEntryPoints(
  entryPoints: readonly string[],
  others: PortsByName = new Map(),
): EntryPoints | undefined {
  const names = entryPoints.map((name) => name.trim().toLowerCase()).filter(Boolean);
  const isPlain = (name: string) =>
    others.has(name) ? others.get(name) === 80 : HTTP.includes(name);
  const isSecure = (name: string) => others.has(name) ? !isPlain(name) : HTTPS.includes(name);
  const http = names.some(isPlain);
  const https = names.some(isSecure);
  const isNamed = names.length > 0;
  return isNamed && !http && !https ? undefined : { http, https, isNamed };
}

/** The entry points of an Ingress. */
export function ingressEntryPoints(
  annotations: Annotations,
  ctx: Pick<ConvertContext, "config" | "report">,
): EntryPoints | undefined {
  return readEntryPoints(entryPointNames(annotations), publicEntryPoints(ctx));
}

/** The entry points that an Ingress names. */
export function entryPointNames(annotations: Annotations): string[] {
  const names = annotations.list("router.entrypoints");
  return names.length > 0 ? names : annotations.list("frontend-entry-points");
}
