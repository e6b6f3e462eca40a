/**
 * Backends that answer datagrams, and who asks them.
 *
 * @module
 */

import { createSocket } from "node:dgram";
import { freePort } from "../free_port.ts";
import type { EchoServer, Identity } from "./echo_server.ts";

/** How long an answer may take, in milliseconds. */
const PATIENCE = 2000;

/** Runs a backend that answers each datagram with its name. */
export function datagramEcho(identity: Identity): EchoServer {
  const port = freePort();
  const answer = JSON.stringify(identity);
  const socket = createSocket("udp4", (_, client) => socket.send(answer, client.port, "127.0.0.1"));
  socket.bind(port, "127.0.0.1");
  return {
    port,
    seen: [],
    [Symbol.asyncDispose]: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

/** What is answered to a datagram; it fails where that takes too long. */
export async function askDatagram(port: number): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = createSocket("udp4", (bytes) => resolve(String(bytes)));
  const timer = setTimeout(() => reject(new Error("no answer")), PATIENCE);
  try {
    await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
    socket.send("hello", port, "127.0.0.1");
    return await promise;
  } finally {
    clearTimeout(timer);
    await new Promise<void>((resolve) => socket.close(resolve));
  }
}
