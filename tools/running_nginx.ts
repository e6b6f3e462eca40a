/**
 * A real nginx that runs, and backends for it.
 *
 * @module
 */

import { freePort } from "./free_port.ts";
import { inFolder, type TestFiles } from "./in_folder.ts";

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

/** Ports in place of 80 and 443. */
export interface Ports {
  /** That of HTTP. */
  http: number;
  /** That of HTTPS. */
  https: number;
}

/** Has nginx run with some files, of which `nginx.conf` is its config, while something is done with it. */
export async function withNginx(
  files: (root: string, ports: Ports) => TestFiles,
  use: (ask: Ask, ports: Ports, root: string) => Promise<void>,
  ports: Ports = { http: freePort(), https: freePort() },
): Promise<void> {
  await inFolder((root) => files(root, ports), async (root) => {
    const args = ["-c", `${root}/nginx.conf`];
    const nginx = new Deno.Command("nginx", { args, stderr: "piped" }).spawn();
    const said = new Response(nginx.stderr).text();
    try {
      await ready(ports.http).catch(async () => {
        throw new Error(`nginx does not listen: ${await said}`);
      });
      await use(
        asking(ports),
        ports,
        root,
      );
    } finally {
      try {
        nginx.kill();
      } catch {
        // It has said why by ending.
      }
      await said;
      await nginx.status;
    }
  });
}

/** Asks a server that listens at some ports. */
export function asking(ports: Ports): Ask {
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

/** Waits until somebody listens. */
export async function ready(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
  throw new Error("nobody listens");
}
