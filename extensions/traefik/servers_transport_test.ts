import { assertEquals } from "@std/assert";
import { said } from "@dekube/engine/testing";
import { custom, reading } from "./_testing.ts";
import { readServersTransport } from "./servers_transport.ts";

function read(spec: unknown, scheme: "http" | "https" = "https") {
  const { ctx, report, objects } = reading([custom("ServersTransport", "t", spec)]);
  const found = readServersTransport("shop-t@kubernetescrd", scheme, report, objects);
  return { ...found, said: said(ctx) };
}

const CA = { kind: "Secret", namespace: "shop", name: "ca" } as const;

Deno.test("readServersTransport() reads the backend's name, its authority and how long to wait", () => {
  assertEquals(
    read({
      serverName: "inside",
      rootCAsSecrets: ["ca"],
      forwardingTimeouts: { dialTimeout: "5s", responseHeaderTimeout: "1m" },
    }),
    {
      serverSni: "inside",
      serverCaSecret: CA,
      timeouts: { connect: 5, answer: 60 },
      said: [],
    },
  );
  assertEquals(read({ insecureSkipVerify: true, rootCAsSecrets: ["ca"] }), { said: [] });
  assertEquals(read({ rootCAs: [{ configMap: "ca" }] }), {
    serverCaSecret: { ...CA, kind: "ConfigMap" },
    said: [],
  });
  assertEquals(read({ rootCAs: [{ secret: "ca" }, { configMap: "x" }] }), {
    serverCaSecret: CA,
    said: ["unsupported-ca spec"],
  });
  assertEquals(read(null), { said: [] });
  assertEquals(read({ serverName: "x", forwardingTimeouts: { dialTimeout: 3 } }, "http"), {
    timeouts: { connect: 3 },
    said: [],
  });
});

Deno.test("readServersTransport() says what it does not keep", () => {
  const fields: Record<string, unknown> = {
    certificatesSecrets: ["c"],
    cipherSuites: ["x"],
    disableHTTP2: true,
    maxIdleConnsPerHost: 1,
    maxVersion: "VersionTLS13",
    minVersion: "VersionTLS12",
    peerCertSANs: [{ type: "dns", value: "x" }],
    peerCertURI: "spiffe://x",
    spiffe: { ids: ["x"] },
  };
  for (const [field, value] of Object.entries(fields)) {
    assertEquals(read({ [field]: value }).said.length, 1, field);
  }
  for (const field of ["idleConnTimeout", "pingTimeout", "readIdleTimeout"]) {
    assertEquals(read({ forwardingTimeouts: { [field]: "3s" } }).said.length, 1, field);
  }
  assertEquals(read({ forwardingTimeouts: { dialTimeout: "soon" } }).said, [
    "bad-duration spec.forwardingTimeouts",
  ]);
});

Deno.test("readServersTransport() says that a ServersTransport is missing", () => {
  const { ctx, report, objects } = reading();
  assertEquals(readServersTransport("a@file", "https", report, objects), {});
  assertEquals(said(ctx), ["missing-servers-transport spec"]);
});
