import { assertEquals } from "@std/assert";
import { said } from "@dekube/engine/testing";
import type { Service } from "@dekube/engine/pacts";
import { custom, notesOn, service } from "./_testing.ts";
import { backendFields, portOf } from "./backend.ts";

const UPSTREAM = { upstream: "web.shop.svc.cluster.local:8443" };
const PLAIN = { scheme: "", serversTransport: "", passHostHeader: true };

Deno.test("portOf() finds a port by its number and by its name", () => {
  const web = service("web", [{ name: "https-api", port: 8443 }, null, { port: 80 }]) as Service;
  assertEquals(portOf(web, "8443"), { number: "8443", name: "https-api" });
  assertEquals(portOf(web, "https-api"), { number: "8443", name: "https-api" });
  assertEquals(portOf(web, "80"), { number: "80", name: "" });
  assertEquals(portOf(undefined, "80"), { number: "80", name: "" });
});

Deno.test("backendFields() speaks https to port 443 and to ports called so, unless told otherwise", () => {
  const scheme = (number: string, name: string, wanted = "") => {
    const notes = notesOn();
    const options = { ...PLAIN, scheme: wanted };
    return [backendFields(UPSTREAM, { number, name }, options, notes).scheme, ...said(notes.ctx)];
  };
  assertEquals(scheme("443", ""), ["https"]);
  assertEquals(scheme("8443", "https-api"), ["https"]);
  assertEquals(scheme("443", "https", "http"), ["http"]);
  assertEquals(scheme("80", "http", "h2c"), ["h2c"]);
  assertEquals(scheme("80", "http", "ftp"), ["http", "bad-scheme spec"]);
});

Deno.test("backendFields() reads what a ServersTransport says", () => {
  const fields = (spec: unknown, scheme = "https") => {
    const notes = notesOn([custom("ServersTransport", "t", spec)]);
    const options = { ...PLAIN, scheme, serversTransport: "shop-t@kubernetescrd" };
    const found = backendFields(UPSTREAM, { number: "80", name: "" }, options, notes);
    return { ...found, said: said(notes.ctx) };
  };
  assertEquals(
    fields({
      serverName: "inside",
      rootCAsSecrets: ["ca"],
      forwardingTimeouts: { dialTimeout: "5s", responseHeaderTimeout: "1m" },
    }),
    {
      scheme: "https",
      serverSni: "inside",
      serverCaSecret: { namespace: "shop", name: "ca" },
      timeouts: { connect: 5, read: 60 },
      said: [],
    },
  );
  assertEquals(fields({ insecureSkipVerify: true, rootCAsSecrets: ["ca"] }), {
    scheme: "https",
    said: [],
  });
  assertEquals(fields({ rootCAs: [{ secret: "ca" }, { configMap: "x" }] }), {
    scheme: "https",
    serverCaSecret: { namespace: "shop", name: "ca" },
    said: ["unsupported-ca spec"],
  });
  assertEquals(fields({ serverName: "x", certificatesSecrets: ["c"] }, "http"), {
    scheme: "http",
    said: ["unsupported-client-certificate spec"],
  });
  assertEquals(fields(null), { scheme: "https", said: [] });
});

Deno.test("backendFields() says that a ServersTransport is missing", () => {
  const notes = notesOn();
  backendFields(
    UPSTREAM,
    { number: "80", name: "" },
    { ...PLAIN, serversTransport: "a@file" },
    notes,
  );
  assertEquals(said(notes.ctx), ["missing-servers-transport spec"]);
});

Deno.test("backendFields() gives a backend its own name where the client's is not passed on", () => {
  const options = { ...PLAIN, passHostHeader: false };
  const { upstreamHost } = backendFields(UPSTREAM, { number: "1", name: "" }, options, notesOn());
  assertEquals(upstreamHost, "web.shop.svc.cluster.local");
});
