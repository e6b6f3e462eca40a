/**
 * Which requests a path of an Ingress takes, as the controller's template writes `location`s.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import { escapeRegex, type IngressPath, literalPath } from "@dekube/engine/pacts/ingress";
import type { Hosts } from "./hosts.ts";

/**
 * A path as it stands; what is neither `Exact` nor `Prefix` is marked `Regex`, until its host is
 * known.
 */
export function readPath(path: string, pathType: string): IngressPath {
  const literal = literalPath(path, pathType);
  const isPlain = ["Exact", "Prefix"].includes(pathType) || literal.path === "/";
  return isPlain ? literal : { path: literal.path, pathType: "Regex" };
}

/**
 * Where some Ingress of the host uses regular expressions, all paths of the host are such, open at
 * their end, ignoring case. Elsewhere none is: `ImplementationSpecific` is the beginning of a path,
 * whatever follows.
 *
 * @param isOwn Whether the Ingress itself is one that makes its host's paths regular expressions.
 */
export function locationOf(
  { host, path, pathType, defaultBackend }:
    & Pick<IngressEntry, "host" | "defaultBackend">
    & IngressPath,
  hosts: Pick<Hosts, "regex" | "exact">,
  isOwn: boolean,
): IngressPath {
  const key = host.toLowerCase();
  if (defaultBackend) return { path, pathType };
  if (hosts.regex.has(key)) {
    if (path === "/") return { path, pathType: "Prefix" };
    // Beside an exact path a prefix is only what lies below it.
    const isFolder = pathType === "Prefix" && !isOwn && !path.endsWith("/") &&
      hosts.exact.get(key)?.has(path);
    return { path: `(?i)${path}${isFolder ? "/" : ""}`, pathType: "Regex" };
  }
  if (pathType !== "Regex") return { path, pathType };
  return path.endsWith("/")
    ? { path, pathType: "Prefix" }
    : { path: escapeRegex(path), pathType: "Regex" };
}
