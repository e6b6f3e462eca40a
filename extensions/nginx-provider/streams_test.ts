/**
 * What a real nginx does with connections.
 */
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import type { StreamRoute } from "@dekube/engine/pacts";
import { said } from "@dekube/engine/testing";
import { datagrams, greeter, say, sayTls, sendDatagram } from "../../tools/connections.ts";
import { freePort } from "../../tools/free_port.ts";
import { needsNginxStreams } from "../../tools/needs_nginx_streams.ts";
import { runTestTool } from "../../tools/needs_tool.ts";
import { echo } from "../../tools/echo.ts";
import { withNginx } from "../../tools/running_nginx.ts";
import { entry, make, served } from "./_testing.ts";
import { PATHS, selfSigned } from "./self_signed.ts";

Deno.test({
  ...needsNginxStreams("nginx forwards connections of TCP and UDP, and shares them by weight"),
  async fn() {
    const [one, two] = [greeter("one"), greeter("two")];
    const udp = await datagrams((text) => `got ${text}`);
    const [plain, shared, told, closed, refused, some, dns] = Array.from({ length: 7 }, freePort);
    const tcp = (port: number, fields: Partial<StreamRoute> = {}): StreamRoute => ({
      protocol: "tcp",
      port,
      upstream: one.upstream,
      ...fields,
    });
    const streams: StreamRoute[] = [
      tcp(plain),
      tcp(shared, {
        backends: [
          { upstream: one.upstream, weight: 1 },
          { upstream: two.upstream, weight: 1 },
          { upstream: "127.0.0.1:1", weight: 0 },
        ],
      }),
      tcp(told, { proxyProtocol: true, allowedSources: ["127.0.0.0/8"] }),
      tcp(closed, { allowedSources: ["10.0.0.0/8"] }),
      tcp(refused, { backends: [{ weight: 1 }] }),
      tcp(some, { backends: [{ upstream: one.upstream, weight: 1 }, { weight: 1 }] }),
      { protocol: "udp", port: dns, upstream: `127.0.0.1:${udp.port}` },
    ];
    const made = await make([entry()], { streams });
    assertEquals(made.services.nginx.ports, [
      "80:80",
      ...[plain, shared, told, closed, refused, some].map((port) => `${port}:${port}`),
      `${dns}:${dns}/udp`,
    ]);
    try {
      await withNginx(served(made), async () => {
        assertEquals(await say(plain, "hi"), "one: hi");
        const names = new Set<string>();
        for (let tries = 0; tries < 60; tries++) names.add(await say(shared, "hi"));
        assertEquals([...names].sort(), ["one: hi", "two: hi"]);
        assertMatch(
          await say(told, "hi"),
          /^one: PROXY TCP4 127\.0\.0\.1 127\.0\.0\.1 \d+ \d+\r\n/,
        );
        // Some releases of nginx end it by a reset.
        assertEquals(await say(closed, "hi").catch(() => ""), "");
        assertEquals(await say(refused, "hi").catch(() => ""), "");
        const answers = new Set<string>();
        for (let tries = 0; tries < 60; tries++) {
          answers.add(await say(some, "hi").catch(() => ""));
        }
        assertEquals([...answers].sort(), ["", "one: hi"]);
        assertEquals(await sendDatagram(dns, "who?"), "got who?");
      });
    } finally {
      await Promise.all([one, two, udp].map(({ stop }) => stop()));
    }
  },
});

Deno.test({
  ...needsNginxStreams(
    "nginx has names of TLS share the port of HTTPS, and tells backends who the client is",
  ),
  async fn() {
    const theirs = await pair(["db.example"]);
    const [db, inner] = [greeter("db", theirs), greeter("inner")];
    const web = echo("web");
    const other = freePort();
    const tls = (hosts: string[], fields: Partial<StreamRoute> = {}): StreamRoute => ({
      protocol: "tls",
      port: 443,
      hosts,
      upstream: db.upstream,
      ...fields,
    });
    const made = await make([
      entry({ host: "shop.example", tls: {}, upstream: web.upstream }),
      entry({ host: "", upstream: web.upstream }),
    ], {
      streams: [
        tls(["db.example"]),
        tls(["*.inside.example"], { allowedSources: ["127.0.0.0/8"] }),
        tls(["office.example"], { allowedSources: ["10.0.0.0/8"] }),
        tls(["ended.example"], { tls: {}, upstream: inner.upstream, proxyProtocol: true }),
        tls(["a.example"], { port: other }),
        { protocol: "tcp", port: other, upstream: inner.upstream },
      ],
    });
    assertEquals(said(made), []);
    assertEquals(made.services.nginx.ports, ["80:80", "443:443", `${other}:${other}`]);
    assertEquals(made.services.nginx.networks?.default?.aliases, [
      ...["shop.example", "db.example", "office.example", "ended.example", "a.example"],
    ]);
    const ours = String(made.files[PATHS.certificate].content);
    try {
      await withNginx(served(made), async (_ask, { https }) => {
        const read = (host: string, text: string, certificate = theirs.cert) =>
          sayTls(https, host, text, certificate);
        assertEquals(await read("db.example", "hi"), "db: hi");
        await assertRejects(() => read("db.example", "hi", ours));
        await assertRejects(() => read("x.inside.example", "hi"), Error, "name");
        await assertRejects(() => read("office.example", "hi"));
        assertMatch(
          await read("ended.example", "hi", ours),
          /^inner: PROXY TCP4 127\.0\.0\.1 127\.0\.0\.1 \d+ \d+\r\nhi$/,
        );
        const request = "GET /x HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n";
        const answer = await read("shop.example", request, ours);
        assertStringIncludes(answer, " 200 OK");
        const { headers } = JSON.parse(/\{.*\}/s.exec(answer)![0]);
        assertEquals(headers["x-forwarded-for"], "127.0.0.1");
        assertEquals([headers["x-forwarded-port"], headers["x-forwarded-proto"]], ["443", "https"]);
        // Another client, which backends are told of as well.
        const from = async (host: string, text: string) =>
          (await runTestTool("openssl", [
            ...["s_client", "-quiet", "-bind", "127.0.0.2:0", "-servername", host],
            ...["-connect", `127.0.0.1:${https}`],
          ], text)).said;
        assertStringIncludes(await from("shop.example", request), '"x-forwarded-for":"127.0.0.2"');
        assertStringIncludes(await from("ended.example", "hi"), "PROXY TCP4 127.0.0.2 ");
        // Nobody serves that name.
        await assertRejects(() => read("stranger.example", "hi", ours));
        // It has the backend's certificate, which is for another name.
        await assertRejects(() => sayTls(other, "a.example", "hi", theirs.cert), Error, "name");
        assertEquals(await say(other, "plain"), "inner: plain");
      });
    } finally {
      await Promise.all([db, inner, web].map(({ stop }) => stop()));
    }
  },
});

Deno.test({
  ...needsNginxStreams(
    "nginx believes a route of connections to itself nothing of who the client is",
  ),
  async fn() {
    const inner = greeter("inner");
    const port = freePort();
    const only = (network: string, fields: Partial<StreamRoute> = {}): StreamRoute => ({
      protocol: "tls",
      port: 443,
      hosts: [`${network}.example`.replaceAll("/", "-")],
      allowedSources: [network],
      upstream: inner.upstream,
      ...fields,
    });
    const streams = [only("192.0.2.0/24"), only("127.0.0.1/32")];
    const { text } = await make([entry({ host: "", tls: {} })], { streams: streams.slice(0, 1) });
    const [, closed] = /listen (127\.0\.0\.1:\d+) proxy_protocol/.exec(text)!;
    const route = { protocol: "tcp", port, upstream: closed } as const;
    const made = await make([entry({ host: "", tls: {} })], { streams: [...streams, route] });
    try {
      await withNginx(served(made), async () => {
        const forged = "PROXY TCP4 192.0.2.5 127.0.0.1 40000 443\r\nhi";
        assertEquals(await say(port, forged).catch(() => ""), "");
      });
    } finally {
      await inner.stop();
    }
  },
});

Deno.test("writeConfig() has no http block without routes of requests, and needs no port of theirs", async () => {
  const made = await make([], { streams: [{ protocol: "tcp", port: 443, upstream: "db:5432" }] });
  assertEquals(/^http|ssl_preread/m.test(made.text), false);
  assertEquals(made.services.nginx.ports, ["443:443"]);
  const moved = await make([], {
    streams: [{ protocol: "tls", port: 443, upstream: "db:5432" }],
    settings: { https_port: 8443 },
  });
  assertEquals(moved.services.nginx.ports, ["8443:443"]);
});

Deno.test("writeConfig() leaves connections out that nginx can't tell from requests", async () => {
  const https = [entry({ host: "", tls: {} }), entry({ tls: {} })];
  const cases: [StreamRoute, typeof https, string][] = [
    [{ protocol: "tcp", port: 80, upstream: "db:1" }, [entry()], "unsupported-stream"],
    [{ protocol: "tls", port: 443, upstream: "db:1" }, https, "unsupported-stream"],
    [
      { protocol: "udp", port: 53, upstream: "db:1", proxyProtocol: true },
      [],
      "unsupported-stream",
    ],
    [
      { protocol: "tls", port: 443, hosts: ["shop.example"], upstream: "db:1" },
      https,
      "hidden-site",
    ],
  ];
  for (const [route, entries, code] of cases) {
    const { text, diagnostics } = await make(entries, { streams: [route] });
    const codes = said({ diagnostics });
    assert(codes.includes(code), JSON.stringify([route, codes]));
    assertEquals(text.includes("db:1"), code === "hidden-site");
  }
});

Deno.test("writeConfig() leaves connections out whose port of the host is that of the sites", async () => {
  for (
    const [settings, port] of [[{ http_port: 8080 }, 8080], [{ https_port: 8443 }, 8443]] as const
  ) {
    const made = await make([entry({ tls: {} })], {
      settings,
      streams: [{ protocol: "tcp", port, upstream: "db:1" }, {
        protocol: "udp",
        port,
        upstream: "db:2",
      }],
    });
    assertEquals(said(made), ["unsupported-stream"]);
    assertEquals([made.text.includes("db:1"), made.text.includes("db:2")], [false, true]);
  }
});

Deno.test("writeConfig() names the sites when a route of connections gets what no name is for", async () => {
  const { text } = await make([entry({ tls: {} })], {
    streams: [{ protocol: "tls", port: 443, upstream: "db:1" }],
  });
  assertMatch(text, /default 127\.0\.0\.1:8444;\n\s+shop\.example 127\.0\.0\.1:8443;/);
  const wild = await make([entry({ tls: {} })], {
    streams: [{ protocol: "tls", port: 443, hosts: ["*.example"], upstream: "db:1" }],
  });
  assertMatch(wild.text, /\*\.example 127\.0\.0\.1:8444;\n\s+shop\.example 127\.0\.0\.1:8443;/);
});

Deno.test("writeConfig() writes a file for each block of an nginx of the user's own", async () => {
  const { files, diagnostics } = await make([entry()], {
    streams: [{ protocol: "tcp", port: 5432, upstream: "db:5432" }],
    config: { disableIngress: true },
  });
  assertEquals(Object.keys(files), ["nginx-demo.conf", "nginx-stream-demo.conf"]);
  const stream = String(files["nginx-stream-demo.conf"].content);
  assertStringIncludes(stream, "\n    listen 5432;\n    resolver ");
  // Another project's file is read after it: what may stand there once is not in either.
  assertEquals(stream.match(/^(?!#|server \{|\}| {4}).+$/gm), null);
  assertStringIncludes(
    [...diagnostics][0].message,
    'nginx-demo.conf is for the "http" block, and nginx-stream-demo.conf is for the "stream" block',
  );
});

/** A certificate of our own for some names, and its key. */
async function pair(hosts: string[]): Promise<{ cert: string; key: string }> {
  const files = await selfSigned(hosts, { previous: { read: () => undefined } });
  return {
    cert: String(files[PATHS.certificate].content),
    key: String(files[PATHS.key].content),
  };
}
