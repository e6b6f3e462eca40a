import { assertEquals } from "@std/assert";
import type { Manifest } from "../../../pacts/mod.ts";
import { contextOf, manifest, said } from "../_testing.ts";
import { warnUnreachedServices } from "./unreached_services.ts";

const deployment = (name: string, labels: Record<string, string>) =>
  manifest("Deployment", name, {
    spec: { template: { metadata: { labels }, spec: { containers: [{ name: "a", image: "a" }] } } },
  });

const WEB = deployment("shop/web", { app: "web", part: "front" });

function warnings(
  selector: Record<string, string>,
  { type = "NodePort", others = [], leftOut = [] }: {
    type?: string;
    others?: Manifest[];
    leftOut?: Manifest[];
  } = {},
) {
  const service = manifest("Service", "shop/web", {
    spec: { type, selector, ports: [{ port: 80 }] },
  });
  const ctx = contextOf([WEB, service, ...others]);
  warnUnreachedServices([WEB, ...others, ...leftOut], ctx);
  return said(ctx.diagnostics);
}

Deno.test("warnUnreachedServices() warns when no pod has a label of what opens ports", () => {
  const message = [
    'warning no-pods: no pod has the label "app: wbe" (did you mean "web"?) of the selector, so the Service leads nowhere and its ports are not published. Correct the selector or the labels of the pods, or add what makes them',
  ];
  assertEquals(warnings({ app: "wbe" }), message);
  assertEquals(warnings({ app: "wbe", part: "front" }, { type: "LoadBalancer" }), message);
});

Deno.test("warnUnreachedServices() knows the pods of a namespace apart", () => {
  const others = [deployment("other/api", { app: "api" })];
  assertEquals(warnings({ app: "api" }, { others }).length, 1);
});

Deno.test("warnUnreachedServices() is silent when something answers, or nobody is to come from outside", () => {
  assertEquals(warnings({ app: "web" }), []);
  assertEquals(warnings({}), []);
  assertEquals(warnings({ app: "wbe" }, { type: "ClusterIP" }), []);
});

Deno.test("warnUnreachedServices() is silent when what it leads to is left out, or may be an operator's", () => {
  assertEquals(
    warnings({ app: "proxy" }, { leftOut: [deployment("shop/proxy", { app: "proxy" })] }),
    [],
  );
  assertEquals(warnings({ "operator.example/cluster": "db" }), []);
});
