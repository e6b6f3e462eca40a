import { assertEquals } from "@std/assert";
import { type ComposeService, idOf } from "../../../pacts/mod.ts";
import { codes, contextOf, workload } from "../_testing.ts";
import { assignPodAddresses } from "./assign_addresses.ts";

const WEB = workload("shop/web");

Deno.test("assignPodAddresses() sets nothing up when nobody asks", () => {
  const ctx = contextOf([WEB]);
  const services: Record<string, ComposeService> = { web: {} };
  assignPodAddresses(services, ctx);
  assertEquals(services, { web: {} });
  assertEquals(ctx.composeExtras.networks, {});
});

Deno.test("assignPodAddresses() gives the network the range that is set, though nobody asks", () => {
  const ctx = contextOf([WEB], { subnet: "10.20.0.0/28" });
  const services: Record<string, ComposeService> = { web: {} };
  assignPodAddresses(services, ctx);
  assertEquals(services, { web: {} });
  assertEquals(ctx.composeExtras.networks.default, {
    ipam: {
      config: [{ subnet: "10.20.0.0/28", ip_range: "10.20.0.0/29", gateway: "10.20.0.1" }],
    },
  });

  const elsewhere = contextOf([WEB], { subnet: "10.20.0.0/28", network: "proxy" });
  assignPodAddresses(services, elsewhere);
  assertEquals(elsewhere.composeExtras.networks, {});
});

Deno.test("assignPodAddresses() gives the address to who holds the pod's network, beside its names", () => {
  const ctx = contextOf([WEB], { subnet: "10.20.0.0/28" });
  const address = ctx.addresses.ofPod(idOf(WEB))!;
  assertEquals(ctx.addresses.ofPod(idOf(WEB)), address);
  const services: Record<string, ComposeService> = {
    web: { network_mode: "service:web-pod" },
    "web-pod": { networks: { default: { aliases: ["a"] }, "ns-shop": null } },
  };
  assignPodAddresses(services, ctx);
  assertEquals(services["web-pod"].networks, {
    default: { aliases: ["a"], ipv4_address: address },
    "ns-shop": null,
  });
  assertEquals(ctx.composeExtras.networks.default, {
    ipam: {
      config: [{ subnet: "10.20.0.0/28", ip_range: "10.20.0.0/29", gateway: "10.20.0.1" }],
    },
  });
});

Deno.test("PodAddresses has the gateway for the host", () => {
  const ctx = contextOf([WEB], { subnet: "10.20.0.0/28" });
  assertEquals(ctx.addresses.ofHost(), "10.20.0.1");
  assignPodAddresses({}, ctx);
  assertEquals(Object.keys(ctx.composeExtras.networks), ["default"]);
});

Deno.test("PodAddresses has the host's address for a pod on the host, or the loopback's", () => {
  const ctx = contextOf([WEB], { subnet: "10.20.0.0/28" });
  ctx.addresses.putOnHost(idOf(WEB));
  assertEquals(ctx.addresses.ofPod(idOf(WEB)), "10.20.0.1");
  assertEquals(ctx.addresses.assigned.size, 0);

  const elsewhere = contextOf([WEB], { network: "proxy" });
  elsewhere.addresses.putOnHost(idOf(WEB));
  assertEquals(elsewhere.addresses.ofPod(idOf(WEB)), "127.0.0.1");
  assertEquals(codes(elsewhere.diagnostics), []);
});

Deno.test("assignPodAddresses() says when no service has the network in which the host has its address", () => {
  const said = (services: Record<string, ComposeService>, asks = true) => {
    const ctx = contextOf([WEB], { subnet: "10.20.0.0/28" });
    if (asks) ctx.addresses.ofHost();
    assignPodAddresses(services, ctx);
    return codes(ctx.diagnostics);
  };
  const host = { network_mode: "host" };
  assertEquals(said({ web: host, log: { network_mode: "service:web" } }), ["no-host-address"]);
  assertEquals(said({ web: host, db: {} }), []);
  assertEquals(said({ web: host }, false), []);
});

Deno.test("PodAddresses has none, and says so once, when the network is somebody else's", () => {
  const ctx = contextOf([WEB], { network: "proxy" });
  assertEquals([ctx.addresses.ofPod(idOf(WEB)), ctx.addresses.ofPod(idOf(WEB))], [
    undefined,
    undefined,
  ]);
  assertEquals(codes(ctx.diagnostics), ["no-fixed-address"]);
});

Deno.test("PodAddresses says when there are too few", () => {
  const all = Array.from({ length: 8 }, (_, index) => workload(`shop/w${index}`));
  const ctx = contextOf(all, { subnet: "10.20.0.0/28" });
  const given = all.map((item) => ctx.addresses.ofPod(idOf(item)));
  assertEquals(given.filter((address) => address === undefined).length, 1);
  assertEquals(codes(ctx.diagnostics), ["no-address-left"]);
});
