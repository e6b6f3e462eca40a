import { assertEquals } from "@std/assert";
import { contextOf, manifest, said } from "../_testing.ts";
import { warnIdleServices } from "./idle_services.ts";

const service = (name: string, selector?: object) =>
  manifest("Service", `shop/${name}`, { spec: { selector } });

function warnings(selectors: Record<string, object | undefined>, labels: Record<string, string>) {
  const ctx = contextOf([service("from-a-chart", { app: "gone" })]);
  const operator = ctx.forExtension("operator");
  operator.workloads.add(manifest("Broker", "shop/broker"), { labels }, "broker");
  for (const [name, selector] of Object.entries(selectors)) {
    operator.manifests.add(service(name, selector));
  }
  warnIdleServices(ctx);
  return said(ctx.diagnostics);
}

Deno.test("warnIdleServices() warns when a Service that an extension added selects nothing", () => {
  assertEquals(warnings({ broker: { app: "broker" } }, { app: "another" }), [
    'warning no-pods: the extension "operator" adds the Service, and its selector selects no pod, so nothing answers to its name. An extension that runs pods makes them known by ctx.workloads.add()',
  ]);
});

Deno.test("warnIdleServices() is silent when the Service leads to a pod, or has no selector", () => {
  assertEquals(warnings({ broker: { app: "broker" } }, { app: "broker" }), []);
  assertEquals(warnings({ outside: undefined, empty: {} }, { app: "broker" }), []);
});
