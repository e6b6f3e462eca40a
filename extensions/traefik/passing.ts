/**
 * Middlewares that are about how requests and answers pass through.
 *
 * @module
 */

import { type IngressEntry, type Mapping, type Reporter, text, texts } from "@dekube/engine/pacts";
import { reportUnkept } from "./unkept_fields.ts";

const OWN_CHOICE = "the proxy compresses what it takes to be worth it";

/** `compress`. */
export function applyCompress(entry: IngressEntry, spec: Mapping, report: Reporter): void {
  reportUnkept(spec, report, {}, {
    defaultEncoding: OWN_CHOICE,
    encodings: "the proxy compresses by what it knows",
    excludedContentTypes: OWN_CHOICE,
    includedContentTypes: OWN_CHOICE,
    minResponseBodyBytes: OWN_CHOICE,
  });
  entry.compress = true;
}

/** `retry`: `attempts` is how often a request is sent in all. */
export function applyRetry(entry: IngressEntry, spec: Mapping, report: Reporter): void {
  reportUnkept(spec, report, {
    disableRetryOnNetworkError: "a backend that can't be reached is tried again, too",
    initialInterval: "a request is tried again at once",
    maxRequestBodyBytes: "requests are tried again whatever their size",
    retryNonIdempotentMethod: "which methods are tried again is the proxy's to say",
    timeout: "each try may take as long as the route's timeouts say",
  });
  const attempts = Number(text(spec.attempts) || NaN);
  if (!Number.isSafeInteger(attempts) || attempts < 1) {
    report.warn("bad-middleware", "a retry needs attempts, a number; requests are sent once");
    return;
  }
  const statuses = texts(spec.status).flatMap((range) => {
    const found = readStatuses(range);
    if (found.length === 0) {
      report.warn("bad-middleware", `${JSON.stringify(range)} is no status; it is left out`);
    }
    return found;
  });
  entry.retries = {
    attempts,
    ...(statuses.length > 0 ? { statuses: [...new Set(statuses)] } : {}),
  };
}

/** Statuses that stand for an error which may pass; a range stands for those of them that it holds. */
const PASSING: readonly number[] = [408, 425, 429, 500, 502, 503, 504];

function readStatuses(range: string): number[] {
  const [, first, last] = /^([1-5]\d\d)(?:-([1-5]\d\d))?$/.exec(range.trim()) ?? [];
  if (first === undefined) return [];
  if (last === undefined) return [Number(first)];
  return PASSING.filter((status) => status >= Number(first) && status <= Number(last));
}

const NOT_KEPT: Readonly<Record<string, string>> = {
  circuitBreaker: "a backend that fails is asked for each request all the same",
  contentType: "the type of an answer is what the backend says, or none",
  errors: "errors reach the client as the backend answers them",
  grpcWeb:
    "requests of gRPC-Web reach the backend as they are; let it answer them, or put a proxy of its own in front of it",
};

/** Kinds of Middlewares that are known and not kept. */
export const UNKEPT_KINDS: readonly string[] = Object.keys(NOT_KEPT);

/** Says what is lost of a Middleware that is not kept. */
export function reportUnkeptKind(kind: string, report: Reporter): void {
  report.warn("unsupported-middleware", `${kind}: ${NOT_KEPT[kind]}`);
}
