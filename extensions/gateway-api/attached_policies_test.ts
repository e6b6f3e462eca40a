import { assertEquals } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { httpRoute, object, routesOf, TO_WEB } from "./_testing.ts";
import { GROUP } from "./group.ts";

function policy(apiVersion: string, kind: string, spec: unknown, namespace = "shop"): Manifest {
  return { ...object(kind, "guard", spec, namespace), apiVersion };
}

/** Which routes are closed, by their paths. */
function closed(...policies: Manifest[]): string[] {
  const rules = (path: string) => ({
    rules: [{ matches: [{ path: { value: path } }], ...TO_WEB }],
  });
  const { routes } = routesOf([
    httpRoute("one", rules("/one")),
    httpRoute("two", rules("/two")),
    ...policies,
  ]);
  return routes.filter(({ denied }) => denied !== undefined).map(({ path }) => path);
}

const one = { group: GROUP, kind: "HTTPRoute", name: "one" };
const edge = { group: GROUP, kind: "Gateway", name: "edge" };

Deno.test("close() closes the routes that a policy guards, whichever implementation's it is", () => {
  assertEquals(
    closed(policy("gateway.envoyproxy.io/v1alpha1", "SecurityPolicy", { targetRefs: [one] })),
    ["/one"],
  );
  assertEquals(closed(policy("kuadrant.io/v1", "AuthPolicy", { targetRef: one })), ["/one"]);
  assertEquals(
    closed(policy("security.istio.io/v1", "AuthorizationPolicy", { targetRefs: [edge] })),
    ["/one", "/two"],
  );
});

Deno.test("close() leaves routes alone that no such policy is attached to", () => {
  const kind = "SecurityPolicy";
  const group = "gateway.envoyproxy.io/v1alpha1";
  assertEquals(closed(), []);
  assertEquals(closed(policy(group, kind, { targetRefs: [one] }, "other")), []);
  assertEquals(closed(policy(group, kind, { targetRefs: [{ ...one, group: "" }] })), []);
  assertEquals(closed(policy(group, kind, null)), []);
  assertEquals(closed(policy(group, "BackendTrafficPolicy", { targetRefs: [one] })), []);
});
