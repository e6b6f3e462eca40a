import { assertEquals } from "@std/assert";
import type { ComposeService } from "@dekube/engine/pacts";
import { testContext } from "@dekube/engine/testing";
import { serviceOf, workloadOf } from "./_testing.ts";
import { ClusterNames } from "./cluster_names.ts";

Deno.test("ClusterNames knows the Compose service behind each Service and pod", () => {
  const ctx = testContext([
    ...[workloadOf("web", "shop"), serviceOf("front", "shop", "web")],
    workloadOf("db", "data", {}, { kind: "StatefulSet", spec: { serviceName: "db" } }),
    serviceOf("db", "data"),
  ]);
  const names = new ClusterNames({ web: {}, db: {} }, [], ctx);
  assertEquals(names.service("front", "shop"), { key: "shop/front", short: "web" });
  assertEquals(names.service("web", "shop"), undefined);
  assertEquals(names.pod("db-0.db.data"), { key: "data/db", short: "db" });
  assertEquals(names.pod("db-1.db.data"), undefined);
  assertEquals(names.keysIn(new Set(["shop"])), ["shop/front"]);
});

Deno.test("ClusterNames looks for a name where its network is", () => {
  const ctx = testContext([workloadOf("web", "shop"), serviceOf("web", "shop")]);
  const short = (services: Record<string, ComposeService>) =>
    new ClusterNames(services, [], ctx).service("web", "shop")?.short;
  assertEquals(short({ web: { network_mode: "service:vpn" }, vpn: {} }), "vpn");
  const networks = { default: { aliases: ["web"] } };
  assertEquals(
    short({ web: { network_mode: "service:web-pod" }, "web-pod": { networks } }),
    "web",
  );
  assertEquals(short({ web: { network_mode: "host" } }), undefined);
  assertEquals(short({ web: { network_mode: "service:gone" } }), undefined);
  assertEquals(short({ web: { network_mode: "service:web" } }), undefined);
  assertEquals(short({}), undefined);
});

Deno.test("ClusterNames has no short name for several services that do not all answer to it", () => {
  const ctx = testContext([
    workloadOf("a", "shop", {}, { app: "web" }),
    workloadOf("b", "shop", {}, { app: "web" }),
    serviceOf("web", "shop"),
  ]);
  const answering = { networks: { default: { aliases: ["web"] } } };
  const short = (b: ComposeService) =>
    new ClusterNames({ a: answering, b }, [], ctx).service("web", "shop")?.short;
  assertEquals(short(answering), "web");
  assertEquals(short({}), undefined);
});
