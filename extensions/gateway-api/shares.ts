/**
 * Backends that share the requests of a rule.
 *
 * @module
 */

import {
  type IngressEntry,
  list,
  type Manifest,
  type Mapping,
  mapping,
  text,
} from "@dekube/engine/pacts";
import type { WeightedBackend } from "@dekube/engine/pacts/ingress";
import { type Backend, backendOf, isAddress } from "./backends.ts";
import { type Filters, readFilters } from "./filters.ts";
import type { RuleMatch } from "./matches.ts";
import { pathChange } from "./path_change.ts";
import { redirectOf, type RedirectPlace } from "./redirect.ts";
import type { World } from "./world.ts";

/** A backend of a rule. */
export interface Share {
  /** Its share: of all weights together, never 0. */
  weight: number;
  /** Where it leads. */
  backend: Backend;
  /** What is done to its requests alone. */
  filters: Filters;
}

/** The backends of a rule that get requests; what leads nowhere is said. */
export function readShares(route: Manifest, rule: Mapping, field: string, world: World): Share[] {
  const refs = list(rule.backendRefs).map(mapping);
  return refs.flatMap((ref, index) => {
    const place = `${field}.backendRefs[${index}]`;
    const weight = ref.weight === undefined || ref.weight === null ? 1 : Number(text(ref.weight));
    const backend = backendOf(route, ref, world);
    const filters = readFilters(ref.filters, `${place}.filters`, route, world);
    if (!isAddress(backend)) {
      world.ctx.report(route, place).error(
        "no-backend",
        `its share of requests answers 500, because ${backend.problem}`,
      );
    }
    const unkept = refs.length > 1 ? UNSHARED.filter((name) => filters[name] !== undefined) : [];
    if (unkept.length > 0) {
      world.ctx.report(route, `${place}.filters`).error(
        "unsupported-filter",
        `one of several backends can't have ${
          unkept.join(", ")
        } of its own, so its share of requests answers 500. Give the filter to a rule of its own`,
      );
      filters.failed = place;
    }
    return weight > 0 ? [{ weight, backend, filters }] : [];
  });
}

/** What a route has for all its backends, or not at all. */
const UNSHARED = ["mirrors", "cors", "forwardAuth", "closed"] as const;

/** Whether one of the backends has a path of its own: then none has that of the rule before it. */
export function changePaths(shares: readonly Share[]): boolean {
  return shares.some(({ filters: { redirect, rewrite } }) => redirect?.path ?? rewrite?.path);
}

/** Backends of a route for one match of their rule, which has filters of its own. */
export function weightedBackends(
  shares: readonly Share[],
  own: Filters,
  match: RuleMatch,
  place: RedirectPlace,
): WeightedBackend[] {
  const ownPath = changePaths(shares) ? own.rewrite?.path : undefined;
  return shares.map(({ weight, backend, filters }) => {
    const { redirect, rewrite, requestHeaders, responseHeaders, failed } = filters;
    const change = pathChange(redirect ? redirect.path : rewrite?.path ?? ownPath, match);
    if (failed !== undefined || !change) return { weight, status: 500 };
    const headers = {
      ...(requestHeaders ? { requestHeaders } : {}),
      ...(responseHeaders ? { responseHeaders } : {}),
    };
    if (redirect) return { weight, ...headers, ...change, redirect: redirectOf(redirect, place) };
    if (!isAddress(backend)) return { weight, status: 500 };
    const host = text(rewrite?.hostname) || text(own.rewrite?.hostname);
    return { weight, ...backend, ...change, ...(host ? { upstreamHost: host } : {}), ...headers };
  });
}

/** The backend of most weight, for a proxy that can't share requests. */
export function heaviest(
  shares: readonly Share[],
): Pick<IngressEntry, "upstream" | "scheme"> | undefined {
  const [{ backend } = {}] = shares.filter(({ backend }) => isAddress(backend))
    .sort((one, other) => other.weight - one.weight);
  return backend && isAddress(backend) ? backend : undefined;
}
