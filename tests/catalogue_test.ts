/**
 * What extensions of the catalogue make of each other's work, in one conversion by kubernetes2simple.
 */
import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { parse } from "@std/yaml";
import { type Diagnostic, Diagnostics, items } from "@dekube/engine/pacts";
import kubernetes2simple from "../distributions/kubernetes2simple/mod.ts";
import helmfile2compose from "../distributions/helmfile2compose/mod.ts";
import { parseMount } from "../engine/core/output/mounts.ts";
import * as cnpg from "../extensions/cnpg/mod.ts";
import { type Conversion, parseManifests, renderCompose } from "../mod.ts";
import { inFolder } from "../tools/in_folder.ts";
import { needsTool, runTestTool } from "../tools/needs_tool.ts";

/** An authority, a server that it vouches for, and three that must trust it. */
const PLATFORM = `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: self}
spec: {selfSigned: {}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: authority, namespace: cert-manager}
spec:
  isCA: true
  commonName: Platform
  secretName: authority
  privateKey: {algorithm: ECDSA, size: 256}
  issuerRef: {name: self, kind: ClusterIssuer}
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: platform}
spec: {ca: {secretName: authority}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: login, namespace: iam}
spec:
  secretName: login-tls
  privateKey: {algorithm: ECDSA, size: 256}
  dnsNames: [login-service.iam.svc, login.example]
  issuerRef: {name: platform, kind: ClusterIssuer}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: metrics, namespace: shop}
spec:
  secretName: metrics-tls
  privateKey: {algorithm: ECDSA, size: 256}
  dnsNames: [web.shop.svc]
  issuerRef: {name: platform, kind: ClusterIssuer}
---
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: trusted}
spec:
  sources: [{secret: {name: authority, key: ca.crt}}]
  target: {configMap: {key: ca.pem}}
---
apiVersion: k8s.keycloak.org/v2alpha1
kind: Keycloak
metadata: {name: login, namespace: iam}
spec:
  hostname: {hostname: login.example}
  http: {tlsSecret: login-tls}
  unsupported:
    podTemplate:
      spec:
        volumes: [{name: trusted, configMap: {name: trusted}}]
        containers: [{volumeMounts: [{name: trusted, mountPath: /trusted}]}]
---
apiVersion: k8s.keycloak.org/v2alpha1
kind: KeycloakRealmImport
metadata: {name: shop, namespace: iam}
spec: {keycloakCRName: login, realm: {realm: shop, enabled: true}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: example/web:1
        ports: [{name: metrics, containerPort: 9443}]
        volumeMounts: [{name: tls, mountPath: /tls}, {name: trusted, mountPath: /trusted}]
      volumes: [{name: tls, secret: {secretName: metrics-tls}}, {name: trusted, configMap: {name: trusted}}]
---
apiVersion: batch/v1
kind: Job
metadata: {name: set-up, namespace: iam}
spec:
  template:
    spec:
      containers:
      - name: set-up
        image: example/set-up:1
        env: [{name: ADMIN, valueFrom: {secretKeyRef: {name: login-initial-admin, key: username}}}]
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {selector: {app: web}, ports: [{name: metrics, port: 443, targetPort: metrics}]}
---
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: {name: main, namespace: monitoring}
spec: {}
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  endpoints:
  - port: metrics
    scheme: https
    tlsConfig: {ca: {configMap: {name: trusted, key: ca.pem}}, serverName: web.shop.svc}
`;

async function convert(
  text: string,
  { previous, by = kubernetes2simple, extensions = [] }: {
    previous?: Conversion;
    by?: typeof kubernetes2simple;
    extensions?: object[];
  } = {},
): Promise<Conversion> {
  const diagnostics = new Diagnostics();
  const manifests = parseManifests([{ file: "all.yaml", text }], diagnostics);
  const read = (path: string) => {
    const content = previous?.files.get(path)?.content;
    return typeof content === "string" ? new TextEncoder().encode(content) : content;
  };
  return await by.convert(manifests, { name: "shop" }, extensions, {
    diagnostics,
    previous: { read },
  });
}

/** All that is written, by path. */
function output({ project, files }: Conversion): Map<string, string> {
  const all = new Map([["compose.yml", renderCompose(project)]]);
  for (const [path, { content, mode }] of files.entries()) {
    all.set(path, `${mode} ${typeof content === "string" ? content : content.join()}`);
  }
  return all;
}

/** Paths of what differs. */
function changes(before: Conversion, after: Conversion): string[] {
  const [a, b] = [output(before), output(after)];
  return [...new Set([...a.keys(), ...b.keys()])].filter((path) => a.get(path) !== b.get(path))
    .sort();
}

/** Text of the file that a service finds at a path. */
function mounted({ project, files }: Conversion, service: string, path: string): string {
  for (const volume of items(project.services[service].volumes)) {
    const { source = "", target } = typeof volume === "string" ? parseMount(volume) : volume;
    if (path !== target && !path.startsWith(`${target}/`)) continue;
    const content = files.get(source.replace(/^\.\//, "") + path.slice(target.length))?.content;
    if (content === undefined) continue;
    return typeof content === "string" ? content : new TextDecoder().decode(content);
  }
  throw new Error(`${service} has nothing at ${path}`);
}

function codes(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.filter(({ severity }) => severity !== "info").map(({ code }) => code);
}

Deno.test("an authority reaches all that must trust it, in one conversion", async () => {
  const conversion = await convert(PLATFORM);

  assertEquals(codes(conversion.diagnostics), ["no-database"]);
  const trusted = mounted(conversion, "web", "/trusted/ca.pem");
  assertMatch(trusted, /-----BEGIN CERTIFICATE-----/);
  assertEquals(mounted(conversion, "login", "/trusted/ca.pem"), trusted);
  const flag = conversion.project.services.prometheus.command!.find((word) =>
    word.startsWith("--config.file=")
  )!;
  const { scrape_configs: [job] } = parse(
    mounted(conversion, "prometheus", flag.replace("--config.file=", "")),
    // deno-lint-ignore no-explicit-any -- Prometheus's own structure
  ) as any;
  assertEquals(mounted(conversion, "prometheus", job.tls_config.ca_file), trusted);
  assertEquals(job.static_configs[0].targets, ["web.shop.svc.cluster.local:9443"]);
  const { KC_HTTPS_CERTIFICATE_FILE } = conversion.project.services.login.environment!;
  assertMatch(mounted(conversion, "login", KC_HTTPS_CERTIFICATE_FILE), /BEGIN CERTIFICATE/);
  assertEquals(Object.keys(conversion.project.services["set-up"].environment!), ["ADMIN"]);
});

Deno.test({
  ...needsTool(
    "openssl verifies a server by what a client has mounted",
    "openssl",
    "Debian's openssl",
  ),
  async fn() {
    const conversion = await convert(PLATFORM);
    const files = [
      ["bundle.pem", mounted(conversion, "login", "/trusted/ca.pem")],
      ["tls.crt", mounted(conversion, "web", "/tls/tls.crt")],
    ] as const;
    await inFolder(files, async (dir) => {
      const [bundle, certificate] = [`${dir}/bundle.pem`, `${dir}/tls.crt`];
      const args = [
        "verify",
        "-x509_strict",
        "-CAfile",
        bundle,
        "-verify_hostname",
        "web.shop.svc",
      ];
      const { success, said } = await runTestTool("openssl", [...args, certificate]);
      assert(success, said);
    });
  },
});

Deno.test("nothing changes when the same is converted again", async () => {
  const first = await convert(PLATFORM);
  assertEquals(changes(first, await convert(PLATFORM, { previous: first })), []);
});

Deno.test("only what was asked for otherwise changes when a request does", async () => {
  const first = await convert(PLATFORM);
  const changed = PLATFORM.replace("login.example]", "login.example, sso.example]");
  assertNotEquals(changed, PLATFORM);
  assertEquals(changes(first, await convert(changed, { previous: first })), [
    // Its hash, with which the containers that mount it are replaced.
    "compose.yml",
    "secrets/login-tls/tls.crt",
    "secrets/login-tls/tls.key",
  ]);
});

const CLUSTER = `
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: {name: db, namespace: shop}
spec: {instances: 1, storage: {size: 1Gi}}
`;

Deno.test("cnpg speaks TLS with cert-manager, and without it says that it does not", async () => {
  const secure = await convert(CLUSTER);
  const plain = await convert(CLUSTER, { by: helmfile2compose, extensions: [cnpg] });

  const speaksTls = (conversion: Conversion) =>
    [...output(conversion).values()].some((text) => text.includes("ssl_cert_file="));
  assertEquals([speaksTls(secure), speaksTls(plain)], [true, false]);
  assert([...output(secure).keys()].some((path) => /secrets\/db-server[^/]*\/tls\.crt/.test(path)));
  assert(
    plain.diagnostics.some(({ code }) => code === "no-tls"),
    JSON.stringify(plain.diagnostics),
  );
  assertEquals(changes(secure, await convert(CLUSTER, { previous: secure })), []);
});

const BAD = `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: orphan, namespace: shop}
spec: {secretName: orphan-tls, dnsNames: [a.example], issuerRef: {name: gone}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: escape, namespace: shop}
spec: {secretName: ../../escape, dnsNames: [a.example], issuerRef: {name: self}}
---
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: self, namespace: shop}
spec: {selfSigned: {}}
---
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: empty}
spec: {sources: [], target: {configMap: {key: ca.pem}}}
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: nobody, namespace: shop}
spec: {selector: {matchLabels: {app: nobody}}, endpoints: [{port: metrics}]}
---
apiVersion: k8s.keycloak.org/v2alpha1
kind: KeycloakRealmImport
metadata: {name: realm, namespace: shop}
spec:
  keycloakCRName: login
  realm: {realm: ../shop, displayName: "\${TITLE}"}
  placeholders: {TITLE: {secret: {name: gone, key: title}}}
---
apiVersion: k8s.keycloak.org/v2alpha1
kind: KeycloakRealmImport
metadata: {name: titled, namespace: shop}
spec:
  keycloakCRName: login
  realm: {realm: shop, displayName: "\${TITLE}"}
  placeholders: {TITLE: {secret: {name: gone, key: title}}}
---
apiVersion: k8s.keycloak.org/v2alpha1
kind: Keycloak
metadata: {name: login, namespace: shop}
spec: {hostname: {hostname: login.example}}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: late, namespace: shop}
spec:
  schedule: whenever
  jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: a}]}}}}
---
apiVersion: v1
kind: Pod
metadata: {name: well, namespace: shop}
spec: {containers: [{name: well, image: example/well}]}
`;

Deno.test("each thing that can't be kept is said, and the rest converts", async () => {
  const { project, files, diagnostics } = await convert(BAD);

  const about = (kind: string, name: string) =>
    diagnostics.filter(({ severity, resource }) =>
      severity !== "info" && resource?.kind === kind && resource.name === name
    ).length;
  for (
    const [kind, name] of [
      ["Certificate", "orphan"],
      ["Certificate", "escape"],
      ["Bundle", "empty"],
      ["ServiceMonitor", "nobody"],
      ["KeycloakRealmImport", "realm"],
      ["KeycloakRealmImport", "titled"],
      ["CronJob", "late"],
    ]
  ) {
    assert(about(kind, name) > 0, `${kind} ${name}: ${JSON.stringify(diagnostics, null, 1)}`);
  }
  assert(Object.hasOwn(project.services, "well"));
  assert(Object.hasOwn(project.services, "login"));
  assert(Object.hasOwn(project.services, "late"));
  for (const [path] of files.entries()) assertEquals(/(^|\/)\.\.(\/|$)/.test(path), false, path);
});
