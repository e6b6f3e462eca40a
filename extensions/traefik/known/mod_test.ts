import { assertEquals } from "@std/assert";
import { said, testConversion } from "@dekube/engine/testing";
import { custom, ingressRoute, middleware } from "../_testing.ts";
import * as traefik from "../mod.ts";

Deno.test("FIELDS have each field that a kind lacks said, in either group", async () => {
  const route = ingressRoute([{ match: "Host(`a.example`)", middlwares: [{ name: "auth" }] }]);
  const manifests = [
    route,
    { ...route, apiVersion: "traefik.containo.us/v1alpha1", metadata: { name: "old" } },
    middleware("auth", { basicAuht: { secret: "users" } }),
    custom("TraefikService", "mirrored", { mirroring: { mirrors: [{ name: "a", percnt: 10 }] } }),
    custom("TLSOption", "strict", { clientAuth: { secretName: ["ca"] } }),
    custom("ServersTransport", "tls", { serverName: "a", rootCAs: [{ secrt: "ca" }] }),
  ];
  const conversion = await testConversion([traefik], manifests);
  assertEquals(said(conversion).filter((what) => what.startsWith("unknown-field")).sort(), [
    "unknown-field spec.basicAuht",
    "unknown-field spec.clientAuth.secretName",
    "unknown-field spec.mirroring.mirrors[0].percnt",
    "unknown-field spec.rootCAs[0].secrt",
    "unknown-field spec.routes[0].middlwares",
    "unknown-field spec.routes[0].middlwares",
  ]);
});
