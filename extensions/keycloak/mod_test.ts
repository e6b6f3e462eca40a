import { assert, assertEquals } from "@std/assert";
import {
  type ComposeService,
  idOf,
  isMapping,
  type Manifest,
  type OutputFiles,
  type RenderedService,
} from "@dekube/engine/pacts";
import { said, testConversion } from "@dekube/engine/testing";
import { CERTIFICATE } from "../../pacts/_testing.ts";
import * as caddy from "../caddy/mod.ts";
import * as haproxy from "../haproxy/mod.ts";
import * as workload from "../workload/mod.ts";
import { convertAll, keycloak, object, QUIET, realmImport, secret } from "./_testing.ts";
import * as module from "./mod.ts";
import { extension, KeycloakProvider } from "./mod.ts";

function run(manifests: readonly Manifest[], previous?: OutputFiles) {
  return testConversion([workload, module, haproxy, caddy], manifests, {
    ...previous ? { previous } : {},
  });
}

/** A Keycloak with a database, a certificate as cert-manager leaves it, and a realm. */
function world(): Manifest[] {
  return [
    object("StatefulSet", "pg", {
      spec: {
        template: {
          metadata: { labels: { app: "pg" } },
          spec: {
            containers: [{ name: "pg", image: "postgres", ports: [{ containerPort: 5432 }] }],
          },
        },
      },
    }),
    object("Service", "pg", {
      spec: { selector: { app: "pg" }, ports: [{ port: 6000, targetPort: 5432 }] },
    }),
    object("Deployment", "web", {
      spec: {
        template: {
          metadata: { labels: { app: "web" } },
          spec: {
            containers: [{
              name: "web",
              image: "example/web",
              env: [{ name: "ISSUER", value: "https://sso-service.iam.svc:8443/realms/shop" }],
            }],
          },
        },
      },
    }),
    object("Service", "web", { spec: { selector: { app: "web" }, ports: [{ port: 80 }] } }),
    object("Ingress", "web", {
      spec: {
        rules: [{
          host: "shop.example",
          http: {
            paths: [{ path: "/", backend: { service: { name: "web", port: { number: 80 } } } }],
          },
        }],
      },
    }),
    secret("tls", { "tls.crt": "CRT", "tls.key": "KEY", "ca.crt": CERTIFICATE }),
    secret("db", { user: "kc", pass: "p$w" }),
    object("ConfigMap", "bundle", { data: { "ca.pem": "PEM" } }),
    keycloak({
      hostname: { hostname: "sso.example" },
      http: { tlsSecret: "tls" },
      truststores: { bundle: { configMap: { name: "bundle" } } },
      db: {
        vendor: "postgres",
        host: "pg",
        port: 6000,
        usernameSecret: { name: "db", key: "user" },
        passwordSecret: { name: "db", key: "pass" },
      },
    }),
    realmImport("shop", { realm: "shop", smtpServer: { password: "${P}" } }, {
      placeholders: { P: { secret: { name: "db", key: "pass" } } },
    }),
  ];
}

Deno.test("a Keycloak with all that belongs to it becomes a service", async () => {
  const { project, files, diagnostics } = await run(world());
  const { sso, web } = project.services;
  assertEquals(sso.volumes, [
    "./secrets/tls:/mnt/certificates:ro",
    "./configmaps/bundle:/opt/keycloak/conf/truststores/configmap-bundle:ro",
    "./secrets/keycloak-shop-realm/shop-realm.json:/opt/keycloak/data/import/shop-realm.json:ro",
  ]);
  assertEquals(
    sso.environment?.KC_TRUSTSTORE_PATHS,
    "/opt/keycloak/conf/truststores/configmap-bundle",
  );
  assertEquals(sso.environment?.KC_HTTPS_CERTIFICATE_FILE, "/mnt/certificates/tls.crt");
  assertEquals(sso.environment?.KC_DB_URL_PORT, "5432");
  assertEquals(sso.environment?.KC_DB_PASSWORD, "p$$w");
  assertEquals(
    JSON.parse(String(files.get("secrets/keycloak-shop-realm/shop-realm.json")?.content)),
    { realm: "shop", smtpServer: { password: "p$w" } },
  );
  assert(sso.networks?.default?.aliases?.includes("sso-service.iam.svc.cluster.local"));
  assert(sso.networks?.default?.aliases?.includes("sso-discovery"));
  assertEquals(web.environment?.ISSUER, "https://sso-service.iam.svc:8443/realms/shop");
  const caddyfile = String(files.get("Caddyfile")?.content);
  assert(caddyfile.includes("https://sso-service.iam.svc.cluster.local:8443"), caddyfile);
  assert(project.services.caddy.networks?.default?.aliases?.includes("sso.example"));
  assertEquals(diagnostics.map(({ code, message }) => `${code} ${message}`), []);
});

Deno.test("a later run changes no byte, but for the password that was taken away", async () => {
  const first = await run(world());
  const second = await run(world(), first.files);
  assertEquals(second.project, first.project);
  assertEquals([...second.files.entries()], [...first.files.entries()]);
  const fresh = await run(world());
  const password = (services: Record<string, RenderedService>) =>
    services.sso.environment?.KC_BOOTSTRAP_ADMIN_PASSWORD;
  assert(password(fresh.project.services) !== password(first.project.services));
});

Deno.test("an Ingress of the manifests for the host takes the route's place", async () => {
  const ingress = object("Ingress", "sso", {
    spec: {
      rules: [{
        host: "sso.example",
        http: {
          paths: [{
            path: "/realms",
            backend: { service: { name: "sso-service", port: { name: "http" } } },
          }],
        },
      }],
    },
  });
  const { files, diagnostics } = await run([keycloak(QUIET), ingress]);
  const caddyfile = String(files.get("Caddyfile")?.content);
  assert(caddyfile.includes("http://sso-service.iam.svc.cluster.local:8080"), caddyfile);
  assertEquals(caddyfile.match(/reverse_proxy/g)?.length, 1, caddyfile);
  assertEquals(diagnostics.map(({ code }) => code), ["declared-route"]);
});

Deno.test("two Keycloaks of one name have each their own names, files and admins", async () => {
  const spec = (host: string) => ({ ...QUIET, hostname: { hostname: host } });
  const theirs = realmImport("shop", { realm: "b" });
  theirs.metadata.namespace = "other";
  const { project, files, diagnostics } = await run([
    keycloak(spec("a.example")),
    keycloak(spec("b.example"), { namespace: "other" }),
    realmImport("shop", { realm: "a" }),
    theirs,
  ]);
  const { "sso-iam": a, "sso-other": b } = project.services;
  assert(a && b, Object.keys(project.services).join());
  assertEquals(a.networks?.["ns-iam"]?.aliases, ["sso-service", "sso-discovery", "sso"]);
  assertEquals(b.networks?.["ns-other"]?.aliases, ["sso-service", "sso-discovery", "sso"]);
  assert(
    a.environment?.KC_BOOTSTRAP_ADMIN_PASSWORD !== b.environment?.KC_BOOTSTRAP_ADMIN_PASSWORD,
  );
  const sources = [...a.volumes ?? [], ...b.volumes ?? []].map((mount) =>
    String(mount).split(":")[0]
  );
  assertEquals(new Set(sources).size, 2);
  for (const source of sources) assert(files.has(source.slice(2)), source);
  const passwords = [...files.entries()].map(([path]) => path)
    .filter((path) => /^secrets\/[^.].*\/password$/.test(path));
  assertEquals(passwords.length, 2);
  assertEquals(diagnostics, []);
});

Deno.test("Keycloaks that the user or their own spec turns off become no service", () => {
  const excluded = convertAll([keycloak(QUIET)], { config: { exclude: ["ss*"] } });
  assertEquals([excluded.services, excluded.entries, said(excluded.ctx)], [{}, [], []]);
  const none = convertAll([keycloak({ ...QUIET, instances: 0 })]);
  assertEquals([none.services, said(none.ctx)], [{}, ["no-replicas spec.instances"]]);
});

Deno.test("only resources of this operator are converted", async () => {
  const apiVersion = "keycloak.org/v1alpha1";
  const { project, diagnostics } = await run([
    { ...keycloak(QUIET), apiVersion },
    { ...realmImport("a", { realm: "a" }), apiVersion },
  ]);
  assertEquals(project.services, {});
  assertEquals(said({ diagnostics }), ["unknown-kind", "unknown-kind"]);
  const other = await run([{ ...keycloak(QUIET), apiVersion: "k8s.keycloak.org/v2beta1" }]);
  assertEquals(Object.keys(other.project.services), ["sso", "caddy"]);
});

Deno.test("a Keycloak without a namespace is converted all the same", () => {
  const { services, entries, ctx } = convertAll([
    keycloak({ ...QUIET, db: { ...QUIET.db, usernameSecret: { name: "db", key: "user" } } }, {
      namespace: null,
    }),
    secret("db", { user: "kc" }),
    realmImport("a", { realm: "a" }),
  ]);
  assertEquals(services.sso.owner, {
    group: "k8s.keycloak.org",
    kind: "Keycloak",
    namespace: "",
    name: "sso",
  });
  assertEquals(services.sso.environment?.KC_DB_USERNAME, "kc");
  assertEquals(services.sso.volumes?.length, 1);
  assertEquals(entries[0].upstream, "sso-service:8080");
  assertEquals(said(ctx), []);
});

/** Every field that is read, so that each can be spoilt. */
const FULL: Manifest[] = [
  keycloak({
    instances: 1,
    image: "a/b:26",
    startOptimized: true,
    additionalOptions: [{ name: "a", value: "b" }, { name: "c", secret: { name: "s", key: "k" } }],
    env: [{ name: "A", value: "b" }],
    hostname: {
      hostname: "https://sso.example",
      admin: "x",
      strict: true,
      backchannelDynamic: true,
    },
    features: { enabled: ["a"], disabled: ["b"] },
    transaction: { xaEnabled: true },
    http: {
      httpEnabled: true,
      httpPort: 8080,
      httpsPort: 8443,
      tlsSecret: "tls",
      serviceName: "x",
      labels: { a: "b" },
    },
    httpManagement: { port: 9000 },
    proxy: { headers: "xforwarded" },
    db: {
      vendor: "postgres",
      host: "db",
      port: 1,
      url: "jdbc:x",
      usernameSecret: { name: "s", key: "k" },
      poolMaxSize: 3,
    },
    tracing: { enabled: true, resourceAttributes: { a: "b" } },
    truststores: {
      a: { secret: { name: "tls", optional: false } },
      b: { configMap: { name: "m" } },
    },
    cache: { configMapFile: { name: "m", key: "k" } },
    resources: { limits: { cpu: "1", memory: "1Gi" }, requests: { cpu: "1" } },
    bootstrapAdmin: { user: { secret: "s" }, service: { secret: "s" } },
    ingress: { enabled: true, className: "x", tlsSecret: "t", annotations: { a: "b" } },
    readinessProbe: { periodSeconds: 1, failureThreshold: 2 },
    startupProbe: { periodSeconds: 1, failureThreshold: 2 },
    networkPolicy: { http: [] },
    volumes: [{ name: "m", configMap: { name: "m", items: [{ key: "k", path: "p" }] } }],
    volumeMounts: [{ name: "m", mountPath: "/m", subPath: "p", readOnly: true }],
    unsupported: {
      podTemplate: {
        metadata: { labels: { a: "b" }, annotations: { a: "b" } },
        spec: {
          containers: [{
            command: ["a"],
            args: ["b"],
            env: [{ name: "X", valueFrom: { secretKeyRef: { name: "s", key: "k" } } }],
            envFrom: [{ secretRef: { name: "s" } }],
            volumeMounts: [{ name: "v", mountPath: "/v" }],
            resources: { limits: { cpu: 1 } },
          }],
          initContainers: [{ name: "i" }],
          volumes: [{ name: "v", emptyDir: {} }],
          hostAliases: [{ ip: "1.2.3.4", hostnames: ["a"] }],
          terminationGracePeriodSeconds: 3,
        },
      },
    },
  }, { name: "full", labels: { a: "b" } }),
  {
    ...realmImport("full", {
      realm: "shop",
      enabled: true,
      clients: [{ clientId: "${A}", secret: "x" }],
    }, { placeholders: { A: { secret: { name: "s", key: "k" } } } }),
  },
  object("Ingress", "i", { spec: { rules: [{ host: "a.example" }] } }),
  object("Certificate", "c", {
    apiVersion: "cert-manager.io/v1",
    spec: { secretName: "tls", dnsNames: ["a"], commonName: "b" },
  }),
];

const BAD: unknown[] = [
  null,
  "",
  "x",
  "../../x",
  0,
  -1,
  1e99,
  NaN,
  true,
  [],
  [null],
  ["x", {}],
  {},
  { x: null },
  { name: { a: [] } },
  "a\nb\0${X} $(Y) {}'\"",
];

Deno.test("whatever a field holds, nothing else is lost and nothing escapes its place", () => {
  const good = keycloak(QUIET, { name: "good" });
  const known = [
    secret("s", { k: "v" }),
    secret("tls", { "tls.crt": "C", "tls.key": "K" }),
    object("ConfigMap", "m", { data: { k: "v" } }),
  ];
  let tried = 0;
  for (const [index, manifest] of FULL.entries()) {
    for (const path of pathsIn(manifest.spec, ["spec"])) {
      for (const value of BAD) {
        tried++;
        const spoilt = structuredClone(FULL);
        const name = path.join(".");
        replace(spoilt[index], path, value);
        const { services, entries, ctx } = convertAll([...spoilt, good, ...known]);
        assert(services.good, `${name} ${JSON.stringify(value)}`);
        for (const service of Object.values(services)) checkService(service, name);
        for (const { host, upstream } of entries) {
          assert(/^[a-z0-9.-]+$/.test(host) && !/\s/.test(upstream), name);
        }
        for (const [file] of ctx.files.entries()) {
          assert(/^(configmaps|secrets)\/[^/.][^/]*\/[^/]+$|^secrets\/\./.test(file), file);
          assert(!file.includes(".."), file);
        }
      }
    }
  }
  assert(tried > 1500, String(tried));
});

function checkService(service: ComposeService, name: string): void {
  for (const [variable, value] of Object.entries(service.environment ?? {})) {
    assert(/^[A-Za-z_][\w.-]*$/.test(variable) && typeof value === "string", name);
  }
  for (const word of [...service.command ?? [], ...service.entrypoint ?? []]) {
    assertEquals(typeof word, "string", name);
  }
  assert(typeof service.image === "string" && service.image !== "", name);
}

function* pathsIn(value: unknown, path: string[]): Iterable<string[]> {
  yield path;
  if (!isMapping(value) && !Array.isArray(value)) return;
  for (const [key, item] of Object.entries(value)) yield* pathsIn(item, [...path, key]);
}

function replace(root: unknown, path: readonly string[], value: unknown): void {
  const parent = path.slice(0, -1).reduce(
    (at, key) => (at as Record<string, unknown>)[key],
    root,
  ) as Record<string, unknown>;
  parent[path.at(-1)!] = value;
}

Deno.test("the extension is called as in the catalogue, and says what it is about", () => {
  const provider = new KeycloakProvider();
  assertEquals([extension.name, provider.name, provider.role], [
    "keycloak",
    "keycloak",
    "provider",
  ]);
  assertEquals(provider.priority, 450);
  assertEquals(provider.kinds, [
    "k8s.keycloak.org/KeycloakRealmImport",
    "k8s.keycloak.org/KeycloakOIDCClient",
    "k8s.keycloak.org/KeycloakSAMLClient",
    "k8s.keycloak.org/Keycloak",
  ]);
  const { ctx } = convertAll([keycloak({ instances: 2, x: 1 })]);
  for (const { resource } of ctx.diagnostics) assertEquals(resource, idOf(keycloak({})));
});
