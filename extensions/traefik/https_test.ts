import { assertEquals } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import {
  convertRoutes,
  custom,
  ingress,
  ingressRoute,
  middleware,
  rewrite,
  SERVICE,
  USERS,
} from "./_testing.ts";
import { Diagnostics } from "@dekube/engine/pacts";
import { sitesOf } from "@dekube/engine/pacts/proxy";
import type { Result } from "./_testing.ts";

const HOST = "Host(`shop.example`)";
const HTTPS = middleware("https", { redirectScheme: { scheme: "https", permanent: true } });
const SENT = [{ name: "https" }];

/** What is served of routes, as `protocol host path: status or name`. */
function served({ entries }: Result): string[] {
  const diagnostics = new Diagnostics();
  const sites = [...sitesOf(entries, diagnostics)].flatMap(({ protocol, host, entries }) =>
    entries.map(({ path, redirect, resource }) =>
      `${protocol} ${host || "*"}${path}: ${redirect?.status ?? resource?.name}`
    )
  );
  assertEquals([...diagnostics], []);
  return sites;
}

const routes = (...manifests: Manifest[]) => served(convertRoutes([HTTPS, ...manifests]));

Deno.test("an IngressRoute is served over what its entry points and its TLS say", () => {
  const read = (spec: Record<string, unknown>) => routes(ingressRoute([HOST], spec));
  const plain = "http shop.example/: web";
  const sent = "http shop.example/: 308";
  const secure = "https shop.example/: web";
  assertEquals(read({}), [plain]);
  assertEquals(read({ entryPoints: ["web"] }), [plain]);
  assertEquals(read({ entryPoints: ["websecure"] }), [sent, secure]);
  assertEquals(read({ entryPoints: ["web", "websecure"] }), [plain, secure]);
  assertEquals(read({ tls: {} }), [sent, secure]);
  for (const entryPoints of [["web"], ["websecure"], ["web", "websecure"]]) {
    assertEquals(read({ entryPoints, tls: {} }), [sent, secure]);
  }
});

Deno.test("an Ingress is served over what its entry points, its annotations and its TLS say", () => {
  const read = (short: Record<string, string>, tls: unknown[] = []) => {
    const manifest = ingress(short);
    Object.assign(manifest.spec!, { tls });
    return served(rewrite(manifest));
  };
  const plain = "http shop.example/: web";
  const both = ["http shop.example/: 308", "https shop.example/: web"];
  const secret = [{ hosts: ["shop.example"], secretName: "cert" }];
  assertEquals(read({}), [plain]);
  assertEquals(read({ "router.entrypoints": "websecure" }), both);
  assertEquals(read({ "router.tls": "true" }), both);
  assertEquals(read({ "router.TLS.certResolver": "le" }), both);
  assertEquals(read({ "router.tls": "false" }), [plain]);
  assertEquals(read({}, secret), both);
  assertEquals(read({ "router.entrypoints": "web,websecure" }, secret), both);
  // Its Secret is for other routers.
  assertEquals(read({ "router.entrypoints": "web" }, secret), [plain]);
});

Deno.test("two routes of one path are each served over their own protocol", () => {
  const http = ingressRoute([HOST], { entryPoints: ["web"] }, "plain");
  const https = ingressRoute([HOST], { entryPoints: ["websecure"] }, "secure");
  assertEquals(routes(http, https), ["http shop.example/: plain", "https shop.example/: secure"]);
});

Deno.test("a route that sends HTTP on leaves HTTPS to the other of its host", () => {
  const other = ingressRoute([HOST], { tls: {} }, "secure");
  const sent = (entryPoints: string[]) =>
    ingressRoute([{ match: HOST, middlewares: SENT }], { entryPoints }, "sent");
  const both = ["http shop.example/: 308", "https shop.example/: secure"];
  assertEquals(routes(sent(["web"]), other), both);
  assertEquals(routes(sent([]), other), both);
  assertEquals(routes(other, sent([])), both);
  // Of Ingresses the same.
  const short = { "router.middlewares": "shop-https@kubernetescrd" };
  const secure = ingress({ "router.tls": "true" }, { name: "secure" });
  const [one] = rewrite(ingress(short), [HTTPS, secure]).entries;
  assertEquals([one.protocols, one.httpsRedirect, one.tls], [[], 308, undefined]);
});

Deno.test("a route that sends HTTP on serves HTTPS itself when no other has its host", () => {
  const alone = ingressRoute([{ match: HOST, middlewares: SENT }]);
  assertEquals(routes(alone), ["http shop.example/: 308", "https shop.example/: web"]);
  const short = { "router.middlewares": "shop-https@kubernetescrd" };
  assertEquals(served(rewrite(ingress(short), [HTTPS])), [
    "http shop.example/: 308",
    "https shop.example/: web",
  ]);
});

Deno.test("all hosts are sent on to HTTPS by a route for any", () => {
  const services = [{ name: "noop@internal", kind: "TraefikService" }];
  const any = ingressRoute(
    [{ match: "HostRegexp(`{host:.+}`)", middlewares: SENT, services }],
    { entryPoints: ["web"] },
    "any",
  );
  const other = ingressRoute([HOST], { entryPoints: ["websecure"] }, "secure");
  assertEquals(routes(any, other), [
    "http shop.example/: 308",
    "https shop.example/: secure",
    "http */: 308",
  ]);
});

Deno.test("TLS ends with the route's certificate, else the default one, and as TLSOptions say", () => {
  const store = custom("TLSStore", "default", {
    defaultCertificate: { secretName: "wild" },
  }, "traefik");
  const option = custom("TLSOption", "new", { minVersion: "VersionTLS13" });
  const read = (spec: Record<string, unknown>, ...others: Manifest[]) =>
    convertRoutes([ingressRoute([HOST], spec), store, ...others]).entries[0].tls;
  const wild = { namespace: "traefik", name: "wild" };
  assertEquals(read({ tls: {} }), { secret: wild });
  assertEquals(read({ entryPoints: ["websecure"] }), { secret: wild });
  assertEquals(read({ tls: { secretName: "own" } }), {
    secret: { namespace: "shop", name: "own" },
  });
  assertEquals(read({ tls: { options: { name: "new" } } }, option), {
    secret: wild,
    minVersion: "1.3",
  });
  assertEquals(read({ tls: { certResolver: "le" } }), {});
  // Traefik takes none of two.
  const second = custom("TLSStore", "default", { defaultCertificate: { secretName: "x" } });
  assertEquals(read({ tls: {} }, second), {});
  const manifest = ingress({ "router.tls.options": "shop-new@kubernetescrd" });
  assertEquals(rewrite(manifest, [store, option]).entries[0].tls, {
    secret: wild,
    minVersion: "1.3",
  });
});

Deno.test("a certificate resolver is said, and how to have public certificates", () => {
  const route = ingressRoute([HOST], { tls: { certResolver: "le" } });
  assertEquals(convertRoutes([route]).said, ["info public-certificate"]);
  assertEquals(rewrite(ingress({ "router.tls.certresolver": "le" })).said, [
    "info public-certificate",
  ]);
});

Deno.test("who must show a certificate is asked over HTTPS", () => {
  const option = custom("TLSOption", "default", {
    clientAuth: { clientAuthType: "RequireAndVerifyClientCert", secretNames: ["ca"] },
  });
  const read = (entryPoints: string[]) =>
    convertRoutes([ingressRoute([HOST], { entryPoints }), option, SERVICE, USERS]).entries
      .map(({ tls, clientCertificate }) => [tls, clientCertificate?.name]);
  assertEquals(read([]), [[{}, "ca"]]);
  assertEquals(read(["websecure"]), [[{}, "ca"]]);
  // No TLSOption is about plain HTTP.
  assertEquals(read(["web"]), [[undefined, undefined]]);
});
