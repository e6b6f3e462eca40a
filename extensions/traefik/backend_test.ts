import { assertEquals } from "@std/assert";
import { said } from "@dekube/engine/testing";
import { custom, reading } from "./_testing.ts";
import { backendFields, type BackendOptions } from "./backend.ts";

const UPSTREAM = { upstream: "web.shop.svc.cluster.local:8443" };
const PLAIN: BackendOptions = { scheme: "", serversTransport: "", passHostHeader: true };

Deno.test("backendFields() speaks https to port 443 and to ports called so, unless told otherwise", () => {
  const scheme = (port: number, name: string | null, wanted = "") => {
    const { ctx, report, objects } = reading();
    const options = { ...PLAIN, scheme: wanted };
    return [
      backendFields(UPSTREAM, { port, name }, options, report, objects).scheme,
      ...said(ctx),
    ];
  };
  assertEquals(scheme(443, null), ["https"]);
  assertEquals(scheme(8443, "https-api"), ["https"]);
  assertEquals(scheme(443, "https", "http"), ["http"]);
  assertEquals(scheme(80, "http", "h2c"), ["h2c"]);
  assertEquals(scheme(80, "http", "ftp"), ["http", "bad-scheme spec"]);
});

Deno.test("backendFields() takes the upstream's port when nobody knows of the Service's", () => {
  const scheme = (upstream: string) => {
    const { report, objects } = reading();
    return backendFields({ upstream }, undefined, PLAIN, report, objects).scheme;
  };
  assertEquals([scheme("web.shop:443"), scheme("web.shop:8443")], ["https", "http"]);
});

Deno.test("backendFields() reads what a ServersTransport says", () => {
  const fields = (spec: unknown, scheme = "https") => {
    const read = reading([custom("ServersTransport", "t", spec)]);
    const options = { ...PLAIN, scheme, serversTransport: "shop-t@kubernetescrd" };
    const found = backendFields(UPSTREAM, { port: 80 }, options, read.report, read.objects);
    return { ...found, said: said(read.ctx) };
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
  const read = reading();
  backendFields(
    UPSTREAM,
    { port: 80 },
    { ...PLAIN, serversTransport: "a@file" },
    read.report,
    read.objects,
  );
  assertEquals(said(read.ctx), ["missing-servers-transport spec"]);
});

Deno.test("backendFields() gives a backend its own name when the client's is not passed on", () => {
  const options = { ...PLAIN, passHostHeader: false };
  const { report, objects } = reading();
  const { upstreamHost } = backendFields(UPSTREAM, { port: 1 }, options, report, objects);
  assertEquals(upstreamHost, "web.shop.svc.cluster.local");
});
