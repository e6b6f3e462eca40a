/**
 * What extensions hand back, held against what it should be: one in JavaScript may hand back anything, and what somebody
 * else fails on later is blamed on them.
 *
 * @module
 */

import {
  type ComposeService,
  type IngressEntry,
  isMapping,
  mapping,
  type ProviderResult,
  type ProxyConfig,
  type ProxyServices,
} from "../../../pacts/mod.ts";
import { nearest } from "../../../pacts/nearest.ts";
import type { EngineContext } from "../context.ts";
import { shown } from "../shown.ts";

/** What a value may be, for people. */
type Types = readonly ("text" | "a number" | "true or false" | "a list" | "a mapping")[];

const TEXT: Types = ["text"];
const NUMBER: Types = ["a number"];
const FLAG: Types = ["true or false"];
const LIST: Types = ["a list"];
const MAPPING: Types = ["a mapping"];

/** Fields of a service that others read: what they are by the contract, and what else Compose would take. */
const SERVICE = {
  image: TEXT,
  restart: TEXT,
  hostname: TEXT,
  network_mode: TEXT,
  entrypoint: ["a list", "text"],
  command: ["a list", "text"],
  environment: ["a mapping", "a list"],
  labels: ["a mapping", "a list"],
  depends_on: ["a mapping", "a list"],
  networks: ["a mapping", "a list"],
  ports: LIST,
  healthcheck: MAPPING,
} satisfies { [Key in keyof ComposeService]: Types };

/** Fields of a route. */
const ROUTE: Readonly<Record<keyof IngressEntry, Types>> = {
  host: TEXT,
  path: TEXT,
  upstream: TEXT,
  scheme: TEXT,
  serverCaSecret: MAPPING,
  serverCaIsPublic: FLAG,
  serverSni: TEXT,
  upstreamHost: TEXT,
  pathType: TEXT,
  match: MAPPING,
  priority: NUMBER,
  protocols: LIST,
  tls: MAPPING,
  httpsRedirect: NUMBER,
  resource: MAPPING,
  backends: LIST,
  mirrors: LIST,
  stripPrefix: TEXT,
  rewrite: MAPPING,
  requestHeaders: MAPPING,
  responseHeaders: MAPPING,
  cors: MAPPING,
  maxBodySize: TEXT,
  timeouts: MAPPING,
  retries: MAPPING,
  buffering: MAPPING,
  accessLog: FLAG,
  compress: FLAG,
  grpc: FLAG,
  redirect: MAPPING,
  answer: MAPPING,
  forwardAuth: MAPPING,
  basicAuth: MAPPING,
  allowedSources: LIST,
  clientCertificate: MAPPING,
  rateLimit: MAPPING,
  connectionLimit: NUMBER,
  defaultBackend: FLAG,
  ingress: MAPPING,
  denied: TEXT,
  extraDirectives: LIST,
};

/** Without these a route is none. */
const ROUTE_NEEDS: readonly (keyof IngressEntry)[] = ["host", "path", "upstream"];

/** What there may be in what each function returns. */
const RESULTS = {
  convert: ["services", "ingressEntries", "streamRoutes"],
  buildService: ["services", "files", "diagnostics"],
  writeConfig: ["files", "diagnostics", "sites", "streams"],
} satisfies {
  convert: (keyof ProviderResult)[];
  buildService: (keyof ProxyServices)[];
  writeConfig: (keyof ProxyConfig)[];
};

/**
 * Refuses a service that is not what the rest of the engine takes it for.
 *
 * @throws {TypeError} that names the service and the field.
 */
export function checkService(name: string, service: unknown): void {
  if (!isMapping(service)) {
    throw new TypeError(
      `the service "${name}" is ${shown(service)}; expected a service, or none under that name`,
    );
  }
  const what = `the service "${name}"`;
  checkTypes(what, service, SERVICE);
  const { volumes, owner } = service;
  const areMounts = volumes === undefined || volumes === null ||
    Array.isArray(volumes) &&
      volumes.every((one) =>
        typeof one === "string" || isMapping(one) && typeof one.target === "string"
      );
  if (!areMounts) {
    throw new TypeError(
      `"volumes" of ${what} is ${shown(volumes)}; expected a list of mounts, each with a "target"`,
    );
  }
  const { kind, namespace, name: owned } = mapping(owner);
  if (owner && ![kind, namespace, owned].every((part) => typeof part === "string")) {
    throw new TypeError(
      `"owner" of ${what} is ${
        shown(owner)
      }; expected the identity of an object, as idOf() gives it`,
    );
  }
}

/**
 * Refuses services that are no mapping of services; what is under a name and no service at all is left out later.
 *
 * @throws {TypeError} that names the service and the field.
 */
export function checkServices(services: unknown): void {
  if (services === undefined || services === null) return;
  if (!isMapping(services)) {
    throw new TypeError(`"services" is ${shown(services)}; expected services by their names`);
  }
  for (const [name, service] of Object.entries(services)) {
    if (isMapping(service)) checkService(name, service);
  }
}

/**
 * Refuses routes that are not what proxies take them for.
 *
 * @throws {TypeError} that names the route and the field.
 */
export function checkRoutes(routes: unknown): void {
  if (routes === undefined || routes === null) return;
  if (!Array.isArray(routes)) {
    throw new TypeError(`the routes are ${shown(routes)}; expected a list of routes`);
  }
  for (const [index, route] of routes.entries()) {
    if (!isMapping(route)) {
      throw new TypeError(`the route ${index + 1} is ${shown(route)}; expected a route`);
    }
    checkTypes(`the route ${index + 1}`, route, ROUTE, ROUTE_NEEDS);
  }
}

/** Says which fields of routes nobody reads: a restriction that is misspelt restricts nothing. */
export function warnUnknownFields(
  routes: readonly IngressEntry[],
  extension: string,
  ctx: EngineContext,
): void {
  const known = Object.keys(ROUTE);
  for (const route of routes) {
    for (const field of Object.keys(route).filter((field) => !Object.hasOwn(ROUTE, field))) {
      ctx.report(route.resource).warn(
        "unknown-route-field",
        `the extension "${extension}" gives a route "${field}", which routes do not have${
          nearest(field, known)
        }, so it has no effect. Report it to the extension's author`,
      );
    }
  }
}

/** Says which members of what an extension returned nobody reads; `of` says what it was asked for. */
export function warnUnknownMembers(
  result: object,
  method: keyof typeof RESULTS,
  { extension, of = "" }: { extension: string; of?: string },
  ctx: EngineContext,
): void {
  const known: readonly string[] = RESULTS[method];
  for (const member of Object.keys(result).filter((member) => !known.includes(member))) {
    ctx.report().warn(
      "unknown-result",
      `${method}() of the extension "${extension}" returned "${member}"${of}, which nobody reads${
        nearest(member, known)
      }. Its author should return what there is: ${known.join(", ")}`,
    );
  }
}

/** Says that what a transform returned changes nothing: one in JavaScript may take it for the new services. */
export function warnUnusedResult(result: unknown, extension: string, ctx: EngineContext): void {
  if (result === undefined || result === null) return;
  ctx.report().warn(
    "unknown-result",
    `transform() of the extension "${extension}" returned something, which nobody reads: a transform changes the services and routes that it is given. Its author should do so, and return nothing`,
  );
}

function checkTypes(
  what: string,
  value: Record<string, unknown>,
  types: Readonly<Record<string, Types>>,
  needed: readonly string[] = [],
): void {
  for (const [field, expected] of Object.entries(types)) {
    const found = value[field];
    const isThere = found !== undefined && found !== null;
    if (isThere ? expected.includes(typeOf(found)) : !needed.includes(field)) continue;
    throw new TypeError(
      `"${field}" of ${what} is ${isThere ? shown(found) : "missing"}; expected ${
        expected.join(" or ")
      }`,
    );
  }
}

function typeOf(value: unknown): Types[number] {
  if (Array.isArray(value)) return "a list";
  if (isMapping(value) && !(value instanceof Promise)) return "a mapping";
  return {
    string: "text",
    number: "a number",
    boolean: "true or false",
  }[typeof value as string] as Types[number];
}
