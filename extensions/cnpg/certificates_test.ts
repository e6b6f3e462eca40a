import { assertEquals } from "@std/assert";
import { secretValue } from "@dekube/engine/pacts";
import { said } from "@dekube/engine/testing";
import { object, operators, read } from "./_testing.ts";
import { addClientCertificates, tlsOf } from "./certificates.ts";

const ISSUING = { claimedKinds: ["cert-manager.io/Certificate", "cert-manager.io/Issuer"] };

function tls(certificates: unknown, others: ReturnType<typeof object>[] = [], options = ISSUING) {
  const { cluster, ctx } = read({ certificates }, others, options);
  const result = tlsOf(cluster, ["db-rw"], ctx);
  const added = ["Issuer", "Certificate"].flatMap((kind) =>
    ctx.manifests.of(`cert-manager.io/${kind}`).map(({ metadata, spec }) =>
      [
        `${kind} ${metadata.namespace}/${metadata.name}`,
        spec as Record<string, unknown>,
      ] as const
    )
  );
  return { result, added: Object.fromEntries(added), said: said(ctx), ctx };
}

const DB = { server: "db-server", clientCa: "db-ca", clientIssuer: "db-cnpg-ca" };

Deno.test("tlsOf() has nothing when nobody issues certificates, and says so", () => {
  const { result, added, said } = tls(null, [], { claimedKinds: [] });
  assertEquals([result, added, said], [undefined, {}, ["no-tls spec.certificates"]]);
});

Deno.test("tlsOf() asks for an authority and a certificate with all names", () => {
  const { result, added, said } = tls({ serverAltDNSNames: ["db.example", "db-rw", null] });
  assertEquals([result, said], [DB, []]);
  const privateKey = { algorithm: "ECDSA", size: 256 };
  assertEquals(added, {
    "Issuer shop/db-cnpg-self-signed": { selfSigned: {} },
    "Issuer shop/db-cnpg-ca": { ca: { secretName: "db-ca" } },
    "Certificate shop/db-ca": {
      secretName: "db-ca",
      commonName: "db",
      subject: { organizationalUnits: ["shop"] },
      isCA: true,
      duration: "87600h",
      privateKey,
      issuerRef: { name: "db-cnpg-self-signed", kind: "Issuer" },
    },
    "Certificate shop/db-server": {
      secretName: "db-server",
      commonName: "db-rw",
      dnsNames: [
        "db-rw",
        "db-rw.shop",
        "db-rw.shop.svc",
        "db-rw.shop.svc.cluster.local",
        "db.example",
      ],
      duration: "87600h",
      privateKey,
      usages: ["digital signature", "key encipherment", "server auth"],
      issuerRef: { name: "db-cnpg-ca", kind: "Issuer" },
    },
  });
});

Deno.test("tlsOf() has the Cluster's certificate when it brings one", () => {
  const given = { serverTLSSecret: "own", serverCASecret: "ca", clientCASecret: "clients" };
  for (const options of [ISSUING, { claimedKinds: [] }]) {
    const { result, added, said } = tls(given, [], options);
    assertEquals([result, added, said], [{ server: "own", clientCa: "clients" }, {}, []]);
  }
});

Deno.test("tlsOf() has the Secret of the operator's name when the manifests have it", () => {
  const { result, added } = tls({}, [object("Secret", "db-server", {})]);
  assertEquals([result, added], [{ server: DB.server, clientCa: DB.clientCa }, {}]);
});

Deno.test("tlsOf() has the Cluster's authority sign when it brings one", () => {
  const { added, ctx } = tls({ serverCASecret: "ca" }, [
    object("Secret", "ca", { stringData: { "ca.crt": "certificate", "ca.key": "key" } }),
  ]);
  assertEquals(Object.keys(added), ["Issuer shop/db-cnpg-ca", "Certificate shop/db-server"]);
  assertEquals(added["Issuer shop/db-cnpg-ca"], { ca: { secretName: "db_ca" } });
  const copy = ctx.secrets.get("shop", "db_ca")!;
  assertEquals(["tls.crt", "tls.key"].map((key) => secretValue(copy, key)), ["certificate", "key"]);
});

Deno.test("tlsOf() leaves an authority to cert-manager when that issues it", () => {
  const { added } = tls({ serverCASecret: "issued" });
  assertEquals(added["Issuer shop/db-cnpg-ca"], { ca: { secretName: "issued" } });
});

Deno.test("addClientCertificates() asks for what DatabaseRoles log in with, as far as it can be signed", () => {
  const { cluster, ctx } = read({}, [], ISSUING);
  const role = (name: string, spec: object) => operators("DatabaseRole", name, { name, ...spec });
  const roles = [
    role("me", { login: true, clientCertificate: {} }),
    role("off", { login: true, clientCertificate: { enabled: false } }),
    role("none", { login: true }),
    role("group", { clientCertificate: {} }),
  ];
  addClientCertificates(cluster, roles, tlsOf(cluster, ["db-rw"], ctx), ctx);
  const [made, ...others] = ctx.manifests.of("cert-manager.io/Certificate")
    .filter(({ metadata }) => metadata.name.endsWith("-client-cert"));
  assertEquals(others, []);
  assertEquals(made.metadata, { name: "me-client-cert", namespace: "shop" });
  assertEquals(made.spec, {
    secretName: "me-client-cert",
    commonName: "me",
    duration: "87600h",
    privateKey: { algorithm: "ECDSA", size: 256 },
    usages: ["client auth"],
    issuerRef: { name: "db-cnpg-ca", kind: "Issuer" },
  });
  assertEquals(said(ctx), ["no-client-certificate spec.clientCertificate"]);
  addClientCertificates(cluster, [roles[0]], { server: "x", clientCa: "y" }, ctx);
  assertEquals(said(ctx).length, 2);
});
