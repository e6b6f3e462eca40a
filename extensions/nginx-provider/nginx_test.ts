/**
 * A real nginx takes what is written, and answers as the routes say.
 */
import { assert, assertEquals } from "@std/assert";
import type { IngressEntry } from "@dekube/engine/pacts";
import { inFolder } from "../../tools/in_folder.ts";
import { needsTool, runTestTool } from "../../tools/needs_tool.ts";
import { serve } from "../../tools/echo.ts";
import { nginxPorts, withNginx } from "../../tools/running_nginx.ts";
import { CERTIFICATE, entry, laidOut, type Made, make, served } from "./_testing.ts";

const HASH = "{PLAIN}secret";

const GUARDED: Partial<IngressEntry> = {
  path: "/media/(.*)",
  pathType: "Regex",
  rewrite: { pattern: "/media/(.*)", replacement: "/bucket/$1" },
  forwardAuth: {
    url: "http://127.0.0.1:AUTH/check?a=1",
    requestHeaders: { "X-Original-URL": "$scheme://$host$request_uri", "X-Method": "$method" },
    responseHeaders: ["Authorization", "X-Gone"],
  },
};

Deno.test({
  ...needsTool(
    "writeConfig() makes what nginx -t accepts, whatever routes ask for",
    "nginx",
    "Debian's nginx",
  ),
  async fn() {
    const ca = { namespace: "shop", name: "root" };
    const secret = (name: string, stringData: Record<string, string>) => ({
      kind: "Secret",
      metadata: { name, namespace: "shop" },
      stringData,
    });
    const made = await make([
      entry(),
      entry({ host: "" }),
      entry({ host: "*.shop.example" }),
      entry({ host: "respond" }),
      entry({ path: "/exact", pathType: "Exact", redirect: { to: "/{x};$y", status: 301 } }),
      entry({ path: "/media/(?<key>[\\w-.]{1,9})", pathType: "Regex", maxBodySize: "20m" }),
      entry({ path: "/media2/(?<key>\\w{1,9})", pathType: "Regex", maxBodySize: "20MB" }),
      entry({ path: "(?i)/look(?!ahead)", pathType: "Regex" }),
      ...[
        ...[
          "/(?<a>x)(?<a>y)",
          "/(?<host>x)",
          "/(?<$x>y)",
          "/(?<é>y)[éa]",
          "/[[:foo:]]",
          "/\\Qa(\\E",
        ],
        ...[`/(?<${"n".repeat(33)}>x)`, `/${"(".repeat(260)}${")".repeat(260)}`, "/(?P<a>b)\\k<a>"],
        ...[`/(?:${"a".repeat(900)}){900}`, "/(?<dekube_upstream>[^/]+)", "/[é-ü]", "/[\\d-z]"],
      ].map((path) =>
        entry({ path, pathType: "Regex", rewrite: { pattern: path, replacement: "/$1" } })
      ),
      entry({ path: "/look(?<=b*)", pathType: "Regex" }),
      entry({ path: "(?i)/look(?<=b*)", pathType: "Regex" }),
      entry({
        path: '/q"u`o{t}\\e;$x',
        stripPrefix: "/q",
        responseHeaders: { set: { import: '\\"$a' } },
      }),
      entry({ path: "/rewrite", rewrite: { pattern: "/(.)(.*)", replacement: "/x$2?a=$1&b=$c" } }),
      entry({ path: "/tls", scheme: "https", serverCaSecret: ca, serverSni: "web.internal" }),
      entry({ path: "/tls2", scheme: "https", timeouts: { read: 0.5, send: 3, connect: 1 } }),
      entry({
        path: "/grpc",
        scheme: "h2c",
        upstream: "web:443",
        upstreamHost: "$x",
        responseHeaders: { set: { "X-A": "b" } },
      }),
      entry({ path: "/rate", rateLimit: { average: 0.5, burst: 3 } }),
      entry({ path: "/line\nbreak" }),
      entry({ path: "/header", responseHeaders: { set: { "X-A": "a\nb" } } }),
      entry({ path: "/users", basicAuth: { realm: 'a "$b', users: { ann: HASH, "e:v": HASH } } }),
      entry({ path: "/from", allowedSources: ["10.0.0.0/8", "::1", "all;"] }),
      entry({ path: "/sso", forwardAuth: { url: "http://sso.internal/$x", responseHeaders: [] } }),
      entry({
        path: "/redirected",
        redirect: { to: "https://x", status: 1 },
        allowedSources: ["10.0.0.1"],
      }),
      entry({ path: "/denied", denied: "x", upstreamHost: "x" }),
      ...["a", "b"].map((name) => entry({ ...GUARDED, host: `${name}.example` })),
    ], { manifests: [secret("root", { "ca.crt": CERTIFICATE })] });
    const { success, said } = await check(made);
    assert(success, said);
  },
});

/** All that a route may ask for at once. */
const FULL: Partial<IngressEntry> = {
  match: {
    methods: ["GET", "POST"],
    headers: [{ name: "X-A", value: 'a"b$c\\;{}' }, {
      name: "X-B",
      value: "(?i)b+",
      type: "Regex",
      not: true,
    }],
    query: [{ name: 'p"$', value: "ü {}" }],
    cookies: [{ name: "c", value: "d;e" }],
    sources: ["10.0.0.0/8", "fd00::/8"],
  },
  mirrors: [{ upstream: "copy:1", scheme: "https", share: 0.01 }, {
    upstream: "copy:2",
    scheme: "h2c",
  }],
  stripPrefix: "/full",
  rewrite: { pattern: "/(.*)", replacement: "/$1?x=$y" },
  requestHeaders: { remove: ["X-A"], set: { "X-B": '$uri "$$;{}' }, add: { "X-C": "$request_id" } },
  responseHeaders: { remove: ["X-A"], set: { "X-B": '"$a;{}' }, add: { Vary: "X" } },
  cors: {
    allowOrigins: ["https://*.a.example"],
    allowOriginRegexes: ["b\\.example$"],
    allowHeaders: ["*"],
    allowMethods: ["*"],
    exposeHeaders: ["X-A"],
    allowCredentials: true,
    maxAge: 5,
  },
  timeouts: { answer: 1, read: 2, send: 3, connect: 4 },
  retries: { attempts: 30, statuses: [500, 499, 503] },
  buffering: { requests: true, responses: true },
  accessLog: false,
  compress: true,
  maxBodySize: "20MB",
  rateLimit: { average: 5, burst: 3 },
  connectionLimit: 7,
  basicAuth: { realm: 'a "$b', users: { ann: HASH } },
  allowedSources: ["10.0.0.0/8"],
};

Deno.test({
  ...needsTool(
    "writeConfig() makes what nginx -t accepts when routes ask for everything",
    "nginx",
    "Debian's nginx",
  ),
  async fn() {
    const forwardAuth = { url: "http://auth.internal/$uri", responseHeaders: ["X-User"] };
    for (const scheme of ["http", "https", "h2c"] as const) {
      const backends = [
        { weight: 1, upstream: "a:1", scheme, requestHeaders: { set: { "X-D": "$host" } } },
        {
          weight: 2,
          upstream: "b:1",
          scheme: "http" as const,
          responseHeaders: { remove: ["X-E"] },
        },
        { weight: 3, status: 503 },
        {
          weight: 4,
          upstream: "c:1",
          scheme: "https" as const,
          serverCaIsPublic: true as const,
          rewrite: { pattern: "^/(.*)$", replacement: "/$1/x" },
        },
        { weight: 5, redirect: { to: "$uri", status: 302 } },
      ];
      const made = await make([
        entry({ ...FULL, path: "/full", scheme, forwardAuth }),
        entry({ ...FULL, path: "/full/grpc", scheme, forwardAuth, grpc: true }),
        entry({ ...FULL, path: "/full/shared", scheme, backends, tls: { minVersion: "1.0" } }),
        entry({ ...FULL, path: "/full/away", redirect: { to: "$uri", status: 301 }, forwardAuth }),
        entry({ ...FULL, path: "/full/said", answer: { status: 200, body: 'a\n"$b;{}' } }),
        entry({
          ...FULL,
          match: undefined,
          host: "other.example",
          path: "/full",
          scheme,
          backends,
        }),
      ]);
      assertEquals([...new Set([...made.diagnostics].map(({ code }) => code))], [
        "unverified-backend",
      ]);
      const { success, said } = await check(made);
      assert(success, said);
    }
  },
});

Deno.test({
  ...needsTool(
    "writeConfig() makes parts that one nginx of the user's own takes for several projects",
    "nginx",
    "Debian's nginx",
  ),
  async fn() {
    const parts = await Promise.all(["one", "two-x"].map(async (name) => {
      const { files } = await make([
        entry({ host: `${name}.example`, rateLimit: { average: 1 }, connectionLimit: 2 }),
        entry({ host: `${name}.example`, path: "/a", match: { headers: [{ name }] } }),
      ], { config: { name, disableIngress: true } });
      return String(files[`nginx-${name}.conf`].content);
    }));
    const conf = (root: string) =>
      `pid ${root}/pid;\nerror_log stderr notice;\nevents {}\nhttp {\naccess_log off;\n${
        parts.join("\n")
      }}\n`;
    const { success, said } = await inFolder(
      () => [],
      async (root) => {
        await Deno.writeTextFile(`${root}/nginx.conf`, conf(root));
        return await runTestTool("nginx", ["-t", "-c", `${root}/nginx.conf`]);
      },
    );
    assert(success, said);
    // Maps of one name would take each other's place.
    const names = parts.map((part) =>
      [...part.matchAll(/^map \S+ (\$dekube_\w*\d) /gm)].map(([, name]) => name)
    );
    assert(names[0].length > 0);
    assertEquals(names[0].filter((name) => names[1].includes(name)), []);
  },
});

Deno.test({
  ...needsTool(
    "writeConfig() makes what nginx -t accepts when text is percent-encoded",
    "nginx",
    "Debian's nginx",
  ),
  async fn() {
    const signin = "https://login.example/?rd=$scheme://$http_host$escaped_request_uri";
    const forwardAuth = { url: "http://auth.internal/", responseHeaders: [], signin };
    const made = await make([entry({ forwardAuth })]);
    const { success, said } = await check(made);
    assert(success, `${said}\nDebian's libnginx-mod-http-js has the module`);
  },
});

Deno.test({
  ...needsTool("writeConfig() has nginx answer as the routes say", "nginx", "Debian's nginx"),
  async fn() {
    const backend = serve((request) => {
      const { pathname, search } = new URL(request.url);
      const { headers } = request;
      const answer = `${request.method} ${pathname}${search} auth=${
        headers.get("authorization")
      } gone=${headers.get("x-gone")}`;
      return new Response(answer, { headers: { "X-Set": "backend" } });
    });
    const asked: string[] = [];
    const auth = serve((request) => {
      const { pathname, search } = new URL(request.url);
      const url = new URL(request.headers.get("x-original-url")!);
      asked.push(
        `${request.method} ${pathname}${search} ${request.headers.get("x-method")} ${url.pathname}`,
      );
      if (request.headers.get("cookie") === "go=away") {
        const headers = { Location: "https://login.example/?a=b", "Set-Cookie": "state=1" };
        return new Response(null, { status: 302, headers });
      }
      return request.headers.get("cookie") === "let=me-in"
        ? new Response(null, { headers: { Authorization: "given" } })
        : new Response("no", { status: 401 });
    });
    const route = (fields: Partial<IngressEntry>): IngressEntry =>
      entry({ host: "", upstream: `127.0.0.1:${backend.port}`, ...fields });
    const guarded = JSON.parse(JSON.stringify(GUARDED).replaceAll("AUTH", `${auth.port}`));
    const made = await make([
      route({}),
      route(guarded),
      route({
        path: "/sign",
        forwardAuth: { ...guarded.forwardAuth, signin: "/login?to=$scheme" },
      }),
      route({ path: "/users", basicAuth: { users: { ann: HASH } } }),
      route({ path: "/realm", basicAuth: { realm: "off", users: { ann: HASH } } }),
      route({ path: "/from", allowedSources: ["10.0.0.0/8"] }),
      route({ path: "/from-here", allowedSources: ["127.0.0.0/8"] }),
      route({ path: "/away", redirect: { to: "https://x/$1", status: 301 } }),
      route({ path: "/v1", stripPrefix: "/v1", responseHeaders: { set: { "X-Set": "ours $x" } } }),
      route({ path: "/small", maxBodySize: "1k" }),
      route({ path: "/exact", pathType: "Exact", denied: "x" }),
      route({ path: "/line\nbreak", denied: "x" }),
      route({ path: "/closed(?<=x*)", pathType: "Regex" }),
    ]);
    try {
      await withNginx(served(made), async (get) => {
        const ask = async (path: string, init: RequestInit = {}) => {
          const { status, headers, text } = await get(path, init);
          return [status, headers.get("location") ?? (status < 300 ? text : "")];
        };
        const letIn = { headers: { cookie: "let=me-in", "X-Gone": "mine", Authorization: "mine" } };
        const ann = { headers: { Authorization: `Basic ${btoa("ann:secret")}` } };
        const none = "auth=null gone=null";

        assertEquals(await ask("/a/b?c=d"), [200, `GET /a/b?c=d ${none}`]);
        assertEquals(await ask("/media/a%20b?c=d"), [401, ""]);
        assertEquals(await ask("/media/a%20b?c=d", letIn), [
          200,
          "GET /bucket/a%20b?c=d auth=given gone=null",
        ]);
        assertEquals(asked, Array(2).fill("GET /check?a=1 GET /media/a%20b"));
        const away = { headers: { cookie: "go=away" } };
        assertEquals(await ask("/media/a", away), [302, "https://login.example/?a=b"]);
        assertEquals(await ask("/sign/x", away), [302, "https://login.example/?a=b"]);
        assertEquals((await ask("/media/a", { method: "POST", body: "b", ...letIn }))[0], 200);
        assertEquals(asked.at(-1), "GET /check?a=1 POST /media/a");
        const [status, location] = await ask("/sign/x");
        assertEquals([status, String(location).replace(/^http:..[^/]*/, "")], [
          302,
          "/login?to=http",
        ]);
        assertEquals((await ask("/sign/x", letIn))[0], 200);
        assertEquals((await ask("/users"))[0], 401);
        assertEquals((await ask("/realm"))[0], 401);
        assertEquals((await ask("/users", ann))[0], 200);
        assertEquals(await ask("/from"), [403, ""]);
        assertEquals(await ask("/from-here"), [200, `GET /from-here ${none}`]);
        assertEquals(await ask("/away/x"), [301, "https://x/$1"]);
        assertEquals(await ask("/v1/users?page=2"), [200, `GET /users?page=2 ${none}`]);
        assertEquals(await ask("/v10"), [200, `GET /v10 ${none}`]);
        assertEquals((await ask("/small", { method: "POST", body: "x".repeat(1000) }))[0], 200);
        assertEquals((await ask("/small", { method: "POST", body: "x".repeat(2000) }))[0], 413);
        assertEquals(await ask("/exact"), [403, ""]);
        assertEquals(await ask("/exact/more"), [200, `GET /exact/more ${none}`]);
        assertEquals(await ask("/line%0Abreak/x"), [403, ""]);
        assertEquals(await ask("/line"), [200, `GET /line ${none}`]);
        assertEquals(await ask("/closed/x"), [403, ""]);
        const [internal] = /\/\.dekube-auth-\w+/.exec(made.text)!;
        assertEquals(await ask(internal), [404, ""]);
      });
    } finally {
      await backend.stop();
      await auth.stop();
    }
  },
});

/** What `nginx -t` says of a configuration. */
async function check(made: Made): Promise<{ success: boolean; said: string }> {
  return await inFolder(
    (root) => laidOut(made, root, nginxPorts()),
    (root) => runTestTool("nginx", ["-t", "-c", `${root}/nginx.conf`]),
  );
}
