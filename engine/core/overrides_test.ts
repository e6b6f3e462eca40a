import { assertEquals } from "@std/assert";
import type { Config, RenderedService } from "../../pacts/mod.ts";
import { contextOf, manifest, said } from "./_testing.ts";
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

Deno.test("applyUserServices() warns when an override is of no service", () => {
  assertEquals(apply({ web: {} }, { overrides: { wbe: { image: "x" } } }), {
    services: { web: {} },
    said: [
      'warning unknown-override: "overrides.wbe" in dekube.yaml matches no service (did you mean "web"?), so it has no effect. Services: see compose.yml',
    ],
  });
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
