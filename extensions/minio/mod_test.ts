import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { type Manifest, mapping, mappings } from "@dekube/engine/pacts";
import { testContext } from "@dekube/engine/testing";
import {
  app,
  codes,
  CONFIGURATION,
  convert,
  object,
  pool,
  secret,
  tenant,
  user,
} from "./_testing.ts";
import { extension } from "./mod.ts";
import { objectsOfTenants } from "./objects.ts";

/** The objects that a controller leaves. */
function made(...manifests: Manifest[]): Manifest[] {
  return [...objectsOfTenants(manifests, testContext([])).values()].flat();
}

/** Their kinds and names. */
function names(objects: readonly Manifest[]): string[] {
  return objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`).toSorted();
}

Deno.test("a Tenant has all objects that the operator's documentation promises", () => {
  const spec = { users: [{ name: "ann" }], configuration: { name: "conf" } };
  const objects = made(tenant(spec));
  assertEquals(names(objects), [
    "Certificate store-tls",
    "Issuer store-minio-self-signed",
    "Job store-setup",
    "Secret ann",
    "Secret conf",
    "Secret store_environment",
    "Service minio",
    "Service store-console",
    "Service store-hl",
    "ServiceAccount store-sa",
    "StatefulSet store-pool-0",
  ]);
  const ports = objects.filter(({ kind }) => kind === "Service").map(({ metadata, spec }) => [
    metadata.name,
    mappings(mapping(spec).ports),
    mapping(mapping(spec).selector),
  ]);
  const selector = { "v1.min.io/tenant": "store" };
  assertEquals(ports, [
    ["minio", [{ name: "https-minio", port: 443, targetPort: 9000 }], selector],
    ["store-console", [{ name: "https-console", port: 9443, targetPort: 9443 }], selector],
    ["store-hl", [{ name: "https-minio", port: 9000 }], selector],
  ]);
  const keys = (name: string) =>
    Object.keys(
      mapping(
        objects.find(({ metadata, kind }) => kind === "Secret" && metadata.name === name)!
          .stringData,
      ),
    );
  assertEquals(keys("conf"), ["config.env"]);
  assertEquals(keys("ann"), ["CONSOLE_ACCESS_KEY", "CONSOLE_SECRET_KEY"]);
});

Deno.test("a Tenant without TLS has the Services of HTTP", () => {
  const objects = made(tenant({ requestAutoCert: false }), CONFIGURATION);
  const ports = objects.filter(({ kind }) => kind === "Service")
    .map(({ spec }) => mappings(mapping(spec).ports));
  assertEquals(ports, [
    [{ name: "http-minio", port: 80, targetPort: 9000 }],
    [{ name: "http-console", port: 9090, targetPort: 9090 }],
    [{ name: "http-minio", port: 9000 }],
  ]);
  assert(!names(objects).some((name) => /Certificate|Issuer/.test(name)));
});

Deno.test("the Secret of the certificate has the operator's keys, and the server their files", async () => {
  const { files, project, diagnostics } = await convert([
    tenant(),
    CONFIGURATION,
    app({ CA: ["store-tls", "public.crt"] }),
  ]);
  const paths = [...files.entries()].map(([path]) => path);
  for (const path of ["store-tls/public.crt", "store-tls/private.key"]) {
    assert(paths.includes(`secrets/${path}`), path);
  }
  assertStringIncludes(project.services.app.environment!.CA, "BEGIN CERTIFICATE");
  assertEquals(
    paths.filter((path) => path.startsWith("secrets/store-pool-0_certs/")),
    ["public.crt", "private.key", "CAs/public.crt"].map((name) =>
      `secrets/store-pool-0_certs/${name}`
    ),
  );
  assertEquals(diagnostics, []);
});

Deno.test("certificates of the Tenant's own lie where the operator puts them", () => {
  const [set] = made(
    tenant({
      requestAutoCert: false,
      externalCertSecret: [{ name: "one", type: "kubernetes.io/tls" }, {
        name: "two",
        type: "cert-manager.io/v1",
      }],
      externalClientCertSecrets: [{ name: "client", type: "Opaque" }],
      externalCaCertSecret: [{ name: "ca", type: "Opaque" }],
    }),
    CONFIGURATION,
  );
  const { volumes } = mapping(mapping(mapping(set.spec).template).spec);
  const [{ projected }] = mappings(volumes);
  const files = mappings(mapping(projected).sources).flatMap(({ secret }) =>
    mappings(mapping(secret).items).map(({ key, path }) => `${mapping(secret).name} ${key} ${path}`)
  );
  assertEquals(files, [
    "one tls.crt public.crt",
    "one tls.key private.key",
    "one tls.crt CAs/public.crt",
    "two tls.crt hostname-1/public.crt",
    "two tls.key hostname-1/private.key",
    "two ca.crt CAs/hostname-1.crt",
    "client public.crt client-0/client.crt",
    "client private.key client-0/client.key",
    "ca public.crt CAs/ca-0.crt",
  ]);
});

Deno.test("a Tenant speaks HTTP, and says so, when nothing issues its certificate", async () => {
  const conversion = await convert([tenant(), CONFIGURATION], {
    config: { extensions: { "cert-manager": { enabled: false } } },
  });
  assertEquals(codes(conversion), ["no-certificate spec.requestAutoCert"]);
  const { command, environment } = conversion.project.services["store-pool-0"];
  assert(command!.includes(":9090"));
  assertEquals(environment!.MINIO_SERVER_URL, "http://minio.shop.svc.cluster.local:9000");
});

Deno.test("each drive has a folder, as the claim of the operator's pod is called", async () => {
  const { project } = await convert([
    tenant({
      pools: [pool({ servers: 4, volumesPerServer: 2 })],
      mountPath: "/srv",
      subPath: "/a",
    }),
    CONFIGURATION,
  ]);
  const { volumes, command, hostname } = project.services["store-pool-0"];
  assertEquals(volumes!.slice(0, 2), [
    "./data/data0-store-pool-0:/srv0",
    "./data/data1-store-pool-0:/srv1",
  ]);
  assertEquals(command!.at(-1), "/srv{0...1}/a");
  assertEquals(hostname, "store-pool-0-0");
});

Deno.test("passwords that nobody said are the same in the next run", async () => {
  const manifests = [
    tenant({ users: [{ name: "ann" }] }),
    app({ P: ["ann", "CONSOLE_SECRET_KEY"] }),
  ];
  const first = await convert(manifests);
  const second = await convert(manifests, { previous: first });
  assertEquals(codes(first), ["missing-secret spec.configuration", "missing-secret spec.users[0]"]);
  assertMatch(first.project.services.app.environment!.P, /^[0-9a-f]{32}$/);
  assertEquals(second.project.services, first.project.services);
  const { environment } = first.project.services["store-pool-0"];
  assertMatch(environment!.MINIO_ROOT_PASSWORD, /^[0-9a-f]{32}$/);
});

Deno.test("the root user never has the password that everybody knows", async () => {
  for (const text of ["", 'export MINIO_ROOT_USER="root"', "MINIO_ROOT_PASSWORD=not-exported"]) {
    const conversion = await convert([
      tenant(),
      secret("store-configuration", { "config.env": text }),
    ]);
    assertEquals(codes(conversion), ["missing-key spec.configuration"], text);
    const { environment } = conversion.project.services["store-pool-0"];
    assertMatch(environment!.MINIO_ROOT_PASSWORD, /^[0-9a-f]{32}$/);
  }
});

Deno.test("the root user's password is made up when what should say it leads nowhere", () => {
  const env = (valueFrom: object) => [
    { name: "MINIO_ROOT_USER", value: "root" },
    { name: "MINIO_ROOT_PASSWORD", valueFrom },
  ];
  const gone = { name: "gone", key: "password" };
  for (
    const valueFrom of [
      { secretKeyRef: gone },
      { secretKeyRef: { ...gone, optional: true } },
      { configMapKeyRef: gone },
      { fieldRef: { fieldPath: "spec.nodeName" } },
      {},
    ]
  ) {
    const objects = made(tenant({ env: env(valueFrom), configuration: { name: "conf" } }));
    const own = objects.find(({ metadata }) => metadata.name === "store_environment")!;
    assertMatch(String(mapping(own.stringData).MINIO_ROOT_PASSWORD), /^[0-9a-f]{32}$/);
  }
});

Deno.test("a Tenant of more drives than anybody has ends with a limit", () => {
  const pools = [pool({ volumesPerServer: 300_000_000 })];
  assertThrows(() => made(tenant({ pools })), Error, "limits.generated");
});

Deno.test("the Secret counts more than spec.env, and that more than what the operator says", async () => {
  const { project } = await convert([
    tenant({
      env: [
        { name: "MINIO_SERVER_URL", value: "https://s3.example" },
        { name: "MINIO_BROWSER", value: "on" },
        { name: "MINIO_REGION", valueFrom: { secretKeyRef: { name: "more", key: "region" } } },
      ],
    }),
    secret("store-configuration", {
      "config.env":
        'export MINIO_ROOT_USER="a"\n# no\nexport MINIO_ROOT_PASSWORD="b=c"\nexport MINIO_BROWSER=off\nexport MINIO_ARGS="/x"',
    }),
    secret("more", { region: "eu" }),
  ]);
  assertEquals(project.services["store-pool-0"].environment, {
    MINIO_BROWSER: "off",
    MINIO_PROMETHEUS_JOB_ID: "minio-job",
    MINIO_REGION: "eu",
    MINIO_ROOT_PASSWORD: "b=c",
    MINIO_ROOT_USER: "a",
    MINIO_SERVER_URL: "https://s3.example",
  });
});

Deno.test("credentials of spec.credsSecret are taken, as earlier operators did", async () => {
  const spec = { configuration: undefined, credsSecret: { name: "creds" } };
  const conversion = await convert([
    tenant(spec),
    secret("creds", { accesskey: "old", secretkey: "old-secret" }),
  ]);
  const { environment } = conversion.project.services["store-pool-0"];
  assertEquals(environment!.MINIO_ROOT_USER, "old");
  assertEquals(environment!.MINIO_ROOT_PASSWORD, "old-secret");
  assertEquals(codes(conversion), []);
  const without = made(tenant(spec));
  const { stringData } = without.find(({ metadata }) => metadata.name === "creds")!;
  assertEquals(Object.keys(mapping(stringData)), ["accesskey", "secretkey"]);
});

Deno.test("what has no counterpart on one host is said", async () => {
  const conversion = await convert([
    tenant({
      pools: [pool({ servers: 4, volumesPerServer: 1 }), pool({ name: "pool-1" })],
      env: [{ name: "MINIO_STORAGE_CLASS_STANDARD", value: "EC:2" }],
      features: { bucketDNS: true, enableSFTP: true },
      requestAutoCert: false,
      kes: { kesSecret: { name: "kes" } },
      prometheusOperator: true,
      additionalVolumes: [{ name: "a", emptyDir: {} }],
      users: [{ name: "no-password" }],
    }),
    CONFIGURATION,
    secret("no-password", { CONSOLE_ACCESS_KEY: "x" }),
    object("sts.min.io/v1beta1", "PolicyBinding", "binding", {
      spec: { application: { namespace: "web", serviceaccount: "web" }, policies: ["readonly"] },
    }),
  ]);
  assertEquals(codes(conversion).toSorted(), [
    "bucket-names spec.features.bucketDNS",
    "lower-parity spec.pools[0].volumesPerServer",
    "missing-key spec.users[0]",
    "no-scraping spec.prometheusOperator",
    "no-sftp-key spec.features.enableSFTP",
    "no-sts spec.application",
    "one-pool spec.pools[1]",
    "one-server spec.pools[0].servers",
    "own-encryption-key spec.kes",
    "unequal-volumes spec.additionalVolumes",
  ]);
  assertEquals(conversion.account!.counts["not-understood"], 0);
  const { environment } = conversion.project.services["store-pool-0"];
  assertEquals(environment!.MINIO_STORAGE_CLASS_STANDARD, "EC:0");
  assertMatch(environment!.MINIO_KMS_SECRET_KEY, /^my-minio-key:[A-Za-z0-9+/]{43}=$/);
});

Deno.test("a bucket has a name in DNS when the Tenant asks for such names", async () => {
  const { project } = await convert([
    tenant({ features: { bucketDNS: true }, buckets: [{ name: "files" }, { name: "a.b" }] }),
    CONFIGURATION,
  ]);
  const { networks, environment } = project.services["store-pool-0"];
  assertStringIncludes(JSON.stringify(networks), '"files.shop.svc.cluster.local"');
  assertEquals(environment!.MINIO_DOMAIN, "shop.svc.cluster.local");
});

Deno.test("a second Tenant of a namespace is reached by its own names", async () => {
  const conversion = await convert([
    tenant({ buckets: [{ name: "a" }] }),
    tenant({ buckets: [{ name: "b" }] }, "more"),
    CONFIGURATION,
  ]);
  assertEquals(codes(conversion), ["service-taken metadata.name"]);
  const { environment } = conversion.project.services["more-setup"];
  assertEquals(environment!.ENDPOINT, "https://more-hl.shop.svc.cluster.local:9000");
});

Deno.test("commands of a MinIOJob that can't run are said", async () => {
  const job = (name: string, spec: object) =>
    object("job.min.io/v1alpha1", "MinIOJob", name, { spec });
  const conversion = await convert([
    tenant(),
    CONFIGURATION,
    job("lost", { tenant: { name: "none", namespace: "shop" }, commands: [] }),
    job("bad", {
      tenant: { name: "store", namespace: "shop" },
      commands: [{ op: "constructor" }, { op: "make-bucket", args: {} }],
    }),
  ]);
  assertEquals(codes(conversion), [
    "missing-tenant spec.tenant",
    "bad-command spec.commands[0].op",
    "bad-command spec.commands[1].args",
  ]);
});

Deno.test("fields of pods are the pod's", () => {
  const [set] = made(
    tenant({
      pools: [pool({
        resources: { limits: { memory: "1Gi" } },
        securityContext: { runAsUser: 7, fsGroup: 8 },
        labels: { team: "a" },
        nodeSelector: { disk: "big" },
      })],
      sideCars: { containers: [{ name: "side", image: "side" }] },
      initContainers: [{ name: "first", image: "first" }],
      additionalVolumes: [{ name: "extra", configMap: { name: "extra" } }],
      additionalVolumeMounts: [{ name: "extra", mountPath: "/extra" }],
      liveness: { exec: { command: ["true"] } },
      imagePullPolicy: "Always",
    }),
    CONFIGURATION,
  );
  const template = mapping(mapping(set.spec).template);
  const { initContainers, containers, volumes, securityContext, nodeSelector } = mapping(
    template.spec,
  );
  const [server, side] = mappings(containers);
  assertEquals(mapping(mapping(template.metadata).labels).team, "a");
  assertEquals(nodeSelector, { disk: "big" });
  assertEquals(securityContext, { runAsUser: 7, fsGroup: 8 });
  assertEquals(mapping(server.securityContext).runAsUser, 7);
  assertEquals(server.resources, { limits: { memory: "1Gi" } });
  assertEquals(server.imagePullPolicy, "Always");
  assertEquals(server.livenessProbe, { exec: { command: ["true"] } });
  for (const container of [...mappings(initContainers), server, side]) {
    assertEquals(mappings(container.volumeMounts).at(-1), { name: "extra", mountPath: "/extra" });
  }
  assertEquals(mappings(volumes).at(-1), { name: "extra", configMap: { name: "extra" } });
});

Deno.test("the operator itself is left out", async () => {
  const { project } = await convert([
    object("apps/v1", "Deployment", "any", {
      spec: {
        template: { spec: { containers: [{ name: "o", image: "quay.io/minio/operator:v7.1.1" }] } },
      },
    }),
  ]);
  assertEquals(project.services, {});
});

Deno.test("a Tenant whose template was empty does no harm", async () => {
  for (const spec of [null, {}, { pools: null }, { pools: [null] }, { pools: [{}] }, "x"]) {
    const conversion = await convert([
      { ...tenant(), spec } as Manifest,
      { ...object("job.min.io/v1alpha1", "MinIOJob", "job", {}), spec } as Manifest,
      { ...object("sts.min.io/v1beta1", "PolicyBinding", "b", {}), spec } as Manifest,
      user("ann"),
    ]);
    assertNotEquals(codes(conversion), []);
  }
  assertEquals(extension.depends, ["cert-manager", "workload"]);
});

Deno.test("credentials that are empty, or of two generations, are never MinIO's own", async () => {
  const of = async (config: string, env: object[] = []) => {
    const { project } = await convert([
      secret("conf", { "config.env": config }),
      tenant({ configuration: { name: "conf" }, env }),
    ]);
    const { environment = {} } = Object.values(project.services)
      .find(({ environment }) => "MINIO_SERVER_URL" in (environment ?? {}))!;
    return Object.fromEntries(
      Object.entries(environment as Record<string, string>)
        .filter(([name]) => /^MINIO_(?:ROOT|ACCESS|SECRET)_/.test(name))
        .map(([name, value]) => [name, /^[0-9a-f]{32}$/.test(value) ? "made up" : value]),
    );
  };
  const variables = (...pairs: [string, string][]) =>
    pairs.map(([name, value]) => ({ name, value }));
  const mine = { MINIO_ROOT_USER: "boss", MINIO_ROOT_PASSWORD: "s3cret99" };
  const none = { MINIO_ROOT_USER: "minio", MINIO_ROOT_PASSWORD: "made up" };
  const lines = (...pairs: [string, string][]) =>
    pairs.map(([name, value]) => `export ${name}="${value}"\n`).join("");
  const cases: [string, object[], object][] = [
    [lines(["MINIO_ROOT_USER", ""], ["MINIO_ROOT_PASSWORD", ""]), [], none],
    [lines(["MINIO_ACCESS_KEY", "boss"]), [], { ...none, MINIO_ROOT_USER: "boss" }],
    [lines(["MINIO_ROOT_USER", "boss"], ["MINIO_SECRET_KEY", "s3cret99"]), [], mine],
    [
      lines(["MINIO_ACCESS_KEY", "boss"], ["MINIO_SECRET_KEY", "s3cret99"]),
      [],
      { MINIO_ACCESS_KEY: "boss", MINIO_SECRET_KEY: "s3cret99" },
    ],
    [
      lines(["MINIO_ACCESS_KEY", "boss"]),
      variables(["MINIO_ROOT_PASSWORD", "s3cret99"]),
      mine,
    ],
    [
      "",
      variables(["E", ""], ["MINIO_ROOT_USER", "$(E)"], ["MINIO_ROOT_PASSWORD", "$(E)$(E)"]),
      none,
    ],
    [
      "",
      variables(["P", "s3cret99"], ["MINIO_ACCESS_KEY", "boss"], ["MINIO_ROOT_PASSWORD", "$(P)"]),
      mine,
    ],
    [lines(["MINIO_ROOT_USER", ""]), variables(["MINIO_ACCESS_KEY", ""]), none],
  ];
  for (const [config, env, expected] of cases) {
    assertEquals(await of(config, env), expected, config + JSON.stringify(env));
  }
});
