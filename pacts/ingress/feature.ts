/**
 * What a route may ask of a proxy that not every one can do.
 *
 * @module
 */

import type { IngressEntry } from "./entry.ts";

/** A field of a route that not every proxy knows. */
export type RouteFeature = keyof Pick<
  IngressEntry,
  | "match"
  | "backends"
  | "mirrors"
  | "cors"
  | "retries"
  | "buffering"
  | "accessLog"
  | "compress"
  | "rateLimit"
  | "connectionLimit"
>;

/** What is lost where a proxy can't, in a sentence that begins with the route. */
export const LOST_FEATURES: Readonly<Record<RouteFeature, string>> = {
  match: "takes requests by method, header, query, cookie or client",
  backends: "shares requests among backends: all go to the one with most weight",
  mirrors: "sends copies of requests to another backend: none are sent",
  cors: "lets pages of other origins in: the backend has to do so itself",
  retries: "tries requests again: each is sent once",
  buffering: "says what is buffered: the proxy's own way stays",
  accessLog: "is not to be logged: the proxy logs as it does",
  compress: "compresses answers: they are as the backend sends them",
  rateLimit: "limits how many requests a client may send: there is no limit",
  connectionLimit: "limits how many connections a client may have: there is no limit",
};
