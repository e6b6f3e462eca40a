import { Diagnostics, type Manifest, mapping } from "@dekube/engine/pacts";
import { said, testContext, testConversion, written } from "@dekube/engine/testing";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { annotatedCertificates } from "./annotated.ts";
import { certificate, clusterIssuer, ISSUERS, manifest } from "./_testing.ts";
import * as caddy from "../caddy/mod.ts";
import * as haproxy from "../haproxy/mod.ts";
import * as workload from "../workload/mod.ts";
import * as certManager from "./mod.ts";

type Texts = Record<string, string>;

/** An Ingress in the namespace `shop` with annotations of cert-manager, given without their prefix. */
function ingress(
  annotations: Texts,
  tls: unknown = [{ secretName: "web-tls", hosts: ["web.example"] }],
  name = "web",
): Manifest {
  const ingress = manifest("Ingress", name, {
    tls,
    rules: [{
      host: `${name}.example`,
      http: {
        paths: [{
          path: "/",
          pathType: "Prefix",
          backend: { service: { name: "web", port: { number: 80 } } },
        }],
      },
    }],
  });
  return { ...ingress, metadata: { ...ingress.metadata, annotations: prefixed(annotations) } };
}

function gateway(listeners: unknown[], annotations: Texts = {}): Manifest {
  const { kind, metadata, spec } = manifest("Gateway", "edge", { listeners });
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind,
    metadata: { ...metadata, annotations: prefixed({ "cluster-issuer": "ca", ...annotations }) },
    spec,
  };
}

function prefixed(annotations: Texts): Texts {
  return Object.fromEntries(
    Object.entries(annotations).map(([name, value]) => [
      name.includes("/") ? name : `cert-manager.io/${name}`,
      value,
    ]),
  );
}

/** What is made of manifests: Certificates by name, and what is said. */
function made(manifests: Manifest[], extensionConfig: Record<string, unknown> = {}) {
  const diagnostics = new Diagnostics();
  const report = diagnostics.report.bind(diagnostics);
  const result = annotatedCertificates(manifests, {
    ...testContext([], { settings: extensionConfig }),
    report,
  });
  const certificates = [...result].flatMap(([origin, [first, ...certificates]]) => {
    assertEquals(first, origin);
    return certificates;
  });
  return {
    certificates,
    specs: Object.fromEntries(
      certificates.map(({ metadata, spec }) => [metadata.name, mapping(spec)]),
    ),
    said: said({ diagnostics }),
    messages: [...diagnostics].map(({ message }) => message),
  };
}

Deno.test("annotatedCertificates() makes one for each Secret of an Ingress when it names an issuer", () => {
  const { certificates, said } = made([
    ingress({ issuer: "ca" }, [
      { secretName: "web-tls", hosts: ["web.example", "web.example", "10.0.0.1"] },
      { secretName: "api-tls", hosts: ["api.example"] },
    ]),
  ]);
  assertEquals(certificates.map(({ metadata }) => metadata.name), ["web-tls", "api-tls"]);
  assertEquals(certificates[0], {
    apiVersion: "cert-manager.io/v1",
    kind: "Certificate",
    metadata: {
      name: "web-tls",
      namespace: "shop",
      labels: {},
      ownerReferences: [{ apiVersion: undefined, kind: "Ingress", name: "web", controller: true }],
    },
    spec: {
      secretName: "web-tls",
      issuerRef: { name: "ca", kind: "Issuer", group: "cert-manager.io" },
      dnsNames: ["web.example"],
      ipAddresses: ["10.0.0.1"],
      usages: ["digital signature", "key encipherment"],
    },
  });
  assertEquals(said, []);
});

Deno.test("annotatedCertificates() makes none when nothing asks for one", () => {
  assertEquals(
    made([ingress({}), ingress({ "kubernetes.io/tls-acme": "false" })]).certificates,
    [],
  );
  assertEquals(made([manifest("Deployment", "web", {})]).certificates, []);
});

Deno.test("annotatedCertificates() sets what annotations say of the Certificate", () => {
  const { specs, said } = made([ingress({
    "cluster-issuer": "ca",
    "common-name": "web",
    "alt-names": "www.example, web.example",
    "ip-sans": "10.0.0.2",
    "uri-sans": "spiffe://example/web",
    "email-sans": "a@example.com,b@example.com",
    "subject-organizations": '"Shop, Inc",Web',
    "subject-organizationalunits": "One",
    "subject-countries": "FR",
    "subject-provinces": "P",
    "subject-localities": "L",
    "subject-postalcodes": "1000",
    "subject-streetaddresses": '"1 ""High"" Street"',
    "subject-serialnumber": "7",
    "duration": "240h",
    "renew-before": "24h",
    "usages": "server auth, client auth",
    "revision-history-limit": "3",
    "private-key-algorithm": "ECDSA",
    "private-key-encoding": "PKCS8",
    "private-key-size": "384",
    "private-key-rotation-policy": "Never",
    "secret-template": '{"labels": {"app": "web"}}',
  })]);
  assertEquals(specs["web-tls"], {
    secretName: "web-tls",
    issuerRef: { name: "ca", kind: "ClusterIssuer", group: "cert-manager.io" },
    commonName: "web",
    dnsNames: ["web.example", "www.example"],
    ipAddresses: ["10.0.0.2"],
    uris: ["spiffe://example/web"],
    emailAddresses: ["a@example.com", "b@example.com"],
    subject: {
      organizations: ["Shop, Inc", "Web"],
      organizationalUnits: ["One"],
      countries: ["FR"],
      provinces: ["P"],
      localities: ["L"],
      postalCodes: ["1000"],
      streetAddresses: ['1 "High" Street'],
      serialNumber: "7",
    },
    duration: "240h",
    renewBefore: "24h",
    usages: ["server auth", "client auth"],
    revisionHistoryLimit: "3",
    privateKey: { algorithm: "ECDSA", encoding: "PKCS8", size: "384", rotationPolicy: "Never" },
    secretTemplate: { labels: { app: "web" } },
  });
  assertEquals(said, []);
});

Deno.test("annotatedCertificates() takes another controller's issuer when kind and group say so", () => {
  const { specs } = made([
    ingress({
      issuer: "x",
      "issuer-kind": "AWSPCAIssuer",
      "issuer-group": "awspca.cert-manager.io",
    }),
  ]);
  assertEquals(specs["web-tls"].issuerRef, {
    name: "x",
    kind: "AWSPCAIssuer",
    group: "awspca.cert-manager.io",
  });
});

Deno.test("annotatedCertificates() takes the default issuer when an Ingress says kubernetes.io/tls-acme", () => {
  const acme = { "kubernetes.io/tls-acme": "true" };
  const { specs } = made([ingress(acme)], {
    default_issuer: "ca",
    default_issuer_kind: "ClusterIssuer",
  });
  assertEquals(specs["web-tls"].issuerRef, {
    name: "ca",
    kind: "ClusterIssuer",
    group: "cert-manager.io",
  });
  assertEquals(made([ingress({ ...acme, issuer: "own" })]).specs["web-tls"].issuerRef, {
    name: "own",
    kind: "Issuer",
    group: "cert-manager.io",
  });
  const without = made([ingress(acme)]);
  assertEquals(without.said, ['no-issuer metadata.annotations["kubernetes.io/tls-acme"]']);
  assertStringIncludes(without.messages[0], "extensions.cert-manager.default_issuer");
});

Deno.test("annotatedCertificates() makes none when annotations contradict each other", () => {
  for (const other of ["issuer", "issuer-kind", "issuer-group"]) {
    const { certificates, said } = made([ingress({ "cluster-issuer": "a", [other]: "b" })]);
    assertEquals(certificates, []);
    assertEquals(said, [
      'contradicting-annotations metadata.annotations["cert-manager.io/cluster-issuer"]',
    ]);
  }
});

for (
  const [annotation, value] of [
    ["secret-template", "{"],
    ["secret-template", '{"name": "x"}'],
    ["secret-template", '{"annotations": {"cert-manager.io/x": "y"}}'],
    ["subject-organizations", '"Shop'],
  ]
) {
  Deno.test(`annotatedCertificates() makes none when ${annotation} is ${value}`, () => {
    const { certificates, said } = made([ingress({ issuer: "ca", [annotation]: value })]);
    assertEquals(certificates, []);
    assertEquals(said, [`bad-annotation metadata.annotations["cert-manager.io/${annotation}"]`]);
  });
}

Deno.test("annotatedCertificates() passes over parts of an Ingress that lack a Secret or hosts", () => {
  const { specs, said } = made([ingress({ issuer: "ca" }, [
    { hosts: ["a.example"] },
    { secretName: "b-tls" },
    null,
    { secretName: "c-tls", hosts: [null, "c.example"] },
  ])]);
  assertEquals(Object.keys(specs), ["c-tls"]);
  assertEquals(said, [
    "no-certificate spec.tls[0].secretName",
    "no-certificate spec.tls[1].hosts",
  ]);
});

Deno.test("annotatedCertificates() makes none when two parts of an Ingress have one Secret", () => {
  const part = { secretName: "web-tls", hosts: ["web.example"] };
  const { certificates, said } = made([ingress({ issuer: "ca" }, [part, part])]);
  assertEquals(certificates, []);
  assertEquals(said, ["no-certificate spec.tls"]);
});

Deno.test("annotatedCertificates() leaves a Secret to who has it already, and says what that lacks", () => {
  const known = certificate("web", "ca", { dnsNames: ["web.example"] });
  const same = made([ingress({ issuer: "ca" }), known]);
  assertEquals([same.certificates, same.said], [[], []]);

  const other = made([
    ingress({ issuer: "ca" }, [{ secretName: "web-tls", hosts: ["www.example"] }]),
    known,
  ]);
  assertEquals(other.certificates, []);
  assertEquals(other.said, ["names-not-certified spec.tls[0].hosts"]);

  const two = made([
    ingress({ issuer: "ca" }),
    ingress({ issuer: "ca" }, [{ secretName: "web-tls", hosts: ["api.example"] }], "api"),
  ]);
  assertEquals(two.certificates.length, 1);
  assertMatch(two.messages[0], /^the Ingress "web" asks for .*not for api\.example/);
});

Deno.test("annotatedCertificates() puts the listeners of a Gateway together by their Secrets", () => {
  const listener = (name: string, hostname: string, tls: object, protocol = "HTTPS") => ({
    name,
    hostname,
    protocol,
    tls,
  });
  const web = { certificateRefs: [{ name: "web-tls" }] };
  const { specs, said } = made([gateway([
    listener("one", "one.example", { mode: "Terminate", ...web }),
    listener("two", "two.example", web, "TLS"),
    listener("plain", "plain.example", web, "HTTP"),
    listener("through", "through.example", { mode: "Passthrough", ...web }),
    listener("own", "own.example", web),
    listener("any", "", web),
    listener("far", "far.example", { certificateRefs: [{ name: "x", namespace: "other" }] }),
    listener("odd", "odd.example", { certificateRefs: [{ name: "x", kind: "ConfigMap" }] }),
    null,
  ], { "ignore-tls-listeners": "x, own" })]);
  assertEquals(Object.keys(specs), ["web-tls"]);
  assertEquals(specs["web-tls"].dnsNames, ["one.example", "two.example"]);
  assertEquals(said, [
    "no-certificate spec.listeners[5].hostname",
    "no-certificate spec.listeners[6].tls.certificateRefs[0]",
    "no-certificate spec.listeners[7].tls.certificateRefs[0]",
  ]);
});

/** A conversion with a reverse proxy. */
async function serve(manifests: readonly Manifest[]) {
  const template = {
    metadata: { labels: { app: "web" } },
    spec: { containers: [{ name: "web", image: "example/web" }] },
  };
  return await testConversion([workload, haproxy, caddy, certManager], [
    ...manifests,
    manifest("Service", "web", { selector: { app: "web" }, ports: [{ port: 80 }] }),
    { ...manifest("Deployment", "web", { template }), apiVersion: "apps/v1" },
  ]);
}

const AUTHORITY = [
  ...ISSUERS,
  certificate("ca", "self", { commonName: "Test CA", isCA: true }),
];
const FAST_KEY = { "private-key-algorithm": "ECDSA" };

Deno.test("an annotated Ingress is served with a certificate of its issuer", async () => {
  const { files, diagnostics } = await serve([
    ...AUTHORITY,
    ingress({ issuer: "ca", ...FAST_KEY }, [{ secretName: "web-tls", hosts: ["web.example"] }]),
  ]);
  const output = written({ files });
  assert("secrets/web-tls/tls.crt" in output);
  assertMatch(output.Caddyfile, /tls \S*web-tls/);
  assertEquals(said({ diagnostics }), []);
});

Deno.test("an annotated Ingress is served without a warning when its issuer is ACME", async () => {
  const { project, diagnostics } = await serve([
    clusterIssuer("letsencrypt", { acme: {} }),
    ingress({ "cluster-issuer": "letsencrypt" }),
  ]);
  assert(project.services.caddy);
  assertEquals(
    [...diagnostics].map(({ severity, resource, path }) => [severity, resource?.kind, path]),
    [["info", "Ingress", 'metadata.annotations["cert-manager.io/cluster-issuer"]']],
  );
});

Deno.test("what is wrong with an annotated Ingress's certificate is said of the Ingress", async () => {
  const { diagnostics } = await serve([
    ...AUTHORITY,
    ingress({ issuer: "none" }),
    ingress({ issuer: "ca", duration: "soon", ...FAST_KEY }, [
      { secretName: "api-tls", hosts: ["api.example", "api example"] },
    ], "api"),
  ]);
  assertEquals(
    [...diagnostics].map(({ code, resource, path }) => `${code} ${resource?.kind} ${path}`),
    [
      "bad-name Ingress spec.tls",
      'bad-duration Ingress metadata.annotations["cert-manager.io/duration"]',
      'missing-issuer Ingress metadata.annotations["cert-manager.io/issuer"]',
    ],
  );
});

Deno.test("an annotation that cert-manager does not have is named when an Ingress or Gateway has it", async () => {
  const misspelt = async (object: Manifest) => {
    const { diagnostics } = await testConversion([certManager, haproxy, caddy, workload], [object]);
    return [...diagnostics].filter(({ code }) => code === "unknown-annotation")
      .map(({ message }) =>
        message.replace(/^nobody reads (\S+) here, not in a cluster either/, "$1")
      );
  };
  const guess = (written: string, meant: string) => [
    `${written} (did you mean "${meant}"?). Correct it, or take it out`,
  ];
  assertEquals(
    await misspelt(ingress({ "cluster-isuer": "ca" })),
    guess("cert-manager.io/cluster-isuer", "cert-manager.io/cluster-issuer"),
  );
  assertEquals(
    await misspelt(gateway([], { "acme.cert-manager.io/http01-edit-inplace": "true" })),
    guess(
      "acme.cert-manager.io/http01-edit-inplace",
      "acme.cert-manager.io/http01-edit-in-place",
    ),
  );
  // Those of Secrets mean nothing on an Ingress.
  assertEquals(await misspelt(ingress({ "issuer-name": "ca" })), [
    "cert-manager.io/issuer-name. Correct it, or take it out",
  ]);
  const known = Object.fromEntries(certManager.extension.annotationNames!.names.map((name) => [
    name,
    name === "cert-manager.io/secret-template" ? "{}" : "1",
  ]));
  assertEquals(await misspelt(ingress(known)), []);
});
