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
import { pathChange } from "./path_change.ts";
import { redirectLine } from "./redirect_line.ts";
import { statusOf } from "./status.ts";
import { withoutAddress } from "./without_address.ts";

/** What a route's locations have in common. */
export interface Passing {
  /** The route, as the backend has it that the lines are for. */
  entry: IngressEntry;
  /** The route itself, whose requests others get copies of. */
  route: IngressEntry;
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
  if (sharing.length === 0) return answered(passing, statusLine(500), undefined, id, ctx);
  if (sharing.length === 1 && !sharing[0].rewrite) return sharePass(passing, sharing[0], id, ctx);
  const beside = sharing.flatMap((backend, index) =>
    shareLocations(passing, backend, `${id}-b${index + 1}`, ctx)
  );
  if (sharing.length === 1) return { before: [], after: [sendTo(`${id}-b1`)], beside };
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

/** The location of a backend, where its requests' path changes once more, and those beside it. */
function shareLocations(
  passing: Passing,
  backend: WeightedBackend,
  id: string,
  ctx: NginxContext,
): Line[] {
  const { before, after, beside } = sharePass(passing, backend, id, ctx);
  const { stripPrefix: _, rewrite: _own, ...entry } = shareEntry(passing.entry, backend);
  const changes = backend.rewrite
    ? pathChange({ ...entry, rewrite: backend.rewrite }, "share")
    : [];
  return [...beside, block(`location @${id}`, [...before, ...changes, ...after])];
}

/** The route as one of its backends has it. */
function shareEntry(entry: IngressEntry, backend: WeightedBackend): IngressEntry {
  const { weight: _, status: _status, requestHeaders: _sent, responseHeaders: _got, ...rest } =
    backend;
  return { ...withoutAddress(entry), ...rest, backends: [backend] };
}

function sharePass(
  passing: Passing,
  backend: WeightedBackend,
  id: string,
  ctx: NginxContext,
): Passed {
  const { status, redirect } = backend;
  if (status !== undefined) return answered(passing, statusLine(status), backend, id, ctx);
  const entry = shareEntry(passing.entry, backend);
  return redirect
    ? answered(passing, redirectLine(redirect, entry), backend, id, ctx)
    : backendPass({ ...passing, entry }, backend, id, ctx);
}

function statusLine(status: number): Line {
  return `return ${statusOf(status)}`;
}

/** A location that answers after whatever this one asks: `return` comes before any question. */
function answered(
  passing: Passing,
  answer: Line,
  backend: WeightedBackend | undefined,
  id: string,
  ctx: NginxContext,
): Passed {
  return {
    before: [],
    after: [sendTo(`${id}-answer`)],
    beside: [
      block(`location @${id}-answer`, [
        ...withoutBackend(answerLines(passing, backend, ctx)),
        answer,
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
  const { entry, route, headers } = passing;
  const changes = [entry.requestHeaders, backend?.requestHeaders];
  const { address, pass } = backendLines(entry, ctx, {
    variable: "dekube_upstream",
    headers,
    changes,
  });
  const lines = [...answerLines(passing, backend, ctx), ...pass];
  const attempts = Math.min(Math.trunc(entry.retries?.attempts ?? 1), MOST_ATTEMPTS);
  const tries = attempts > 1;
  const mirrors = mirrorLines(route, id, { headers, changes }, tries, ctx);
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
  const statuses = (wanted ?? []).filter((status) => statusOf(status) === status && status >= 300);
  // What nginx answers itself where no backend does; a backend's own is what a client gets.
  const failures = [502, 504].filter((status) => !statuses.includes(status)).map((status) => ({
    status,
    given: `${id}-${status}`,
    page: wanted
      ? ctx.definitions.changing("$upstream_header_time", [
        `default ${next}`,
        `"~[0-9]$" ${id}-${status}`,
      ])
      : next,
  }));
  return {
    before: [`set ${TRIES} ""`],
    after: [sendTo(first)],
    beside: [
      ...mirrors.beside,
      block(`location @${id}-try`, [
        ...sent,
        "recursive_error_pages on",
        ...(wanted ? [`${familyOf(entry)}_intercept_errors on`] : []),
        ...(statuses.length > 0 ? [`error_page ${statuses.join(" ")} = @${next}`] : []),
        ...failures.map(({ status, page }) => `error_page ${status} = @${page}`),
        ...lines,
      ]),
      ...(wanted ? failures : []).map(({ status, given }) =>
        block(`location @${given}`, [
          ...withoutBackend(answerLines(passing, backend, ctx)),
          statusLine(status),
        ])
      ),
      block(`location @${id}-last`, [...sent, ...lines]),
    ],
  };
}
