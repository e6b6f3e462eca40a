/**
 * Rules of HTTPRoutes and GRPCRoutes: which requests they take, and what becomes of them.
 *
 * @module
 */

import {
  idOf,
  type IngressEntry,
  isMapping,
  list,
  type Manifest,
  type Mapping,
  mapping,
  text,
} from "@dekube/engine/pacts";
import { denyUnkept } from "@dekube/engine/pacts/ingress";
import { parseDuration } from "@dekube/engine/pacts/kubernetes";
import { wrapRegex } from "@dekube/engine/pacts/regex";
import { isAddress } from "./backends.ts";
import { bothFilters, type Filters, readFilters } from "./filters.ts";
import { placesOf } from "./hostnames.ts";
import { grpcMatches, httpMatches, type RuleMatch } from "./matches.ts";
import { attachmentsOf } from "./parents.ts";
import { pathChange } from "./path_change.ts";
import { redirectOf, sendsOn } from "./redirect.ts";
import { type Serving, servingsOf } from "./servings.ts";
import { changePaths, heaviest, readShares, type Share, weightedBackends } from "./shares.ts";
import type { World } from "./world.ts";

/** What a route takes in a proxy's config, roughly. */
const ENTRY_BYTES = 256;

/** Where a route without a backend leads, which answers by itself. */
const NOWHERE = { upstream: "localhost:80", scheme: "http" } as const;

/** The fields of a route that say what becomes of its requests. */
type Outcome = Omit<IngressEntry, "host" | "path" | "pathType" | "match" | "priority">;

/** The routes of an HTTPRoute or a GRPCRoute. */
export function routesOf(route: Manifest, world: World): IngressEntry[] {
  const servings = servingsOf(attachmentsOf(route, world));
  // What is wrong with a rule is said even where nothing leads to it.
  return list(mapping(route.spec).rules).flatMap((rule, index) => {
    const read = readRule(route, mapping(rule), `spec.rules[${index}]`, world);
    return servings.flatMap((serving) =>
      read.flatMap((one) =>
        // Where a redirect leads depends on what it is asked over.
        (redirects(one) ? perProtocol(serving) : [serving])
          .flatMap((serving) => {
            // As many as routes times listeners, where each attaches to all.
            world.ctx.limits.generate(ENTRY_BYTES, {
              object: idOf(route),
              path: `spec.rules[${index}]`,
            });
            return entriesOf(one, serving, route, world);
          })
      )
    );
  });
}

/** A match of a rule, with what becomes of its requests. */
interface ReadMatch {
  match: RuleMatch;
  filters: Filters;
  outcome: Partial<Outcome>;
  /** Several backends. */
  shares?: readonly Share[];
}

function readRule(route: Manifest, rule: Mapping, field: string, world: World): ReadMatch[] {
  const report = (name: string) => world.ctx.report(route, `${field}.${name}`);
  const matches = route.kind === "GRPCRoute"
    ? grpcMatches(rule, report)
    : httpMatches(rule, report);
  const own = readFilters(rule.filters, `${field}.filters`, route, world);
  const { filters, outcome, shares } = own.redirect
    ? { filters: own, outcome: NOWHERE }
    : readBackends(route, rule, own, field, world);
  if (isMapping(rule.sessionPersistence)) {
    report("sessionPersistence").warn(
      "session-persistence",
      "a client's requests may go to any of the backends: nothing keeps it with one",
    );
  }
  const timing = { ...timeouts(rule, report), ...retries(rule, report) };
  return matches.map((match) => ({
    match,
    filters,
    outcome: { ...outcome, ...timing },
    ...(shares ? { shares } : {}),
  }));
}

/** Where a rule's requests go. Filters of an only backend are as good as the rule's. */
function readBackends(
  route: Manifest,
  rule: Mapping,
  own: Filters,
  field: string,
  world: World,
): Pick<ReadMatch, "filters" | "outcome" | "shares"> {
  const shares = readShares(route, rule, field, world);
  const failure = { ...NOWHERE, answer: { status: 500 } };
  if (shares.length === 0) {
    world.ctx.report(route, `${field}.backendRefs`).info(
      "no-backends",
      "the rule has no backend that gets requests, so it answers 500",
    );
    return { filters: own, outcome: failure };
  }
  if (shares.length > 1) return { filters: own, outcome: heaviest(shares) ?? NOWHERE, shares };
  const [{ backend, filters }] = shares;
  return {
    filters: bothFilters(own, filters),
    outcome: isAddress(backend) || filters.redirect ? { ...NOWHERE, ...backend } : failure,
  };
}

function timeouts(
  rule: Mapping,
  report: (field: string) => ReturnType<World["ctx"]["report"]>,
): Pick<IngressEntry, "timeouts"> {
  const { request, backendRequest } = mapping(rule.timeouts);
  const seconds = [[request, "request"], [backendRequest, "backendRequest"]].flatMap(
    ([value, name]) => {
      if (text(value) === "") return [];
      const milliseconds = parseDuration(text(value));
      if (milliseconds === undefined) {
        report(`timeouts.${name}`).warn(
          "bad-duration",
          `${JSON.stringify(text(value))} is no duration, for instance 10s, so it is left out`,
        );
      }
      return milliseconds ? [milliseconds / 1000] : [];
    },
  );
  return seconds.length > 0 ? { timeouts: { answer: Math.min(...seconds) } } : {};
}

function retries(
  rule: Mapping,
  report: (field: string) => ReturnType<World["ctx"]["report"]>,
): Pick<IngressEntry, "retries"> {
  if (!isMapping(rule.retry)) return {};
  const { attempts, codes, backoff } = rule.retry;
  if (text(backoff) !== "") {
    report("retry.backoff").info(
      "retry-backoff",
      "how long to wait before a request is sent again, the proxy decides",
    );
  }
  const again = text(attempts) === "" ? 1 : Number(text(attempts));
  const statuses = list(codes).map((code) => Number(text(code)));
  return {
    retries: { attempts: again + 1, ...(statuses.length > 0 ? { statuses } : {}) },
  };
}

function entriesOf(
  { match, filters, outcome, shares = [] }: ReadMatch,
  serving: Serving,
  route: Manifest,
  world: World,
): IngressEntry[] {
  const { rewrite, ...others } = filters;
  const shared = changePaths(shares) ? { ...others, rewrite: { ...rewrite, path: null } } : filters;
  const kept = filterFields(shared, match, serving, route, world);
  const [scheme] = serving.protocols;
  const place = { scheme, httpsPorts: world.gateways.httpsPorts };
  const fields = kept
    ? {
      ...NOWHERE,
      ...outcome,
      ...kept,
      ...(shares.length > 0 ? { backends: weightedBackends(shares, filters, match, place) } : {}),
    }
    : { ...NOWHERE, answer: { status: 500 } };
  const { path, pathType } = match;
  const entries = placesOf(serving.hostname, match.match).map((place): IngressEntry => ({
    ...place,
    path: pathType === "Regex" && route.kind === "HTTPRoute" ? wrapRegex(path, "", "$") : path,
    pathType,
    protocols: serving.protocols,
    ...(serving.tls ? { tls: serving.tls } : {}),
    ...(serving.clientCertificate ? { clientCertificate: serving.clientCertificate } : {}),
    ...fields,
    ...(route.kind === "GRPCRoute" ? { grpc: true } : {}),
    resource: idOf(route),
  }));
  const reasons = [serving.closed, filters.closed].filter((reason) => reason !== undefined);
  denyUnkept(entries, reasons.map((annotation) => ({ guard: "other", annotation })), world.ctx);
  return entries;
}

function redirects({ filters, shares = [] }: ReadMatch): boolean {
  return filters.redirect !== undefined ||
    shares.some(({ filters: { redirect } }) => redirect !== undefined);
}

function perProtocol({ tls, ...serving }: Serving): Serving[] {
  return serving.protocols.map((protocol) => ({
    ...serving,
    protocols: [protocol],
    ...(protocol === "https" && tls ? { tls } : {}),
  }));
}

/** What filters make of a route; `undefined` where it can't be served. */
function filterFields(
  { redirect, rewrite, failed, closed: _, ...rest }: Filters,
  match: RuleMatch,
  { protocols: [protocol] }: Serving,
  route: Manifest,
  { ctx, gateways }: World,
): Partial<Outcome> | undefined {
  if (failed !== undefined) return undefined;
  const change = pathChange((redirect ?? rewrite)?.path, match);
  if (!change) {
    ctx.report(route).error(
      "bad-path-change",
      `a filter takes a prefix off ${match.path}, or changes it in a way that is not known, and the match is no prefix, so it answers 500`,
    );
    return undefined;
  }
  if (redirect) {
    const httpsPorts = gateways.httpsPorts;
    const status = protocol === "http" ? sendsOn(redirect, { httpsPorts }) : undefined;
    return {
      ...rest,
      ...change,
      ...(status === undefined
        ? { redirect: redirectOf(redirect, { scheme: protocol, httpsPorts }) }
        // Where the user wants no HTTPS, there is nothing to send on to.
        : { protocols: [], httpsRedirect: status, answer: { status: 404 } }),
    };
  }
  const host = text(rewrite?.hostname);
  return { ...rest, ...change, ...(host ? { upstreamHost: host } : {}) };
}
