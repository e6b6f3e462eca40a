import { assertEquals } from "@std/assert";
import { contextOf, manifest, said } from "../_testing.ts";
import { sayGuessedPorts, warnIdleServices } from "./idle_services.ts";

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

function guesses(targetPort: unknown, ports?: object[]) {
  const ctx = contextOf([
    manifest("Service", "shop/web", {
      spec: { selector: { app: "web" }, ports: [{ port: 80, targetPort }] },
    }),
    ...ports === undefined ? [] : [
      manifest("Deployment", "shop/web", {
        spec: {
          template: {
            metadata: { labels: { app: "web" } },
            spec: { containers: [{ name: "web", image: "web", ports }] },
          },
        },
      }),
    ],
  ]);
  sayGuessedPorts(ctx);
  return said(ctx.diagnostics);
}

Deno.test("sayGuessedPorts() says it when no container calls a port what targetPort names", () => {
  assertEquals(guesses("page", [{ name: "admin", containerPort: 8080 }]), [
    'info unknown-target-port: no container of the pods that it selects calls a port "page", so that in a cluster nobody answers there. Connections lead to port 80; where the program listens on another, give its number as targetPort',
  ]);
});

Deno.test("sayGuessedPorts() is silent when the port is a number or is known, or nothing is selected", () => {
  const ports = [{ name: "page", containerPort: 8080 }];
  assertEquals(guesses("page", ports), []);
  assertEquals(guesses(8080, []), []);
  assertEquals(guesses(undefined, []), []);
  assertEquals(guesses("page"), []);
});
