/**
 * What a real Caddy with the plugin does with connections.
 */
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import type { IngressEntry, Secret, StreamRoute } from "@dekube/engine/pacts";
import { said } from "@dekube/engine/testing";
import { datagrams, greeter, say, sayTls, sendDatagram } from "../../tools/connections.ts";
import { freePort } from "../../tools/free_port.ts";
import { inFolder } from "../../tools/in_folder.ts";
import { needsTool, runTestTool } from "../../tools/needs_tool.ts";
import { echo } from "../../tools/echo.ts";
import { ready } from "../../tools/running_proxy.ts";
import { PATHS, selfSigned } from "../nginx-provider/self_signed.ts";
import { CERTIFICATE, make, secret } from "./_testing.ts";
import { serialNumber } from "./connection_certificates.ts";

const SETTINGS = { image: "registry.example/caddy-l4:2", layer4: true };

interface World {
  streams: StreamRoute[];
  entries?: Partial<IngressEntry>[];
  manifests?: Secret[];
}

interface Running {
  /** Port for HTTPS. */
  https: number;
  /** The root certificate of Caddy's own authority. */
  authority: string;
}

/** Has the Caddy with the plugin serve routes; ports of the container are free ones of this machine. */
async function withLayer4(
  { streams, entries = [], manifests }: World,
  use: (running: Running) => Promise<void>,
): Promise<void> {
  const made = await make(entries, { manifests, settings: SETTINGS, streams });
  assertEquals(said(made).filter((code) => code !== "own-certificate"), []);
  const [http, https] = [freePort(), freePort()];
  let text = made.text.replace(
    "{\n\tadmin off\n",
    "{\n\tadmin off\n\tpersist_config off\n\tskip_install_trust\n" + `\thttp_port ${http}\n`,
  ).replace("\t\t:443 {", `\t\t:${https} {`);
  const inner = new Set([...text.matchAll(/\b(?:84|94)\d\d\b/g)].map(([port]) => port));
  for (const port of inner) {
    text = text.replaceAll(new RegExp(`\\b${port}\\b`, "g"), `${freePort()}`);
  }
  const files = Object.entries(made.files).filter(([path]) => path.startsWith("secrets/"));
  await inFolder(
    (folder) => [
      [
        "Caddyfile",
        text.replaceAll("/etc/caddy/tls", `${folder}/secrets`).replaceAll("//tmp/", `/${folder}/`),
      ] as const,
      ...files.map(([path, { content }]) => [path, content] as const),
    ],
    async (folder) => {
      const caddy = new Deno.Command("caddy-l4", {
        args: ["run", "--config", `${folder}/Caddyfile`],
        env: { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
        stdout: "null",
        stderr: "piped",
      }).spawn();
      const log = new Response(caddy.stderr).text();
      try {
        await ready(entries.length > 0 ? http : streams[0].port, "caddy").catch(async () => {
          throw new Error(`caddy does not listen: ${await log}\n${text}`);
        });
        const root = `${folder}/caddy/pki/authorities/local/root.crt`;
        await use({ https, authority: await Deno.readTextFile(root).catch(() => "") });
      } finally {
        try {
          caddy.kill();
        } catch {
          // It has said why by ending.
        }
        await log;
        await caddy.status;
      }
    },
  );
}

function test(name: string, fn: () => Promise<void>): void {
  const source = "`deno run -A tools/jsr.ts run -A tools/e2e_tools.ts`";
  Deno.test({ ...needsTool(name, "caddy-l4", source), fn });
}

/** A certificate for some names, and its key. */
async function pair(hosts: string[]): Promise<{ cert: string; key: string }> {
  const files = await selfSigned(hosts, { previous: { read: () => undefined } });
  return {
    cert: String(files[PATHS.certificate].content),
    key: String(files[PATHS.key].content),
  };
}

/** Waits until there is a certificate of Caddy's own for a host, which it makes when it has started. */
async function certified(port: number, host: string): Promise<void> {
  const args = ["s_client", "-connect", `127.0.0.1:${port}`, "-servername", host];
  for (let tries = 0; tries < 100; tries++) {
    const { said } = await runTestTool("openssl", args);
    if (said.includes("Caddy Local Authority")) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`there is no certificate for ${host}`);
}

test("Caddy forwards connections of TCP and UDP, and shares them by weight", async () => {
  const [one, two] = [greeter("one"), greeter("two")];
  const udp = await datagrams((text) => `got ${text}`);
  const [plain, even, shared, told, closed, refused, some, dns] = Array.from(
    { length: 8 },
    freePort,
  );
  const tcp = (port: number, fields: Partial<StreamRoute> = {}): StreamRoute => ({
    protocol: "tcp",
    port,
    upstream: one.upstream,
    ...fields,
  });
  const sharing = (weights: [number, number]) => ({
    backends: [
      { upstream: one.upstream, weight: weights[0] },
      { upstream: two.upstream, weight: weights[1] },
      { upstream: "127.0.0.1:1", weight: 0 },
    ],
  });
  const streams: StreamRoute[] = [
    tcp(plain),
    tcp(even, sharing([1, 1])),
    tcp(shared, sharing([3, 1])),
    tcp(told, { proxyProtocol: true, allowedSources: ["127.0.0.0/8"] }),
    tcp(closed, { allowedSources: ["10.0.0.0/8"] }),
    tcp(refused, { backends: [{ weight: 1 }] }),
    tcp(some, { backends: [{ upstream: one.upstream, weight: 1 }, { weight: 1 }] }),
    { protocol: "udp", port: dns, upstream: `127.0.0.1:${udp.port}` },
  ];
  try {
    await withLayer4({ streams }, async () => {
      assertEquals(await say(plain, "hi"), "one: hi");
      const count = async (port: number) => {
        let ones = 0;
        for (let tries = 0; tries < 16; tries++) {
          if (await say(port, "hi") === "one: hi") ones++;
        }
        return ones;
      };
      assertEquals([await count(even), await count(shared)], [8, 12]);
      assertMatch(
        await say(told, "hi"),
        /^one: PROXY TCP4 127\.0\.0\.1 127\.0\.0\.1 \d+ \d+\r\n/,
      );
      assertEquals(await say(closed, "hi").catch(() => ""), "");
      assertEquals(await say(refused, "hi").catch(() => ""), "");
      const answers = new Set<string>();
      for (let tries = 0; tries < 8; tries++) {
        answers.add(await say(some, "hi").catch(() => ""));
      }
      assertEquals([...answers].sort(), ["", "one: hi"]);
      assertEquals(await sendDatagram(dns, "who?"), "got who?");
    });
  } finally {
    await Promise.all([one, two, udp].map(({ stop }) => stop()));
  }
});

test("Caddy has no site listen where a route of connections can lead", async () => {
  const { text } = await make([{ host: "shop.example", tls: {} }], {
    settings: SETTINGS,
    streams: [{ protocol: "tls", port: 443, hosts: ["db.example"], upstream: "db:5432" }],
  });
  assertEquals(text.match(/^\s*bind .*$/gm)?.map((line) => line.trim()), [
    "bind unix//dev/shm/dekube-https.sock",
  ]);
});

test("Caddy has names of TLS share the port of HTTPS, and tells backends who the client is", async () => {
  const theirs = await pair(["db.example", "x.inside.example", "a.inside.example"]);
  const mine = await pair(["given.example"]);
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
  const given = { tls: { secret: { namespace: "shop", name: "given" } } };
  try {
    await withLayer4({
      entries: [
        { host: "shop.example", tls: {}, upstream: web.upstream },
        { host: "a.inside.example", tls: {}, upstream: web.upstream },
        { host: "", upstream: web.upstream },
      ],
      streams: [
        tls(["*.inside.example"], { allowedSources: ["127.0.0.1/32"] }),
        tls(["db.example"]),
        tls(["office.example"], { allowedSources: ["10.0.0.0/8"] }),
        tls(["ended.example"], { tls: {}, upstream: inner.upstream, proxyProtocol: true }),
        tls(["given.example"], { ...given, upstream: inner.upstream }),
        tls(["a.example"], { port: other }),
        { protocol: "tcp", port: other, upstream: inner.upstream },
      ],
      manifests: [secret("given", { "tls.crt": mine.cert, "tls.key": mine.key })],
    }, async ({ https, authority }) => {
      const read = (host: string, text: string, certificate = theirs.cert) =>
        sayTls(https, host, text, certificate);
      for (const host of ["ended.example", "shop.example", "a.inside.example"]) {
        await certified(https, host);
      }
      assertEquals(await read("db.example", "hi"), "db: hi");
      await assertRejects(() => read("db.example", "hi", authority));
      assertEquals(await read("x.inside.example", "hi"), "db: hi");
      await assertRejects(() => read("office.example", "hi"));
      assertMatch(
        await read("ended.example", "hi", authority),
        /^inner: PROXY TCP4 127\.0\.0\.1 127\.0\.0\.1 \d+ \d+\r\nhi$/,
      );
      assertEquals(await read("given.example", "hi", mine.cert), "inner: hi");
      // A site keeps its name below one of theirs.
      for (const host of ["shop.example", "a.inside.example"]) {
        const request = `GET /x HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
        const answer = await read(host, request, authority);
        assertStringIncludes(answer, " 200 OK");
        assert(!/^alt-svc:/im.test(answer), answer);
        const { headers } = JSON.parse(/\{.*\}/s.exec(answer)![0]);
        assertEquals(headers["x-forwarded-for"], "127.0.0.1");
        assertEquals(headers["x-forwarded-proto"], "https");
      }
      // Another client, which backends are told of as well.
      const from = async (host: string, text: string) =>
        (await runTestTool("openssl", [
          ...["s_client", "-quiet", "-bind", "127.0.0.2:0", "-servername", host],
          ...["-connect", `127.0.0.1:${https}`],
        ], text)).said;
      const request = "GET / HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n";
      assertStringIncludes(await from("shop.example", request), '"x-forwarded-for":"127.0.0.2"');
      assertStringIncludes(await from("ended.example", "hi"), "PROXY TCP4 127.0.0.2 ");
      // Who may not come in is not let in by the sites either.
      assert(!(await from("x.inside.example", "hi")).includes("db: hi"));
      await assertRejects(() => read("stranger.example", "hi", authority));
      await assertRejects(() => sayTls(other, "a.example", "hi", theirs.cert), Error, "name");
      assertEquals(await say(other, "plain text"), "inner: plain text");
    });
  } finally {
    await Promise.all([db, inner, web].map(({ stop }) => stop()));
  }
});

test("Caddy ends TLS of clients that name no host, with the certificate that the route names", async () => {
  const mine = await pair(["given.example"]);
  const inner = greeter("inner");
  const [given, own, old] = Array.from({ length: 3 }, freePort);
  const route = (port: number, tls: StreamRoute["tls"]): StreamRoute => ({
    protocol: "tls",
    port,
    upstream: inner.upstream,
    tls,
  });
  try {
    await withLayer4({
      streams: [
        route(given, { secret: { namespace: "shop", name: "given" } }),
        route(own, {}),
        { ...route(old, { maxVersion: "1.2" }), hosts: ["old.example"] },
      ],
      manifests: [secret("given", { "tls.crt": mine.cert, "tls.key": mine.key })],
    }, async ({ authority }) => {
      assertEquals(await sayTls(given, "given.example", "hi", mine.cert), "inner: hi");
      const ask = async (port: number, ...flags: string[]) =>
        (await runTestTool("openssl", [
          ...["s_client", "-connect", `127.0.0.1:${port}`, ...flags],
        ], "hi")).said;
      assertStringIncludes(await ask(given, "-noservername"), "subject=CN = dekube");
      await certified(own, "localhost");
      assertEquals(await sayTls(own, "localhost", "hi", authority), "inner: hi");
      assertStringIncludes(await ask(own, "-noservername"), "Caddy Local Authority");
      assertStringIncludes(await ask(old, "-servername", "old.example"), "TLSv1.2");
    });
  } finally {
    await inner.stop();
  }
});

Deno.test("buildService() publishes the ports of connections, that of HTTPS once", async () => {
  const streams: StreamRoute[] = [
    { protocol: "tls", port: 443, hosts: ["db.example"], upstream: "db:5432" },
    { protocol: "udp", port: 53, upstream: "dns:53" },
  ];
  const settings = { ...SETTINGS, https_port: 8443 };
  const { services, text } = await make([{ tls: {} }], { streams, settings });
  assertEquals(services.caddy.ports, ["80:80", "8443:443", "53:53/udp"]);
  assertEquals(services.caddy.networks?.default?.aliases, ["shop.example", "db.example"]);
  assertStringIncludes(text, "\tservers unix//dev/shm/dekube-https.sock {\n");
  const alone = await make([], { streams, settings });
  assertEquals(alone.services.caddy.ports, ["8443:443", "53:53/udp"]);
  assertEquals(alone.text.includes("servers"), false);
});

Deno.test("writeConfig() has no plugin's options without routes of connections", async () => {
  const { text } = await make([{ tls: {} }], { settings: SETTINGS });
  assertEquals(/layer4|servers|bind/.test(text), false);
});

Deno.test("serialNumber() reads that of a certificate", () => {
  assertEquals(
    serialNumber({ certificate: new TextEncoder().encode(CERTIFICATE) }),
    "276137144266796256401363995057244386168507416982",
  );
});
