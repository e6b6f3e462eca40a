import { assert, assertEquals, assertFalse } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { aliasesOf, converted, envOf, serviceOf, workloadOf } from "./_testing.ts";
import { extension } from "./mod.ts";

const CLUSTER_NAME = /\.svc\b/;

/** A shop that names its database in every way. */
function shop(): Manifest[] {
  return [
    workloadOf("web", "shop", {
      env: envOf({
        DB: "postgres://postgresql.data.svc.cluster.local:80/x",
        SHORT: "postgresql.data",
      }),
      command: ["sh", "-c", "wait postgresql.data.svc:80"],
      args: ["--db=postgresql.data.svc"],
      readinessProbe: { exec: { command: ["check", "web.shop.svc"] } },
      lifecycle: { preStop: { exec: { command: ["bye", "postgresql.data.svc"] } } },
      volumeMounts: [
        { name: "config", mountPath: "/config" },
        { name: "secret", mountPath: "/secret" },
      ],
    }, {
      pod: {
        volumes: [
          { name: "config", configMap: { name: "web" } },
          { name: "secret", secret: { secretName: "web" } },
        ],
      },
    }),
    serviceOf("web", "shop"),
    workloadOf("db", "data"),
    serviceOf("postgresql", "data", "db"),
    {
      kind: "ConfigMap",
      metadata: { name: "web", namespace: "shop" },
      data: { "app.conf": "db = postgresql.data.svc.cluster.local:80\n" },
      binaryData: { key: btoa("\xffpostgresql.data.svc") },
    },
    {
      kind: "Secret",
      metadata: { name: "web", namespace: "shop" },
      stringData: { url: "http://web.shop.svc/" },
      data: { bytes: btoa("postgresql.data.svc\0") },
    },
    {
      kind: "Ingress",
      metadata: {
        name: "web",
        namespace: "shop",
        annotations: {
          "haproxy.org/server-ssl": "true",
          "haproxy.org/server-sni": "web.shop.svc.cluster.local",
        },
      },
      spec: {
        ingressClassName: "haproxy",
        rules: [{
          host: "shop.example",
          http: {
            paths: [{ path: "/", backend: { service: { name: "web", port: { number: 80 } } } }],
          },
        }],
      },
    },
  ];
}

Deno.test("transform() leaves no cluster name in services, files and routes", async () => {
  const { project, files, diagnostics } = await converted(shop());
  const { web } = project.services;
  assertEquals(web.environment, { DB: "postgres://db:80/x", SHORT: "db" });
  assertEquals(web.entrypoint, ["sh", "-c", "wait db:80"]);
  assertEquals(web.command, ["--db=db"]);
  assertEquals(web.healthcheck?.test, ["CMD", "check", "web"]);
  assertEquals(web.pre_stop, [{ command: ["bye", "db"] }]);
  assertEquals(files.get("configmaps/web/app.conf")?.content, "db = db:80\n");
  assertEquals(files.get("secrets/web/url")?.content, "http://web/");
  const caddyfile = String(files.get("Caddyfile")?.content);
  assert(caddyfile.includes("web:80") && caddyfile.includes("tls_server_name"), caddyfile);
  assertFalse(CLUSTER_NAME.test(caddyfile), caddyfile);
  assertFalse(CLUSTER_NAME.test(JSON.stringify(project)), JSON.stringify(project));
  assertEquals(diagnostics.map(({ code }) => code), ["flattened", "unverified-backend"]);
});

Deno.test("transform() leaves binary files and the modes of files as they are", async () => {
  const manifests = shop();
  const { files } = await converted(manifests);
  assertEquals(
    files.get("configmaps/web/key")?.content,
    Uint8Array.from("\xffpostgresql.data.svc", (char) => char.charCodeAt(0)),
  );
  assertEquals(files.get("secrets/web/bytes")?.content, "postgresql.data.svc\0");
  assertEquals(files.get("configmaps/web/app.conf")?.mode, 0o644);
});

Deno.test("transform() keeps short aliases and the proxy's public hosts", async () => {
  const conversion = await converted(shop());
  assertEquals(aliasesOf(conversion, "db"), { default: ["postgresql"] });
  assertEquals(aliasesOf(conversion, "caddy"), { default: ["shop.example"] });
  assertFalse("networks" in conversion.project.services.web);
});

Deno.test("transform() tells Services of one name in two namespaces apart", async () => {
  const conversion = await converted([
    ...["a", "b"].flatMap((namespace) => [
      workloadOf("db", namespace),
      serviceOf("db", namespace),
      workloadOf(`web-${namespace}`, namespace, {
        env: envOf({ A: "db.a.svc:80", B: "db.b.svc.cluster.local", OWN: "db" }),
      }),
    ]),
  ]);
  const { services, networks } = conversion.project;
  for (const name of ["web-a", "web-b"]) {
    assertEquals(services[name].environment, { A: "db-a:80", B: "db-b", OWN: "db" });
  }
  assertEquals(aliasesOf(conversion, "db-a"), { default: [], "ns-a": ["db"] });
  assertEquals(aliasesOf(conversion, "db-b"), { default: [], "ns-b": ["db"] });
  assertEquals(Object.keys(networks ?? {}).sort(), ["ns-a", "ns-b"]);
});

Deno.test("transform() names a Service that several workloads stand behind by its own name", async () => {
  const conversion = await converted([
    workloadOf("green", "shop", { env: envOf({ URL: "http://web.shop.svc:80" }) }, { app: "web" }),
    workloadOf("blue", "shop", {}, { app: "web" }),
    serviceOf("web", "shop"),
  ]);
  assertEquals(conversion.project.services.green.environment, { URL: "http://web:80" });
  for (const name of ["green", "blue"]) {
    assertEquals(aliasesOf(conversion, name), { default: ["web"] });
  }
});

Deno.test("transform() reaches a pod of several containers by the name of its workload", async () => {
  const sidecar = { containers: [{ name: "a", image: "a" }, { name: "b", image: "b" }] };
  const conversion = await converted([
    workloadOf("web", "shop", {}, { pod: sidecar }),
    serviceOf("front", "shop", "web"),
    workloadOf("db", "shop", {}, {
      kind: "StatefulSet",
      pod: sidecar,
      spec: { serviceName: "db-headless" },
    }),
    serviceOf("db-headless", "shop", "db"),
    workloadOf("client", "shop", {
      env: envOf({
        A: "http://front.shop.svc.cluster.local/",
        B: "http://db-0.db-headless.shop.svc/",
      }),
    }),
  ]);
  const { services } = conversion.project;
  assertEquals(services.client.environment, { A: "http://web/", B: "http://db/" });
  assertEquals(aliasesOf(conversion, "web-pod"), { default: ["web", "front"] });
});

Deno.test("transform() keeps cluster names where no short name is unique, and says so", async () => {
  const conversion = await converted([
    workloadOf("green", "shop", { env: envOf({ URL: "http://web.shop.svc:80" }) }, { app: "web" }),
    workloadOf("blue", "shop", {}, { app: "web" }),
    serviceOf("web", "shop"),
    workloadOf("other", "else", {}, { app: "web" }),
    serviceOf("web", "else"),
  ]);
  assertEquals(conversion.project.services.green.environment, { URL: "http://web.shop.svc:80" });
  assert(aliasesOf(conversion, "blue").default.includes("web.shop.svc"));
  assertEquals(aliasesOf(conversion, "other").default, []);
  assertEquals(conversion.diagnostics.map(({ code }) => code), ["flattened", "kept-cluster-names"]);
});

Deno.test("transform() keeps the names that dekube.yaml uses", async () => {
  const conversion = await converted(shop(), {
    overrides: { web: { environment: { X: "postgresql.data.svc" } } },
  });
  assertEquals(conversion.project.services.web.environment?.X, "postgresql.data.svc");
  assert(aliasesOf(conversion, "db").default.includes("postgresql.data.svc"));
  assertFalse("networks" in conversion.project.services.web);
});

Deno.test("transform() keeps the names of a namespace whose programs put them together", async () => {
  const manifests = (script: string, namespace: string): Manifest[] => [
    workloadOf("web", namespace, {
      volumeMounts: [{ name: "config", mountPath: "/config" }],
    }, { pod: { volumes: [{ name: "config", configMap: { name: "web" } }] } }),
    { kind: "ConfigMap", metadata: { name: "web", namespace }, data: { run: script } },
    workloadOf("db", "data"),
    serviceOf("db", "data"),
  ];
  const aliases = async (script: string, namespace: string) =>
    aliasesOf(await converted(manifests(script, namespace)), "db").default ?? [];
  assert((await aliases("connect $SVC.$NS.svc.cluster.local", "data")).includes("db.data.svc"));
  assertEquals(await aliases("connect $SVC.$NS.svc.cluster.local", "shop"), []);
  assertEquals(await aliases("connect db.data.svc.cluster.local", "data"), []);
});

Deno.test("transform() leads from a StatefulSet's pod to its container, and to its own name", async () => {
  const conversion = await converted([
    workloadOf("db", "data", {
      env: envOf({
        SELF: "db-0.db-headless.data.svc.cluster.local",
        SERVICE: "db-headless.data.svc.cluster.local",
        BY_HOST: "$HOSTNAME.db-headless.data.svc.cluster.local",
      }),
    }, { kind: "StatefulSet", spec: { serviceName: "db-headless" } }),
    serviceOf("db-headless", "data", "db"),
  ]);
  assertEquals(conversion.project.services.db.environment, {
    SELF: "db",
    SERVICE: "db-headless",
    BY_HOST: "$$HOSTNAME.db-headless",
  });
  assertEquals(aliasesOf(conversion, "db"), { default: ["db-headless", "db-0.db-headless"] });
});

Deno.test("transform() leaves names of Services that are not there", async () => {
  const env = { A: "http://gone.shop.svc.cluster.local:80", B: "http://kubernetes.default.svc" };
  const { project } = await converted([workloadOf("web", "shop", { env: envOf(env) })]);
  assertEquals(project.services.web.environment, env);
});

Deno.test("transform() does nothing twice for the same input, whatever its types", async () => {
  const odd = [
    workloadOf("web", "shop", { env: null, command: [null, 1], volumeMounts: null }),
    { kind: "Service", metadata: { name: "web", namespace: "shop" }, spec: null },
    workloadOf("set", "shop", {}, { kind: "StatefulSet", spec: { serviceName: { a: 1 } } }),
    ...shop().slice(1),
  ];
  const [first, second] = [await converted(odd), await converted(odd)];
  assertEquals(JSON.stringify(first), JSON.stringify(second));
});

Deno.test("the extension refuses to run beside cert-manager", () => {
  assertEquals(extension.incompatible, ["cert-manager"]);
});
