/**
 * `rewrite-target`: what becomes of the path on its way to the backend.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import type { Annotations } from "@dekube/engine/pacts/ingress";

/** What a path of the Ingress becomes. */
export type PathChange = (path: string) => Pick<IngressEntry, "rewrite" | "redirect">;

/**
 * Reads the annotation. A target with groups is about the path as a regular expression, one that is
 * a whole URL is a redirect, and one that is the path itself changes nothing.
 */
export function readRewriteTarget(annotations: Annotations): PathChange {
  const name = "rewrite-target";
  const target = annotations.get(name);
  const unchanged: PathChange = () => ({});
  if (target === "") return unchanged;

  // deno-lint-ignore no-control-regex -- these are what must not be there
  if (/[\s\x00-\x1f\x7f]/.test(target)) {
    annotations.invalid(name, `${JSON.stringify(target)} holds a space or a control character`);
    return unchanged;
  }
  if (/\$(?![1-9])/.test(target)) {
    annotations.unsupported(
      name,
      `"${target}" holds a variable of nginx, and only groups ($1 to $9) can be kept; the path stays as it is`,
    );
    return unchanged;
  }
  if (/^https?:\/\//.test(target)) {
    if (!target.includes("$")) {
      return (path) => path === target ? {} : { redirect: { to: target, status: 302 } };
    }
    annotations.unsupported(
      name,
      `"${target}" is a redirect with parts of the path, which can't be kept; requests go to the backend`,
    );
    return unchanged;
  }
  let replacement = target.startsWith("/") ? target : `/${target}`;
  if (replacement.endsWith("?")) {
    replacement = replacement.slice(0, -1);
    annotations.unsupported(
      name,
      `"${target}" takes the query off, which can't be kept; the backend gets the path as asked for, with the query`,
    );
  }
  return (path) => path === target ? {} : { rewrite: { pattern: `(?i)${path}`, replacement } };
}
