/** No page shows a password that somebody wrote into a resource of an operator, wherever it ends up. */
import { assert, assertEquals } from "@std/assert";
import { Diagnostics } from "@dekube/engine/pacts";
import { parseManifests } from "../mod.ts";
import { renderDrawing, renderFlowchart, renderPage } from "../engine/page/mod.ts";
import kubernetes2simple from "../distributions/kubernetes2simple/mod.ts";

/** A Secret's name is no secret; what begins so is. */
const MARK = "s3cr3t-MARK-";

let marks = 0;
const mark = () => `${MARK}${++marks}`;

/** Specs by kind; each mark stands for a password that somebody wrote down. */
const RESOURCES: Record<string, object> = {
  "postgresql.cnpg.io/v1 Cluster": {
    instances: 1,
    bootstrap: {
      initdb: {
        postInitSQL: [`CREATE ROLE r LOGIN PASSWORD '${mark()}'`],
        postInitApplicationSQL: [`ALTER USER r WITH PASSWORD '${mark()}'`],
      },
    },
    postgresql: {
      parameters: { primary_conninfo: `host=a password=${mark()}` },
      pg_hba: [`host all all 0.0.0.0/0 ldap ldapserver=a ldapbindpasswd=${mark()}`],
    },
    env: [{ name: "PGPASSWORD", value: mark() }],
    externalClusters: [{ name: "a", connectionParameters: { host: "a", password: mark() } }],
  },
  "acid.zalan.do/v1 postgresql": {
    teamId: "a",
    numberOfInstances: 1,
    postgresql: { version: "16", parameters: { archive_command: `cp --password=${mark()} x` } },
    clone: { cluster: "a", s3_access_key_id: mark(), s3_secret_access_key: mark() },
    env: [{ name: "AWS_SECRET_ACCESS_KEY", value: mark() }],
    sidecars: [{ name: "s", image: "s", env: [{ name: "DB_PASSWORD", value: mark() }] }],
  },
  "k8s.mariadb.com/v1alpha1 MariaDB": {
    rootEmptyPassword: true,
    storage: { size: "1Gi" },
    myCnf: `[mariadb]\nmax_connections=20\nssl_passphrase=${mark()}\n`,
    env: [{ name: "SOME_TOKEN", value: mark() }],
    args: [`--init-password=${mark()}`],
  },
  "k8s.mariadb.com/v1alpha1 SqlJob": {
    mariaDbRef: { name: "a" },
    username: "root",
    sql: `CREATE USER a IDENTIFIED BY '${mark()}'`,
  },
  "mongodbcommunity.mongodb.com/v1 MongoDBCommunity": {
    members: 1,
    version: "7.0.1",
    additionalMongodConfig: { "net.tls.certificateKeyFilePassword": mark() },
  },
  "psmdb.percona.com/v1 PerconaServerMongoDB": {
    replsets: [{
      name: "rs0",
      size: 1,
      configuration: `security:\n  ldap:\n    bind:\n      queryPassword: "${mark()}"\n`,
    }],
  },
  "psmdb.percona.com/v1 PerconaServerMongoDBClusterSync": {
    clusterName: "a",
    source: { uri: `mongodb://me:${mark()}@old:27017` },
  },
  "rabbitmq.com/v1beta1 RabbitmqCluster": {
    rabbitmq: {
      additionalConfig: `default_pass = ${mark()}\nauth_ldap.dn_lookup_bind.password = ${mark()}\n`,
      advancedConfig: `[{rabbit, [{default_pass, <<"${mark()}">>}]}].`,
      envConfig: `RABBITMQ_ERLANG_COOKIE=${mark()}\n`,
    },
  },
  "redis.redis.opstreelabs.in/v1beta2 Redis": {
    kubernetesConfig: { image: "redis" },
    env: [{ name: "REDIS_PASSWORD", value: mark() }],
  },
  "databases.spotahome.com/v1 RedisFailover": {
    redis: { customConfig: [`requirepass ${mark()}`, `masterauth ${mark()}`] },
    sentinel: { customConfig: [`sentinel auth-pass mymaster ${mark()}`] },
  },
  "minio.min.io/v2 Tenant": {
    pools: [{ servers: 1, volumesPerServer: 1 }],
    env: [{ name: "MINIO_ROOT_PASSWORD", value: mark() }],
  },
  "job.min.io/v1alpha1 MinIOJob": {
    tenant: { name: "a", namespace: "shop" },
    commands: [{ name: "u", op: "admin/user/add", args: { user: "a", password: mark() } }],
  },
  "kafka.strimzi.io/v1beta2 KafkaConnect": {
    replicas: 1,
    bootstrapServers: "a:9092",
    config: { "sasl.jaas.config": `Login required username="a" password="${mark()}";` },
  },
  "kafka.strimzi.io/v1beta2 KafkaBridge": {
    bootstrapServers: "a:9092",
    consumer: { config: { "ssl.keystore.password": mark() } },
    http: { port: 8080 },
  },
  "elasticsearch.k8s.elastic.co/v1 Elasticsearch": {
    version: "8.16.1",
    nodeSets: [{ name: "a", count: 1, config: { "bootstrap.password": mark() } }],
  },
  "kibana.k8s.elastic.co/v1 Kibana": {
    version: "8.16.1",
    config: {
      "xpack.encryptedSavedObjects.encryptionKey": mark(),
      xpack: { security: { encryptionKey: mark() } },
    },
  },
  "logstash.k8s.elastic.co/v1alpha1 Logstash": {
    version: "8.16.1",
    pipelines: [{
      "pipeline.id": "main",
      "config.string": `output { elasticsearch { user => "a" password => "${mark()}" } }`,
    }],
  },
  "beat.k8s.elastic.co/v1beta1 Beat": {
    type: "heartbeat",
    version: "8.16.1",
    config: { output: { elasticsearch: { api_key: mark() } } },
    deployment: {},
  },
  "clickhouse.altinity.com/v1 ClickHouseInstallation": {
    configuration: {
      users: { "a/password": mark(), "b/password_sha256_hex": `${mark()}` },
      settings: { "interserver_http_credentials/password": mark() },
      files: {
        "config.d/a.xml": `<clickhouse><ldap><bind_pw>${mark()}</bind_pw></ldap></clickhouse>`,
      },
      zookeeper: { nodes: [{ host: "a" }], identity: `a:${mark()}` },
      clusters: [{ name: "main", secret: { value: mark() } }],
    },
  },
  "clickhouse.com/v1alpha1 KeeperCluster": { replicas: 1 },
  "clickhouse.com/v1alpha1 ClickHouseCluster": {
    keeperClusterRef: { name: "a" },
    settings: {
      extraConfig: { interserver_http_credentials: { password: mark() } },
      extraUsersConfig: { users: { guest: { password: mark() } } },
    },
  },
  "k8s.keycloak.org/v2alpha1 Keycloak": {
    additionalOptions: [{ name: "https-key-store-password", value: mark() }],
    env: [{ name: "KC_DB_PASSWORD", value: mark() }],
    hostname: { hostname: "a" },
  },
  "k8s.keycloak.org/v2alpha1 KeycloakRealmImport": {
    keycloakCRName: "a",
    realm: {
      realm: "a",
      users: [{ username: "u", credentials: [{ type: "password", value: mark() }] }],
      clients: [{ clientId: "c", secret: mark() }],
      smtpServer: { password: mark() },
      identityProviders: [{ alias: "i", config: { clientSecret: mark() } }],
      components: {
        "org.keycloak.keys.KeyProvider": [{ name: "k", config: { privateKey: [mark()] } }],
      },
    },
  },
  "external-secrets.io/v1 SecretStore": {
    provider: { fake: { data: [{ key: "/a", value: mark() }] } },
  },
  "external-secrets.io/v1 ExternalSecret": {
    secretStoreRef: { name: "a" },
    target: { name: "made", template: { data: { plain: mark() } } },
    data: [{ secretKey: "k", remoteRef: { key: "/a" } }],
  },
  "generators.external-secrets.io/v1alpha1 Fake": { data: { a: mark() } },
  "bitnami.com/v1alpha1 SealedSecret": {
    encryptedData: { a: mark() },
    template: { data: { plain: mark() } },
  },
  "cert-manager.io/v1 Certificate": {
    secretName: "made-tls",
    dnsNames: ["a"],
    issuerRef: { name: "a" },
    keystores: { jks: { create: true, password: mark() } },
  },
  "cert-manager.io/v1 Issuer": { selfSigned: {} },
  "argoproj.io/v1alpha1 Rollout": {
    selector: { matchLabels: { app: "a" } },
    template: {
      metadata: { labels: { app: "a" } },
      spec: {
        containers: [{
          name: "a",
          image: "a",
          args: ["--password", mark(), `--api-key=${mark()}`],
          env: [{ name: "API_TOKEN", value: mark() }],
        }],
      },
    },
  },
  "traefik.io/v1alpha1 Middleware": {
    headers: { customRequestHeaders: { "X-Api-Key": mark(), Authorization: `Bearer ${mark()}` } },
  },
};

const manifests = [
  ...Object.entries(RESOURCES).map(([type, spec]) => {
    const [apiVersion, kind] = type.split(" ");
    return { apiVersion, kind, metadata: { name: "a", namespace: "shop" }, spec };
  }),
  {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "settings", namespace: "shop" },
    data: { "app.properties": `name=a\nspring.datasource.password=${mark()}\n` },
  },
  {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "reader", namespace: "shop" },
    spec: {
      containers: [{
        name: "reader",
        image: "reader",
        envFrom: [{ configMapRef: { name: "settings" } }, { secretRef: { name: "made" } }],
      }],
    },
  },
];

Deno.test("no page, drawing or account shows a password that stands in a custom resource", async () => {
  const parsed = parseManifests(
    [{ file: "all.json", text: JSON.stringify({ kind: "List", items: manifests }) }],
    new Diagnostics(),
  );
  assertEquals(parsed.length, manifests.length);
  const conversion = await kubernetes2simple.convert(parsed, { name: "shop" }, [], {
    account: true,
    details: true,
    firstRun: true,
  });
  const { details, account, diagnostics, files } = conversion;
  assert(details && account);
  const input = {
    ...conversion,
    details,
    account,
    files: [...files.entries()],
    generator: "dekube",
  };
  const shown = {
    page: renderPage(input),
    drawing: renderDrawing(input),
    flowchart: renderFlowchart(input),
    account: JSON.stringify(account),
    messages: JSON.stringify(diagnostics),
  };
  for (const [what, text] of Object.entries(shown)) {
    const found = new Set(text.match(new RegExp(`.{0,120}${MARK}\\d+`, "g")));
    assertEquals([...found], [], what);
  }
  assert(shown.page.includes("max_connections=20"), "settings that are none are shown");
});
