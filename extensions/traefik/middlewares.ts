/**
 * What Middlewares do to a route.
 *
 * @see https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/http/middleware/
 * @module
 */

import {
  append,
  type ConvertContext,
  idOf,
  type IngressEntry,
  isMapping,
  type Manifest,
  type Mapping,
  mapping,
  namespaceOf,
  type Reporter,
  type ResourceId,
} from "@dekube/engine/pacts";
import {
  applyBasicAuth,
  applyDigestAuth,
  applyForwardAuth,
  applyIpAllowList,
  type OwnSecrets,
} from "./access.ts";
import { applyHeaders } from "./headers.ts";
import { HUB, MIDDLEWARE } from "./known/middleware.ts";
import { applyBuffering, applyInFlightReq, applyRateLimit } from "./limits.ts";
import { referencesIn, type TraefikObjects } from "./objects.ts";
import { type UnknownObject, unknownObject } from "./unknown_object.ts";
import {
  addPrefix,
  replacePath,
  replacePathRegex,
  stripPrefix,
  stripPrefixRegex,
} from "./paths.ts";
import { applyCompress, applyRetry, reportUnkeptKind, UNKEPT_KINDS } from "./passing.ts";
import { redirectRegex, redirectScheme } from "./redirects.ts";

/** Changes a route; gives more routes where the Middleware is about some of its requests alone. */
type Apply = (
  entry: IngressEntry,
  spec: Mapping,
  report: Reporter,
  ownSecrets: OwnSecrets,
) => IngressEntry[] | void;

const KINDS: Record<string, Apply> = {
  addPrefix,
  basicAuth: applyBasicAuth,
  buffering: applyBuffering,
  compress: applyCompress,
  digestAuth: applyDigestAuth,
  forwardAuth: applyForwardAuth,
  headers: applyHeaders,
  inFlightReq: applyInFlightReq,
  ipAllowList: applyIpAllowList,
  ipWhiteList: applyIpAllowList,
  rateLimit: applyRateLimit,
  redirectRegex,
  redirectScheme,
  replacePath,
  replacePathRegex,
  retry: applyRetry,
  stripPrefix,
  stripPrefixRegex,
};

/** Read elsewhere: a chain's links take its place, and what restricts and can't be kept denies the route. */
const READ_ELSEWHERE: readonly string[] = ["chain", "passTLSClientCert", "plugin", ...HUB];

/** Middlewares that a route names. */
export interface ResolvedMiddlewares {
  /** In their order, the links of a chain behind it. */
  middlewares: Manifest[];
  /** What can't be found, or can't be read to its end, and why; with what to do about it, where that is known. */
  unknown: UnknownObject[];
}

/** What a Middleware counts as, of each route that it is in front of: many routes may share a long chain. */
const STEP = 64;

/** The Middlewares behind references, as annotations write them. */
export function resolveMiddlewares(
  references: readonly string[],
  objects: TraefikObjects,
): ResolvedMiddlewares {
  const middlewares = new Set<Manifest>();
  const unknown = new Map<string, UnknownObject>();
  // Chains whose links are being read.
  const open = new Set<Manifest>();
  // A list of what is still to be read: chains may be as long as they like.
  const waiting: (string | { endOf: Manifest })[] = references.toReversed();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next !== "string") {
      open.delete(next.endOf);
      continue;
    }
    const found = objects.find("Middleware", next);
    if (found.length !== 1) {
      const one = unknownObject("Middleware", next, objects);
      unknown.set(one.why, one);
      continue;
    }
    const [middleware] = found;
    if (open.has(middleware)) {
      const why = `the chain of the Middleware "${next}" leads back to it`;
      unknown.set(why, { why });
      continue;
    }
    if (middlewares.has(middleware)) continue;
    middlewares.add(middleware);
    objects.ctx.limits.generate(STEP, { object: idOf(middleware), path: "spec" });
    const { chain } = mapping(middleware.spec);
    const links = isMapping(chain) ? chain.middlewares : chain;
    open.add(middleware);
    waiting.push({ endOf: middleware });
    append(waiting, referencesIn(links, namespaceOf(middleware)).reverse());
  }
  return { middlewares: [...middlewares], unknown: [...unknown.values()] };
}

/** One thing that is done to a route: a Middleware of one kind. */
export interface Step {
  /** `stripPrefix`. */
  kind: string;
  /** Its settings. */
  settings: unknown;
  /** Says things about them. */
  report: Reporter;
  /** The Secrets that they name are among these. */
  ownSecrets: OwnSecrets;
}

/** The Secrets that an object names. */
export function secretsOf(manifest: Manifest, ctx: Pick<ConvertContext, "secrets">): OwnSecrets {
  const namespace = namespaceOf(manifest);
  return { namespace, get: (name) => ctx.secrets.get(namespace, name) };
}

/** What Middlewares do, in their order. */
export function stepsOf(middlewares: readonly Manifest[], ctx: ConvertContext): Step[] {
  return middlewares.flatMap((middleware) => {
    if (!isMapping(middleware.spec)) {
      ctx.report(middleware, "spec").warn("bad-middleware", "the Middleware has no spec");
    }
    return Object.entries(mapping(middleware.spec)).map(([kind, settings]): Step => ({
      kind,
      settings,
      report: ctx.report(middleware, `spec.${kind}`),
      ownSecrets: secretsOf(middleware, ctx),
    }));
  });
}

/**
 * Counts what is done to each of a route's alternatives.
 *
 * @throws {LimitError} where that is too much altogether.
 */
export function limitSteps(
  alternatives: number,
  steps: readonly Step[],
  object: ResourceId,
  { limits }: Pick<ConvertContext, "limits">,
): void {
  limits.generate(STEP * alternatives * steps.length, { object, path: "spec" });
}

/** A route with what the steps do to it, behind the routes that they add. */
export function applySteps(entry: IngressEntry, steps: readonly Step[]): IngressEntry[] {
  const more: IngressEntry[] = [];
  for (const { kind, settings, report, ownSecrets } of steps) {
    if (Object.hasOwn(KINDS, kind)) {
      append(more, KINDS[kind](entry, mapping(settings), report, ownSecrets) ?? []);
    } else if (UNKEPT_KINDS.includes(kind)) {
      reportUnkeptKind(kind, report);
    } else if (kind === "encodedCharacters") {
      report.info(
        "meaningless-field",
        "encodedCharacters means nothing here: the proxy takes encoded characters as it does",
      );
    } else if (!READ_ELSEWHERE.includes(kind) && Object.hasOwn(MIDDLEWARE, kind)) {
      // The engine speaks of kinds that Traefik does not have.
      report.warn(
        "unsupported-middleware",
        `a proxy here has no counterpart of "${kind}", so it is left out`,
      );
    }
  }
  // What is added is restricted as the route is, by Middlewares that come later too.
  const { forwardAuth, basicAuth, allowedSources } = entry;
  const guards = Object.fromEntries(
    Object.entries({ forwardAuth, basicAuth, allowedSources })
      .filter(([, guard]) => guard !== undefined),
  );
  return [...more.map((added) => ({ ...added, ...guards })), entry];
}
