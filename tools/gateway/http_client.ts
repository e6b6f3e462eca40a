/**
 * Requests whose every byte is the caller's: hosts that are in no DNS, names for TLS, HTTP/2 without TLS.
 *
 * @module
 */

import { connect as connectHttp2 } from "node:http2";
import { connect as connectNet } from "node:net";
import { connect as connectTls } from "node:tls";
import { Buffer } from "node:buffer";

/** What is asked. */
export interface Question {
  /** Port of the loopback interface. */
  port: number;
  /** `Host` header. */
  host: string;
  /** Path and query. */
  path: string;
  /** `GET` where it is left out. */
  method?: string;
  /** Further headers. */
  headers?: Readonly<Record<string, string>>;
  /** The body. */
  body?: string;
  /** Asked by TLS, for this name. Certificates are not checked. */
  serverName?: string;
}

/** What is answered. */
export interface Answer {
  /** The status. */
  status: number;
  /** Headers by their names in lower case. */
  headers: ReadonlyMap<string, readonly string[]>;
  /** The body. */
  body: string;
}

/** Asks by HTTP/1.1. */
export async function ask(question: Question): Promise<Answer> {
  const { port, host, path, method = "GET", headers = {}, body = "", serverName } = question;
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `Host: ${host}`,
    "Connection: close",
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === "" ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
  ];
  const bytes = await new Promise<Buffer>((resolve, reject) => {
    const address = { host: "127.0.0.1", port };
    const socket = serverName === undefined
      ? connectNet(address)
      : connectTls({ ...address, servername: serverName, rejectUnauthorized: false });
    const chunks: Buffer[] = [];
    socket.setTimeout(20_000, () => socket.destroy(new Error("no answer in 20 seconds")));
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("error", reject);
    socket.on("close", () => resolve(Buffer.concat(chunks)));
    socket.write(`${lines.join("\r\n")}\r\n\r\n${body}`);
  });
  return parseAnswer(bytes);
}

function parseAnswer(bytes: Buffer): Answer {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) throw new Error(`no answer: ${JSON.stringify(bytes.toString().slice(0, 200))}`);
  const [first, ...lines] = bytes.subarray(0, end).toString().split("\r\n");
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    headers.set(name, [...headers.get(name) ?? [], line.slice(colon + 1).trim()]);
  }
  const rest = bytes.subarray(end + 4);
  const isChunked = headers.get("transfer-encoding")?.includes("chunked");
  return {
    status: Number(first.split(" ")[1]),
    headers,
    body: (isChunked ? joinChunks(rest) : rest).toString(),
  };
}

function joinChunks(bytes: Buffer): Buffer {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf("\r\n", at);
    const length = parseInt(bytes.subarray(at, end).toString(), 16);
    if (!(length > 0)) break;
    chunks.push(bytes.subarray(end + 2, end + 2 + length));
    at = end + 2 + length + 2;
  }
  return Buffer.concat(chunks);
}

/** Asks by HTTP/2 without TLS, with prior knowledge. */
export async function askHttp2(question: Question): Promise<Answer> {
  const { port, host, path, method = "GET", headers = {}, body = "" } = question;
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  try {
    return await new Promise((resolve, reject) => {
      session.on("error", reject);
      const stream = session.request({
        ":method": method,
        ":path": path,
        ":authority": host,
        ...headers,
      }, { endStream: body === "" });
      const found = new Map<string, string[]>();
      const chunks: Buffer[] = [];
      let status = 0;
      stream.on("response", (response) => {
        status = Number(response[":status"]);
        for (const [name, value] of Object.entries(response)) found.set(name, [String(value)]);
      });
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on(
        "end",
        () => resolve({ status, headers: found, body: Buffer.concat(chunks).toString() }),
      );
      stream.on("error", reject);
      if (body !== "") stream.end(body);
    });
  } finally {
    session.close();
  }
}
