import { assertEquals } from "@std/assert";
import type { Ingress, IngressEntry, Manifest } from "@dekube/engine/pacts";
import { contextOf } from "./_testing.ts";
import { guardMadeRoutes } from "./made_routes.ts";

function controller(...args: string[]): Manifest {
  const image = "registry.k8s.io/ingress-nginx/controller:v1.12.0";
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "edge", namespace: "edge" },
    spec: { containers: [{ name: "x", image, args: ["--configmap=edge/own", ...args] }] },
  };
}

const CONFIG: Manifest = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "own", namespace: "edge" },
  data: { "global-auth-url": "https://auth.example/" },
};

/** Why a route is denied that an operator would have made an Ingress for. */
async function denied(spec: object, ...manifests: Manifest[]): Promise<string | undefined> {
  const ingress = { kind: "Ingress", metadata: { name: "web", namespace: "shop" }, spec };
  const route: IngressEntry = {
    host: "web.example",
    path: "/",
    upstream: "web:80",
    scheme: "http",
    ingress: ingress as Ingress,
  };
  await guardMadeRoutes([route], [], contextOf(manifests));
  return route.denied;
}

Deno.test("guardMadeRoutes() heeds the controller that reads Ingresses without a class, when nobody else does", async () => {
  const without = controller("--watch-ingress-without-class");
  assertEquals(await denied({}, without, CONFIG), 'global-auth-url of the ConfigMap "own"');
  assertEquals(await denied({}, controller(), CONFIG), undefined);
  assertEquals(await denied({}), undefined);
});

Deno.test("guardMadeRoutes() closes a route when nobody reads its class", async () => {
  assertEquals(
    await denied({ ingressClassName: "edge" }),
    'no loaded extension reads the class "edge", whose controller may ask for more',
  );
});
