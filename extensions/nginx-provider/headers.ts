/**
 * What becomes of the headers of requests and answers.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import type { HeaderChanges } from "@dekube/engine/pacts/ingress";
import { FORGED_HEADERS, validChanges } from "@dekube/engine/pacts/proxy";
import type { Line } from "./blocks.ts";
import type { NginxContext } from "./nginx_context.ts";
import { quoteLiteral, quoteTemplate } from "./quote.ts";

/** How nginx speaks to a backend: the beginning of its directives. */
export type Family = "proxy" | "grpc";

/** The family of a route's backend: gRPC is HTTP/2, whatever it is spoken over. */
export function familyOf({ scheme, grpc }: Pick<IngressEntry, "scheme" | "grpc">): Family {
  return scheme === "h2c" || grpc ? "grpc" : "proxy";
}

/** What a backend is told of a request, unless a route says otherwise. */
const USUAL_HEADERS: Readonly<Record<string, string>> = {
  Host: "$dekube_host",
  "X-Real-IP": "$remote_addr",
  "X-Forwarded-For": "$remote_addr",
  "X-Forwarded-Host": "$dekube_host",
  "X-Forwarded-Port": "$dekube_port",
  "X-Forwarded-Proto": "$scheme",
};

/** What a client has no say in, either. An empty header is not sent. */
const UNHEARD_HEADERS: Readonly<Record<string, string>> = Object.fromEntries(
  FORGED_HEADERS.filter((name) => !Object.hasOwn(USUAL_HEADERS, name)).map((name) => [name, '""']),
);

const UPGRADE_HEADERS: Readonly<Record<string, string>> = {
  Upgrade: "$http_upgrade",
  Connection: "$dekube_connection",
};

/** The headers of a server, which hold where a location has none of its own. */
export const USUAL_REQUEST_HEADERS: readonly Line[] = Object.entries({
  ...USUAL_HEADERS,
  ...UNHEARD_HEADERS,
  ...UPGRADE_HEADERS,
}).map(([name, word]) => `proxy_set_header ${name} ${word}`);

/** Headers of a request by their names, whose case means nothing, each with the word for its value. */
export class RequestHeaders {
  readonly #words: Map<string, [name: string, word: string]>;
  #isUsual = true;

  /** The usual ones. */
  constructor(readonly family: Family) {
    const usual = {
      ...USUAL_HEADERS,
      ...UNHEARD_HEADERS,
      ...(family === "grpc" ? {} : UPGRADE_HEADERS),
    };
    this.#words = new Map(
      Object.entries(usual).map(([name, word]) => [name.toLowerCase(), [name, word]]),
    );
  }

  /** Sets headers to words. */
  set(words: Readonly<Record<string, string>>): this {
    for (const [name, word] of Object.entries(words)) {
      this.#words.set(name.toLowerCase(), [name, word]);
      this.#isUsual = false;
    }
    return this;
  }

  /** Changes them as a route says. */
  change(changes: HeaderChanges | undefined, entry: IngressEntry, ctx: NginxContext): this {
    const { remove, set, add } = validChanges(changes, entry, ctx);
    const word = (value: string) => quoteTemplate(value, entry);
    this.set(Object.fromEntries(remove.map((name) => [name, '""'])));
    this.set(Object.fromEntries(set.map(([name, value]) => [name, word(value)])));
    for (const [name, value] of add) this.set({ [name]: this.#beside(name, word(value), ctx) });
    return this;
  }

  /** One line a name, since nginx sends twice what is set twice; none where a server's are the same. */
  lines(): Line[] {
    if (this.#isUsual && this.family === "proxy") return [];
    return [...this.#words.values()].map(([name, word]) =>
      `${this.family}_set_header ${name} ${word}`
    );
  }

  /** A word for a value beside what the request has. */
  #beside(name: string, word: string, { definitions }: NginxContext): string {
    const [, before = `$http_${name.toLowerCase().replaceAll("-", "_")}`] =
      this.#words.get(name.toLowerCase()) ?? [];
    if (before === '""') return word;
    const separator = name.toLowerCase() === "cookie" ? "; " : ", ";
    return definitions.map(before, [
      `"" ${word}`,
      `default "${inner(before)}${separator}${inner(word)}"`,
    ]);
  }
}

/** A word without the quotes around it, with its variables in braces. */
function inner(word: string): string {
  return word.startsWith('"') ? word.slice(1, -1) : word.replace(/^\$(\w+)$/, "${$1}");
}

/** Lines about the headers of answers, for a location that has no backend. */
export function withoutBackend(lines: readonly Line[]): Line[] {
  return lines.filter((line) => typeof line !== "string" || !/^\w+_hide_header /.test(line));
}

/** Headers that nginx writes itself, whatever the backend or a route says. */
const OWN_HEADERS = new Set(["server", "date", "connection"]);

/**
 * The lines that change the headers of answers, for all changes in turn. What a backend sends under a name that is set
 * is not passed on.
 */
export function responseHeaderLines(
  changes: readonly (HeaderChanges | undefined)[],
  entry: IngressEntry,
  ctx: NginxContext,
): Line[] {
  const family = familyOf(entry);
  const headers = new Map<string, { name: string; isHidden: boolean; values: string[] }>();
  const of = (name: string) => {
    const key = name.toLowerCase();
    const known = headers.get(key) ?? { name, isHidden: false, values: [] };
    headers.set(key, known);
    if (OWN_HEADERS.has(key)) {
      ctx.report(entry.resource).warn(
        "own-header",
        `nginx writes the header "${name}" of answers itself, so what ${entry.host}${entry.path} says of it has no effect`,
      );
    }
    return known;
  };
  for (const one of changes) {
    const { remove, set, add } = validChanges(one, entry, ctx);
    for (const name of remove) Object.assign(of(name), { isHidden: true, values: [] });
    for (const [name, value] of set) Object.assign(of(name), { isHidden: true, values: [value] });
    for (const [name, value] of add) of(name).values.push(value);
  }
  return [...headers].filter(([key]) => !OWN_HEADERS.has(key)).flatMap((
    [, { name, isHidden, values }],
  ) => [
    ...(isHidden ? [`${family}_hide_header ${name}`] : []),
    ...values.map((value) => `add_header ${name} ${quoteLiteral(value)} always`),
  ]);
}
