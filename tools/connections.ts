/**
 * Servers of connections that are no HTTP, and who asks them.
 *
 * @module
 */

import { createSocket } from "node:dgram";

/** A server that answers once with its name and what it was sent. */
export function greeter(name: string, tls?: { cert: string; key: string }) {
  const options = { hostname: "127.0.0.1", port: 0 };
  const listener = tls ? Deno.listenTls({ ...options, ...tls }) : Deno.listen(options);
  const serving = (async () => {
    for await (const connection of listener as Deno.Listener) {
      const buffer = new Uint8Array(1000);
      try {
        let text = "";
        do {
          const read = await connection.read(buffer);
          if (read === null) break;
          text += new TextDecoder().decode(buffer.subarray(0, read));
          // What says who the client is may come by itself.
        } while (text.endsWith("\r\n"));
        await connection.write(new TextEncoder().encode(`${name}: ${text}`));
        connection.close();
      } catch {
        // The client has gone.
      }
    }
  })();
  const { port } = listener.addr as Deno.NetAddr;
  return {
    upstream: `127.0.0.1:${port}`,
    async stop() {
      listener.close();
      await serving;
    },
  };
}

/** A server that answers datagrams. */
export async function datagrams(answer: (text: string) => string) {
  const socket = createSocket("udp4", (bytes, { port }) => {
    socket.send(answer(String(bytes)), port, "127.0.0.1");
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const { port } = socket.address();
  return { port, stop: () => new Promise<void>((resolve) => socket.close(resolve)) };
}

/** What a server answers to a datagram. */
export async function sendDatagram(port: number, text: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = createSocket("udp4", (bytes) => resolve(String(bytes)));
  // Tests may use no other address.
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  socket.send(text, port, "127.0.0.1");
  const answer = await promise;
  await new Promise<void>((resolve) => socket.close(resolve));
  return answer;
}

/** What a server answers to a text. */
export async function say(port: number, text: string): Promise<string> {
  return await talk(await Deno.connect({ hostname: "127.0.0.1", port }), text);
}

/** What a server answers to a text within TLS, where it shows a certificate that is trusted. */
export async function sayTls(
  port: number,
  hostname: string,
  text: string,
  certificate: string,
): Promise<string> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  return await talk(await Deno.startTls(connection, { hostname, caCerts: [certificate] }), text);
}

async function talk(connection: Deno.Conn, text: string): Promise<string> {
  try {
    await connection.write(new TextEncoder().encode(text));
    let answer = "";
    const buffer = new Uint8Array(4000);
    for (let read; (read = await connection.read(buffer)) !== null;) {
      answer += new TextDecoder().decode(buffer.subarray(0, read));
    }
    return answer;
  } finally {
    connection.close();
  }
}
