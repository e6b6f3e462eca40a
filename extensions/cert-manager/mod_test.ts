import type { ConvertContext, Manifest, Secret } from "@dekube/engine/pacts";
import { said, testConversion, written } from "@dekube/engine/testing";
import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import * as workload from "../workload/mod.ts";
import {
  CA,
  certificate,
  certificateIn,
  changes,
  clusterIssuer,
  DAY,
  FAST,
  issue,
  ISSUERS,
  manifest,
  NOW,
  value,
} from "./_testing.ts";
import * as certManager from "./mod.ts";
import { loadX509 } from "./x509.ts";

const APP = certificate("app", "ca", { dnsNames: ["app"] });

/** What a conversion says of one Certificate with this spec, under the issuers `self` and `ca`. */
async function complaints(spec: unknown, ...more: Manifest[]): Promise<string[]> {
  const ctx = await issue([...ISSUERS, manifest("Certificate", "app", spec), ...more]);
  return said(ctx);
}

const SPEC = { secretName: "app-tls", issuerRef: { name: "self" }, dnsNames: ["app"], ...FAST };

Deno.test("convert() writes the files of a Secret, and fills it", async () => {
  const ctx = await issue([...ISSUERS, CA, APP]);
  assertEquals(Object.keys(written(ctx)), [
    "secrets/ca-tls/tls.crt",
    "secrets/ca-tls/tls.key",
    "secrets/ca-tls/ca.crt",
    "secrets/app-tls/tls.crt",
    "secrets/app-tls/tls.key",
    "secrets/app-tls/ca.crt",
  ]);
  const secret = ctx.secrets.get("shop", "app-tls") as Secret;
  assertEquals(secret.type, "kubernetes.io/tls");
  for (const key of ["tls.crt", "tls.key", "ca.crt"]) {
    assertEquals(written(ctx)[`secrets/app-tls/${key}`], `644 ${value(ctx, "app-tls", key)}`);
  }
  assertEquals(value(ctx, "app-tls", "ca.crt"), value(ctx, "ca-tls"));
  assertEquals((await certificateIn(ctx, "app-tls")).issuer, "CN=Test CA");
});

Deno.test("convert() gives a Secret further keys when the Certificate's annotation names them", async () => {
  const annotations = { "dekube.io/secret-keys": "public.crt=tls.crt,private.key=tls.key,a=none" };
  const asked = { ...APP, metadata: { ...APP.metadata, annotations } };
  const ctx = await issue([...ISSUERS, CA, asked]);
  assertEquals(value(ctx, "app-tls", "public.crt"), value(ctx, "app-tls", "tls.crt"));
  assertEquals(value(ctx, "app-tls", "private.key"), value(ctx, "app-tls", "tls.key"));
  assertEquals(
    Object.keys(written(ctx)).filter((path) => path.startsWith("secrets/app-tls/")),
    ["tls.crt", "tls.key", "ca.crt", "public.crt", "private.key"].map((key) =>
      `secrets/app-tls/${key}`
    ),
  );
});

Deno.test("convert() fills Secrets without the key when the Certificate's annotation names them", async () => {
  const annotations = { "dekube.io/public-secrets": "shop/app-ca,web/app-ca,shop/../x" };
  const asked = { ...APP, metadata: { ...APP.metadata, annotations } };
  const ctx = await issue([...ISSUERS, CA, asked]);
  for (const namespace of ["shop", "web"]) {
    const copy = ctx.secrets.get(namespace, "app-ca") as Secret;
    assertEquals(copy.stringData, {
      "tls.crt": value(ctx, "app-tls", "tls.crt"),
      "ca.crt": value(ctx, "app-tls", "ca.crt"),
    });
  }
});

Deno.test("convert() does nothing when there are issuers only", async () => {
  const ctx = await issue([...ISSUERS, clusterIssuer("acme", { acme: {} })]);
  assertEquals(said(ctx), []);
  assertEquals(written(ctx), {});
});

Deno.test("convert() gives what pods mount and read when it runs with the others", async () => {
  const manifests = [
    ...ISSUERS,
    CA,
    APP,
    manifest("Deployment", "web", {
      template: {
        metadata: { labels: { app: "web" } },
        spec: {
          volumes: [
            { name: "tls", secret: { secretName: "app-tls" } },
            {
              name: "key",
              secret: {
                secretName: "app-tls",
                defaultMode: 0o400,
                items: [{ key: "tls.key", path: "private/key.pem" }],
              },
            },
          ],
          containers: [{
            name: "web",
            image: "example/web",
            volumeMounts: [
              { name: "tls", mountPath: "/tls" },
              { name: "key", mountPath: "/key" },
            ],
            env: [{
              name: "CA",
              valueFrom: { secretKeyRef: { name: "app-tls", key: "ca.crt" } },
            }],
          }],
        },
      },
    }),
  ];
  const extensions = [workload, certManager];
  const first = await testConversion(extensions, manifests);
  assertEquals(first.diagnostics, []);
  const web = first.project.services.web;
  const text = (path: string) => String(first.files.get(path)?.content);
  assertStringIncludes(text("secrets/app-tls/tls.crt"), "BEGIN CERTIFICATE");
  assertEquals((web.environment as Record<string, string>).CA, text("secrets/app-tls/ca.crt"));
  const sources = (web.volumes ?? []).map((volume) => String(volume).split(":")[0]);
  assertEquals(sources[0], "./secrets/app-tls");
  assertEquals(text(`${sources[1].slice(2)}/private/key.pem`), text("secrets/app-tls/tls.key"));

  const second = await testConversion(extensions, manifests, { previous: first.files });
  assertEquals([...second.files.entries()], [...first.files.entries()]);
  assertEquals(second.project, first.project);
});

Deno.test("convert() issues what another extension adds later, and keeps what it issued", async () => {
  const later = [
    certificate("later", "ca", { dnsNames: ["later"] }),
    certificate("also", "ca", { secretName: "app-tls", dnsNames: ["also"] }),
  ];
  let before: string[] = [];
  const operator = {
    name: "operator",
    role: "converter",
    priority: 300,
    kinds: ["example.com/App"],
    convert(_kind: string, _manifests: readonly Manifest[], ctx: ConvertContext) {
      before = ["ca-tls", "other-tls"].map((secret) => value(ctx, secret));
      for (const manifest of later) ctx.manifests.add(manifest);
      return {};
    },
  };
  const app = { apiVersion: "example.com/v1", kind: "App", metadata: { name: "app" } };
  const other = certificate("other", "self", { commonName: "other" });
  const { X509Certificate } = await loadX509();
  const { files, diagnostics } = await testConversion([certManager, operator], [
    ...ISSUERS,
    CA,
    APP,
    other,
    app,
  ]);
  assertEquals(diagnostics.map(({ code }) => code), ["certificates-merged"]);
  const read = (path: string) => String(files.get(`secrets/${path}`)?.content);
  assertEquals(["ca-tls", "other-tls"].map((secret) => read(`${secret}/tls.crt`)), before);
  for (const secret of ["app-tls", "later-tls"]) assertEquals(read(`${secret}/ca.crt`), before[0]);
  const shown = new X509Certificate(read("app-tls/tls.crt")).toString("text");
  assertStringIncludes(shown, "DNS: app");
  assertStringIncludes(shown, "DNS: also");
});

Deno.test("convert() leaves the Certificates of others alone", async () => {
  const knative = { ...APP, apiVersion: "networking.internal.knative.dev/v1alpha1" };
  const { files, diagnostics } = await testConversion([certManager], [...ISSUERS, knative]);
  assertEquals(diagnostics.map(({ code }) => code), ["unknown-kind"]);
  assertEquals([...files.entries()], []);
});

Deno.test("convert() merges Certificates when they name one Secret", async () => {
  const ctx = await issue([
    ...ISSUERS,
    certificate("app", "self", {
      commonName: "app",
      dnsNames: ["a.example.com", "b.example.com"],
      usages: ["server auth"],
      duration: "100h",
    }),
    certificate("also", "self", {
      secretName: "app-tls",
      commonName: "also.example.com",
      dnsNames: ["b.example.com", "c.example.com"],
      ipAddresses: ["10.0.0.1"],
      usages: ["client auth"],
      duration: "200h",
    }),
    // The same name in another namespace is another Secret.
    {
      ...certificate("app", "far", { commonName: "far" }),
      metadata: { name: "app", namespace: "far" },
    },
    manifest("Issuer", "far", { selfSigned: {} }, "far"),
  ]);
  assertEquals(said(ctx), ["certificates-merged spec.secretName"]);
  assertEquals([...ctx.diagnostics][0].severity, "info");
  const made = await certificateIn(ctx, "app-tls");
  assertEquals(made.subject, "CN=app");
  assertEquals(made.notAfter.getTime() - made.notBefore.getTime(), 100 * 3_600_000);
  const shown = made.toString("text");
  for (const name of ["a", "b", "c", "also"]) assertStringIncludes(shown, `${name}.example.com`);
  assertStringIncludes(shown, "10.0.0.1");
  assert(ctx.secrets.get("far", "app-tls") !== ctx.secrets.get("shop", "app-tls"));
});

/** A ClusterIssuer whose Secret is in some namespaces, and a Certificate of its. */
const clusterWide = (...namespaces: string[]) => [
  clusterIssuer("all", { selfSigned: {} }),
  clusterIssuer("ca", { ca: { secretName: "ca-tls" } }),
  ...namespaces.map((namespace) => ({
    ...CA,
    metadata: { name: "ca", namespace },
    spec: {
      ...CA.spec as object,
      commonName: `ca-${namespace}`,
      issuerRef: { kind: "ClusterIssuer", name: "all" },
    },
  })),
  certificate("app", "", {
    dnsNames: ["app"],
    issuerRef: { kind: "ClusterIssuer", name: "ca" },
  }),
];

Deno.test("convert() takes a ClusterIssuer's Secret from cert-manager's namespace alone", async () => {
  for (
    const [namespaces, issuer] of [
      [["cert-manager"], "CN=ca-cert-manager"],
      [["data", "cert-manager"], "CN=ca-cert-manager"],
      [["", "data"], "CN=ca-"],
    ] as const
  ) {
    const ctx = await issue(clusterWide(...namespaces));
    assertEquals((await certificateIn(ctx, "app-tls")).issuer, issuer);
    assertEquals(said(ctx), []);
  }
  for (const namespaces of [["data"], ["data", "shop"]]) {
    const ctx = await issue(clusterWide(...namespaces));
    assertEquals(said(ctx), ["missing-ca-secret spec.issuerRef"]);
    assertStringIncludes([...ctx.diagnostics][0].message, 'but in "data"');
    assertEquals(ctx.secrets.get("shop", "app-tls"), undefined);
  }
});

Deno.test("convert() takes a ClusterIssuer's Secret from where the user, or cert-manager, is told", async () => {
  const settings = { cluster_resource_namespace: "data" };
  const controller = (args: string[], namespace = "pki") => ({
    kind: "Deployment",
    metadata: { name: "cert-manager", namespace },
    spec: {
      template: {
        spec: {
          serviceAccountName: "cert-manager",
          containers: [{
            name: "cert-manager-controller",
            image: "quay.io/jetstack/cert-manager-controller:v1.18.2",
            args,
            env: [{
              name: "POD_NAMESPACE",
              valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } },
            }],
          }],
        },
      },
    },
  });
  const rights = [
    {
      kind: "ClusterRole",
      metadata: { name: "issuers" },
      rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get", "list"] }],
    },
    {
      kind: "ClusterRoleBinding",
      metadata: { name: "issuers" },
      roleRef: { kind: "ClusterRole", name: "issuers" },
      subjects: [{ kind: "ServiceAccount", name: "cert-manager", namespace: "pki" }],
    },
  ];
  const own = controller(["--v=2", "--cluster-resource-namespace=$(POD_NAMESPACE)"]);
  for (
    const [more, options, issuer] of [
      [[], { settings }, "CN=ca-data"],
      [[own, ...rights], { settings }, "CN=ca-data"],
      [[own, ...rights], {}, "CN=ca-pki"],
      [[controller(["--cluster-resource-namespace", "data"]), ...rights], {}, "CN=ca-data"],
      [[controller([]), ...rights], {}, "CN=ca-kube-system"],
      // A stranger's, which may read no Secrets.
      [[controller(["--cluster-resource-namespace=data"])], {}, "CN=ca-cert-manager"],
      [
        [controller(["--cluster-resource-namespace=data"], "shop"), ...rights],
        {},
        "CN=ca-cert-manager",
      ],
    ] as const
  ) {
    const manifests = clusterWide("cert-manager", "data", "pki", "kube-system");
    const ctx = await issue([...more, ...manifests], options);
    assertEquals((await certificateIn(ctx, "app-tls")).issuer, issuer);
    assertEquals(said(ctx), []);
  }
});

Deno.test("convert() says why when nobody can sign", async () => {
  const self = (name: string) => ({ ...SPEC, issuerRef: { name } });
  const issuer = (spec: unknown) => manifest("Issuer", "mine", spec);
  for (
    const [spec, more, code] of [
      [{ ...SPEC, issuerRef: null }, [], "missing-issuer"],
      [self("none"), [], "missing-issuer"],
      [{ ...SPEC, issuerRef: { name: "self", kind: "ClusterIssuer" } }, [], "missing-issuer"],
      [self("mine"), [manifest("Issuer", "mine", { selfSigned: {} }, "far")], "missing-issuer"],
      [self("mine"), [issuer({ acme: { email: "a@example.com" } })], "unsupported-issuer"],
      [self("mine"), [issuer({ vault: {} })], "unsupported-issuer"],
      [self("mine"), [issuer(null)], "unsupported-issuer"],
      [{ ...SPEC, issuerRef: { name: "a", group: "example.com" } }, [], "unsupported-issuer"],
      [{ ...SPEC, issuerRef: { name: "a", kind: "Other" } }, [], "unsupported-issuer"],
      [self("mine"), [issuer({ ca: { secretName: "none" } })], "missing-ca-secret"],
      [self("mine"), [issuer({ ca: { secretName: null } })], "missing-ca-secret"],
      [self("mine"), [issuer({ ca: { secretName: "app-tls" } })], "issuer-loop"],
    ] as const
  ) {
    assertEquals(await complaints(spec, ...more), [`${code} spec.issuerRef`]);
  }
});

Deno.test("convert() says so when an issuer names services that are not there", async () => {
  const ctx = await issue([
    manifest("Issuer", "self", { selfSigned: { crlDistributionPoints: ["http://crl"] } }),
    manifest("Issuer", "ca", { ca: { secretName: "ca-tls", ocspServers: ["http://ocsp"] } }),
    CA,
    APP,
  ]);
  assertEquals(said(ctx), [
    "no-revocation-service spec.selfSigned.crlDistributionPoints",
    "no-revocation-service spec.ca.ocspServers",
  ]);
  assert(ctx.secrets.get("shop", "app-tls"));
});

Deno.test("convert() issues the others when some sign each other", async () => {
  const ca = (name: string, secret: string) => [
    manifest("Issuer", `${name}-issuer`, { ca: { secretName: secret } }),
    certificate(name, `${name}-issuer`, { commonName: name, isCA: true }),
  ];
  const ctx = await issue([...ca("one", "two-tls"), ...ca("two", "one-tls"), ...ISSUERS, CA, APP]);
  assertEquals(said(ctx), ["issuer-loop spec.issuerRef", "issuer-loop spec.issuerRef"]);
  assert(ctx.secrets.get("shop", "app-tls"));
});

Deno.test("convert() uses a Secret of the manifests when its issuer is elsewhere", async () => {
  const secret = { ...manifest("Secret", "app-tls", null), stringData: { "tls.crt": "given" } };
  const spec = { ...SPEC, issuerRef: { name: "acme", kind: "ClusterIssuer" } };
  const ctx = await issue([
    clusterIssuer("acme", { acme: {} }),
    manifest("Certificate", "app", spec),
    secret,
  ]);
  assertEquals(said(ctx), ["secret-kept spec.issuerRef"]);
  assertEquals(value(ctx, "app-tls"), "given");
});

Deno.test("convert() says what is wrong with the Secret that is to sign", async () => {
  const good = await issue([...ISSUERS, CA, certificate("leaf", "self", { commonName: "leaf" })]);
  const crt = value(good, "ca-tls");
  const key = value(good, "ca-tls", "tls.key");
  for (
    const [stringData, reason] of [
      [{}, "no certificate"],
      [
        { "tls.crt": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----" },
        "no certificate",
      ],
      [{ "tls.crt": crt }, "no key"],
      [{ "tls.crt": crt, "tls.key": "no key" }, "can't be read"],
      [
        { "tls.crt": crt, "tls.key": value(good, "leaf-tls", "tls.key") },
        "not that of its certificate",
      ],
      [
        { "tls.crt": crt, "tls.key": key.replaceAll("EC PRIVATE", "ENCRYPTED PRIVATE") },
        "not encrypted",
      ],
      [
        { "tls.crt": value(good, "leaf-tls"), "tls.key": value(good, "leaf-tls", "tls.key") },
        "isCA",
      ],
    ] as const
  ) {
    const secret = { ...manifest("Secret", "ca-tls", null), stringData };
    const ctx = await issue([...ISSUERS, APP, secret]);
    assertEquals(said(ctx), ["not-issued spec"]);
    assertStringIncludes([...ctx.diagnostics][0].message, reason);
    assertStringIncludes([...ctx.diagnostics][0].message, '"ca-tls"');
  }
  const secret = {
    ...manifest("Secret", "ca-tls", null),
    stringData: { "tls.crt": crt, "tls.key": key },
  };
  assertEquals(said(await issue([...ISSUERS, APP, secret])), []);
});

Deno.test("convert() says so when the authority of the manifests has expired", async () => {
  const good = await issue([...ISSUERS, CA]);
  const secret = good.secrets.get("shop", "ca-tls")!;
  const ctx = await issue([...ISSUERS, secret, APP], { now: NOW + 100 * DAY });
  assertEquals(said(ctx), ["expired-authority spec.issuerRef"]);
  assertEquals((await certificateIn(ctx, "app-tls")).issuer, "CN=Test CA");
});

Deno.test("convert() says so when the authority of a Certificate was not issued", async () => {
  const ca = { ...CA, spec: { ...CA.spec as object, issuerRef: { name: "root" } } };
  const root = manifest("Issuer", "root", { ca: { secretName: "empty" } });
  const ctx = await issue([...ISSUERS, root, manifest("Secret", "empty", null), ca, APP]);
  const codes = said(ctx);
  assertEquals(codes.length, 2);
  assert(codes.every((code) => code === "not-issued spec"));
  assertEquals(written(ctx), {});
});

Deno.test("convert() says what a Certificate has wrong, and issues what is left", async () => {
  for (
    const [change, code] of [
      [{ duration: "90d" }, "bad-duration spec.duration"],
      [{ duration: "5m" }, "bad-duration spec.duration"],
      [{ duration: 2160 }, "bad-duration spec.duration"],
      [{ duration: "99999999999h" }, "bad-duration spec.duration"],
      [{ privateKey: { algorithm: "DSA" } }, "bad-private-key spec.privateKey.algorithm"],
      [{ privateKey: { algorithm: "ECDSA", size: 2048 } }, "bad-private-key spec.privateKey.size"],
      [
        { privateKey: { ...FAST.privateKey, encoding: "JKS" } },
        "bad-private-key spec.privateKey.encoding",
      ],
      [{ dnsNames: ["app", "no name"] }, "bad-name spec.dnsNames"],
      [{ dnsNames: ["app", { a: 1 }] }, "bad-name spec.dnsNames"],
      [{ ipAddresses: ["10.0.0.256"] }, "bad-name spec.ipAddresses"],
      [{ uris: ["app"] }, "bad-name spec.uris"],
      [{ emailAddresses: ["app"] }, "bad-name spec.emailAddresses"],
      [{ otherNames: [{ oid: "1.2" }] }, "unsupported-field spec.otherNames"],
      [{ nameConstraints: {} }, "unsupported-field spec.nameConstraints"],
      [{ usages: ["server auth", "world peace"] }, "unknown-usage spec.usages"],
      [{ keystores: { jks: { create: true } } }, "unsupported-keystore spec.keystores.jks"],
      [
        { additionalOutputFormats: [{ type: "P7B" }] },
        "unsupported-output-format spec.additionalOutputFormats",
      ],
      [{ literalSubject: "app" }, "bad-subject spec.literalSubject"],
      [{ commonName: "a".repeat(65) }, "long-common-name spec.commonName"],
      [{ isCA: true }, "no-subject spec.commonName"],
    ] as const
  ) {
    const ctx = await issue([...ISSUERS, manifest("Certificate", "app", { ...SPEC, ...change })]);
    assertEquals(said(ctx), [code]);
    assert(ctx.secrets.get("shop", "app-tls"), code);
  }
});

Deno.test("convert() leaves a Certificate out when it can't be made", async () => {
  for (
    const [spec, code] of [
      [null, "no-secret-name spec.secretName"],
      [{ ...SPEC, secretName: null }, "no-secret-name spec.secretName"],
      [{ ...SPEC, secretName: "../../etc/passwd" }, "unsafe-secret-name spec.secretName"],
      [{ ...SPEC, secretName: "a/b" }, "unsafe-secret-name spec.secretName"],
      [{ ...SPEC, secretName: ".." }, "unsafe-secret-name spec.secretName"],
      [{ ...SPEC, secretName: { a: 1 } }, "unsafe-secret-name spec.secretName"],
      [{ ...SPEC, dnsNames: null }, "nothing-to-name spec"],
      [{ ...SPEC, dnsNames: [null, ""] }, "nothing-to-name spec"],
    ] as const
  ) {
    const ctx = await issue([...ISSUERS, CA, APP, manifest("Certificate", "bad", spec)]);
    assertEquals(said(ctx), [code]);
    assertEquals(
      Object.keys(written(ctx)).filter((path) => !/^secrets\/(ca|app)-tls\//.test(path)),
      [],
    );
    assert(ctx.secrets.get("shop", "app-tls"));
  }
});

Deno.test("convert() takes the one value for a list when it stands alone", async () => {
  const ctx = await issue([
    ...ISSUERS,
    certificate("app", "self", { dnsNames: "app.example.com" }),
  ]);
  assertEquals(said(ctx), []);
  assertStringIncludes((await certificateIn(ctx, "app-tls")).toString("text"), "app.example.com");
});

Deno.test("convert() survives when any field is of a wrong type", async () => {
  const wrong = [null, 0, true, "", "x", [], [null], [[1]], {}, { a: null }, { create: "true" }];
  const fields = [
    ...["secretName", "issuerRef", "privateKey", "commonName", "subject", "literalSubject"],
    ...["dnsNames", "ipAddresses", "uris", "emailAddresses", "duration", "isCA", "usages"],
    ...["additionalOutputFormats", "keystores", "secretTemplate", "renewBefore"],
  ];
  for (const field of fields) {
    const all = wrong.map((value, index) =>
      manifest("Certificate", `c-${index}`, { ...SPEC, secretName: `c-${index}`, [field]: value })
    );
    const ctx = await issue([...ISSUERS, ...all, CA, APP]);
    assert(ctx.secrets.get("shop", "app-tls"), field);
  }
  for (const spec of wrong) {
    const ctx = await issue([
      ...ISSUERS,
      manifest("Issuer", "odd", spec),
      manifest("Issuer", "odd-ca", { ca: spec }),
      certificate("one", "odd", { commonName: "a" }),
      certificate("two", "odd-ca", { commonName: "a" }),
      CA,
      APP,
    ]);
    assert(ctx.secrets.get("shop", "app-tls"));
    assertFalse(ctx.secrets.get("shop", "one-tls"));
  }
});

Deno.test("convert() writes in the order of the manifests, however long keys take", async () => {
  const all = ["RSA", "ECDSA", "RSA", "Ed25519"].map((algorithm, index) =>
    certificate(`c${index}`, "self", { commonName: "a", privateKey: { algorithm } })
  );
  const ctx = await issue([...ISSUERS, ...all]);
  const folders = Object.keys(written(ctx)).map((path) => path.split("/")[1]);
  assertEquals([...new Set(folders)], ["c0-tls", "c1-tls", "c2-tls", "c3-tls"]);
  assertEquals(changes(ctx, await issue([...ISSUERS, ...all], { previous: ctx.files })), []);
});
