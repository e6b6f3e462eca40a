/**
 * One route as locations.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import { type MatchedRoute, serveOrClose } from "@dekube/engine/pacts/proxy";
import { block, type Line } from "./blocks.ts";
import { corsLines } from "./cors.ts";
import { guardsOf } from "./guards.ts";
import { withoutBackend } from "./headers.ts";
import { bodyLimit, limitLines } from "./limits.ts";
import { keptPath } from "./mirrors.ts";
import type { NginxContext } from "./nginx_context.ts";
import { answerLines, type Passing, passLines, sendTo } from "./passing.ts";
import { pathChange } from "./path_change.ts";
import { quote, quoteText } from "./quote.ts";
import { redirectLine } from "./redirect_line.ts";
import { statusOf } from "./status.ts";

/** How nginx comes to a route's location. */
export interface Found {
  /** What stands before its brace. */
  head: string;
  /** By its name, from another location. */
  byName: boolean;
}

/** The locations of a route; `id` is a name that nothing else in the file has. */
export function locationLines(
  route: MatchedRoute,
  id: string,
  { head, byName }: Found,
  ctx: NginxContext,
): Line[] {
  return serveOrClose<Line[]>(route, {
    serve() {
      const { body, beside } = contentOf(route.entry, id, byName, ctx);
      return [...beside, block(head, body)];
    },
    close: (text) => [block(head, [`return 403 ${quote(text)}`])],
  }, ctx);
}

function contentOf(
  entry: IngressEntry,
  id: string,
  byName: boolean,
  ctx: NginxContext,
): { body: Line[]; beside: Line[] } {
  if (entry.extraDirectives !== undefined) {
    ctx.report(entry.resource).warn(
      "unsupported-directives",
      `${entry.host}${entry.path} has lines of another proxy's config; they are left out`,
    );
  }
  const cors = corsLines(entry, ctx);
  const size = bodyLimit(entry, ctx);
  const everywhere = [
    ...(entry.accessLog === false ? ["access_log off"] : []),
    ...size.directive,
    ...(entry.compress ? ["gzip on"] : []),
  ];
  const guards = guardsOf(entry, id, [...everywhere, ...withoutBackend(cors.headers)], ctx);
  const passing: Passing = {
    entry,
    route: entry,
    id,
    everywhere,
    answerHeaders: cors.headers,
    headers: guards.headers,
  };
  // What rewrites comes first in any case, `return` among it; then whoever may come in is asked.
  const first = [...cors.preflight, ...(byName ? size.check : [])];
  const asked = [...guards.lines, ...limitLines(entry, id, ctx)];
  const changes = pathChange(entry);
  const answer = immediateAnswer(entry);
  if (!answer) {
    const { before, after, beside } = passLines(passing, ctx);
    const here = after.some((line) => typeof line === "string" && line.startsWith("try_files"))
      ? withoutBackend(answerLines(passing, undefined, ctx))
      : [];
    return {
      body: [...first, ...before, ...keptPath(entry), ...changes, ...asked, ...here, ...after],
      beside: [...guards.locations, ...beside],
    };
  }
  const lines = [...withoutBackend(answerLines(passing, undefined, ctx)), ...answer];
  if (asked.length === 0) {
    // `break` would end the answer with the rewriting.
    const open = changes.filter((line) => line !== "break");
    return { body: [...first, ...open, ...lines], beside: [] };
  }
  return {
    body: [
      ...first,
      ...changes,
      ...asked,
      ...everywhere,
      ...withoutBackend(cors.headers),
      sendTo(`${id}-answer`),
    ],
    beside: [...guards.locations, block(`location @${id}-answer`, lines)],
  };
}

/** What answers in a backend's place. */
function immediateAnswer(entry: IngressEntry): Line[] | undefined {
  if (entry.answer) {
    const { status, body = "" } = entry.answer;
    return [
      "default_type text/plain",
      `return ${statusOf(status)}${body === "" ? "" : ` ${quoteText(body)}`}`,
    ];
  }
  return entry.redirect && [redirectLine(entry.redirect, entry)];
}
