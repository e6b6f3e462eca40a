import { assertEquals } from "@std/assert";
import type { Config, Remedy } from "../../../pacts/mod.ts";
import { contextOf, workload } from "../_testing.ts";
import { withoutRemedied } from "./remedied.ts";

const WEB = workload("shop/web", {
  initContainers: [{ name: "init" }],
  containers: [{ name: "app" }, { name: "log" }],
});

/** Whether something is still said of a field of the workload, with some overrides. */
function isSaid(remedy: Remedy, path: string, overrides: Config["overrides"]): boolean {
  const ctx = contextOf([WEB], { overrides });
  ctx.report(WEB, path).warn("code", "message", remedy);
  const said = withoutRemedied(ctx.diagnostics, ctx);
  assertEquals(said.every((diagnostic) => !("remedy" in diagnostic)), true);
  return said.length > 0;
}

Deno.test("withoutRemedied() drops what is said of a container whose service has the override", () => {
  const image = { override: "image" };
  const path = "containers[log].image";
  assertEquals(isSaid(image, path, {}), true);
  assertEquals(isSaid(image, path, { "web-sidecar-log": { image: "x" } }), false);
  assertEquals(isSaid(image, path, { web: { image: "x" } }), true);
  assertEquals(isSaid(image, path, { "web-sidecar-log": { user: "1" } }), true);
  assertEquals(isSaid(image, "containers[init].image", { "web-init-init": { image: "x" } }), false);
});

Deno.test("withoutRemedied() takes any service of a workload, and the one that stands for its pod", () => {
  const ports = { override: ["ports", "network_mode"] };
  const path = "spec.template.spec.hostNetwork";
  for (const service of ["web", "web-sidecar-log", "web-pod"]) {
    assertEquals(isSaid(ports, path, { [service]: { ports: ["80:80"] } }), false, service);
  }
  assertEquals(isSaid(ports, path, { other: { ports: ["80:80"] } }), true);
  assertEquals(isSaid({ override: "ports", service: "db" }, path, { db: { ports: [] } }), false);
  assertEquals(isSaid({ override: "ports", service: "db" }, path, { web: { ports: [] } }), true);
});

Deno.test("withoutRemedied() follows paths, in lists too, and knows what is removed", () => {
  const variable = { override: "environment.'A.B'" };
  const path = "containers[app].env[A.B]";
  assertEquals(isSaid(variable, path, { web: { environment: { "A.B": "1" } } }), false);
  assertEquals(isSaid(variable, path, { web: { environment: ["A.B=1"] } }), false);
  assertEquals(isSaid(variable, path, { web: { environment: { A: { B: "1" } } } }), true);
  assertEquals(isSaid(variable, path, { web: { environment: ["A.C=1"] } }), true);
  assertEquals(isSaid(variable, path, { web: { environment: null } }), false);
  assertEquals(isSaid(variable, path, { web: null }), false);
});

Deno.test("withoutRemedied() names the service that a message means, where it is one", () => {
  const message = (remedy: Remedy, path: string) => {
    const ctx = contextOf([WEB]);
    ctx.report(WEB, path).warn("code", 'Set "overrides.<service>.user"', remedy);
    return withoutRemedied(ctx.diagnostics, ctx)[0].message;
  };
  const user = { override: "user" };
  assertEquals(message(user, "containers[log].x"), 'Set "overrides.web-sidecar-log.user"');
  assertEquals(message({ ...user, service: "a.b" }, "spec"), `Set "overrides.'a.b'.user"`);
  assertEquals(message(user, "spec"), 'Set "overrides.<service>.user"');
});

Deno.test("withoutRemedied() knows the services of an object that has no pod", () => {
  const queue = { kind: "Queue", namespace: "shop", name: "orders" };
  const said = (overrides: Config["overrides"]) => {
    const ctx = contextOf([], { overrides });
    ctx.report(queue).warn("code", 'Set "overrides.<service>.image"', { override: "image" });
    const services = { "shop-orders": { owner: queue, image: "broker" }, web: { image: "web" } };
    return withoutRemedied(ctx.diagnostics, ctx, services).map(({ message }) => message);
  };
  assertEquals(said({}), ['Set "overrides.shop-orders.image"']);
  assertEquals(said({ "shop-orders": { image: "own" } }), []);
  assertEquals(said({ web: { image: "own" } }).length, 1);
});
