import { assertEquals } from "@std/assert";
import type { ComposeService } from "@dekube/engine/pacts";
import { testContext } from "@dekube/engine/testing";
import { serviceOf, workloadOf } from "./_testing.ts";
import { stripAliases } from "./aliases.ts";
import { ClusterNames } from "./cluster_names.ts";

function stripped(networks: ComposeService["networks"], kept: string[] = []) {
  const services: Record<string, ComposeService> = { web: { networks } };
  const ctx = testContext([workloadOf("web", "shop"), serviceOf("web", "shop")]);
  const keys = stripAliases(new ClusterNames(services, [], ctx), new Set(kept));
  return { keys: [...keys], networks: services.web.networks };
}

Deno.test("stripAliases() takes cluster names away, and networks that say nothing then", () => {
  const aliases = ["web.shop.svc.cluster.local", "web.shop.svc", "web.shop"];
  assertEquals(stripped({ default: { aliases } }), { keys: ["shop/web"], networks: undefined });
});

Deno.test("stripAliases() keeps other aliases, other networks and other settings", () => {
  const networks = {
    default: { aliases: ["shop.example", "web.shop"], priority: 1 },
    own: { aliases: ["web.shop.svc"] },
    plain: null,
  };
  assertEquals(
    stripped(networks).networks,
    {
      default: { aliases: ["shop.example"], priority: 1 },
      own: null,
      plain: null,
    } as ComposeService["networks"],
  );
});

Deno.test("stripAliases() keeps the names of the Services that it is told to", () => {
  const networks = { default: { aliases: ["web.shop"] } };
  assertEquals(stripped(networks, ["shop/web"]), { keys: [], networks });
});

Deno.test("stripAliases() leaves networks alone that are a list or not there", () => {
  const list = ["default"] as unknown as ComposeService["networks"];
  assertEquals(stripped(list).networks, list);
  assertEquals(stripped(undefined).networks, undefined);
});
