import { assertEquals } from "@std/assert";
import type { EntryPoint } from "../core/entry_points.ts";
import { waysIn } from "./ways_in.ts";

function site(host: string, more: Partial<EntryPoint> = {}): EntryPoint {
  const { protocol = "http", port = 80, paths = ["/"] } = more;
  const usual = protocol === "https" ? 443 : 80;
  return {
    url: `${protocol}://${host || "localhost"}${port === usual ? "" : `:${port}`}${paths[0]}`,
    protocol,
    host,
    address: "",
    port,
    paths,
    service: "caddy",
    ...more,
  };
}

function port(
  protocol: "tcp" | "udp" | "tls",
  port: number,
  more: Partial<EntryPoint> = {},
): EntryPoint {
  const url = `${protocol}://${more.host || "localhost"}:${port}`;
  return { url, protocol, host: "", address: "", port, service: "db", ...more };
}

Deno.test("waysIn() says nothing when there is no way in", () => {
  assertEquals(waysIn([]), []);
});

Deno.test("waysIn() lists nothing that answers with an error, nor a name for it", () => {
  const failing = site("gone.test", { fails: 502 });
  assertEquals(waysIn([failing]), []);
  assertEquals(waysIn([failing, site("192.0.2.7")]), ["Open:", "  http://192.0.2.7"]);
});

Deno.test("waysIn() says how to open something when nothing is published", () => {
  assertEquals(waysIn([], { portToPublish: { service: "my.web", port: 80 } }), [
    `No port is published, so there is nothing to open from outside. To open my.web, write into dekube.yaml: overrides.'my.web'.ports: ["8080:80"]`,
  ]);
  assertEquals(waysIn([], { portToPublish: { service: "web", port: 9898 } }), [
    'No port is published, so there is nothing to open from outside. To open web, write into dekube.yaml: overrides.web.ports: ["9898:9898"]',
  ]);
});

Deno.test("waysIn() lists URLs as people type them, and what leads nowhere yet", () => {
  const all = [
    site("api.test", { paths: ["/v1", "/v2", "/docs", "/x"] }),
    site("shop.localhost", { port: 8080 }),
    site("shop.test", { protocol: "https", port: 8443 }),
    site("*.shop.test", { closed: true }),
    site("192.0.2.7"),
    site(""),
    port("tcp", 5432),
    port("udp", 53),
    port("tls", 5433, { host: "db.test" }),
    port("tcp", 5434, { closed: true }),
  ];
  assertEquals(waysIn(all, { os: "linux" }), [
    "Open:",
    "  http://api.test/v1          and /v2, /docs, 1 more",
    "  http://shop.localhost:8080",
    "  https://shop.test:8443",
    "  http://*.shop.test          answers 403; any name in the place of *",
    "  http://192.0.2.7",
    "  http://localhost            by any other name, too",
    "  localhost:5432              db",
    "  localhost:53                db, UDP",
    "  db.test:5433                db",
    "  localhost:5434              refuses connections; db",
    "For names that lead nowhere yet, a line in /etc/hosts:",
    "  127.0.0.1 api.test shop.test db.test",
    "  and each name of *.shop.test that you need, behind the same address",
  ]);
});

Deno.test("waysIn() leads names to the address that their port is published at", () => {
  const lines = waysIn([
    site("a.test", { address: "127.0.0.2" }),
    site("b.test", { address: "0.0.0.0" }),
  ], { os: "windows" });
  assertEquals(lines.slice(3), [
    "For names that lead nowhere yet, a line in C:\\Windows\\System32\\drivers\\etc\\hosts:",
    "  127.0.0.2 a.test",
    "  127.0.0.1 b.test",
  ]);
});

Deno.test("waysIn() says what browsers are to trust, and leaves public names alone", () => {
  const https = (host: string, more: Partial<EntryPoint>) =>
    site(host, { protocol: "https", ...more });
  const authority = "./data/caddy/root.crt";
  const lines = waysIn([
    https("a.localhost", { certificate: "internal", authority }),
    https("b.localhost", { certificate: "internal", authority }),
    https("c.localhost", { certificate: "internal", authority: "/srv/root.crt" }),
    https("d.localhost", { certificate: "secret" }),
    https("shop.example.com", { certificate: "public" }),
  ], { folder: "out/" });
  assertEquals(lines.slice(6), [
    "Browsers warn of a.localhost, b.localhost: have them trust out/data/caddy/root.crt.",
    "Browsers warn of c.localhost: have them trust /srv/root.crt.",
    "Certificates of Secrets, trusted where their issuer is: d.localhost.",
  ]);
});
