/**
 * Real proxies that run, on this machine's loopback interface.
 *
 * @module
 */

import { freePort } from "./free_port.ts";

/** Ports in place of 80 and 443. */
export interface Ports {
  /** That of HTTP. */
  http: number;
  /** That of HTTP/2 without TLS: the same, but for releases of nginx that speak nothing else there. */
  http2: number;
  /** That of HTTPS. */
  https: number;
}

/** Ports that nobody listens on; HTTP/2 has that of HTTP. */
export function freePorts(): Ports {
  const http = freePort();
  return { http, http2: http, https: freePort() };
}

/** What was made for a proxy: its services, with their mounts, and all files by path. */
export interface Served {
  /** Compose services. */
  services: Readonly<Record<string, object>>;
  /** Files below the output folder. */
  files: Readonly<Record<string, { content: string | Uint8Array }>>;
}

/** Port of the loopback interface that stands for a host and a port of the Compose network. */
export type FindBackend = (host: string, port: number) => number;

/** A program that serves something. */
export interface Program {
  /** Its name. */
  command: string;
  /** Its arguments. */
  args: readonly string[];
  /** Its environment, beside this one's. */
  env?: Record<string, string>;
  /** The ports that it is to listen on. */
  ports: readonly number[];
}

/** Does some work while a program runs and listens. */
export async function whileRunning<T>(
  { command, args, env = {}, ports }: Program,
  work: () => Promise<T>,
): Promise<T> {
  const child = new Deno.Command(command, {
    args: [...args],
    env,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const said = new Response(child.stderr).text();
  try {
    await Promise.race([
      Promise.all(ports.map((port) => ready(port, command))),
      child.status.then(async () => {
        throw new Error(`${command} does not listen: ${await said}`);
      }),
    ]);
    return await work();
  } finally {
    try {
      child.kill();
    } catch {
      // It has said why by ending.
    }
    await said;
    await child.status;
  }
}

/** Waits until somebody listens. */
export async function ready(port: number, name: string): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
  throw new Error(`${name} does not listen on ${port}`);
}
