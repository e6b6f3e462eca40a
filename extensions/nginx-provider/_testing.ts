/**
 * Routes to convert, nginx.conf laid out for a real nginx, one that runs, and backends for it.
 *
 * @module
 */

import type { IngressEntry, Manifest } from "@dekube/engine/pacts";
import { freePort } from "../../tools/free_port.ts";
import { inFolder } from "../../tools/in_folder.ts";
import { mountsOf } from "../../engine/core/output/mounts.ts";
import { type ProxyOptions, type ProxyResult, runProxy } from "../../pacts/proxy/_testing.ts";
import { NginxProvider } from "./mod.ts";

export { CERTIFICATE, entry } from "../../pacts/_testing.ts";
export { assertPure } from "../../pacts/proxy/_testing.ts";

/** What the provider made of some routes. */
export interface Made extends ProxyResult {
  /** nginx.conf. */
  text: string;
}

/** Makes the services and the files of some routes. */
export async function make(
  entries: readonly IngressEntry[],
  { manifests = [], ...options }: ProxyOptions & { manifests?: readonly Manifest[] } = {},
): Promise<Made> {
  const result = await runProxy(new NginxProvider(), entries, manifests, options);
  return { ...result, text: String(result.files["nginx.conf"]?.content ?? "") };
}

/** Ports in place of 80 and 443. */
export interface Ports {
  http: number;
  https: number;
}

/** nginx.conf and all that it names, by path below `root`, for an nginx of this machine. */
export function laidOut(
  { services, text, files }: Made,
  root: string,
  { http, https }: Ports,
): [path: string, content: string | Uint8Array][] {
  const laid: [string, string | Uint8Array][] = [];
  let conf = text;
  for (const { source = "", target } of mountsOf(services.nginx)) {
    const path = source.replace(/^\.\//, "");
    for (const [file, { content }] of Object.entries(files)) {
      if (file !== path && !file.startsWith(`${path}/`)) continue;
      laid.push([target + file.slice(path.length), content]);
    }
    conf = conf.replaceAll(target, root + target);
  }
  const settings = [
    `error_log ${root}/error.log notice`,
    `pid ${root}/pid`,
    "user root",
    "daemon off",
  ];
  // Debian has it as a module.
  if (/^stream \{/m.test(conf)) conf = `load_module modules/ngx_stream_module.so;\n${conf}`;
  for (const [, inner] of conf.matchAll(/listen 127\.0\.0\.1:(\d+) .*proxy_protocol/g)) {
    const port = freePort();
    conf = conf.replaceAll(new RegExp(`127\\.0\\.0\\.1:${inner}\\b`, "g"), `127.0.0.1:${port}`);
  }
  conf = conf.replaceAll(/listen 80\b/g, `listen 127.0.0.1:${http}`)
    .replaceAll(/listen 443\b/g, `listen 127.0.0.1:${https}`)
    .replace(/^error_log .*/m, settings.map((setting) => `${setting};`).join("\n"))
    .replace("/dev/stdout", `${root}/access.log`);
  return [...laid, ["nginx.conf", conf]];
}

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
export function echo(name: string, answer: (sent: Sent) => ResponseInit = () => ({})) {
  const seen: Sent[] = [];
  const server = serve(async (request) => {
    const { pathname, search } = new URL(request.url);
    const sent: Sent = {
      method: request.method,
      uri: pathname + search,
      headers: Object.fromEntries(request.headers),
      body: await request.text(),
    };
    seen.push(sent);
    return Response.json({ name, ...sent }, answer(sent));
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
export type Ask = (path: string, init?: RequestInit & { port?: number }) => Promise<Got>;

/** Has nginx run while something is done with it. */
export async function withNginx(
  made: Made,
  use: (ask: Ask, ports: Ports, root: string) => Promise<void>,
  ports: Ports = { http: freePort(), https: freePort() },
): Promise<void> {
  await inFolder((root) => laidOut(made, root, ports), async (root) => {
    const args = ["-c", `${root}/nginx.conf`];
    const nginx = new Deno.Command("nginx", { args, stderr: "piped" }).spawn();
    const said = new Response(nginx.stderr).text();
    try {
      await ready(ports.http).catch(async () => {
        throw new Error(`nginx does not listen: ${await said}`);
      });
      await use(
        async (path, { port = ports.http, ...init } = {}) => {
          const response = await fetch(`http://127.0.0.1:${port}${path}`, {
            redirect: "manual",
            ...init,
          });
          const text = await response.text();
          const isSent = response.headers.get("content-type") === "application/json";
          const { status, headers } = response;
          return { status, headers, text, sent: isSent ? JSON.parse(text) : {} };
        },
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
