import { assertEquals, assertStringIncludes } from "@std/assert";
import { said } from "@dekube/engine/testing";
import { CERTIFICATE, entry, manifest } from "../_testing.ts";
import { encodePem } from "../encoding/pem.ts";
import { renderContextOf } from "./_testing.ts";
import type { HttpsPolicy } from "./https_policy.ts";
import { siteCertificates } from "./site_certificate.ts";

// An Ed25519 key: it holds nothing that could be another's.
const KEY = encodePem("PRIVATE KEY", new Uint8Array([0x30, 3, 2, 1, 0]));
const SECRET = manifest("Secret", "shop-tls", {
  stringData: { "tls.crt": CERTIFICATE, "tls.key": KEY },
});
const named = (name: string) => ({ tls: { secret: { namespace: "shop", name } } });

function certificates(https: HttpsPolicy, disableIngress = false) {
  const entries = [
    entry({ host: "a.acme.io", ...named("shop-tls") }),
    entry({ host: "b.acme.io", ...named("gone") }),
    entry({ host: "c.acme.io" }),
    entry({ host: "d.acme.io", tls: {} }),
    entry({ host: "e.example", tls: {} }),
    entry({ host: "", ...named("shop-tls") }),
  ];
  const given = https === "given" ? { settings: { tls_cert_path: "./tls" } } : {};
  const config = { disableIngress, https: https === "given" ? "auto" : https } as const;
  const ctx = renderContextOf(entries, [SECRET], { config, ...given });
  const found = [...siteCertificates(ctx)].map(([host, certificate]) =>
    `${host} ${typeof certificate === "string" ? certificate : certificate.folder}`
  );
  return [...found, ...said(ctx)];
}

Deno.test("siteCertificates() has a Secret's, else one of the proxy's own, for what asks for HTTPS", () => {
  assertEquals(certificates("auto"), [
    ...["a.acme.io shop-tls", "b.acme.io internal", "c.acme.io internal", "d.acme.io internal"],
    ...["e.example internal", " shop-tls", "own-certificate"],
  ]);
});

Deno.test("siteCertificates() has cert-manager asked by what is lacking: the extension, or an issuer that works here", () => {
  const remedy = (given: Parameters<typeof renderContextOf>[2]) => {
    const ctx = renderContextOf([entry({ host: "b.acme.io", ...named("gone") })], [], given);
    siteCertificates(ctx);
    return [...ctx.diagnostics].map(({ message }) => message.replace(/^.*Add the /, ""));
  };
  const lacking = remedy({});
  assertStringIncludes(lacking[0], "have `--extension cert-manager` issue it");
  const loaded = remedy({ claimedKinds: ["cert-manager.io/Certificate"] });
  assertStringIncludes(loaded[0], "names an issuer of the sort ca or selfSigned");
});

Deno.test("siteCertificates() says nothing of a Secret that a Certificate asks for, where somebody converts those", () => {
  const certificate = (namespace: string) => ({
    ...manifest("Certificate", "gone", { spec: { secretName: "gone" } }),
    apiVersion: "cert-manager.io/v1",
    metadata: { name: "gone", namespace },
  });
  const saidOf = (namespace: string, claimedKinds: string[]) => {
    const ctx = renderContextOf(
      [entry({ host: "b.acme.io", ...named("gone") })],
      [certificate(namespace)],
      { claimedKinds },
    );
    siteCertificates(ctx);
    return said(ctx);
  };
  const kinds = ["cert-manager.io/Certificate"];
  assertEquals(saidOf("shop", kinds), []);
  assertEquals(saidOf("other", kinds), ["own-certificate"]);
  assertEquals(saidOf("shop", []), ["own-certificate"]);
});

Deno.test("siteCertificates() has public ones for names that can have them when the user wants them", () => {
  assertEquals(certificates("public"), [
    ...["a.acme.io shop-tls", "b.acme.io public", "c.acme.io public", "d.acme.io public"],
    ...["e.example internal", " shop-tls", "own-certificate"],
  ]);
});

Deno.test("siteCertificates() has the proxy's own for all hosts, or none, when the user wants that", () => {
  const hosts = ["a.acme.io", "b.acme.io", "c.acme.io", "d.acme.io", "e.example", ""];
  assertEquals(certificates("internal"), hosts.map((host) => `${host} internal`));
  assertEquals(certificates("off"), []);
});

Deno.test("siteCertificates() has the user's for all hosts that bring none when there is one", () => {
  assertEquals(certificates("given"), [
    ...["a.acme.io shop-tls", "b.acme.io given", "c.acme.io given", "d.acme.io given"],
    ...["e.example given", " shop-tls"],
  ]);
});

Deno.test("siteCertificates() has those of Secrets alone when the proxy is the user's own", () => {
  for (const https of ["auto", "public"] as const) {
    assertEquals(certificates(https, true), ["a.acme.io shop-tls", " shop-tls"]);
  }
  for (const https of ["internal", "off"] as const) assertEquals(certificates(https, true), []);
});

Deno.test("siteCertificates() says once which hosts have none of their Secrets", () => {
  const hosts = ["a", "b", "c", "d", "e", "f", "g"].map((name) => `${name}.example`);
  const resource = { kind: "Ingress", namespace: "shop", name: "web" };
  const say = (others: object) => {
    const ctx = renderContextOf(hosts.map((host, index) => ({
      ...entry({ host, ...named(index < 2 ? "one" : "two"), resource }),
      ...index === 0 ? others : {},
    })));
    siteCertificates(ctx);
    return [...ctx.diagnostics];
  };
  const [{ message, resource: said }, ...more] = say({});
  assertEquals([said, more], [resource, []]);
  assertEquals(
    message.split(", which")[0],
    'there is no certificate in the Secrets "one", "two", so a.example, b.example, c.example, d.example, e.example and 2 more have one of the proxy\'s own authority',
  );
  assertEquals(say({ resource: { ...resource, name: "api" } }).map(({ resource }) => resource), [
    undefined,
  ]);
});

Deno.test("siteCertificate() says why a name has no public certificate", () => {
  const hosts = ["*.acme.io", "10.0.0.1", "intranet", "shop.local", "a_b.acme.io", ""];
  const ctx = renderContextOf(hosts.map((host) => entry({ host, tls: {} })), [], {
    config: { https: "public" },
  });
  assertEquals([...new Set(siteCertificates(ctx).values())], ["internal"]);
  assertEquals(
    [...ctx.diagnostics].map(({ message }) => message.split(", because ")[1]).sort(),
    [
      "a public one for all names below a domain takes a DNS challenge",
      "a public one has no underscore in its name",
      "a public one needs a name",
      "a public one needs a name in a domain of the internet",
      "an address has no public one",
      "no domain of the internet ends so",
    ],
  );
});
