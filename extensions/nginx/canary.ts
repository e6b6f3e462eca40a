/**
 * Canary Ingresses: a second backend for some of the requests of a main Ingress's path.
 *
 * @see https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#canary
 * @module
 */

import type { ConvertContext, Ingress, IngressEntry } from "@dekube/engine/pacts";
import {
  Annotations,
  type BackendAddress,
  ingressRoutes,
  isHeaderName,
  type RequestMatch,
  type ValueMatch,
} from "@dekube/engine/pacts/ingress";
import { groupsOf, wrapRegex } from "@dekube/engine/pacts/regex";
import { NGINX } from "./controller.ts";
import { ownIngresses } from "./own_ingresses.ts";
import { readPath } from "./paths.ts";

/** A second backend, and the requests that it gets. It is spoken to as the main one is. */
interface Canary {
  upstream: string;
  /** What sends a request to it, or keeps it away, whatever the weight. */
  rules: { match: RequestMatch; to: "canary" | "main" }[];
  /** Its share of all other requests, from 0 to 1. */
  share: number;
}

/** The canaries of all paths. */
export class Canaries {
  readonly #byRoute = new Map<string, Canary>();

  /** Reads all Ingresses that are canaries. */
  constructor(ctx: ConvertContext, own: readonly Ingress[] = ownIngresses(ctx)) {
    for (const manifest of own) {
      const annotations = new Annotations(NGINX, manifest, ctx);
      if (!annotations.flag("canary")) continue;
      const rules = readRules(annotations);
      const share = readShare(annotations);
      for (const { entry } of ingressRoutes(manifest, ctx, readPath)) {
        const key = keyOf(entry);
        // The controller has one canary a path, the first.
        if (this.#byRoute.has(key)) continue;
        this.#byRoute.set(key, { upstream: entry.upstream, rules, share });
      }
    }
  }

  /** A route, and those that its canary adds. */
  applyTo(entry: IngressEntry, key: Pick<IngressEntry, "host" | "path">): IngressEntry[] {
    const canary = this.#byRoute.get(keyOf(key));
    if (!canary) return [entry];
    const { upstream, rules, share } = canary;
    const own = addressOf(entry);
    return [
      ...rules.map(({ match, to }) => ({
        ...entry,
        ...(to === "main" ? {} : { upstream }),
        match,
      })),
      share === 0 ? entry : {
        ...entry,
        backends: [{ ...own, weight: 1 - share }, { ...own, upstream, weight: share }],
      },
    ];
  }
}

/** What a route and its canary have in common. */
export function keyOf({ host, path }: Pick<IngressEntry, "host" | "path">): string {
  return `${host.toLowerCase()} ${path}`;
}

function addressOf(
  { upstream, scheme, serverCaSecret, serverSni, upstreamHost }: BackendAddress,
): BackendAddress {
  return {
    upstream,
    scheme,
    ...(serverCaSecret ? { serverCaSecret } : {}),
    ...(serverSni === undefined ? {} : { serverSni }),
    ...(upstreamHost === undefined ? {} : { upstreamHost }),
  };
}

/** Headers are looked at before cookies, and both before the weight. */
function readRules(annotations: Annotations): Canary["rules"] {
  return [...headerRules(annotations), ...cookieRules(annotations)];
}

function headerRules(annotations: Annotations): Canary["rules"] {
  const name = annotations.get("canary-by-header");
  if (name === "") return [];
  if (!isHeaderName(name)) {
    annotations.invalid("canary-by-header", `${JSON.stringify(name)} is not the name of a header`);
    return [];
  }
  const when = (value: Omit<ValueMatch, "name">) => ({ headers: [{ name, ...value }] });
  const value = annotations.get("canary-by-header-value");
  if (value !== "" && annotations.get("canary-by-header-pattern") !== "") {
    annotations.unsupported(
      "canary-by-header-pattern",
      "canary-by-header-value goes before it, so nobody reads it. Take one of them out",
    );
  }
  if (value !== "") return [{ match: when({ value }), to: "canary" }];
  const pattern = annotations.get("canary-by-header-pattern");
  if (pattern !== "") {
    if (groupsOf(pattern) === undefined) {
      // The main route must not be closed for the sake of a condition that the controller takes for never true.
      annotations.invalid(
        "canary-by-header-pattern",
        `${
          JSON.stringify(pattern)
        } is no regular expression, so no request gets to the canary by its header`,
      );
      return [];
    }
    // The controller looks for the pattern anywhere in the value.
    return [{
      match: when({ value: wrapRegex(pattern, ".*", ".*"), type: "Regex" }),
      to: "canary",
    }];
  }
  return [
    { match: when({ value: "always" }), to: "canary" },
    { match: when({ value: "never" }), to: "main" },
  ];
}

function cookieRules(annotations: Annotations): Canary["rules"] {
  const name = annotations.get("canary-by-cookie");
  if (name === "") return [];
  if (!isHeaderName(name)) {
    annotations.invalid("canary-by-cookie", `${JSON.stringify(name)} is not the name of a cookie`);
    return [];
  }
  const when = (value: string) => ({ cookies: [{ name, value }] });
  return [
    { match: when("always"), to: "canary" },
    { match: when("never"), to: "main" },
  ];
}

function readShare(annotations: Annotations): number {
  const weight = annotations.number("canary-weight") ?? 0;
  const total = annotations.number("canary-weight-total", 1) ?? 100;
  return Math.min(weight / total, 1);
}
