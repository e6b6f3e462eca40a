/**
 * Who may come in: what a route asks before it serves anything.
 *
 * @module
 */

import {
  type ConvertContext,
  type ForwardAuth,
  forwardAuthTarget,
  type Guard,
  type IngressEntry,
  isHeaderName,
  type Site,
  validHeaders,
  validNetworks,
} from "@dekube/engine/pacts";
import { block, type Line } from "./blocks.ts";
import { quote, quoteLiteral, quoteTemplate, Unwritable } from "./quote.ts";
import { reverseProxy } from "./upstream.ts";

/** The restrictions that Caddy can keep. */
export const GUARDS: readonly Guard[] = ["forwardAuth", "basicAuth", "allowedSources"];

/**
 * The directives that keep an entry's restrictions, in the order in which they are asked; `id` is a
 * name for matchers that nothing else in the site has.
 *
 * @throws {Unwritable} where one of them can't be kept: then nothing may be served.
 */
export function guardLines(
  entry: IngressEntry,
  id: string,
  sites: readonly Site[],
  ctx: ConvertContext,
): Line[] {
  return [
    ...allowedSources(entry, id, ctx),
    ...basicAuth(entry, ctx),
    ...forwardAuth(entry, id, sites, ctx),
  ];
}

function allowedSources(
  { allowedSources, resource }: IngressEntry,
  id: string,
  ctx: ConvertContext,
): Line[] {
  if (allowedSources === undefined) return [];
  const networks = validNetworks(allowedSources, { resource }, ctx);
  if (networks.length === 0) throw new Unwritable("none of the allowed networks is one");
  return [`@${id}s not client_ip ${networks.join(" ")}`, `respond @${id}s 403`];
}

/** Caddy compares no other hashes. */
const BCRYPT = /^\$2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}$/;

function basicAuth({ basicAuth, resource }: IngressEntry, ctx: ConvertContext): Line[] {
  if (basicAuth === undefined) return [];
  const [users, others] = partition(
    Object.entries(basicAuth.users),
    ([, hash]) => BCRYPT.test(hash),
  );
  if (others.length > 0) {
    ctx.diagnostics.error(
      "unsupported-hash",
      `Caddy knows only passwords hashed by bcrypt, so these users can't log in: ${
        others.map(([name]) => name).join(", ")
      }. Hash theirs again, with \`htpasswd -B\` or \`caddy hash-password\``,
      { resource },
    );
  }
  if (users.length === 0) throw new Unwritable("no user's password is hashed by bcrypt");
  // Caddy replaces placeholders in names, and none in a realm.
  const realm = basicAuth.realm ? ` bcrypt ${quote(basicAuth.realm)}` : "";
  return [
    block(`basic_auth${realm}`, users.map(([name, hash]) => `${quoteLiteral(name)} ${hash}`)),
  ];
}

const METHOD = /^[A-Z]+$/;

/** As `forward_auth` has it, which knows no method, no Host of one's own and no page to sign in. */
function forwardAuth(
  entry: IngressEntry,
  id: string,
  sites: readonly Site[],
  ctx: ConvertContext,
): Line[] {
  const { forwardAuth: auth } = entry;
  if (auth === undefined) return [];
  const target = forwardAuthTarget(entry, sites, ctx);
  if (!target) throw new Unwritable(`"${auth.url}" is no URL that can be asked`);
  const { method = "GET", requestHeaders } = auth;
  if (!METHOD.test(method)) throw new Unwritable(`"${method}" is no method`);
  const headers = validHeaders(requestHeaders, entry, ctx)
    .map(([name, value]) => `header_up ${name} ${quoteTemplate(value)}`);
  return [
    reverseProxy({ ...entry, timeouts: undefined, ...target.backend }, ctx, {
      isPublic: target.isPublic,
      lines: [
        `method ${method}`,
        `rewrite ${quoteTemplate(target.uri)}`,
        ...headers,
        `@${id}ok status 2xx`,
        block(`handle_response @${id}ok`, [block("route", letIn(auth, id))]),
        ...signin(auth, id),
      ],
    }),
  ];
}

/**
 * What happens to a request that is let in. A client's own headers of the names that the answer may
 * have never reach the backend.
 */
function letIn({ responseHeaders }: ForwardAuth, id: string): Line[] {
  const lines = responseHeaders.flatMap((name, index): Line[] => {
    if (!isHeaderName(name)) throw new Unwritable(`"${name}" is no name of a header`);
    const value = `{http.reverse_proxy.header.${name}}`;
    return [
      `request_header -${name}`,
      `@${id}h${index} not vars ${value} ""`,
      `request_header @${id}h${index} ${name} ${value}`,
    ];
  });
  // An empty block would be no handler, and the answer would be the client's.
  return lines.length > 0 ? lines : ["vars admitted true"];
}

function signin({ signin }: ForwardAuth, id: string): Line[] {
  if (!signin) return [];
  return [
    `@${id}no status 401`,
    block(`handle_response @${id}no`, [`redir * ${quoteTemplate(signin)} 302`]),
  ];
}

function partition<T>(values: readonly T[], test: (value: T) => boolean): [T[], T[]] {
  const yes: T[] = [];
  const no: T[] = [];
  for (const value of values) (test(value) ? yes : no).push(value);
  return [yes, no];
}
