/**
 * `reverse_proxy`: how Caddy speaks to a backend.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import type { HeaderChanges } from "@dekube/engine/pacts/ingress";
import {
  backendOf,
  type BackendTls,
  caPath,
  type RenderContext,
  timeoutsOf,
  validChanges,
} from "@dekube/engine/pacts/proxy";
import { block, type Line } from "./blocks.ts";
import { quoteLiteral, quoteTemplate } from "./quote.ts";

/** Where the container has the authorities that backends are checked against, a folder each. */
export const CERTS_FOLDER = "/etc/caddy/certs";

/** What else there is to say of a backend. */
export interface ProxyOptions {
  /** Lines of the directive's block before those about the connection. */
  lines?: readonly Line[];
  /** It is outside of the project, so its certificate must be one that the world trusts. */
  isPublic?: boolean;
  /** What becomes of a request's headers beside what the entry says. */
  requestHeaders?: HeaderChanges;
}

/**
 * The directives for an entry's backend. `id` begins names of matchers that nothing else in the site has.
 *
 * @throws {Unwritable} where something of the entry can't stand in a Caddyfile.
 */
export function reverseProxy(
  entry: IngressEntry,
  id: string,
  ctx: RenderContext,
  options: ProxyOptions = {},
): Line[] {
  return [
    ...doubtfulLines(entry.requestHeaders, `${id}f`, entry, ctx),
    ...doubtfulLines(options.requestHeaders, `${id}g`, entry, ctx),
    proxyLine(entry, ctx, options),
  ];
}

function proxyLine(
  entry: IngressEntry,
  ctx: RenderContext,
  { lines = [], isPublic = false, requestHeaders }: ProxyOptions,
): Line {
  const proxy = (more: readonly Line[]) =>
    proxyBlock(entry, ctx, { lines: [...lines, ...more], isPublic, requestHeaders });
  const { attempts = 0, statuses = [] } = entry.retries ?? {};
  const codes = statuses.filter((status) => status >= 400 && status <= 599);
  let line = proxy([]);
  if (codes.length === 0) return line;
  // Each of them asks the backend anew, from within the one before.
  for (let again = Math.min(Math.trunc(attempts), MOST_ATTEMPTS); again > 1; again--) {
    line = proxy(retryOn(codes, line, again));
  }
  return line;
}

/** How often one request is sent at most, where its statuses say that it is sent again. */
const MOST_ATTEMPTS = 10;

/** What has a request sent again that the backend answers with one of these; one with a body is gone by then. */
function retryOn(statuses: readonly number[], again: Line, attempt: number): Line[] {
  const { head, body } = typeof again === "string" ? { head: again, body: [] } : again;
  return [
    `@again status ${statuses.join(" ")}`,
    block("handle_response @again", [
      block("route", [
        `@bodiless${attempt} method GET HEAD OPTIONS`,
        block(head.replace("reverse_proxy", `reverse_proxy @bodiless${attempt}`), body),
        "copy_response",
      ]),
    ]),
  ];
}

function proxyBlock(
  entry: IngressEntry,
  ctx: RenderContext,
  { lines = [], isPublic = false, requestHeaders }: ProxyOptions,
): Line {
  const { host, port, tls } = backendOf(entry, ctx, isPublic);
  const { scheme, upstreamHost } = entry;
  const address = `${host}:${port}`;
  // Caddy takes some pairs of scheme and port for a mistake; without a scheme the transport decides
  // alone.
  const isOdd = port === (tls ? 80 : 443);
  const headers = upstreamHost !== undefined
    ? [`header_up Host ${quoteLiteral(upstreamHost)}`]
    // Newer releases send a TLS backend its own name; ingress controllers send what the client
    // asked for.
    : tls
    ? ["header_up Host {hostport}"]
    : [];
  const transport = [
    ...(isOdd && scheme === "h2c" ? ["versions h2c 2"] : []),
    ...(tls ? tlsLines(tls, ctx) : []),
    ...timeoutLines(entry),
  ];
  return block(`reverse_proxy ${isOdd ? "" : `${scheme}://`}${address}`, [
    ...lines,
    ...headers,
    ...headerLines(entry.requestHeaders, entry, ctx),
    ...headerLines(requestHeaders, entry, ctx),
    ...retryLines(entry),
    ...bufferLines(entry),
    ...(transport.length > 0 ? [block("transport http", transport)] : []),
  ]);
}

function tlsLines({ name, trusts }: BackendTls, { config }: RenderContext): Line[] {
  return [
    "tls",
    ...(name === undefined ? [] : [`tls_server_name ${name}`]),
    ...(trusts === "public" ? [] : trusts === "anybody"
      ? ["tls_insecure_skip_verify"]
      // Nothing is mounted into a Caddy of the user's own.
      : config.disableIngress
      ? [block("tls_trust_pool inline", trusts.certificates.map((der) => `trust_der ${der}`))]
      : [`tls_trust_pool file ${caPath(trusts, CERTS_FOLDER)}`]),
  ];
}

function headerLines(
  changes: HeaderChanges | undefined,
  entry: IngressEntry,
  ctx: RenderContext,
): Line[] {
  const { remove, set, add } = validChanges(changes, entry, ctx);
  const isSet = new Set(set.map(([name]) => name.toLowerCase()));
  return [
    ...remove.filter((name) => !isSet.has(name.toLowerCase())).map((name) => `header_up -${name}`),
    ...set.filter(([, value]) => !isDoubtful(value))
      .map(([name, value]) => `header_up ${name} ${quoteTemplate(value)}`),
    ...add.map(([name, value]) => `header_up +${name} ${quoteTemplate(value)}`),
  ];
}

/**
 * Headers that are sent where there is something to say, as a route's contract has it: `header_up` would send them
 * empty. What they say is what the client sent, so they come before Caddy says its own.
 */
function doubtfulLines(
  changes: HeaderChanges | undefined,
  id: string,
  entry: IngressEntry,
  ctx: RenderContext,
): Line[] {
  const doubtful = validChanges(changes, entry, ctx).set.filter(([, value]) => isDoubtful(value));
  // Elsewhere Caddy has the lines without a matcher come last.
  return doubtful.map(([name, value], index) =>
    block("route", [
      `request_header -${name}`,
      `@${id}${index} not vars ${quoteTemplate(value)} ""`,
      `request_header @${id}${index} ${name} ${quoteTemplate(value)}`,
    ])
  );
}

/** Whether a text says nothing where the client does not: of the variables, one alone may be empty. */
function isDoubtful(value: string): boolean {
  return value === "$forwarded_for";
}

/** Caddy by itself tries again where the backend can't be reached, and nowhere else. */
function retryLines({ retries }: IngressEntry): Line[] {
  const attempts = Math.trunc(retries?.attempts ?? 0);
  return attempts > 1 ? [`lb_retries ${Math.min(attempts - 1, 100)}`] : [];
}

/** What is kept in memory of one message. */
const BUFFER = "16MiB";

function bufferLines({ buffering: { requests, responses } = {} }: IngressEntry): Line[] {
  return [
    ...(requests ? [`request_buffers ${BUFFER}`] : []),
    ...(responses === undefined
      ? []
      : [responses ? `response_buffers ${BUFFER}` : "flush_interval -1"]),
  ];
}

const TIMEOUTS = {
  read: "read_timeout",
  send: "write_timeout",
  connect: "dial_timeout",
  answer: "response_header_timeout",
};

function timeoutLines(entry: IngressEntry): string[] {
  return timeoutsOf(entry).map(([kind, milliseconds]) =>
    `${TIMEOUTS[kind]} ${
      milliseconds % 1000 === 0 ? `${milliseconds / 1000}s` : `${milliseconds}ms`
    }`
  );
}
