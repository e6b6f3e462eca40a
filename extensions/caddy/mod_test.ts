import { assertEquals, assertStringIncludes } from "@std/assert";
import type { IngressEntry } from "@dekube/engine/pacts";
import { encodePem } from "@dekube/engine/pacts/kubernetes";
import { said, testConversion, written } from "@dekube/engine/testing";
import { assertPure, CERTIFICATE, entry, make, secret, type World } from "./_testing.ts";
import * as caddy from "./mod.ts";

const TLS = secret("shop-tls", {
  "tls.crt": CERTIFICATE,
  "tls.key": encodePem("PRIVATE KEY", new Uint8Array([0x30, 3, 2, 1, 0])),
});
const NAMED = { tls: { secret: { namespace: "shop", name: "shop-tls" } } };

Deno.test("buildService() makes one service that carries the hosts as aliases", async () => {
  const hosts = ["shop.example", "api.shop.example", "*.shop.example", "", "intranet", "10.0.0.1"];
  const { services, said } = await make(hosts.map((host) => ({ host })), {
    settings: { tls_internal: true },
  });
  assertEquals(services, {
    caddy: {
      image: "caddy:2-alpine",
      restart: "always",
      ports: ["80:80", "443:443"],
      volumes: [
        "./Caddyfile:/etc/caddy/Caddyfile:ro",
        "./data/caddy:/data",
        "./data/caddy-config:/config",
      ],
      networks: { default: { aliases: ["api.shop.example", "shop.example"] } },
    },
  });
  assertEquals(said, []);
});

Deno.test("buildService() makes none when there are no routes, or with disable_ingress", async () => {
  assertEquals((await make([])).services, {});
  assertEquals((await make([{}], { config: { disableIngress: true } })).services, {});
});

Deno.test("buildService() takes image, ports and folders from dekube.yaml", async () => {
  const { services: { caddy } } = await make([{ tls: {} }], {
    config: { volumeRoot: "/srv/data/" },
    settings: { image: "caddy:2.10", http_port: 8080, https_port: 8443 },
  });
  assertEquals(caddy.image, "caddy:2.10");
  assertEquals(caddy.ports, ["8080:80", "8443:443"]);
  assertEquals(caddy.volumes?.slice(1), [
    "/srv/data/caddy:/data",
    "/srv/data/caddy-config:/config",
  ]);
});

Deno.test("buildService() leaves the name of a Service to the Service", async () => {
  const { services: { caddy } } = await make([{ host: "web.shop.svc" }, {}], {
    manifests: [{ kind: "Service", metadata: { name: "web", namespace: "shop" } }],
  });
  assertEquals(caddy.networks, { default: { aliases: ["shop.example"] } });
});

Deno.test("buildService() mounts the certificate of a CA, and never a key", async () => {
  const https = (name: string) =>
    entry({ scheme: "https", path: `/${name}`, serverCaSecret: { namespace: "shop", name } });
  const { services: { caddy }, files } = await make(
    [https("root"), https("pair"), https("none"), {}],
    {
      manifests: [
        secret("root", { "ca.crt": CERTIFICATE, "ca.key": "private" }),
        secret("pair", { "tls.crt": CERTIFICATE, "tls.key": "private" }),
      ],
    },
  );
  assertEquals(caddy.volumes?.slice(3), [
    "./secrets/pair/tls.crt:/etc/caddy/certs/pair/ca.crt:ro",
    "./secrets/root/ca.crt:/etc/caddy/certs/root/ca.crt:ro",
  ]);
  assertEquals(Object.keys(files).sort(), [
    ...["Caddyfile", "secrets/pair/tls.crt", "secrets/root/ca.crt"],
  ]);
});

Deno.test("writeConfig() makes Caddyfile, or one named for the project", async () => {
  const written = async (config: World["config"], entries = [entry()]) =>
    Object.keys((await make(entries, { config })).files);
  assertEquals(await written({}), ["Caddyfile"]);
  assertEquals(await written({ disableIngress: true }), ["Caddyfile-demo"]);
  assertEquals(await written({ disableIngress: true, name: "" }), ["Caddyfile"]);
  assertEquals(await written({}, []), []);
});

Deno.test("writeConfig() says that a config for the user's proxy bears no name when the project has none", async () => {
  for (const [name, codes] of Object.entries({ "": ["unnamed-project"], demo: [] })) {
    const config = { disableIngress: true, name };
    assertEquals(said(await make([entry()], { config })), codes);
  }
});

Deno.test("writeConfig() closes the Caddyfile when hashes of passwords are in it", async () => {
  const modes = async (parts: Partial<IngressEntry>, config: World["config"] = {}) =>
    Object.values((await make([parts], { config })).files).map(({ mode, exact }) => [mode, exact]);
  const guarded = { basicAuth: { users: { ann: `$2y$05$${"x".repeat(53)}` } } };
  assertEquals(await modes({}), [[undefined, undefined]]);
  assertEquals(await modes(guarded), [[0o600, true]]);
  // Whom the user's own proxy runs as, nobody knows.
  assertEquals(await modes(guarded, { disableIngress: true }), [[undefined, undefined]]);
});

Deno.test("buildService() mounts the certificate that an Ingress brings", async () => {
  const { services: { caddy }, text } = await make([NAMED], { manifests: [TLS] });
  assertEquals(caddy.volumes?.slice(3), [
    "./secrets/shop-tls/tls.crt:/etc/caddy/tls/shop-tls/tls.crt:ro",
    "./secrets/shop-tls/tls.key:/etc/caddy/tls/shop-tls/tls.key:ro",
  ]);
  assertStringIncludes(
    text,
    "tls /etc/caddy/tls/shop-tls/tls.crt /etc/caddy/tls/shop-tls/tls.key\n",
  );
  // The user's word comes first.
  const internal = await make([NAMED], { manifests: [TLS], settings: { tls_internal: true } });
  assertEquals(internal.services.caddy.volumes?.length, 3);
  assertEquals((await make([NAMED])).services.caddy.volumes?.length, 3);
});

Deno.test("buildService() and writeConfig() return the same when they are called again", async () => {
  const routes = [
    entry(NAMED),
    entry({ host: "a b" }),
    entry({ host: "*.shop.example", scheme: "https" }),
    entry({ path: "/line", responseHeaders: { set: { "X-A": "a\nb" } } }),
  ];
  for (const disableIngress of [false, true]) {
    const options = { config: { disableIngress }, settings: { http_port: "many" } };
    await assertPure(new caddy.CaddyProvider(), routes, [TLS], options);
  }
});

/** An extension that brings the routes of a test. */
const routes = (entries: readonly object[]) => ({
  name: "routes",
  kinds: ["test.example/Routes"],
  convert: () => ({ ingressEntries: entries }),
});
const ROUTES = { apiVersion: "test.example/v1", kind: "Routes", metadata: { name: "all" } };

Deno.test("writeConfig() says that a host is closed when nobody's password can be checked", async () => {
  const basicAuth = { users: { ann: "$apr1$Xy12ab34$0123456789abcdefghij./" } };
  const { entryPoints } = await testConversion([caddy, routes([entry({ basicAuth })])], [ROUTES]);
  assertEquals(entryPoints.map(({ host, closed }) => [host, closed]), [["shop.example", true]]);
});

Deno.test("the extension is the conversion's proxy, and makes certificates needless", async () => {
  const certificate = {
    apiVersion: "cert-manager.io/v1",
    kind: "Certificate",
    metadata: { name: "shop", namespace: "shop" },
  };
  const result = await testConversion(
    [caddy, routes([entry(NAMED)])],
    [ROUTES, certificate, TLS],
  );
  const { caddy: service } = result.project.services;
  assertEquals(service.volumes, [
    "./Caddyfile:/etc/caddy/Caddyfile:ro",
    "./data/caddy:/data",
    "./data/caddy-config:/config",
    "./secrets/shop-tls/tls.crt:/etc/caddy/tls/shop-tls/tls.crt:ro",
    "./secrets/shop-tls/tls.key:/etc/caddy/tls/shop-tls/tls.key:ro",
  ]);
  assertEquals(Object.keys(written(result)).sort(), [
    ...["Caddyfile", "secrets/shop-tls/tls.crt", "secrets/shop-tls/tls.key"],
  ]);
  // Nothing runs behind the route.
  assertEquals(said(result), ["unanswered-name"]);
});

Deno.test("the extension's old keys of dekube.yaml have their places among its settings", async () => {
  const other = { disableCaddy: true, caddy_email: "ops@shop.example", caddy_tls_internal: true };
  const result = await testConversion([caddy, routes([entry()])], [ROUTES], { config: { other } });
  assertEquals(result.project.services, {});
  assertStringIncludes(written(result)["Caddyfile-demo"], "\ttls internal\n");
  // Nothing runs behind the route.
  assertEquals(said(result), ["unanswered-name"]);
});
