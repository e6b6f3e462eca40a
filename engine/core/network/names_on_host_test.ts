import { assertEquals, assertMatch } from "@std/assert";
import type { ComposeService } from "../../../pacts/mod.ts";
import { CONVERTED, manifest, workload } from "../_testing.ts";
import { createContext, type EngineContext } from "../context.ts";
import { addHostNames } from "./names_on_host.ts";
import { defaultConfig } from "../../../pacts/config.ts";
import { Diagnostics } from "../../../pacts/mod.ts";

const FULL = ["agent.shop.svc.cluster.local", "agent.shop.svc", "agent.shop"];

/** `extra_hosts` of each service beside an agent that has the host's network. */
function hostsOf(
  services: Record<string, ComposeService>,
  before: (ctx: EngineContext) => void = () => {},
) {
  const ctx = createContext({
    manifests: [
      workload("shop/agent"),
      manifest("Service", "shop/agent", { spec: { selector: { app: "agent" } } }),
    ],
    config: { ...defaultConfig(), name: "demo" },
    claimedKinds: new Set(CONVERTED),
    diagnostics: new Diagnostics(),
    previous: { read: () => undefined },
    avoidedNames: new Set<string>(),
    firstRun: false,
    rootCertificates: () => "",
  });
  const all = { agent: { network_mode: "host" }, ...services };
  before(ctx);
  addHostNames(all, ctx);
  return Object.fromEntries(
    Object.entries(all).map(([name, { extra_hosts }]: [string, ComposeService]) => [
      name,
      extra_hosts,
    ]),
  );
}

const owned = (namespace: string, more: ComposeService = {}) => ({
  owner: { kind: "Deployment", namespace, name: "x" },
  ...more,
});

const hosts = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, "host-gateway"]));

Deno.test("addHostNames() leads the names of what is on the host there, the short one in its namespace", () => {
  assertEquals(hostsOf({ web: owned("shop"), other: owned("else") }), {
    agent: undefined,
    web: hosts(...FULL, "agent"),
    other: hosts(...FULL),
  });
});

Deno.test("addHostNames() leads there too where the pod of several containers is on the host", () => {
  const all = hostsOf({
    "agent-pod": { network_mode: "host" },
    agent: { network_mode: "service:agent-pod" },
    web: owned("shop"),
  });
  assertEquals([all.web, all.agent], [hosts(...FULL, "agent"), undefined]);
});

Deno.test("addHostNames() keeps what a pod itself says, and passes over services without a network", () => {
  const own = { "agent.shop": "10.0.0.1" };
  assertEquals(
    hostsOf({
      web: owned("shop", { extra_hosts: own }),
      listed: owned("else", { extra_hosts: ["a:10.0.0.2"] }),
      side: owned("shop", { network_mode: "service:web" }),
    }),
    {
      agent: undefined,
      web: { ...hosts(...FULL, "agent"), ...own },
      listed: { ...hosts(...FULL), a: "10.0.0.2" },
      side: undefined,
    },
  );
});

Deno.test("addHostNames() leads to the host's address in the project's network where a pod is told it", () => {
  const all = hostsOf({ web: owned("shop") }, (ctx) => ctx.addresses.ofHost());
  assertEquals(new Set(Object.values(all.web!)).size, 1);
  assertMatch(Object.values(all.web!)[0] as string, /^10\.\d+\.\d+\.1$/);
});

Deno.test("addHostNames() adds nothing when nothing has the host's network", () => {
  assertEquals(hostsOf({ agent: {}, web: owned("shop") }), { agent: undefined, web: undefined });
});
