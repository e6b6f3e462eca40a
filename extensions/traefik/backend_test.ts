import { assertEquals } from "@std/assert";
import { said } from "@dekube/engine/testing";
import { reading } from "./_testing.ts";
import { type BackendOptions, readBackend } from "./backend.ts";

const UPSTREAM = { upstream: "web.shop.svc.cluster.local:8443" };
const PLAIN: BackendOptions = { scheme: "", serversTransport: "", passHostHeader: true };

Deno.test("readBackend() speaks https to port 443 and to ports called so, unless told otherwise", () => {
  const scheme = (port: number, name: string | null, wanted = "") => {
    const { ctx, report, objects } = reading();
    const options = { ...PLAIN, scheme: wanted };
    return [
      readBackend(UPSTREAM, { port, name }, options, report, objects).address.scheme,
      ...said(ctx),
    ];
  };
  assertEquals(scheme(443, null), ["https"]);
  assertEquals(scheme(8443, "https-api"), ["https"]);
  assertEquals(scheme(443, "https", "http"), ["http"]);
  assertEquals(scheme(80, "http", "h2c"), ["h2c"]);
  assertEquals(scheme(80, "http", "ftp"), ["http", "bad-scheme spec"]);
});

Deno.test("readBackend() takes the upstream's port when nobody knows of the Service's", () => {
  const scheme = (upstream: string) => {
    const { report, objects } = reading();
    return readBackend({ upstream }, undefined, PLAIN, report, objects).address.scheme;
  };
  assertEquals([scheme("web.shop:443"), scheme("web.shop:8443")], ["https", "http"]);
});

Deno.test("readBackend() gives a backend its own name when the client's is not passed on", () => {
  const options = { ...PLAIN, passHostHeader: false };
  const { report, objects } = reading();
  const { upstreamHost } = readBackend(UPSTREAM, { port: 1 }, options, report, objects).address;
  assertEquals(upstreamHost, "web.shop.svc.cluster.local");
});
