/**
 * Entry points: which of Traefik's ports a route is for.
 *
 * @module
 */

import type { Annotations } from "@dekube/engine/pacts/ingress";
import { publicEntryPoints } from "./settings.ts";

/** What a route's entry points mean here. */
export type Publicity =
  /** A route of the public proxy. */
  | "public"
  /** One that Traefik serves over HTTP alone; here HTTP is sent on to HTTPS. */
  | "http"
  /** None that the world reaches: it must not be published. */
  | "inside";

/** The names that Traefik's chart, k3s and the documentation give to ports 80 and 443. */
const HTTP: readonly string[] = ["web", "http"];
const HTTPS: readonly string[] = ["websecure", "https"];

/**
 * What a list of entry points means; an empty one is that of Traefik's default, which is public.
 *
 * @param others Names of further ones for HTTPS.
 */
export function publicityOf(
  entryPoints: readonly string[],
  others: readonly string[] = [],
): Publicity {
  const names = entryPoints.map((name) => name.trim().toLowerCase()).filter(Boolean);
  const isPublic = (name: string) =>
    HTTPS.includes(name) || others.some((other) => other.toLowerCase() === name);
  if (names.length === 0 || names.some(isPublic)) return "public";
  return names.some((name) => HTTP.includes(name)) ? "http" : "inside";
}

/** Whether, and how, Traefik publishes an Ingress. */
export function ingressPublicity(annotations: Annotations): Publicity {
  const old = annotations.list("frontend-entry-points");
  const entryPoints = annotations.list("router.entrypoints");
  return publicityOf(
    entryPoints.length > 0 ? entryPoints : old,
    publicEntryPoints(annotations.ctx),
  );
}
