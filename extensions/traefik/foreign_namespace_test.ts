import { assertEquals } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { convertRoutes, custom, ingressRoute, service } from "./_testing.ts";

const AWAY = { ...service("db", [{ port: 80 }]) };
AWAY.metadata = { ...AWAY.metadata, namespace: "data" };

/** Where requests go, `nobody` where they are refused, and what is said. */
function leadsTo(
  services: object[],
  settings: object = {},
  others: readonly Manifest[] = [],
): unknown[] {
  const manifests = [ingressRoute([{ match: "Host(`shop.example`)", services }]), AWAY, ...others];
  const { entries, said } = convertRoutes(manifests, [], settings);
  const to = entries.map(({ upstream, answer }) =>
    answer ? "nobody" : upstream.replace(".svc.cluster.local", "")
  );
  return [...to, ...said];
}

const there = { name: "db", namespace: "data", port: 80 };
const refused = ["nobody", "error foreign-namespace"];

Deno.test("mayLeadTo() lets no route lead into another namespace unless Traefik is told that it may", () => {
  assertEquals(leadsTo([there]), refused);
  assertEquals(leadsTo([{ ...there, namespace: "shop", name: "web" }]), ["web.shop:8080"]);
  assertEquals(leadsTo([there], { allow_cross_namespace: true }), ["db.data:80"]);
  const spread = (namespace: string) =>
    custom("TraefikService", "spread", { weighted: { services: [there] } }, namespace);
  assertEquals(
    leadsTo([{ name: "spread", kind: "TraefikService" }], {}, [spread("shop")]),
    refused,
  );
  const named = { name: "spread", namespace: "data", kind: "TraefikService" };
  assertEquals(leadsTo([named], {}, [spread("data")]), refused);
});

Deno.test("mayLeadTo() heeds the flags of a Traefik that is among the manifests", () => {
  const traefik = (flag: string) => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "traefik", namespace: "edge" },
    spec: { template: { spec: { containers: [{ name: "t", image: "traefik:3", args: [flag] }] } } },
  });
  const flag = "--providers.kubernetescrd.allowCrossNamespace";
  assertEquals(leadsTo([there], {}, [traefik(flag)]), ["db.data:80"]);
  assertEquals(leadsTo([there], {}, [traefik(`${flag}=true`)]), ["db.data:80"]);
  assertEquals(leadsTo([there], {}, [traefik(`${flag}=false`)]), refused);
});
