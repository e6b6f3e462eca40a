import { assertEquals } from "@std/assert";
import { said, testConversion } from "@dekube/engine/testing";
import { EDGE, gateway, httpRoute, object, routesOf, TO_WEB } from "./_testing.ts";
import { extension, GatewayRoutes } from "./mod.ts";

Deno.test("fields that nobody knows are said, each by its place", async () => {
  const route = httpRoute("web", {
    rules: [{ ...TO_WEB, matches: [{ path: { value: "/", flavour: 1 } }], colour: 1, size: null }],
    useDefaultGateways: "All",
  });
  const conversion = await testConversion([{ extension, GatewayRoutes }], [EDGE, route]);
  assertEquals(said(conversion).filter((what) => what.startsWith("unknown-field")), [
    "unknown-field spec.rules[0].matches[0].path.flavour",
    "unknown-field spec.rules[0].colour",
    "unknown-field spec.useDefaultGateways",
  ]);
});

Deno.test("what Gateways and their classes say beside listeners is said", () => {
  const { said } = routesOf([
    object("GatewayClass", "any", { controllerName: "a.example/b", parametersRef: { name: "c" } }),
    object("Gateway", "door", {
      ...gateway("door", []).spec as object,
      addresses: [{ value: "192.0.2.1" }],
      infrastructure: { labels: { a: "b" }, parametersRef: { name: "c" } },
      tls: { backend: { clientCertificateRef: { name: "cert" } } },
    }),
  ]);
  assertEquals(said, [
    "gateway-parameters spec.parametersRef",
    "gateway-address spec.addresses",
    "gateway-infrastructure spec.infrastructure.labels",
    "gateway-infrastructure spec.infrastructure.parametersRef",
    "unsupported-client-certificate spec.tls.backend.clientCertificateRef",
  ]);
});

Deno.test("the status of an object is nobody's wish", () => {
  const route = { ...httpRoute("web", { rules: [TO_WEB] }), status: { parents: [{ a: 1 }] } };
  assertEquals(routesOf([route]).said, []);
});
