/**
 * `$uri` of templates: path and query as a route leaves them.
 *
 * nginx has the path decoded, and would let a line break of it end a header. So a path that has changed is encoded again,
 * by its JavaScript module; one that has not is taken as the client sent it.
 *
 * @module
 */

import { withoutEnd } from "@dekube/engine/pacts";
import type { IngressEntry } from "@dekube/engine/pacts";
import type { Line } from "./blocks.ts";

/** Whether a route changes the path. */
export function changesPath({ stripPrefix = "", rewrite }: IngressEntry): boolean {
  return rewrite !== undefined || withoutEnd(stripPrefix, "/") !== "";
}

/** The variable for `$uri` of a route's templates. */
export function uriVariable(entry: IngressEntry): string {
  return changesPath(entry) ? "${dekube_changed_uri}" : "${request_uri}";
}

/** Whether a template of a route holds what it, or one of its backends, makes of the path. */
export function usesChangedUri(entry: IngressEntry): boolean {
  const changes = changesPath(entry) || entry.backends?.some(({ rewrite }) => rewrite);
  return changes === true && /\$uri(?![a-z_])/.test(templatesOf(entry));
}

/** All texts of a route that are templates. */
export function templatesOf(
  { forwardAuth, redirect, requestHeaders, backends }: IngressEntry,
): string {
  const shared = backends?.map(({ requestHeaders, redirect }) => [requestHeaders, redirect]);
  return JSON.stringify([forwardAuth, redirect, requestHeaders, shared]);
}

/** Who changes a path: a route, and behind it the backend that gets a share of its requests. */
export type Changer = "route" | "share";

/** The variable with the path as it is when that is first asked for. Nothing would find another after that. */
export function encodedPath(changer: Changer): string {
  return `dekube_encoded_by_${changer}`;
}

/** Keeps the URI as it is now: requests within a request have another, but share their variables. */
export function setChangedUri(changer: Changer): Line {
  return `set $dekube_changed_uri "\${${encodedPath(changer)}}\${is_args}\${args}"`;
}
