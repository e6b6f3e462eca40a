/**
 * What lines of a proxy's own config, or of its firewall's, in an annotation, have to do with who may come in. They are judged by their
 * directives: what is not known to keep nobody out is taken to keep somebody out.
 *
 * @see https://nginx.org/en/docs/dirindex.html
 * @see https://docs.haproxy.org/dev/configuration.html#4.1
 * @module
 */

import { isNetwork } from "../ip_address.ts";
import type { Guard } from "./guard.ts";

/** A restriction that a snippet has, or may have. */
export interface SnippetGuard {
  /** What it asks for. */
  guard: Guard;
  /** The networks that it lets in, where that is all it asks. */
  sources?: readonly string[];
  /** What can be done about a directive that is not known. */
  remedy?: string;
}

/** A directive with its arguments, and how it is judged: `undefined` where it keeps nobody out. */
interface Statement {
  words: readonly string[];
  /** Whether it stands in a block that holds for some requests only. */
  isConditional: boolean;
}

type Verdict = Guard | "unknown" | undefined;

/** Annotations that hold lines of HAProxy's config; those of nginx have other names. */
const OF_HAPROXY = /-config-snippet$|\/config-[a-z]+$/;

/** Annotations that hold rules of nginx's firewall. */
const OF_FIREWALL = /\bmodsecurity-snippet$/;

/**
 * The restrictions of a snippet, each once.
 *
 * @example
 * ```ts
 * import { snippetGuards } from "./snippet_guards.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(snippetGuards("x/server-snippet", "deny all; # but not all"), [{ guard: "allowedSources" }]);
 * assertEquals(snippetGuards("x/server-snippet", "allow 10.0.0.0/8; deny all;"), [
 *   { guard: "allowedSources", sources: ["10.0.0.0/8"] },
 * ]);
 * assertEquals(snippetGuards("x/server-snippet", 'add_header X "we deny all;";'), []);
 * ```
 */
export function snippetGuards(annotation: string, source: string): SnippetGuard[] {
  if (OF_FIREWALL.test(annotation)) return firewallGuards(source);
  const isHaproxy = OF_HAPROXY.test(annotation);
  const guards = new Set<Guard>();
  const unknown = new Set<string>();
  for (const statement of isHaproxy ? linesOf(source) : statementsOf(source)) {
    const verdict = isHaproxy ? judgeHaproxy(statement) : judgeNginx(statement);
    if (verdict === "unknown") unknown.add(statement.words[0]);
    else if (verdict) guards.add(verdict);
  }
  const known = [...guards].map((guard): SnippetGuard => {
    const sources = guard === "allowedSources" && !isHaproxy ? sourcesOf(source) : undefined;
    return { guard, ...(sources ? { sources } : {}) };
  });
  if (unknown.size === 0 || guards.has("other")) return known;
  const names = [...unknown].slice(0, 5).map((name) => JSON.stringify(name)).join(", ");
  return [
    ...known,
    { guard: "other", remedy: `Take ${names} out of it where that keeps nobody out` },
  ];
}

/** Directives of the firewall that keep nobody out, whatever they say. */
const FIREWALL_HARMLESS =
  /^Sec(Argument|Audit|Collection|Component|Cookie|Data|Debug|Pcre|Request|Response|RuleRemove|RuleUpdate|Sensor|Status|Tmp|Unicode|Upload|Web)/i;

/** A firewall that is off, or only writes down what it finds, keeps nobody out. */
function firewallGuards(source: string): SnippetGuard[] {
  const lines = source.replaceAll(/\\\r?\n/g, " ").split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([name]) => name !== "" && !name.startsWith("#"));
  const mode = lines.findLast(([name]) => /^SecRuleEngine$/i.test(name))?.[1] ?? "";
  if (/^(off|detectiononly)$/i.test(mode)) return [];
  return lines.some(([name]) => !FIREWALL_HARMLESS.test(name)) ? [{ guard: "other" }] : [];
}

/** As nginx reads it: quotes and comments begin where a word does. */
const NGINX_TOKEN =
  /\s+|#[^\n]*|"(?:[^"\\]|\\[^])*"(?=[\s;{)]|$)|'(?:[^'\\]|\\[^])*'(?=[\s;{)]|$)|[;{}]|(?:\\[^]|\$\{|[^\s;{\\])+|[^]/g;

/** A directive of nginx with what stands in its block. */
interface Directive {
  words: string[];
  block: Directive[];
}

/** Directives at any depth but for what is in harmless blocks; what can't be read is judged by what can. */
function* statementsOf(source: string): Generator<Statement> {
  const waiting: Statement[] = [];
  // A list of what is still to be judged: blocks may be nested as deeply as they like.
  const push = (all: readonly Directive[], isConditional: boolean) => {
    for (const { words, block } of all.toReversed()) {
      waiting.push({ words, isConditional });
      blocks.set(waiting.at(-1)!, block);
    }
  };
  const blocks = new Map<Statement, readonly Directive[]>();
  push(parseNginx(source), false);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const block = blocks.get(next)!;
    blocks.delete(next);
    if (block.length > 0 && isHarmlessBlock(next.words, block)) continue;
    yield next;
    push(block, next.isConditional || next.words[0] === "if");
  }
}

function parseNginx(source: string): Directive[] {
  const top: Directive[] = [];
  const open = [top];
  let words: string[] = [];
  const end = () => {
    if (words.length > 0) open.at(-1)!.push({ words, block: [] });
    words = [];
  };
  for (const [token] of source.matchAll(NGINX_TOKEN)) {
    if (/^[\s#]/.test(token)) continue;
    if (!/^[;{}]$/.test(token)) {
      words.push(token.replace(/^(["'])([^]*)\1$/, "$2"));
    } else if (token === "{") {
      const block: Directive[] = [];
      open.at(-1)!.push({ words: words.length > 0 ? words : [""], block });
      open.push(block);
      words = [];
    } else {
      end();
      if (token === "}" && open.length > 1) open.pop();
    }
  }
  end();
  return top;
}

/** Blocks that say what a variable is, or where a backend's servers are: what stands in them is no directive. */
const VALUES = /^(map|geo|geoip2|split_clients|types|upstream|match)$/;

/** What a location may have that answers with nginx's own figures. */
const OF_STATUS =
  /^(stub_status|vhost_traffic_status_display.*|allow|deny|access_log|log_not_found|auth_basic.*|satisfy|default_type|add_header|keepalive_.*|server_tokens)$/;

/** Whether what stands in a block says nothing of who comes in by the routes. */
function isHarmlessBlock([name]: readonly string[], block: readonly Directive[]): boolean {
  if (VALUES.test(name)) return true;
  const named = (one: string) => block.filter(({ words }) => words[0] === one);
  switch (name) {
    case "server": {
      // A server of a port that is not the controller's, whichever of the usual ones, gets no request of a route.
      const listens = named("listen").map(({ words }) => words);
      return listens.length > 0 &&
        listens.every(([, address = ""]) =>
          /^unix:/.test(address) ||
          !["", "80", "443", "8080", "8443"].includes(/(?:^|:)(\d+)$/.exec(address)?.[1] ?? "")
        );
    }
    case "location":
      return named("stub_status").length > 0 &&
        block.every(({ words, block }) => OF_STATUS.test(words[0]) && block.length === 0);
    default:
      return false;
  }
}

/** Directives of nginx that restrict access. */
const NGINX_GUARDS: readonly [RegExp, Guard][] = [
  [/^auth_request$/, "forwardAuth"],
  [/^auth_basic(_user_file)?$/, "basicAuth"],
  [/^(deny|allow)$/, "allowedSources"],
  [/^ssl_verify_client$/, "clientCertificate"],
  [/^(auth_jwt|satisfy|secure_link|access_by_lua.*)$/, "other"],
];

/** Directives of nginx that keep nobody out, whatever they say. */
const NGINX_HARMLESS = new RegExp(
  "^(" + [
    // Blocks, whose directives are judged, and those that hold none.
    ...["if", "location", "server", "upstream", "types", "map", "geo", "geoip.*", "split_clients"],
    ...["stub_status", "vhost_traffic_status.*", ".*_hash_(bucket_size|max_size)", "lua_.*"],
    ...["ssl_(conf_command|early_data)", "max_ranges", "postpone_output", "read_ahead"],
    ...["add_header", "add_trailer", "more_(set|clear)(_input)?_headers", "auth_request_set"],
    ...["set", "break", "default_type", "charset(_.*)?", "expires", "etag", "if_modified_since"],
    ...["(gzip|gunzip|brotli|zstd|sub_filter|proxy|grpc|fastcgi|uwsgi|scgi)(_.*)?"],
    ...["(client|keepalive|send|resolver|reset|lingering|log|http2|http3|quic)_.*"],
    ...["(open_file_cache|open_log_file|limit_req|limit_conn|limit_rate)(_.*)?", "keepalive"],
    ...["access_log", "error_log", "error_page", "recursive_error_pages", "try_files"],
    ...["root", "alias", "index", "autoindex(_.*)?", "listen", "server_name", "server_tokens"],
    ...["sendfile(_.*)?", "tcp_(nopush|nodelay)", "aio", "directio", "output_buffers"],
    ...["large_client_header_buffers", "underscores_in_headers", "ignore_invalid_headers"],
    ...["merge_slashes", "(absolute|port_in|server_name_in)_redirect", "chunked_transfer_encoding"],
    ...["ssl_(protocols|ciphers|prefer_server_ciphers|session_.*|stapling.*|buffer_size|dhparam)"],
    ...["ssl_(ecdh_curve|certificate|certificate_key|client_certificate|trusted_certificate)"],
    ...["(real_ip_.*|set_real_ip_from)", "(opentracing|opentelemetry|otel)(_.*)?", "mirror(_.*)?"],
  ].join("|") + ")$",
);

function judgeNginx({ words: [name, ...args], isConditional }: Statement): Verdict {
  const known = NGINX_GUARDS.find(([names]) => names.test(name));
  if (known) return known[1];
  // Whom it sends elsewhere does not come in.
  if (name === "return") return /^2\d\d$/.test(args[0] ?? "") ? undefined : "other";
  if (name === "rewrite") return isConditional ? "other" : undefined;
  return NGINX_HARMLESS.test(name) ? undefined : "unknown";
}

/** What plain lines let in: some networks, and nobody else. Of others only nginx knows whom they let in. */
function sourcesOf(source: string): string[] | undefined {
  const isRule = ({ words: [name] }: { words: readonly string[] }) => /^(allow|deny)$/.test(name);
  const rules = parseNginx(source).filter(isRule).map(({ words }) => words);
  const areAll = [...statementsOf(source)].filter(isRule).length === rules.length;
  const last = rules.pop();
  const networks = rules.map(([, network]) => network);
  return areAll && last?.join(" ") === "deny all" && networks.length > 0 &&
      rules.every(([name, network = "", ...more]) =>
        name === "allow" && more.length === 0 && isNetwork(network)
      )
    ? networks
    : undefined;
}

/** As HAProxy reads a line: quotes may stand within words. */
const HAPROXY_WORD = /#.*|(?:\\.|"(?:[^"\\]|\\.)*"|'[^']*'|[^\s#])+/g;

function* linesOf(source: string): Generator<Statement> {
  for (const line of source.split(/\r?\n/)) {
    const words = [...line.matchAll(HAPROXY_WORD)].map(([word]) => word)
      .filter((word) => !word.startsWith("#"));
    if (words.length > 0) yield { words, isConditional: false };
  }
}

/** Keywords of HAProxy that keep nobody out, whatever they say. */
const HAPROXY_HARMLESS = new RegExp(
  "^(" + [
    ...["acl", "backend", "frontend", "defaults", "global", "listen", "cache", "resolvers", "ring"],
    ...["server", "server-template", "default-server", "default_backend", "use_backend"],
    ...["use-server", "balance", "hash-type", "cookie", "compression", "option", "timeout", "mode"],
    ...["(max|full)conn", "retries", "retry-on", "rate-limit", "stick", "stick-table", "capture"],
    ...["errorfiles?", "errorloc(30[23])?", "http-error", "http-check", "tcp-check", "http-reuse"],
    ...["http-send-name-header", "log", "log-.*", "monitor", "monitor-.*", "unique-id-.*"],
    ...["description", "declare", "email-alert", "dynamic-cookie-key", "tune\\..*"],
    ...[
      "ssl-default-.*",
      "nbthread",
      "nameserver",
      "hold",
      "resolve_retries",
      "http-after-response",
    ],
    ...["reqadd", "rspadd", "(max|total)-.*", "spread-checks", "hard-stop-after"],
  ].join("|") + ")$",
);

/** Actions on requests and responses that keep nobody out. */
const HARMLESS_ACTION =
  /^((set|add|del|replace)-(header|headers|path|pathq|query|uri|value|method|log-level|nice|tos|mark|timeout|status|priority-\w+|map|acl)(\(.*)?|(un)?set-var(-fmt)?(\(.*)?|capture|cache-use|cache-store|early-hint|disable-l7-retry|do-resolve(\(.*)?|track-sc\d|sc-.*|wait-for-.*|normalize-uri|accept|inspect-delay|set-src|set-dst)$/;

function judgeHaproxy({ words }: Statement): Verdict {
  const [name, ...args] = words;
  if (name === "bind") {
    return args.includes("verify") && !args.includes("none") ? "clientCertificate" : undefined;
  }
  if (name === "redirect") return judgeRedirect(args);
  const isRule = /^(http|tcp)-(request|response)$/.test(name);
  if (!isRule) return HAPROXY_HARMLESS.test(name) ? undefined : "unknown";
  const [action = "", ...more] = /^(connection|content|session)$/.test(args[0] ?? "")
    ? args.slice(1)
    : args;
  if (/^(deny|allow|reject|silent-drop|tarpit)$/.test(action)) return "allowedSources";
  if (action === "auth") return "basicAuth";
  if (action === "redirect") return judgeRedirect(more);
  if (action === "return") {
    const at = more.indexOf("status");
    return at < 0 || /^2\d\d$/.test(more[at + 1] ?? "") ? undefined : "other";
  }
  return HARMLESS_ACTION.test(action) ? undefined : "other";
}

/** Whom it sends elsewhere does not come in, but for who is sent to the same place over HTTPS. */
function judgeRedirect([kind]: readonly string[]): Verdict {
  return kind === "scheme" ? undefined : "other";
}
