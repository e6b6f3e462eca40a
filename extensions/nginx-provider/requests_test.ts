/**
 * What a real nginx does with requests whose routes ask for more than a path.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { IngressEntry } from "@dekube/engine/pacts";
import { said } from "@dekube/engine/testing";
import { needsTool } from "../../tools/needs_tool.ts";
import { type Ask, echo, serve } from "../../tools/echo.ts";
import { withNginx } from "../../tools/running_nginx.ts";
import { entry, make, served } from "./_testing.ts";

/** A test of routes to a backend that tells what it was sent. */
function answers(
  name: string,
  routes: (to: ReturnType<typeof echo>) => Partial<IngressEntry>[],
  use: (ask: Ask, to: ReturnType<typeof echo>, root: string) => Promise<void>,
  codes: readonly string[] = [],
): void {
  Deno.test({
    ...needsTool(name, "nginx", "Debian's nginx"),
    async fn() {
      const to = echo("main", () => ({
        headers: { "X-Powered-By": "php", "Access-Control-Allow-Origin": "https://theirs.example" },
      }));
      try {
        const made = await make(
          routes(to).map((fields) => entry({ host: "", upstream: to.upstream, ...fields })),
        );
        assertEquals([...new Set(said(made))], [...codes]);
        await withNginx(served(made), (ask, _ports, root) => use(ask, to, root));
      } finally {
        await to.stop();
      }
    },
  });
}

answers(
  "nginx tells routes of one path apart by method, header, query, cookie and client",
  () => {
    const rule = (
      name: string,
      match: IngressEntry["match"],
      rest: Partial<IngressEntry> = {},
    ) => ({
      path: `/${name}`,
      match,
      requestHeaders: { set: { "X-Route": name } },
      ...rest,
    });
    return [
      { requestHeaders: { set: { "X-Route": "rest" } } },
      rule("method", { methods: ["PUT", "DELETE"] }),
      rule("header", { headers: [{ name: "X-Stage", value: "Canary" }] }),
      rule("regex", { headers: [{ name: "X-Stage", value: "c.n|b{2}", type: "Regex" }] }),
      rule("no-header", { headers: [{ name: "X-Stage", not: true }] }),
      rule("not-it", { headers: [{ name: "X-Stage", value: "a", not: true }] }),
      rule("query", { query: [{ name: "Ver", value: "a b/ü" }] }),
      rule("has-query", { query: [{ name: "debug" }] }),
      rule("cookie", { cookies: [{ name: "stage-1", value: "x.y" }] }),
      rule("inside", { sources: ["127.0.0.0/8"] }),
      rule("outside", { sources: ["10.0.0.0/8", "::1"] }),
      rule("both", { methods: ["GET"], headers: [{ name: "A", value: "1" }, { name: "B" }] }),
    ];
  },
  async (ask) => {
    const route = async (path: string, init: RequestInit = {}) =>
      (await ask(path, init)).sent.headers["x-route"];
    const headers = (headers: Record<string, string>) => ({ headers });
    assertEquals(await route("/method", { method: "PUT" }), "method");
    assertEquals(await route("/method/x"), "rest");
    assertEquals(await route("/methods", { method: "PUT" }), "rest");
    assertEquals(await route("/header", headers({ "x-stage": "Canary" })), "header");
    assertEquals(await route("/header", headers({ "x-stage": "canary" })), "rest");
    assertEquals(await route("/header", headers({ "x-stage": "Canary2" })), "rest");
    assertEquals(await route("/regex", headers({ "x-stage": "can" })), "regex");
    assertEquals(await route("/regex", headers({ "x-stage": "bb" })), "regex");
    assertEquals(await route("/regex", headers({ "x-stage": "xbb" })), "rest");
    assertEquals(await route("/no-header"), "no-header");
    assertEquals(await route("/no-header", headers({ "x-stage": "1" })), "rest");
    assertEquals(await route("/not-it", headers({ "x-stage": "ab" })), "not-it");
    assertEquals(await route("/not-it"), "not-it");
    assertEquals(await route("/not-it", headers({ "x-stage": "a" })), "rest");
    for (
      const query of [
        "Ver=a%20b/%C3%BC",
        "x=1&Ver=a+b%2f%c3%bc&Ver=2",
        "Ver=1&Ver=2",
        "V%65r=a%20b%2F%c3%BC",
      ]
    ) {
      assertEquals(await route(`/query?${query}`), "query", query);
    }
    for (
      const query of ["Ver=a%20b", "ver=a%20b/%C3%BC", "Ver=1", "xVer=a+b/%C3%BC"]
    ) {
      assertEquals(await route(`/query?${query}`), "rest", query);
    }
    assertEquals(await route("/has-query?a=1&debug"), "has-query");
    assertEquals(await route("/has-query?debug="), "has-query");
    assertEquals(await route("/has-query?debugger=1"), "rest");
    assertEquals(await route("/cookie", headers({ cookie: "a=b; stage-1=x.y; c=d" })), "cookie");
    assertEquals(
      await route("/cookie", headers({ cookie: "my-stage-1=x.y; stage-1=xzy" })),
      "rest",
    );
    assertEquals(await route("/inside"), "inside");
    assertEquals(await route("/outside"), "rest");
    assertEquals(await route("/both", headers({ a: "1", b: "2" })), "both");
    assertEquals(await route("/both", headers({ a: "1" })), "rest");
  },
);

const CANARY = { headers: [{ name: "X-Canary" }] };

answers(
  "nginx keeps all else that a route asks when more than its path decides",
  (): Partial<IngressEntry>[] => [
    { path: "/api", requestHeaders: { set: { "X-Route": "api" } } },
    {
      path: "/api/v1",
      match: CANARY,
      stripPrefix: "/api",
      requestHeaders: { set: { "X-Route": "canary", "X-Seen": "$request_uri $uri" } },
      maxBodySize: "1k",
    },
    { path: "/users", match: CANARY, basicAuth: { users: { ann: "{PLAIN}secret" } } },
    { path: "/away", match: CANARY, redirect: { to: "https://x.example$uri", status: 307 } },
    { path: "/closed", match: CANARY, denied: "x" },
    { path: "/broken", match: { headers: [{ name: "a b" }] } },
    { path: "/regex", match: { query: [{ name: "a", value: "(", type: "Regex" }] } },
  ],
  async (ask, to) => {
    const canary = { "X-Canary": "1" };
    const longer = await ask("/api/v1/a%2Fb?c=d");
    assertEquals([longer.sent.headers["x-route"], longer.sent.uri], ["api", "/api/v1/a%2Fb?c=d"]);
    const body = "x".repeat(1024);
    const chosen = await ask("/api/v1/a%20b?c=d", { method: "POST", body, headers: canary });
    assertEquals(chosen.sent.headers["x-route"], "canary");
    assertEquals([chosen.sent.method, chosen.sent.uri], ["POST", "/v1/a%20b?c=d"]);
    assertEquals(chosen.sent.body, body);
    assertEquals(chosen.sent.headers["x-seen"], "/api/v1/a%20b?c=d /v1/a%20b?c=d");
    const before = to.seen.length;
    for (const large of [`${body}x`, new Blob([`${body}x`]).stream()]) {
      const { status } = await ask("/api/v1", { method: "POST", body: large, headers: canary });
      assertEquals(status, 413);
    }
    assertEquals(to.seen.length, before);
    assertEquals((await ask("/users", { headers: canary })).status, 401);
    const ann = { ...canary, Authorization: `Basic ${btoa("ann:secret")}` };
    assertEquals((await ask("/users", { headers: ann })).status, 200);
    assertEquals((await ask("/users")).status, 404);
    const away = await ask("/away/x?y", { headers: canary });
    assertEquals([away.status, away.headers.get("location")], [307, "https://x.example/away/x?y"]);
    assertEquals((await ask("/closed", { headers: canary })).status, 403);
    assertEquals((await ask("/closed")).status, 404);
    // What can't be written is closed for whoever it might be for.
    assertEquals((await ask("/broken")).status, 403);
    assertEquals((await ask("/regex")).status, 403);
  },
  ["unwritable-route"],
);

answers(
  "nginx sends requests to one of a route's backends by their weights",
  (to) => [
    {
      path: "/half",
      stripPrefix: "/half",
      basicAuth: { users: { ann: "{PLAIN}secret" } },
      backends: [
        {
          weight: 1,
          upstream: to.upstream,
          scheme: "http",
          requestHeaders: { set: { "X-B": "1" } },
        },
        {
          weight: 1,
          upstream: to.upstream,
          scheme: "http",
          requestHeaders: { set: { "X-B": "2" } },
          responseHeaders: { set: { "X-From": "2" }, remove: ["X-Powered-By"] },
        },
        { weight: 0, upstream: "127.0.0.1:1", scheme: "http" },
      ],
    },
    { path: "/one", backends: [{ weight: 0, status: 503 }, { weight: 3, upstream: to.upstream }] },
    { path: "/gone", backends: [{ weight: 1, status: 503 }], responseHeaders: { set: { A: "b" } } },
    { path: "/none", backends: [{ weight: 0, upstream: to.upstream }] },
  ],
  async (ask) => {
    const ann = { headers: { Authorization: `Basic ${btoa("ann:secret")}` } };
    assertEquals((await ask("/half")).status, 401);
    const counts: Record<string, number> = { 1: 0, 2: 0 };
    for (let number = 0; number < 200; number++) {
      const { sent, headers } = await ask("/half/x", ann);
      const { "x-b": backend } = sent.headers;
      counts[backend]++;
      assertEquals(sent.uri, "/x");
      assertEquals(headers.get("x-from"), backend === "2" ? "2" : null);
      assertEquals(headers.get("x-powered-by"), backend === "2" ? null : "php");
    }
    // 200 throws of a coin: beyond 40 from the middle in one of 10⁸ runs.
    assert(Math.abs(counts[1] - 100) < 40, JSON.stringify(counts));
    assertEquals((await ask("/one")).status, 200);
    const gone = await ask("/gone");
    assertEquals([gone.status, gone.headers.get("a")], [503, "b"]);
    assertEquals((await ask("/none")).status, 500);
  },
);

answers(
  "nginx has a share of a route's requests rewritten once more, or redirected",
  (to) => {
    const { upstream } = to;
    const scheme = "http" as const;
    const rewrite = { pattern: "^/b(/.*)?$", replacement: "/c$1" };
    const requestHeaders = { set: { "X-Uri": "$uri" } };
    const redirect = { to: "https://away.example$uri", status: 307 };
    return [
      { path: "/a", stripPrefix: "/a", backends: [{ weight: 1, upstream, scheme, rewrite }] },
      {
        path: "/uri",
        rewrite: { pattern: "^/uri(.*)$", replacement: "/b$1" },
        requestHeaders,
        basicAuth: { users: { ann: "{PLAIN}secret" } },
        mirrors: [{ upstream, scheme }],
        retries: { attempts: 2 },
        backends: [
          { weight: 1, upstream, scheme, rewrite },
          { weight: 1, upstream, scheme },
          { weight: 1, rewrite, redirect, responseHeaders: { set: { "X-From": "3" } } },
        ],
      },
      {
        path: "/own",
        requestHeaders,
        backends: [
          { weight: 1, upstream, scheme, rewrite: { pattern: "^.*$", replacement: "/new%20" } },
          { weight: 1, upstream, scheme },
        ],
      },
      { path: "/sent", backends: [{ weight: 1, redirect }] },
    ];
  },
  async (ask, to) => {
    assertEquals((await ask("/a/b/x?y")).sent.uri, "/c/x?y");
    assertEquals((await ask("/uri/x")).status, 401);
    /** What comes of many requests, each once. */
    const seen = async (path: string) => {
      const all = new Set<string>();
      const headers = { Authorization: `Basic ${btoa("ann:secret")}` };
      for (let round = 0; round < 60; round++) {
        const { status, sent, headers: got } = await ask(path, { headers });
        const location = got.get("location");
        all.add(
          location === null
            ? `${status} ${sent.uri} ${sent.headers["x-uri"]}`
            : `${status} ${location} ${got.get("x-from")}`,
        );
      }
      return [...all].sort();
    };
    const before = to.seen.length;
    assertEquals(await seen("/uri/x?y"), [
      "200 /b/x?y /b/x?y",
      "200 /c/x?y /c/x?y",
      "307 https://away.example/c/x?y 3",
    ]);
    // Copies have the path as the route leaves it.
    const uris = to.seen.slice(before).map(({ uri }) => uri);
    assert(uris.filter((uri) => uri === "/b/x?y").length > uris.length / 2);
    assertEquals(await seen("/own?y"), ["200 /new%2520?y /new%2520?y", "200 /own?y /own?y"]);
    assertEquals(await seen("/sent/x"), ["307 https://away.example/sent/x null"]);
  },
);

answers(
  "nginx tells hosts apart by what a route says of the header, those of a higher priority first",
  () => {
    const host = (value: string, name: string, priority: number) => ({
      match: { headers: [{ name: "Host", value, type: "Regex" as const }] },
      priority,
      requestHeaders: { set: { "X-Route": name } },
    });
    return [
      { requestHeaders: { set: { "X-Route": "any" } } },
      host("(?i)[^:]+\\.b\\.example(?::\\d+)?", "b", 11),
      host("(?i)[^:]+\\.a\\.b\\.example(?::\\d+)?", "a.b", 13),
      { path: "/long", requestHeaders: { set: { "X-Route": "long" } } },
    ];
  },
  async (ask) => {
    using client = Deno.createHttpClient({ allowHost: true });
    const route = async (host: string, path = "/") =>
      (await ask(path, { client, headers: { Host: host } })).sent.headers["x-route"];
    assertEquals(await route("x.example", "/long"), "long");
    assertEquals(await route("X.Y.b.example:81", "/long"), "b");
    assertEquals(await route("x.a.b.example", "/long"), "a.b");
    assertEquals(await route("b.example"), "any");
    assertEquals(await route("x.b.example.net"), "any");
  },
);

answers(
  "nginx gives a backend the headers that a route says, and none that a client forges",
  () => [
    {},
    {
      path: "/changed",
      requestHeaders: {
        remove: ["Accept-Language", "x-real-ip"],
        set: {
          "X-Forwarded-Proto": "https",
          "X-Who": "$remote_addr:$server_port $$5",
          Host: "b.example",
        },
        add: { "X-Tag": "ours", Cookie: "a=b" },
      },
      responseHeaders: { add: { "X-Powered-By": "us" } },
    },
  ],
  async (ask) => {
    const forged = Object.fromEntries(
      [
        ...["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Proto"],
        ...["X-Forwarded-Scheme", "X-Forwarded-Prefix", "X-Forwarded-Server", "X-Real-IP"],
        ...["Forwarded", "X-Original-Forwarded-For", "X-Scheme", "X-Forwarded-Ssl"],
        ...["X-Forwarded-Tls-Client-Cert", "X-Forwarded-Tls-Client-Cert-Info"],
      ].map((name) => [name, "forged"]),
    );
    const plain = await ask("/", { headers: { ...forged, "X-Tag": "theirs" } });
    assertEquals(Object.values(plain.sent.headers).filter((value) => value === "forged"), []);
    const { headers } = plain.sent;
    assertEquals(headers["x-forwarded-for"], "127.0.0.1");
    assertEquals(headers["x-forwarded-proto"], "http");
    assertMatch(headers["x-forwarded-port"], /^\d+$/);
    assertEquals(headers["x-tag"], "theirs");
    const changed = await ask("/changed", {
      headers: { ...forged, "X-Tag": "theirs", "Accept-Language": "de", Cookie: "c=d" },
    });
    const got = changed.sent.headers;
    assertEquals([got["accept-language"], got["x-real-ip"]], [undefined, undefined]);
    assertEquals([got["x-forwarded-proto"], got.host], ["https", "b.example"]);
    assertMatch(got["x-who"], /^127\.0\.0\.1:\d+ \$5$/);
    assertEquals([got["x-tag"], got.cookie], ["theirs, ours", "c=d; a=b"]);
    assertEquals((await ask("/changed")).sent.headers["x-tag"], "ours");
    assertEquals(changed.headers.get("x-powered-by"), "php, us");
  },
);

answers(
  "nginx answers preflights before it asks for a password, and lets allowed origins read answers",
  () => [
    {
      path: "/some",
      cors: {
        allowOrigins: ["https://*.example"],
        allowMethods: ["GET", "PUT"],
        allowHeaders: ["*"],
        exposeHeaders: ["X-A"],
        allowCredentials: true,
        maxAge: 60,
      },
      basicAuth: { users: { ann: "{PLAIN}secret" } },
    },
    { path: "/any", cors: { allowOrigins: ["*"], answersAllOptions: true } },
    {
      path: "/all",
      cors: { allowOrigins: ["*"], allowMethods: ["*"], allowCredentials: true },
    },
  ],
  async (ask) => {
    const from = (origin: string, more: Record<string, string> = {}) => ({
      headers: { origin, ...more },
    });
    const cors = ({ headers }: { headers: Headers }) =>
      Object.fromEntries(
        [...headers].filter(([name]) => name.startsWith("access-control") || name === "vary")
          .map(([name, value]) => [name.replace("access-control-", ""), value]),
      );
    const asks = {
      "Access-Control-Request-Method": "PUT",
      "Access-Control-Request-Headers": "x-b",
    };
    const preflight = await ask("/some", { method: "OPTIONS", ...from("https://a.example", asks) });
    assertEquals(preflight.status, 204);
    assertEquals(cors(preflight), {
      "allow-credentials": "true",
      "allow-headers": "x-b",
      "allow-methods": "GET, PUT",
      "allow-origin": "https://a.example",
      "expose-headers": "X-A",
      "max-age": "60",
      vary: "Origin",
    });
    // A stranger's lets nothing in.
    const strange = await ask("/some", {
      method: "OPTIONS",
      ...from("https://a.example.com", asks),
    });
    assertEquals([strange.status, cors(strange)], [204, { vary: "Origin" }]);
    // With credentials a star means itself, so what is asked for is what is let in.
    const all = await ask("/all", { method: "OPTIONS", ...from("https://b.example", asks) });
    assertEquals(cors(all)["allow-methods"], "PUT");
    const ann = { Authorization: `Basic ${btoa("ann:secret")}` };
    const read = await ask("/some", from("https://a.example", ann));
    assertEquals([read.status, cors(read)], [200, {
      "allow-credentials": "true",
      "allow-origin": "https://a.example",
      "expose-headers": "X-A",
      vary: "Origin",
    }]);
    const refused = await ask("/some", from("https://a.example"));
    assertEquals([refused.status, cors(refused)["allow-origin"]], [401, "https://a.example"]);
    // The backend's own word does not count.
    assertEquals(cors(await ask("/some", from("https://theirs.example.com", ann))), {
      vary: "Origin",
    });
    assertEquals(cors(await ask("/any", from("https://b.test"))), { "allow-origin": "*" });
    assertEquals(cors(await ask("/any")), {});
    assertEquals((await ask("/any", { method: "OPTIONS" })).status, 204);
  },
);

answers(
  "nginx answers in a backend's place, with what a route says",
  () => [
    { path: "/robots.txt", answer: { status: 200, body: 'User-agent: *\n\tDisallow: "/$x"' } },
    { path: "/teapot", answer: { status: 418 }, responseHeaders: { set: { "X-A": "b" } } },
    { path: "/inside", answer: { status: 200, body: "in" }, allowedSources: ["10.0.0.0/8"] },
    { path: "/new", stripPrefix: "/new", redirect: { to: "https://$host/shop$uri", status: 301 } },
    { path: "/odd", redirect: { to: "https://x.example$uri", status: 301 } },
  ],
  async (ask, to) => {
    const robots = await ask("/robots.txt");
    assertEquals([robots.status, robots.text], [200, 'User-agent: *\n\tDisallow: "/$x"']);
    assertEquals(robots.headers.get("content-type"), "text/plain");
    const teapot = await ask("/teapot");
    assertEquals([teapot.status, teapot.headers.get("x-a")], [418, "b"]);
    assertEquals((await ask("/inside")).status, 403);
    const moved = await ask("/new/a%20b%0d%0aSet-Cookie:%20x/%3F?c=%20d");
    assertEquals(
      moved.headers.get("location"),
      "https://127.0.0.1/shop/a%20b%0D%0ASet-Cookie:%20x/%3F?c=%20d",
    );
    assertEquals(moved.headers.get("set-cookie"), null);
    const odd = await ask("/odd/a%0d%0aX-B:c");
    assertEquals(odd.headers.get("location"), "https://x.example/odd/a%0d%0aX-B:c");
    assertEquals(to.seen, []);
  },
);

answers(
  "nginx compresses, limits and logs as a route says",
  () => [
    { path: "/plain" },
    { path: "/quiet", accessLog: false },
    { path: "/small", compress: true, answer: { status: 200, body: "x".repeat(2000) } },
    { path: "/rate", rateLimit: { average: 1 }, answer: { status: 200 } },
    {
      path: "/tuned",
      buffering: { requests: false, responses: true },
      timeouts: { answer: 5, connect: 1 },
      connectionLimit: 3,
    },
  ],
  async (ask, _to, root) => {
    const packed = await ask("/small", { headers: { "Accept-Encoding": "gzip" } });
    assertEquals([packed.text.length, packed.headers.get("vary")], [2000, "Accept-Encoding"]);
    assertEquals((await ask("/plain")).headers.get("vary"), null);
    const statuses = [];
    for (let number = 0; number < 3; number++) statuses.push((await ask("/rate")).status);
    assertEquals(statuses, [200, 429, 429]);
    assertEquals((await ask("/tuned", { method: "POST", body: "b" })).sent.body, "b");
    await ask("/plain");
    await ask("/quiet");
    const log = await Deno.readTextFile(`${root}/access.log`);
    assertEquals([log.includes("GET /plain"), log.includes("GET /quiet")], [true, false]);
  },
);

/** A password, hashed in each way that is in use. */
const HASHES: Record<string, string> = {
  sha1: "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=",
  apache: "$apr1$saltsalt$LrttParrLPdxvgutaSXWJ0",
  bcrypt: "$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a",
  sha512:
    "$6$saltsalt$TVLlQcbpFVof5W3Yz4DTP6gRstiNuHwwTt6GLc1E5n0U0aDehy0S5knV8wiOQSpT0Y77vwPZN.Pq.H91p5hVO1",
  sha256: "$5$saltsalt$0IyaXrmV7.sGNS6tirgqHLqX/G.FBvgkYA.lpPdS5sA",
  md5: "$1$saltsalt$9xy1btjgzLYfb7hivXtC//",
  des: "abNANd1rDfiNc",
  other: "$argon2id$v=19$m=65536$c2FsdA$aGFzaA",
};

// What is no kind of nginx's own, Debian's C library checks here; in the image musl does.
answers(
  "nginx checks passwords, however they are hashed",
  () => [{ basicAuth: { users: HASHES } }],
  async (ask) => {
    for (const user of Object.keys(HASHES)) {
      const status = async (password: string) =>
        (await ask("/", { headers: { Authorization: `Basic ${btoa(`${user}:${password}`)}` } }))
          .status;
      assertEquals(await status("secret"), user === "other" ? 401 : 200, user);
      assertEquals(await status("wrong"), 401, user);
    }
  },
  ["unsupported-hash"],
);

Deno.test({
  ...needsTool(
    "nginx waits, and keeps requests, as long as a route says",
    "nginx",
    "Debian's nginx",
  ),
  async fn() {
    const began: string[] = [];
    const to = serve(async (request) => {
      const { pathname } = new URL(request.url);
      began.push(pathname);
      await request.text();
      const wait = Number(new URL(request.url).searchParams.get("wait") ?? 0);
      await new Promise((resolve) => setTimeout(resolve, wait));
      return new Response("done");
    });
    const route = (path: string, fields: Partial<IngressEntry>) =>
      entry({ host: "", path, upstream: `127.0.0.1:${to.port}`, ...fields });
    const made = await make([
      route("/patient", {}),
      route("/hasty", { timeouts: { answer: 0.2 } }),
      route("/hasty/not", { timeouts: { answer: 0.2, read: 5 } }),
      route("/whole", { buffering: { requests: true } }),
      route("/stream", { buffering: { requests: false } }),
    ]);
    try {
      await withNginx(served(made), async (ask) => {
        assertEquals((await ask("/patient?wait=500")).status, 200);
        assertEquals((await ask("/hasty?wait=500")).status, 504);
        assertEquals((await ask("/hasty/not?wait=500")).status, 200);
        began.length = 0;
        for (const path of ["/whole", "/stream"]) {
          const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
          const writer = writable.getWriter();
          const done = ask(path, { method: "POST", body: readable });
          await writer.write(new Uint8Array(10));
          await new Promise((resolve) => setTimeout(resolve, 200));
          assertEquals(began.includes(path), path === "/stream");
          await writer.close();
          assertEquals((await done).status, 200);
        }
      });
    } finally {
      await to.stop();
    }
  },
});

answers(
  "nginx limits the connections of a client",
  (to) => [{ connectionLimit: 1, upstream: to.upstream }],
  async (ask) => {
    // Each waits for its body, so that both are there at a time.
    const slow = () => {
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
      const writer = writable.getWriter();
      const done = ask("/", { method: "POST", body: readable });
      return { done, end: () => writer.close() };
    };
    const first = slow();
    await new Promise((resolve) => setTimeout(resolve, 200));
    assertEquals((await ask("/")).status, 429);
    await first.end();
    assertEquals((await first.done).status, 200);
    assertEquals((await ask("/")).status, 200);
  },
);

Deno.test({
  ...needsTool(
    "nginx sends a request again that failed, but none twice that must not be",
    "nginx",
    "Debian's nginx",
  ),
  async fn() {
    let [failures, status] = [0, 503];
    const to = echo("flaky", () => ({ status: failures-- > 0 ? status : 200 }));
    const copy = echo("copy");
    const route = (fields: Partial<IngressEntry>) =>
      entry({ host: "", upstream: to.upstream, ...fields });
    const mirrors = [{ upstream: copy.upstream, scheme: "http" as const }];
    const made = await make([
      route({
        path: "/again",
        stripPrefix: "/again",
        retries: { attempts: 3, statuses: [503] },
        mirrors,
        basicAuth: { users: { ann: "{PLAIN}secret" } },
      }),
      route({ path: "/down", upstream: "127.0.0.1:1", retries: { attempts: 3 } }),
      route({ path: "/once", retries: { attempts: 3 } }),
    ]);
    const ann = { Authorization: `Basic ${btoa("ann:secret")}` };
    try {
      await withNginx(served(made), async (ask) => {
        const times = async (fails: number, path: string, init: RequestInit) => {
          failures = fails;
          const before = to.seen.length;
          const got = await ask(path, { ...init, headers: ann });
          return [got.status, to.seen.length - before];
        };
        assertEquals(await times(0, "/again/x", {}), [200, 1]);
        assertEquals(await times(2, "/again/x?y", { method: "PUT", body: "whole" }), [200, 3]);
        assertEquals(
          to.seen.slice(-3).map(({ uri, body }) => `${uri} ${body}`),
          Array(3).fill("/x?y whole"),
        );
        assertEquals(await times(5, "/again/x", {}), [503, 3]);
        assertEquals(await times(1, "/again/x", { method: "POST", body: "b" }), [503, 1]);
        // A backend's own 502 is not what is named, and is no failure of the way there.
        status = 502;
        assertEquals(await times(1, "/again/x", {}), [502, 1]);
        status = 503;
        assertEquals(await times(0, "/down", {}), [502, 0]);
        // Of statuses nothing is said.
        assertEquals(await times(1, "/once", {}), [503, 1]);
        assertEquals((await ask("/again/x")).status, 401);
        await new Promise((resolve) => setTimeout(resolve, 100));
        // One copy each of those that came in.
        assertEquals(copy.seen.map(({ method, uri }) => `${method} ${uri}`), [
          ...["GET /x", "PUT /x?y", "GET /x", "POST /x", "GET /x"],
        ]);
      });
    } finally {
      await to.stop();
      await copy.stop();
    }
  },
});

Deno.test({
  ...needsTool(
    "nginx sends copies of requests, whole ones, and a share of them where that is asked",
    "nginx",
    "Debian's nginx",
  ),
  async fn() {
    const [to, copy, other] = [echo("main"), echo("copy"), echo("other")];
    const mirrors = [
      { upstream: copy.upstream, scheme: "http" as const },
      { upstream: other.upstream, scheme: "http" as const, share: 0.5 },
    ];
    const route = (fields: Partial<IngressEntry>) =>
      entry({ host: "", upstream: to.upstream, mirrors, ...fields });
    const made = await make([
      route({}),
      route({ path: "/v1", stripPrefix: "/v1", requestHeaders: { set: { "X-U": "$uri" } } }),
      route({
        path: "/both",
        stripPrefix: "/both",
        backends: [1, 1].map((weight) => ({
          weight,
          upstream: to.upstream,
          scheme: "http" as const,
        })),
      }),
    ]);
    try {
      await withNginx(served(made), async (ask) => {
        const copied = async (path: string, init: RequestInit = {}) => {
          const before = copy.seen.length;
          const { sent } = await ask(path, init);
          for (let wait = 0; copy.seen.length === before && wait < 50; wait++) {
            await new Promise((resolve) => setTimeout(resolve, 10));
          }
          const [{ method, uri, body }] = copy.seen.slice(before);
          assertEquals([method, uri, body], [sent.method, sent.uri, sent.body]);
          return uri;
        };
        assertEquals(await copied("/a%2Fb%20c?d=e"), "/a%2Fb%20c?d=e");
        assertEquals(await copied("/p", { method: "POST", body: "x".repeat(5000) }), "/p");
        assertEquals(await copied("/v1/a%20b?c=d"), "/a%20b?c=d");
        assertEquals(await copied("/both/a%20b"), "/a%20b");
        assertEquals(copy.seen.find(({ headers }) => headers["x-u"])?.headers["x-u"], "/a%20b?c=d");
        other.seen.length = 0;
        for (let number = 0; number < 100; number++) await ask("/");
        await new Promise((resolve) => setTimeout(resolve, 200));
        assert(Math.abs(other.seen.length - 50) < 30, `${other.seen.length} of 100`);
      });
    } finally {
      await Promise.all([to, copy, other].map(({ stop }) => stop()));
    }
  },
});
