/**
 * Backends that say what they were asked.
 *
 * @module
 */

/** Who a backend is. */
export interface Identity {
  /** Its pod. */
  pod: string;
  /** The pod's namespace. */
  namespace: string;
}

/** What a backend says it was asked. */
export interface Echo extends Identity {
  /** Path and query. */
  path: string;
  /** `Host` header. */
  host: string;
  /** Method. */
  method: string;
  /** Headers by their names in lower case. */
  headers: Record<string, string>;
}

/** A server that runs. */
export interface EchoServer extends AsyncDisposable {
  /** Its port of the loopback interface. */
  port: number;
  /** Path and query of each request that it has answered in its own name. */
  seen: readonly string[];
}

/** Certificate and key of a server. */
export interface KeyPair {
  /** PEM. */
  cert: string;
  /** PEM. */
  key: string;
}

/**
 * Runs a backend. It waits as long as `?delay=` says, sets headers that `X-Echo-Set-Header` names, and answers with
 * `?responseCode=` until it has been asked `?succeedAfter=` times with one `?uuid=`. It takes HTTP/2 without TLS, and
 * WebSockets, which it sends back what they send.
 */
export function echoServer(identity: Identity, tls?: KeyPair): EchoServer {
  const failures = new Map<string, number>();
  const seen: string[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {}, ...tls },
    async (request) => {
      if (request.headers.get("upgrade") === "websocket") return echoSocket(request);
      const url = new URL(request.url);
      const { searchParams: query } = url;
      const uuid = query.get("uuid") ?? "";
      await request.body?.cancel();
      if (query.has("delay")) await wait(query.get("delay")!);
      const failed = failures.get(uuid) ?? 0;
      if (failed < Number(query.get("succeedAfter") ?? 0)) {
        failures.set(uuid, failed + 1);
        if (query.has("delayRetry")) await wait(query.get("delayRetry")!);
        return new Response("not yet", { status: Number(query.get("responseCode") ?? 500) });
      }
      const echo: Echo = {
        ...identity,
        path: url.pathname + url.search,
        host: request.headers.get("host") ?? url.host,
        method: request.method,
        headers: Object.fromEntries(request.headers),
      };
      seen.push(echo.path);
      const response = Response.json(echo);
      for (const item of (request.headers.get("x-echo-set-header") ?? "").split(",")) {
        const colon = item.indexOf(":");
        if (colon > 0) response.headers.append(item.slice(0, colon), item.slice(colon + 1));
      }
      return response;
    },
  );
  return { port: server.addr.port, seen, [Symbol.asyncDispose]: () => server.shutdown() };
}

function echoSocket(request: Request): Response {
  const { socket, response } = Deno.upgradeWebSocket(request);
  socket.onmessage = ({ data }) => socket.send(data);
  return response;
}

async function wait(duration: string): Promise<void> {
  const [, number, unit] = /^(\d+)(ms|s)$/.exec(duration) ?? [];
  const milliseconds = Number(number) * (unit === "s" ? 1000 : 1);
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
