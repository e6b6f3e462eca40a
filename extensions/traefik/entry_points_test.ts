import { assertEquals } from "@std/assert";
import type { Ingress } from "@dekube/engine/pacts";
import { Annotations } from "@dekube/engine/pacts/ingress";
import { testContext } from "@dekube/engine/testing";
import { ingress } from "./_testing.ts";
import { TRAEFIK } from "./controller.ts";
import { type EntryPoints, ingressEntryPoints, readEntryPoints } from "./entry_points.ts";

function shown(points: EntryPoints | undefined): string {
  if (!points) return "inside";
  const { http, https, isNamed } = points;
  return [...(http ? ["http"] : []), ...(https ? ["https"] : []), ...(isNamed ? [] : ["any"])]
    .join(" ");
}

Deno.test("readEntryPoints() tells ports 80 and 443 from those that the world does not reach", () => {
  const read = (names: string[]) => shown(readEntryPoints(names));
  assertEquals(read([]), "any");
  assertEquals(read(["web", "websecure"]), "http https");
  assertEquals(read(["https"]), "https");
  assertEquals(read([" Web "]), "http");
  assertEquals(read(["traefik"]), "inside");
  assertEquals(read(["metrics", "web"]), "http");
});

Deno.test("readEntryPoints() publishes what the user calls public", () => {
  const others = new Map([["dmz", undefined], ["plain", 80], ["web", 8443]]);
  const read = (name: string) => shown(readEntryPoints([name], others));
  assertEquals(["DMZ", "plain", "web", "http"].map(read), ["https", "http", "https", "http"]);
});

Deno.test("ingressEntryPoints() reads the annotation in any case, and the old one", () => {
  const ctx = testContext([]);
  const read = (manifest: Ingress) =>
    shown(ingressEntryPoints(new Annotations(TRAEFIK, manifest, ctx), ctx));
  assertEquals(read(ingress({ "router.entryPoints": "metrics" })), "inside");
  assertEquals(read(ingress({ "frontend-entry-points": "http" })), "http");
  assertEquals(read(ingress()), "any");
});
