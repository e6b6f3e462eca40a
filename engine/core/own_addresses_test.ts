import { assertEquals } from "@std/assert";
import type { IngressEntry, Manifest, StreamRoute } from "../../pacts/mod.ts";
import { codes, contextOf, manifest } from "./_testing.ts";
import { closeOwnAddresses, refuseOwnAddresses } from "./own_addresses.ts";

const OWN = ["localhost", "a.LOCALHOST", "127.0.0.1", "127.1", "0", "2130706433", "[::1]"];
const OTHERS = ["web.shop.svc.cluster.local", "10.0.0.1", "localhost.example.com", "example.com"];

function route(fields: Partial<IngressEntry>): IngressEntry {
  const resource = { kind: "Ingress", namespace: "shop", name: "web" };
  return { host: "a.example", path: "/", upstream: "web:80", scheme: "http", resource, ...fields };
}

function closed(fields: Partial<IngressEntry>, ...manifests: Manifest[]) {
  const ctx = contextOf(manifests);
  const made = route(fields);
  closeOwnAddresses([made], ctx);
  return { status: made.answer?.status, made, said: codes(ctx.diagnostics) };
}

Deno.test("closeOwnAddresses() has a route to the proxy itself answer 502, in whatever spelling", () => {
  for (const host of OWN) {
    const { status, said } = closed({ upstream: `${host}:2019` });
    assertEquals([status, said], [502, ["own-address"]], host);
  }
  for (const host of OTHERS) {
    assertEquals(closed({ upstream: `${host}:2019` }).status, undefined, host);
  }
});

Deno.test("closeOwnAddresses() looks at all backends, and at what a Service is another name of", () => {
  const backends = [{ upstream: "web:80", weight: 1 }, { upstream: "127.0.0.1:2019", weight: 1 }];
  const { status, made } = closed({
    backends: backends.map((one) => ({ ...one, scheme: "http" })),
  });
  assertEquals([status, made.backends], [502, undefined]);
  const alias = manifest("Service", "shop/alias", {
    spec: { type: "ExternalName", externalName: "localhost" },
  });
  const upstream = "alias.shop.svc.cluster.local:2019";
  assertEquals(closed({ upstream }, alias).status, 502);
});

Deno.test("closeOwnAddresses() sends no copies of requests there", () => {
  const mirrors = [{ upstream: "localhost:2019", scheme: "http" as const }];
  const { status, made, said } = closed({ mirrors });
  assertEquals([status, made.mirrors, said], [undefined, undefined, ["own-address"]]);
});

Deno.test("closeOwnAddresses() leaves what never gets there", () => {
  assertEquals(closed({ upstream: "localhost:1", answer: { status: 404 } }).said, []);
  assertEquals(closed({ upstream: "localhost:1", denied: "x" }).said, []);
  const redirect = { to: "https://b.example", status: 302 };
  assertEquals(closed({ upstream: "localhost:1", redirect }).said, []);
});

Deno.test("refuseOwnAddresses() refuses connections to the proxy itself", () => {
  const refused = (fields: Partial<StreamRoute>) => {
    const ctx = contextOf([]);
    const [made] = refuseOwnAddresses(
      [{ protocol: "tcp", port: 9000, upstream: "web:80", ...fields }],
      ctx,
    );
    return [
      made.backends?.every(({ upstream }) => upstream === undefined) ?? false,
      codes(ctx.diagnostics),
    ];
  };
  for (const host of OWN) {
    assertEquals(refused({ upstream: `${host}:8443` }), [true, ["own-address"]], host);
  }
  for (const host of OTHERS) assertEquals(refused({ upstream: `${host}:80` }), [false, []], host);
  const backends = [{ upstream: "web:80", weight: 1 }, { upstream: "127.0.0.1:8443", weight: 1 }];
  assertEquals(refused({ backends }), [true, ["own-address"]]);
  // Those that are refused anyway.
  assertEquals(refused({ upstream: "localhost:1", backends: [{ weight: 1 }] }), [true, []]);
});
