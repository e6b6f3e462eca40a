import { assertEquals } from "@std/assert";
import type { Config, RenderedService } from "../../../pacts/mod.ts";
import { contextOf, manifest, said } from "../_testing.ts";
import { applyUserServices, deepMerge } from "./overrides.ts";

function apply(services: Record<string, RenderedService>, config: Partial<Config>) {
  const secret = manifest("Secret", "shop/db", { stringData: { password: "a$b" } });
  const ctx = contextOf([secret], { volumeRoot: "/srv", ...config });
  const result = structuredClone(services);
  applyUserServices(result, ctx);
  return { services: result, said: said(ctx.diagnostics) };
}

Deno.test("deepMerge() merges mappings at any depth, and replaces all else", () => {
  assertEquals(
    deepMerge(
      { a: 1, b: { c: 2, d: { e: 3 } }, list: [1, 2], text: "x" },
      { b: { d: { f: 4 } }, list: [3], text: { now: "a mapping" }, new: { x: 1 } },
    ) as unknown,
    { a: 1, b: { c: 2, d: { e: 3, f: 4 } }, list: [3], text: { now: "a mapping" }, new: { x: 1 } },
  );
});

Deno.test("deepMerge() deletes a key when the patch says null", () => {
  assertEquals(
    deepMerge({ a: 1, b: { c: 2, d: 3 } }, {
      a: null,
      b: { c: null },
      none: null,
      x: { y: null },
    }) as unknown,
    { b: { d: 3 }, x: {} },
  );
});

Deno.test("deepMerge() changes neither of the two", () => {
  const base = Object.freeze({ a: Object.freeze({ b: 1 }) });
  const patch = Object.freeze({ a: Object.freeze({ c: 2 }) });
  assertEquals(deepMerge(base, patch) as unknown, { a: { b: 1, c: 2 } });
});

Deno.test("applyUserServices() merges overrides into services", () => {
  const web = { image: "a", environment: { A: "1", B: "2" }, ports: ["80:80"] };
  const overrides = { web: { environment: { B: null, C: "${HOME}" }, ports: ["81:80"] } };
  assertEquals(apply({ web, db: {} }, { overrides }), {
    services: {
      web: { image: "a", environment: { A: "1", C: "${HOME}" }, ports: ["81:80"] },
      db: {},
    },
    said: [],
  });
});

Deno.test("applyUserServices() removes a service when its override is null", () => {
  assertEquals(apply({ web: {}, db: {} }, { overrides: { web: null } }).services, { db: {} });
});

Deno.test("applyUserServices() leaves nobody waiting when an override removes a service", () => {
  const completed = { condition: "service_completed_successfully" as const };
  const { services } = apply({
    a: {},
    b: { depends_on: { a: completed } },
    c: { depends_on: { b: completed } },
    web: { depends_on: { c: completed, db: { condition: "service_started" } } },
    lone: { depends_on: { a: completed } },
  }, { overrides: { a: null, c: null } });
  assertEquals(services, {
    b: {},
    web: { depends_on: { b: completed, db: { condition: "service_started" } } },
    lone: {},
  });
});

Deno.test("applyUserServices() ends when removed services wait for each other", () => {
  const started = { condition: "service_started" as const };
  const { services } = apply({
    a: { depends_on: { b: started } },
    b: { depends_on: { a: started } },
    web: { depends_on: { a: started } },
  }, { overrides: { a: null, b: null } });
  assertEquals(services, { web: {} });
});

Deno.test("applyUserServices() gives keys of a network to the service that holds it", () => {
  const { services } = apply(
    {
      "web-pod": { hostname: "old", ports: ["80:80"] },
      web: { network_mode: "service:web-pod", image: "a" },
    },
    {
      overrides: {
        web: { image: "b", ports: ["81:80"], hostname: null, extra_hosts: { a: "192.0.2.1" } },
      },
    },
  );
  assertEquals(services, {
    "web-pod": { ports: ["81:80"], extra_hosts: { a: "192.0.2.1" } },
    web: { network_mode: "service:web-pod", image: "b" },
  });
});

Deno.test("applyUserServices() leaves the keys of a network where the patch gives the service its own", () => {
  const { services } = apply(
    { "web-pod": {}, web: { network_mode: "service:web-pod" } },
    { overrides: { web: { network_mode: null, ports: ["81:80"] } } },
  );
  assertEquals(services, { "web-pod": {}, web: { ports: ["81:80"] } });
});

Deno.test("applyUserServices() joins the network where it is when a service of the user's names a container of a pod", () => {
  const { services } = apply(
    { "web-pod": {}, web: { network_mode: "service:web-pod" } },
    { services: { debug: { image: "d", network_mode: "service:web" } } },
  );
  assertEquals(services.debug, { image: "d", network_mode: "service:web-pod" });
});

Deno.test("applyUserServices() gives a pod what each of its containers lists", () => {
  const pod = {
    "web-pod": { ports: ["80:80"] },
    web: { network_mode: "service:web-pod" },
    "web-sidecar-log": { network_mode: "service:web-pod" },
  };
  const { services, said } = apply(pod, {
    overrides: {
      web: { ports: ["81:80"], hostname: "a", extra_hosts: { a: "192.0.2.1" } },
      "web-sidecar-log": { ports: ["82:82", "81:80"], hostname: "b", extra_hosts: { b: "::1" } },
    },
  });
  assertEquals(services["web-pod"], {
    ports: ["81:80", "82:82"],
    hostname: "b",
    extra_hosts: { a: "192.0.2.1", b: "::1" },
  });
  assertEquals(said, [
    'warning override-replaced: "overrides.web-sidecar-log.hostname" in dekube.yaml replaces "overrides.web.hostname": containers of one pod share it, so "web-pod" has the last one',
  ]);
});

const ALIASES = { default: { aliases: ["api"], ipv4_address: "10.0.0.2" } };

for (
  const [what, networks, networksAfter] of [
    ["a list", ["back"], { ...ALIASES, back: null }],
    ["a mapping", { back: null }, { ...ALIASES, back: null }],
    ["another name", { default: { aliases: ["www"] } }, {
      default: { aliases: ["api", "www"], ipv4_address: "10.0.0.2" },
    }],
    ["no address", { default: { ipv4_address: null } }, { default: { aliases: ["api"] } }],
    ["no names", { default: { aliases: null } }, { default: { ipv4_address: "10.0.0.2" } }],
  ] as const
) {
  Deno.test(`applyUserServices() keeps a service's names where the patch has ${what}`, () => {
    const { services, said } = apply(
      { web: { networks: ALIASES } },
      { overrides: { web: { networks } } } as unknown as Partial<Config>,
    );
    assertEquals([services.web.networks as unknown, said], [networksAfter, []]);
  });
}

Deno.test("applyUserServices() keeps a service in the network that it need not name", () => {
  const { services } = apply({ web: {} }, { overrides: { web: { networks: { back: {} } } } });
  assertEquals(services.web.networks as unknown, { default: null, back: {} });
});

Deno.test("applyUserServices() warns when a patch takes a service out of where its names are", () => {
  const networks = { default: null, back: { aliases: ["api"] } };
  const { services, said } = apply({ web: { networks: ALIASES } }, {
    overrides: { web: { networks } },
  });
  assertEquals(services.web.networks, { back: { aliases: ["api"] } });
  assertEquals(said.map((line) => line.split(":")[0]), ["warning nothing-answers"]);
});

Deno.test("applyUserServices() leaves out what means nothing in the host's network, and says so", () => {
  const { services, said } = apply(
    { "agent-pod": { network_mode: "host" }, agent: { network_mode: "service:agent-pod" } },
    { overrides: { agent: { ports: ["81:80"], extra_hosts: { a: "192.0.2.1" }, image: "b" } } },
  );
  assertEquals(services, {
    "agent-pod": { network_mode: "host", extra_hosts: { a: "192.0.2.1" } },
    agent: { network_mode: "service:agent-pod", image: "b" },
  });
  assertEquals(said.map((line) => line.split(":")[0]), ["warning host-network-override"]);
});

for (const healthcheck of [null, { disable: true }, { test: ["NONE"] }]) {
  Deno.test(`applyUserServices() has nobody wait for health where a patch has ${JSON.stringify(healthcheck)}`, () => {
    const { services, said } = apply(
      {
        db: { healthcheck: { test: ["CMD", "ok"] } },
        web: { depends_on: { db: { condition: "service_healthy" } } },
      },
      { overrides: { db: { healthcheck } } },
    );
    assertEquals(services.web.depends_on, { db: { condition: "service_started" } });
    assertEquals(said.map((line) => line.split(":")[0]), ["info lost-health-check"]);
  });
}

Deno.test("applyUserServices() warns when an override is of no service", () => {
  assertEquals(apply({ web: {} }, { overrides: { wbe: { image: "x" } } }), {
    services: { web: {} },
    said: [
      'warning unknown-override: "overrides.wbe" in dekube.yaml matches no service (did you mean "web"?), so it has no effect. There are: web',
    ],
  });
});

Deno.test("applyUserServices() names the services when an override is of none", () => {
  const said = (...names: string[]) => {
    const services = Object.fromEntries(names.map((name) => [name, {}]));
    const [text] = apply(services, { overrides: { chart: { image: "x" } } }).said;
    return text.split("matches no service")[1];
  };
  assertEquals(
    said("db", "release-chart", "cache"),
    ' (did you mean "release-chart"?), so it has no effect. There are: cache, db, release-chart',
  );
  assertEquals(
    said("db", "release-a-chart", "chart-release-b"),
    ", so it has no effect. There are: chart-release-b, release-a-chart",
  );
  assertEquals(
    said(...Array.from({ length: 9 }, (_, index) => `s${index}`)),
    ", so it has no effect. There are: s0, s1, s2, s3, s4, s5, s6, s7, and more in compose.yml",
  );
});

Deno.test("applyUserServices() adds the user's own services as they are", () => {
  const services = { extra: { image: "x", command: ["$HOME"], environment: { A: null } } };
  assertEquals(
    apply({}, { services: services as unknown as Config["services"] }).services as unknown,
    services,
  );
});

Deno.test("applyUserServices() warns when a service of the user's replaces a generated one", () => {
  assertEquals(apply({ web: { image: "a", user: "1" } }, { services: { web: { image: "b" } } }), {
    services: { web: { image: "b" } },
    said: [
      'warning replaced-service: "services.web" in dekube.yaml replaces the generated service of that name. Use "overrides" to change parts of it',
    ],
  });
});

Deno.test("applyUserServices() replaces placeholders in overrides and services", () => {
  const { services } = apply({ web: {} }, {
    overrides: { web: { volumes: ["$volume_root/web:/data"] } },
    services: { extra: { environment: { PASSWORD: "$secret:db:password" } } },
  });
  assertEquals(services, {
    web: { volumes: ["/srv/web:/data"] },
    extra: { environment: { PASSWORD: "a$$b" } },
  });
});

Deno.test("applyUserServices() says when another service would be called as the one that it changes", () => {
  const config = { overrides: { caddy: { environment: { TOKEN: "x" } } } };
  const ctx = contextOf([], config);
  for (let count = 0; count < 2; count++) ctx.names.reserve("caddy");
  applyUserServices({ caddy: {}, "caddy-2": {} }, ctx);
  assertEquals(said(ctx.diagnostics).map((text) => text.split(":")[0]), [
    "warning overrides-namesake",
  ]);
  const alone = contextOf([], config);
  alone.names.reserve("caddy");
  applyUserServices({ caddy: {} }, alone);
  assertEquals(said(alone.diagnostics), []);
});
