/**
 * Who may come in: what a route asks before it serves anything.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import {
  allowedNetworks,
  authQuestion,
  type RenderContext,
  Unwritable,
} from "@dekube/engine/pacts/proxy";
import { block, type Line } from "./blocks.ts";
import { quote, quoteLiteral, quoteTemplate } from "./quote.ts";
import { reverseProxy } from "./upstream.ts";

/**
 * The directives that keep an entry's restrictions, in the order in which they are asked; `id` is a
 * name for matchers that nothing else in the site has.
 *
 * @throws {Unwritable} where one of them can't be kept: then nothing may be served.
 */
export function guardLines(entry: IngressEntry, id: string, ctx: RenderContext): Line[] {
  return [
    ...allowedSources(entry, id, ctx),
    ...basicAuth(entry, ctx),
    ...forwardAuth(entry, id, ctx),
  ];
}

function allowedSources(entry: IngressEntry, id: string, ctx: RenderContext): Line[] {
  const networks = allowedNetworks(entry, ctx);
  return networks ? [`@${id}s not client_ip ${networks.join(" ")}`, `respond @${id}s 403`] : [];
}

/** Caddy compares no other hashes. */
const BCRYPT = /^\$2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}$/;

function basicAuth({ basicAuth, host, path, resource }: IngressEntry, ctx: RenderContext): Line[] {
  if (basicAuth === undefined) return [];
  // Caddy starts with no user without a name, and nobody could be one.
  const all = Object.entries(basicAuth.users).filter(([name]) => name !== "");
  const users = all.filter(([, hash]) => BCRYPT.test(hash));
  const others = all.filter(([, hash]) => !BCRYPT.test(hash)).map(([name]) => name);
  if (others.length > 0) {
    const { secret } = basicAuth;
    const where = secret ? `the Secret "${secret.name}"` : "the Secret that has them";
    ctx.report(resource).error(
      "unsupported-hash",
      `Caddy knows only passwords hashed by bcrypt, so these users can't log in: ${
        others.join(", ")
      }${
        users.length === 0 ? `, and as there is no other, ${host}${path} answers 403` : ""
      }. Hash theirs again (\`htpasswd -nbB USER PASSWORD\`, or \`docker run --rm caddy:2-alpine caddy hash-password --plaintext PASSWORD\`) and put the hash, which begins with $2, in the old one's place in ${where}, or add --extension nginx-provider, whose nginx knows htpasswd's other hashes`,
    );
  }
  if (users.length === 0) {
    throw new Unwritable("it has no users", { isSaid: others.length > 0 });
  }
  const realm = realmOf(basicAuth.realm, resource, ctx);
  return [
    block(`basic_auth${realm}`, users.map(([name, hash]) => `${quoteLiteral(name)} ${hash}`)),
  ];
}

/** Caddy spells short placeholders (`{host}`) out in a realm, in which nothing can say that none is meant. */
function realmOf(
  realm: string | undefined,
  resource: IngressEntry["resource"],
  ctx: RenderContext,
): string {
  if (!realm) return "";
  if (!/[{}]/.test(realm)) return ` bcrypt ${quote(realm)}`;
  ctx.report(resource).info(
    "odd-realm",
    `the realm ${
      JSON.stringify(realm)
    } has braces, which Caddy reads as its own, so it asks for passwords without a realm of yours`,
  );
  return "";
}

/** As `forward_auth` has it, which knows no method, no Host of one's own and no page to sign in. */
function forwardAuth(entry: IngressEntry, id: string, ctx: RenderContext): Line[] {
  const question = authQuestion(entry, ctx);
  if (!question) return [];
  const { server, isPublic, method, uri, requestHeaders, responseHeaders, signin } = question;
  return reverseProxy(server, `${id}a`, ctx, {
    isPublic,
    lines: [
      `method ${method}`,
      `rewrite ${quoteTemplate(uri)}`,
      ...requestHeaders.map(([name, value]) => `header_up ${name} ${quoteTemplate(value)}`),
      `@${id}ok status 2xx`,
      block(`handle_response @${id}ok`, [block("route", letIn(responseHeaders, id))]),
      ...(signin ? refused(signin, id) : []),
    ],
  });
}

/**
 * What happens to a request that is let in. A client's own headers of the names that the answer may
 * have never reach the backend.
 */
function letIn(responseHeaders: readonly string[], id: string): Line[] {
  const lines = responseHeaders.flatMap((name, index) => {
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

function refused(signin: string, id: string): Line[] {
  return [
    `@${id}no status 401`,
    block(`handle_response @${id}no`, [`redir * ${quoteTemplate(signin)} 302`]),
  ];
}
