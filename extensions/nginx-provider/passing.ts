/**
 * How a request gets to a backend of its route: to one of several by their weights, more than once where that is asked
 * for, and a copy of it to others.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import type { WeightedBackend } from "@dekube/engine/pacts/ingress";
import { backendLines } from "./backend.ts";
import { block, type Line } from "./blocks.ts";
import { familyOf, responseHeaderLines, withoutBackend } from "./headers.ts";
import { mirrorLines, TRIES } from "./mirrors.ts";
import type { NginxContext } from "./nginx_context.ts";
import { statusOf } from "./status.ts";

/** What a route's locations have in common. */
export interface Passing {
  /** The route. */
  entry: IngressEntry;
  /** A name that nothing else in the file has. */
  id: string;
  /** Directives of each location that may answer, beside the headers of answers. */
  everywhere: readonly Line[];
  /** Headers of answers that a route's own come after. */
  answerHeaders: readonly Line[];
  /** Headers that the backend gets in place of the client's own: name -> word. */
  headers: Readonly<Record<string, string>>;
}

/** What a location does to have a request passed on. */
export interface Passed {
  /** What stands before the path changes. */
  before: Line[];
  /** What stands behind. */
  after: Line[];
  /** Locations beside it. */
  beside: Line[];
}

/** The directives that pass a request on to its backend. */
export function passLines(passing: Passing, ctx: NginxContext): Passed {
  const { entry, id } = passing;
  const { backends } = entry;
  if (!backends) return backendPass(passing, undefined, id, ctx);
  const sharing = backends.filter(({ weight }) => weight > 0);
  if (sharing.length === 0) return answered(passing, 500, undefined, id, ctx);
  if (sharing.length === 1) return sharePass(passing, sharing[0], id, ctx);
  const beside = sharing.flatMap((backend, index) => {
    const name = `${id}-b${index + 1}`;
    return locations(name, sharePass(passing, backend, name, ctx));
  });
  const chosen = ctx.definitions.share(
    sharing.map(({ weight }, index) => [weight, `${id}-b${index + 1}`]),
    // Parts of it are as good as random, and each share looks at another.
    '"$request_id backend"',
  );
  return { before: [], after: [sendTo(chosen)], beside };
}

/** Has the request go on in another location of a name, when all that is asked here is answered. */
export function sendTo(name: string): Line {
  return `try_files /.dekube-none @${name}`;
}

/** A location of a name, and those beside it. */
function locations(name: string, { before, after, beside }: Passed): Line[] {
  return [...beside, block(`location @${name}`, [...before, ...after])];
}

function sharePass(
  passing: Passing,
  backend: WeightedBackend,
  id: string,
  ctx: NginxContext,
): Passed {
  const { weight: _, status, requestHeaders: _sent, responseHeaders: _answered, ...address } =
    backend;
  if (status !== undefined) return answered(passing, status, backend, id, ctx);
  // What is about the route's own backend is not about another.
  const { serverCaSecret: _ca, serverSni: _sni, upstreamHost: _host, ...rest } = passing.entry;
  return backendPass({ ...passing, entry: { ...rest, ...address } }, backend, id, ctx);
}

/** A location that answers after whatever this one asks: `return` comes before any question. */
function answered(
  passing: Passing,
  status: number,
  backend: WeightedBackend | undefined,
  id: string,
  ctx: NginxContext,
): Passed {
  return {
    before: [],
    after: [sendTo(`${id}-status`)],
    beside: [
      block(`location @${id}-status`, [
        ...withoutBackend(answerLines(passing, backend, ctx)),
        `return ${statusOf(status)}`,
      ]),
    ],
  };
}

/** What a location has that answers, whoever does. */
export function answerLines(
  { entry, everywhere, answerHeaders }: Passing,
  backend: WeightedBackend | undefined,
  ctx: NginxContext,
): Line[] {
  return [
    ...everywhere,
    ...answerHeaders,
    ...responseHeaderLines([entry.responseHeaders, backend?.responseHeaders], entry, ctx),
  ];
}

/** More would be more locations than nginx goes through for one request. */
const MOST_ATTEMPTS = 6;

function backendPass(
  passing: Passing,
  backend: WeightedBackend | undefined,
  id: string,
  ctx: NginxContext,
): Passed {
  const { entry, headers } = passing;
  const changes = [entry.requestHeaders, backend?.requestHeaders];
  const { address, pass } = backendLines(entry, ctx, {
    variable: "dekube_upstream",
    headers,
    changes,
  });
  const lines = [...answerLines(passing, backend, ctx), ...pass];
  const attempts = Math.min(Math.trunc(entry.retries?.attempts ?? 1), MOST_ATTEMPTS);
  const tries = attempts > 1;
  const mirrors = mirrorLines(entry, id, { headers, changes }, tries, ctx);
  if (!tries) {
    return { before: [address], after: [...mirrors.lines, ...lines], beside: mirrors.beside };
  }
  const sent = [address, `set ${TRIES} "\${${TRIES.slice(1)}}x"`, ...mirrors.lines];
  // Nobody knows what came of a request that failed: one that must not be done twice is sent once.
  const first = ctx.definitions.map("$request_method", [
    `default ${id}-try`,
    `"~^(?:POST|PATCH|LOCK)$" ${id}-last`,
  ]);
  const next = ctx.definitions.changing(TRIES, [
    `default ${id}-try`,
    `${"x".repeat(attempts - 1)} ${id}-last`,
  ]);
  const { statuses: wanted } = entry.retries ?? {};
  const statuses = [...new Set([502, 504, ...(wanted ?? [])])]
    .filter((status) => statusOf(status) === status && status >= 300);
  return {
    before: [`set ${TRIES} ""`],
    after: [sendTo(first)],
    beside: [
      ...mirrors.beside,
      block(`location @${id}-try`, [
        ...sent,
        "recursive_error_pages on",
        ...(wanted ? [`${familyOf(entry.scheme)}_intercept_errors on`] : []),
        `error_page ${statuses.join(" ")} = @${next}`,
        ...lines,
      ]),
      block(`location @${id}-last`, [...sent, ...lines]),
    ],
  };
}
