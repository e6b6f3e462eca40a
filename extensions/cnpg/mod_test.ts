import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { pathsIn, withValue } from "../../pacts/_testing.ts";
import type { Conversion } from "../../mod.ts";
import * as certManager from "../cert-manager/mod.ts";
import { inFolder } from "../../tools/in_folder.ts";
import { needsTool, runTestTool } from "../../tools/needs_tool.ts";
import {
  client,
  clusterManifest,
  codes,
  convertAll,
  filesOf,
  object,
  operators,
} from "./_testing.ts";

const pooler = operators("Pooler", "pool", { cluster: { name: "db" } });
const login = object("Secret", "login", { stringData: { username: "me", password: "given" } });

/** Everything that a Cluster may say, at least once. */
const FULL = {
  instances: 2,
  imageName: "ghcr.io/cloudnative-pg/postgresql:16.3-bookworm",
  storage: { size: "1Gi" },
  walStorage: { size: "1Gi" },
  tablespaces: [{ name: "fast", owner: { name: "me" }, temporary: true }],
  enableSuperuserAccess: true,
  superuserSecret: { name: "root" },
  certificates: { serverAltDNSNames: ["db.example"], serverCASecret: "ca" },
  resources: { limits: { memory: "1Gi" } },
  env: [{ name: "A", value: "1" }],
  envFrom: [{ secretRef: { name: "login" } }],
  inheritedMetadata: { labels: { a: "b" }, annotations: { c: "d" } },
  projectedVolumeTemplate: { sources: [{ secret: { name: "login" } }] },
  ephemeralVolumesSizeLimit: { shm: "1Gi" },
  backup: { barmanObjectStore: {} },
  plugins: [{ name: "x" }],
  monitoring: { enablePodMonitor: true, customQueriesSecret: [{ name: "q" }] },
  replica: { enabled: false },
  imageCatalogRef: { kind: "ImageCatalog", name: "all", major: 16 },
  startDelay: 30,
  stopDelay: 30,
  postgresql: {
    parameters: { shared_buffers: "1GB", port: "1", "pg_stat_statements.max": "1" },
    pg_hba: ["host all all all md5"],
    pg_ident: ["m a b"],
    shared_preload_libraries: ["auto_explain"],
    ldap: { server: "x" },
    extensions: [{ name: "x" }],
  },
  bootstrap: {
    initdb: {
      database: "orders",
      owner: "me",
      secret: { name: "login" },
      encoding: "UTF8",
      localeCollate: "C",
      walSegmentSize: 16,
      postInitSQL: ["SELECT 1"],
      postInitApplicationSQLRefs: { secretRefs: [{ name: "login", key: "password" }] },
      import: { type: "microservice" },
    },
  },
  managed: {
    roles: [{ name: "r", inRoles: ["pg_monitor"], passwordSecret: { name: "login" }, login: true }],
    services: {
      disabledDefaultServices: ["ro"],
      additional: [{
        serviceTemplate: { metadata: { name: "lb" }, spec: { type: "LoadBalancer" } },
      }],
    },
  },
};

const authority = object("Secret", "ca", { stringData: { "ca.crt": "c", "ca.key": "k" } });

Deno.test("a workload finds a Cluster by its Secret and its names", async () => {
  const { project, diagnostics } = await convertAll([
    clusterManifest(),
    pooler,
    client({
      PASSWORD: ["db-app", "password"],
      URI: ["db-app", "fqdn-uri"],
      ROOT: ["db-superuser", "username"],
    }),
  ]);
  const { PASSWORD, ...environment } = project.services.web.environment!;
  assertEquals(environment, {
    URI: `postgresql://app:${PASSWORD}@db-rw.shop.svc.cluster.local:5432/app`,
    ROOT: "postgres",
  });
  const names = ["db-rw", "db-r", "db-ro", "pool"];
  assertEquals(
    project.services.db.networks?.default?.aliases,
    names.flatMap((
      name,
    ) => [`${name}.shop.svc.cluster.local`, `${name}.shop.svc`, `${name}.shop`, name]),
  );
  assertEquals(diagnostics.map(({ severity, code }) => `${severity} ${code}`), [
    "info no-tls",
    "info no-pooling",
  ]);
});

Deno.test("a second run changes no byte", async () => {
  const manifests = [clusterManifest(FULL), pooler, login, client({ P: ["root", "password"] })];
  const first = await convertAll(manifests);
  const second = await convertAll(manifests, { previous: first });

  assertEquals(second.project, first.project);
  assertEquals(filesOf(second), filesOf(first));
  assertEquals(codes(second), codes(first));
});

Deno.test("a Cluster without a namespace is there by the names of the default one", async () => {
  const cluster = clusterManifest();
  delete cluster.metadata.namespace;
  const { project } = await convertAll([cluster]);
  assertEquals(project.services.db.networks?.default?.aliases, [
    ...["db-rw", "db-r", "db-ro"].flatMap((name) => [
      `${name}.default.svc.cluster.local`,
      `${name}.default.svc`,
      `${name}.default`,
      name,
    ]),
  ]);
});

Deno.test("each field may be missing, null or of a wrong type", async () => {
  for (const path of pathsIn(FULL)) {
    for (const value of [null, "text", 0, true, [], {}, [null], ["x"], [[]], { a: null }]) {
      const broken = withValue(FULL, path, value) as object;
      const { project } = await convertAll([clusterManifest(broken), pooler, login, authority]);
      assert(project.services.db, `${path.join(".")} = ${JSON.stringify(value)}`);
    }
  }
  for (const kind of ["Cluster", "Database", "Pooler", "ImageCatalog", "ClusterImageCatalog"]) {
    for (const spec of [null, "text", [], undefined]) {
      await convertAll([operators(kind, "other", spec), clusterManifest()]);
    }
  }
});

/** Text of a file that a service mounts from the Secret `name`. */
function secretFile({ files }: Conversion, name: string, key: string): string {
  return String(files.get(`secrets/${name}/${key}`)?.content);
}

Deno.test({
  ...needsTool("cert-manager issues the server's certificate", "openssl", "Debian's openssl"),
  async fn() {
    const trusting = {
      containers: [{ name: "web", image: "web", volumeMounts: [{ name: "ca", mountPath: "/ca" }] }],
      volumes: [{
        name: "ca",
        secret: { secretName: "db-ca", items: [{ key: "ca.crt", path: "ca" }] },
      }],
    };
    const web = { kind: "Pod", metadata: { name: "web", namespace: "shop" }, spec: trusting };
    const manifests = [clusterManifest(), pooler, web];
    const extensions = [certManager];
    const first = await convertAll(manifests, { extensions });

    assertEquals(codes(first).filter((code) => !code.startsWith("no-pooling")), []);
    const { command, volumes } = first.project.services.db;
    assertEquals(command, ["sh", "/etc/cnpg/start.sh"]);
    assert(volumes?.includes("./secrets/db-server:/etc/cnpg-tls:ro"));
    const mounted = first.project.services.web.volumes![0] as string;
    const [ca] = [...first.files.entries()].filter(([path]) =>
      `./${path}`.startsWith(mounted.split(":")[0])
    );
    const certificates = [
      ["ca", String(ca[1].content)],
      ["crt", secretFile(first, "db-server", "tls.crt")],
    ] as const;
    await inFolder(certificates, async (folder) => {
      for (const host of ["db-rw", "db-r.shop", "db-ro.shop.svc", "pool.shop.svc.cluster.local"]) {
        const verify = ["verify", "-CAfile", `${folder}/ca`, "-verify_hostname", host];
        const { success, said } = await runTestTool("openssl", [...verify, `${folder}/crt`]);
        assert(success, said);
      }
    });

    const second = await convertAll(manifests, { extensions, previous: first });
    assertEquals(second.project, first.project);
    assertEquals(filesOf(second), filesOf(first));
  },
});

Deno.test("a Cluster's own certificate is mounted without cert-manager", async () => {
  const own = object("Secret", "own", { stringData: { "tls.crt": "c", "tls.key": "k" } });
  const ca = object("Secret", "ca", { stringData: { "ca.crt": "c", "ca.key": "secret key" } });
  const certificates = { serverTLSSecret: "own", serverCASecret: "ca" };
  const conversion = await convertAll([clusterManifest({ certificates }), own, ca]);

  const { volumes } = conversion.project.services.db;
  assert(volumes?.includes("./secrets/own:/etc/cnpg-tls:ro"));
  assertFalse(Object.values(filesOf(conversion)).some((file) => file.includes("secret key")));
  assertEquals(codes(conversion), []);
});

Deno.test("a certificate that is missing is said, and the server does not start without", async () => {
  const conversion = await convertAll([
    clusterManifest({ certificates: { serverTLSSecret: "none" } }),
  ]);
  const { volumes, command } = conversion.project.services.db;
  assertEquals(volumes?.filter((volume) => String(volume).includes("/etc/cnpg-tls")), []);
  assertEquals(command, ["sh", "/etc/cnpg/start.sh"]);
  assertEquals(codes(conversion), ["missing-secret containers[postgres].volumeMounts[tls]"]);
  assertStringIncludes(filesOf(conversion)["configmaps/db-config/start.sh"], "exit 1");
});
