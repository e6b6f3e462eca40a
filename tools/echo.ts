/**
 * Backends that say what they were sent, and clients that read it.
 *
 * @module
 */

import type { Ports } from "./running_proxy.ts";

/** What a backend was sent. */
export interface Sent {
  /** Its method. */
  method: string;
  /** Path and query. */
  uri: string;
  /** Its headers, each as `name: value`. */
  headers: Record<string, string>;
  /** Its body. */
  body: string;
}

/** A server on a free port of the loopback interface. */
export function serve(handler: (request: Request) => Response | Promise<Response>) {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, handler);
  return { port: server.addr.port, stop: () => server.shutdown() };
}

/** A backend that answers with what it was sent, and its name; it remembers all of that. */
export function echo(
  name: string,
  answer: (sent: Sent) => ResponseInit | Promise<ResponseInit> = () => ({}),
) {
  const seen: Sent[] = [];
  const server = serve(async (request) => {
    const { pathname, search } = new URL(request.url);
    const sent: Sent = {
      method: request.method,
      uri: pathname + search,
      headers: Object.fromEntries(request.headers),
      // A proxy may give up on a request in the middle of it.
      body: await request.text().catch(() => ""),
    };
    seen.push(sent);
    return Response.json({ name, ...sent }, await answer(sent));
  });
  return { ...server, upstream: `127.0.0.1:${server.port}`, seen };
}

/** What a client got. */
export interface Got {
  /** Status. */
  status: number;
  /** Headers. */
  headers: Headers;
  /** Body. */
  text: string;
  /** The body, where a backend of `echo()` answered. */
  sent: Sent & { name: string };
}

/** Asks a server for a path, by HTTP unless told otherwise. */
export type Ask = (
  path: string,
  init?: RequestInit & { port?: number; client?: Deno.HttpClient },
) => Promise<Got>;

/** Asks a server that listens at some ports. */
export function asking(ports: Pick<Ports, "http">): Ask {
  return async (path, { port = ports.http, ...init } = {}) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      redirect: "manual",
      ...init,
    });
    const text = await response.text();
    const isSent = response.headers.get("content-type") === "application/json";
    const { status, headers } = response;
    return { status, headers, text, sent: isSent ? JSON.parse(text) : {} };
  };
}
