import { assertEquals } from "@std/assert";
import { contextOf } from "../_testing.ts";
import type { Manifest } from "../manifest.ts";
import { sidecarGuarding } from "./sidecar_listeners.ts";

function sidecar(listener: object, more: object = {}, namespace = "shop"): Manifest {
  const port = { number: 8443, protocol: "HTTPS", name: "https" };
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "Sidecar",
    metadata: { name: "own", namespace },
    spec: { ingress: [{ port, ...listener }], ...more },
  };
}

function isGuarded(sidecars: Manifest[], target = 8443, labels = {}): boolean {
  const id = { kind: "Pod", namespace: "shop", name: "web" };
  const pod = { id, labels: { app: "web", ...labels }, annotations: {} };
  return sidecarGuarding(pod, { target }, contextOf(sidecars)) !== undefined;
}

const mutual = { tls: { mode: "MUTUAL" } };
const of = (app: string) => ({ workloadSelector: { labels: { app } } });

Deno.test("sidecarGuarding() finds listeners that ask for certificates, or are the pod's own", () => {
  assertEquals(isGuarded([sidecar(mutual)]), true);
  assertEquals(isGuarded([sidecar({ bind: "127.0.0.1" })]), true);
  assertEquals(isGuarded([sidecar(mutual, of("web"))]), true);
  assertEquals(isGuarded([sidecar(mutual, {}, "istio-system")]), true);
  assertEquals(isGuarded([sidecar(mutual)], 80), false);
  assertEquals(isGuarded([sidecar({ tls: { mode: "SIMPLE" } })]), false);
  assertEquals(isGuarded([sidecar(mutual, of("db"))]), false);
  assertEquals(isGuarded([sidecar(mutual)], 8443, { "sidecar.istio.io/inject": "false" }), false);
});

Deno.test("sidecarGuarding() heeds the one Sidecar that is for the pod", () => {
  assertEquals(isGuarded([sidecar(mutual), sidecar({}, of("web"))]), false);
  assertEquals(isGuarded([sidecar(mutual, {}, "istio-system"), sidecar({})]), false);
});
