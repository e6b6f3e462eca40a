/**
 * Who may come in: what a location asks before it serves anything.
 *
 * @module
 */

import {
  type ConvertContext,
  forwardAuthTarget,
  type Guard,
  type IngressEntry,
  isHeaderName,
  type Site,
  validHeaders,
  validNetworks,
} from "@dekube/engine/pacts";
import { backend } from "./backend.ts";
import { block, type Line } from "./blocks.ts";
import { quoteLiteral, quoteTemplate, Unwritable } from "./quote.ts";

/** The restrictions that nginx can keep. */
export const GUARDS: readonly Guard[] = ["forwardAuth", "basicAuth", "allowedSources"];

/** Where the container has the files of users, one a route. */
export const USERS_FOLDER = "/etc/nginx/users";

/** What keeps an entry's restrictions. */
export interface Guarded {
  /** Directives of its location. */
  lines: Line[];
  /** Headers that its backend gets: name -> word. */
  headers: Record<string, string>;
  /** Locations beside it. */
  locations: Line[];
}

/**
 * The directives that keep an entry's restrictions; `id` is a name that nothing else in the file has.
 *
 * @throws {Unwritable} where one of them can't be kept: then nothing may be served.
 */
export function guardsOf(
  entry: IngressEntry,
  id: string,
  sites: readonly Site[],
  ctx: ConvertContext,
): Guarded {
  const asked = forwardAuth(entry, id, sites, ctx);
  return {
    ...asked,
    lines: [...allowedSources(entry, ctx), ...basicAuth(entry, id), ...asked.lines],
  };
}

function allowedSources({ allowedSources, resource }: IngressEntry, ctx: ConvertContext): Line[] {
  if (allowedSources === undefined) return [];
  const networks = validNetworks(allowedSources, { resource }, ctx);
  if (networks.length === 0) throw new Unwritable("none of the allowed networks is one");
  return [...networks.map((network) => `allow ${network}`), "deny all"];
}

function basicAuth({ basicAuth }: IngressEntry, id: string): Line[] {
  if (basicAuth === undefined) return [];
  usersFile(basicAuth.users);
  return [
    `auth_basic ${quoteLiteral(realmOf(basicAuth.realm))}`,
    `auth_basic_user_file ${USERS_FOLDER}/${id}`,
  ];
}

/** To nginx the word `off` is no realm: it would let everybody in. */
function realmOf(realm = ""): string {
  return realm === "" || realm === "off" ? "restricted" : realm;
}

// deno-lint-ignore no-control-regex
const USER = /^[^:#\u0000-\u001f][^:\u0000-\u001f]*$/;
const HASH = /^[!-9;-~]+$/;

/**
 * The users as nginx reads them, `name:hash` a line.
 *
 * @throws {Unwritable} where there is none that can be written.
 */
export function usersFile(users: Record<string, string>): string {
  const lines = Object.entries(users)
    .filter(([name, hash]) => USER.test(name) && HASH.test(hash))
    .map(([name, hash]) => `${name}:${hash}\n`);
  if (lines.length === 0) throw new Unwritable("no user can be written in a file of users");
  return lines.join("");
}

const METHOD = /^[A-Z]+$/;

function forwardAuth(
  entry: IngressEntry,
  id: string,
  sites: readonly Site[],
  ctx: ConvertContext,
): Guarded {
  const { forwardAuth: auth } = entry;
  if (auth === undefined) return { lines: [], headers: {}, locations: [] };
  const target = forwardAuthTarget(entry, sites, ctx);
  if (!target) throw new Unwritable(`"${auth.url}" is no URL that can be asked`);
  const { method = "GET", responseHeaders, signin } = auth;
  if (!METHOD.test(method)) throw new Unwritable(`"${method}" is no method`);
  const { scheme } = target.backend;
  const server: IngressEntry = {
    ...entry,
    timeouts: undefined,
    ...target.backend,
    scheme: scheme === "h2c" ? "http" : scheme,
  };
  const question = validHeaders(auth.requestHeaders, entry, ctx)
    .map(([name, value]) => [name, quoteTemplate(value)]);
  const asked = backend(server, ctx, {
    variable: "dekube_auth",
    uri: quoteTemplate(target.uri),
    headers: { ...Object.fromEntries(question), "Content-Length": '""' },
    isPublic: target.isPublic,
  });
  const variables = responseHeaders.map((name, index) => {
    if (!isHeaderName(name)) throw new Unwritable(`"${name}" is no name of a header`);
    return { name, variable: `$dekube_${id}_${index}` };
  });
  return {
    lines: [
      `auth_request /.dekube-auth-${id}`,
      ...variables.map(({ name, variable }) =>
        `auth_request_set ${variable} $upstream_http_${name.toLowerCase().replaceAll("-", "_")}`
      ),
      `auth_request_set $dekube_${id}_to $upstream_http_location`,
      `auth_request_set $dekube_${id}_cookie $upstream_http_set_cookie`,
      `error_page 401 = @refused-${id}`,
    ],
    // They take the place of the client's own; an empty one is not sent at all.
    headers: Object.fromEntries(variables.map(({ name, variable }) => [name, variable])),
    locations: [
      block(`location = /.dekube-auth-${id}`, [
        "internal",
        asked.address,
        `proxy_method ${method}`,
        "proxy_pass_request_body off",
        // nginx takes any answer but 2xx, 401 and 403 for a failure; this one leads somewhere.
        "proxy_intercept_errors on",
        `error_page 301 302 303 307 308 = @moved-${id}`,
        ...asked.pass,
      ]),
      block(`location @moved-${id}`, ["return 401"]),
      block(`location @refused-${id}`, refusal(id, signin)),
    ],
  };
}

/** What a client gets that is not let in: where the other server sent it, or the page to sign in. */
function refusal(id: string, signin: string | undefined): Line[] {
  return [
    block(`if ($dekube_${id}_to)`, [
      `add_header Set-Cookie $dekube_${id}_cookie always`,
      `return 302 $dekube_${id}_to`,
    ]),
    signin ? `return 302 ${quoteTemplate(signin)}` : "return 401",
  ];
}
