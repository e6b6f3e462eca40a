/**
 * Filters of rules and of backends.
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
  texts,
  withoutEnd,
} from "@dekube/engine/pacts";
import type { Cors, ForwardAuth, HeaderChanges } from "@dekube/engine/pacts/ingress";
import { escapeTemplate } from "@dekube/engine/pacts/proxy";
import { backendOf, isAddress } from "./backends.ts";
import { afterChanges, readHeaderChanges } from "./header_changes.ts";
import type { World } from "./world.ts";

/** What filters come to. */
export interface Filters {
  /** What becomes of a request's headers; values are templates. */
  requestHeaders?: HeaderChanges;
  /** What becomes of an answer's headers. */
  responseHeaders?: HeaderChanges;
  /** `requestRedirect` of the filter that has it. */
  redirect?: Mapping;
  /** `urlRewrite` of the filter that has it. */
  rewrite?: Mapping;
  /** Who gets copies. */
  mirrors?: NonNullable<IngressEntry["mirrors"]>;
  /** Which other origins' pages may use it. */
  cors?: Cors;
  /** Who is asked first. */
  forwardAuth?: ForwardAuth;
  /** Why nobody may come in: 403. */
  closed?: string;
  /** Why nothing can be served: 500. */
  failed?: string;
}

/** Reads filters; what can't be kept of them is said. */
export function readFilters(
  value: unknown,
  field: string,
  route: Manifest,
  world: World,
): Filters {
  let all: Filters = {};
  // What is no list was to do something as well: it is a filter that nobody knows.
  for (const [index, item] of list(Array.isArray(value) ? value : [value]).entries()) {
    all = bothFilters(
      all,
      readFilter(mapping(item), `${field}[${index}]`, route, world),
    );
  }
  return all;
}

/** What filters of a rule, and then those of its one backend, come to. */
export function bothFilters(first: Filters, second: Filters): Filters {
  const requestHeaders = afterChanges(first.requestHeaders, second.requestHeaders);
  const responseHeaders = afterChanges(first.responseHeaders, second.responseHeaders);
  const mirrors = [...first.mirrors ?? [], ...second.mirrors ?? []];
  return {
    ...first,
    ...second,
    ...(first.rewrite && second.rewrite
      ? { rewrite: { ...first.rewrite, ...second.rewrite } }
      : {}),
    ...(requestHeaders ? { requestHeaders } : {}),
    ...(responseHeaders ? { responseHeaders } : {}),
    ...(mirrors.length > 0 ? { mirrors } : {}),
  };
}

function readFilter(filter: Mapping, field: string, route: Manifest, world: World): Filters {
  const about = world.ctx.report(route, field);
  const type = text(filter.type);
  switch (type) {
    case "RequestHeaderModifier": {
      const requestHeaders = readHeaderChanges(filter.requestHeaderModifier, escapeTemplate);
      return { requestHeaders };
    }
    case "ResponseHeaderModifier": {
      const responseHeaders = readHeaderChanges(filter.responseHeaderModifier, (value) => value);
      return { responseHeaders };
    }
    case "RequestRedirect":
      return { redirect: mapping(filter.requestRedirect) };
    case "URLRewrite":
      return { rewrite: mapping(filter.urlRewrite) };
    case "RequestMirror":
      return readMirror(mapping(filter.requestMirror), `${field}.requestMirror`, route, world);
    case "CORS":
      return { cors: readCors(mapping(filter.cors)) };
    case "ExternalAuth":
      return readAuth(mapping(filter.externalAuth), `${field}.externalAuth`, route, world);
    default: {
      const { group, kind } = mapping(filter.extensionRef);
      const what = type === "ExtensionRef"
        ? `${text(group) || "core"}/${text(kind)}, a filter of one Gateway controller`
        : `a filter of the type ${JSON.stringify(type)}`;
      about.error(
        "unsupported-filter",
        `${what}, is not known here, so what it is for answers 500: what it does may be a restriction`,
      );
      return { failed: field };
    }
  }
}

function readMirror(mirror: Mapping, field: string, route: Manifest, world: World): Filters {
  const backend = backendOf(route, mapping(mirror.backendRef), world);
  if (!isAddress(backend)) {
    world.ctx.report(route, `${field}.backendRef`).warn(
      "missing-mirror",
      `it gets no copies of requests, because ${backend.problem}`,
    );
    return {};
  }
  const { numerator, denominator } = mapping(mirror.fraction);
  const share = mirror.percent !== undefined
    ? Number(text(mirror.percent)) / 100
    : mirror.fraction !== undefined
    ? Number(text(numerator)) / Number(text(denominator) || "100")
    : 1;
  return { mirrors: [{ ...backend, ...(share < 1 ? { share } : {}) }] };
}

/** Seconds that a browser remembers an answer for, where nothing is said. */
const MAX_AGE = 5;

function readCors(cors: Mapping): Cors {
  const maxAge = Number(text(cors.maxAge) || MAX_AGE);
  return {
    allowOrigins: texts(cors.allowOrigins),
    ...listField("allowMethods", cors),
    ...listField("allowHeaders", cors),
    ...listField("exposeHeaders", cors),
    ...(cors.allowCredentials === true ? { allowCredentials: true } : {}),
    maxAge: Number.isFinite(maxAge) ? maxAge : MAX_AGE,
  };
}

function listField(
  name: "allowMethods" | "allowHeaders" | "exposeHeaders",
  cors: Mapping,
): Partial<Cors> {
  const values = texts(cors[name]);
  return values.length > 0 ? { [name]: values } : {};
}

/** Who comes in is decided elsewhere: what can't be asked closes the route. */
function readAuth(auth: Mapping, field: string, route: Manifest, world: World): Filters {
  if (text(auth.protocol) !== "HTTP") {
    return { closed: `${field} asks by ${text(auth.protocol) || "no protocol"}, not by HTTP` };
  }
  const backend = backendOf(route, mapping(auth.backendRef), world);
  if (!isAddress(backend)) return { closed: `${field}: ${backend.problem}` };
  if (backend.serverCaSecret || backend.serverCaIsPublic || backend.scheme === "h2c") {
    return { closed: `${field} is spoken to by more than HTTP/1.1 and plain TLS` };
  }
  const { path, allowedHeaders, allowedResponseHeaders } = mapping(auth.http);
  if (list(allowedHeaders).length > 0) {
    world.ctx.report(route, `${field}.http.allowedHeaders`).info(
      "auth-headers",
      "the server that is asked gets all headers of a request",
    );
  }
  const { maxSize } = mapping(auth.forwardBody);
  if (Number(text(maxSize)) > 0) {
    world.ctx.report(route, `${field}.forwardBody`).warn(
      "auth-body",
      "the server that is asked gets no body; where it needs one it lets nobody in",
    );
  }
  const prefix = withoutEnd(text(path), "/");
  return {
    forwardAuth: {
      url: `${backend.scheme}://${backend.upstream}${escapeTemplate(prefix)}$request_uri`,
      responseHeaders: texts(allowedResponseHeaders),
    },
  };
}
