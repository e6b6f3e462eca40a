/**
 * Who may come in: what a location asks before it serves anything.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import { allowedNetworks, authQuestion, Unwritable } from "@dekube/engine/pacts/proxy";
import { backendLines } from "./backend.ts";
import { block, type Line } from "./blocks.ts";
import { usersFolder } from "./folders.ts";
import type { NginxContext } from "./nginx_context.ts";
import { quoteLiteral, quoteTemplate } from "./quote.ts";
import { isKnownHash, usersOf } from "./users.ts";

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
 * The directives that keep an entry's restrictions; `id` is a name that nothing else in the file has, `everywhere` is
 * what each location has that answers.
 *
 * @throws {Unwritable} where one of them can't be kept: then nothing may be served.
 */
export function guardsOf(
  entry: IngressEntry,
  id: string,
  everywhere: readonly Line[],
  ctx: NginxContext,
): Guarded {
  const asked = forwardAuth(entry, id, everywhere, ctx);
  return {
    ...asked,
    lines: [...allowedSources(entry, ctx), ...basicAuth(entry, id, ctx), ...asked.lines],
  };
}

function allowedSources(entry: IngressEntry, ctx: NginxContext): Line[] {
  const networks = allowedNetworks(entry, ctx);
  return networks ? [...networks.map((network) => `allow ${network}`), "deny all"] : [];
}

function basicAuth(
  { basicAuth, host, path, resource }: IngressEntry,
  id: string,
  ctx: NginxContext,
): Line[] {
  if (basicAuth === undefined) return [];
  const unknown = Object.entries(basicAuth.users)
    .filter(([, hash]) => !isKnownHash(hash)).map(([user]) => user);
  if (unknown.length > 0) {
    ctx.report(resource).error(
      "unsupported-hash",
      `nginx can't check the passwords of ${
        unknown.join(", ")
      } for ${host}${path}, so they are not let in. Hash theirs again (\`htpasswd -nbB USER PASSWORD\`) and put the hash, which begins with $2, in the old one's place in ${
        basicAuth.secret ? `the Secret "${basicAuth.secret.name}"` : "the Secret that has them"
      }`,
    );
  }
  if (usersOf(basicAuth.users) === "") {
    throw new Unwritable("no user can be written in a file of users", {
      isSaid: unknown.length > 0,
    });
  }
  return [
    `auth_basic ${quoteLiteral(realmOf(basicAuth.realm))}`,
    `auth_basic_user_file ${usersFolder(ctx.config)}/${id}`,
  ];
}

/** To nginx the word `off` is no realm: it would let everybody in. */
function realmOf(realm = ""): string {
  return realm === "" || realm === "off" ? "restricted" : realm;
}

function forwardAuth(
  entry: IngressEntry,
  id: string,
  everywhere: readonly Line[],
  ctx: NginxContext,
): Guarded {
  const question = authQuestion(entry, ctx);
  if (!question) return { lines: [], headers: {}, locations: [] };
  const { server, isPublic, method, uri, requestHeaders, responseHeaders, signin } = question;
  const { scheme } = server;
  const words = requestHeaders.map(([name, value]) => [
    name,
    quoteTemplate(value, entry),
  ]);
  const asked = backendLines(
    asQuestion({ ...server, scheme: scheme === "h2c" ? "http" : scheme }),
    ctx,
    {
      variable: "dekube_auth",
      uri: quoteTemplate(uri, entry),
      headers: { ...Object.fromEntries(words), "Content-Length": '""' },
      isPublic,
    },
  );
  const answered = responseHeaders.map((name, index) => ({
    name,
    variable: `$dekube_${id}_${index}`,
  }));
  return {
    lines: [
      `auth_request /.dekube-auth-${id}`,
      ...answered.map(({ name, variable }) =>
        `auth_request_set ${variable} $upstream_http_${name.toLowerCase().replaceAll("-", "_")}`
      ),
      `auth_request_set $dekube_${id}_to $upstream_http_location`,
      `auth_request_set $dekube_${id}_cookie $upstream_http_set_cookie`,
      `error_page 401 = @refused-${id}`,
    ],
    // They take the place of the client's own; an empty one is not sent at all.
    headers: Object.fromEntries(answered.map(({ name, variable }) => [name, variable])),
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
      block(`location @refused-${id}`, refusal(entry, id, everywhere, signin)),
    ],
  };
}

/** How a route's own requests are sent is not how its server is asked. */
function asQuestion(
  { retries: _, buffering: _buffering, grpc: _grpc, ...server }: IngressEntry,
): IngressEntry {
  return server;
}

/** What a client gets that is not let in: where the other server sent it, or the page to sign in. */
function refusal(
  entry: IngressEntry,
  id: string,
  everywhere: readonly Line[],
  signin: string | undefined,
): Line[] {
  // Headers of a block are in place of those around it.
  const headers = everywhere.filter((line) =>
    typeof line === "string" && line.startsWith("add_header")
  );
  return [
    ...everywhere,
    block(`if ($dekube_${id}_to)`, [
      ...headers,
      `add_header Set-Cookie $dekube_${id}_cookie always`,
      `return 302 $dekube_${id}_to`,
    ]),
    signin ? `return 302 ${quoteTemplate(signin, entry)}` : "return 401",
  ];
}
