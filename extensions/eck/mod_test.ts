import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type Manifest, mapping, mappings } from "@dekube/engine/pacts";
import {
  codes,
  convert,
  elasticsearch,
  find,
  kibana,
  made,
  nodeSet,
  object,
  podOf,
  secret,
  valueIn,
} from "./_testing.ts";
import { hashPassword } from "./password_hash.ts";

/** Kinds and names of objects. */
function names(objects: readonly Manifest[]): string[] {
  return objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`).toSorted();
}

/** A workload that has values of Secrets in its environment, and mounts others. */
function app(env: Record<string, [secret: string, key: string]>, mounted: string[] = []): Manifest {
  return object("apps/v1", "Deployment", "app", {
    spec: {
      template: {
        spec: {
          containers: [{
            name: "app",
            image: "app",
            env: Object.entries(env).map(([name, [secretName, key]]) => ({
              name,
              valueFrom: { secretKeyRef: { name: secretName, key } },
            })),
            volumeMounts: mounted.map((name) => ({ name, mountPath: `/${name}` })),
          }],
          volumes: mounted.map((name) => ({ name, secret: { secretName: name } })),
        },
      },
    },
  });
}

Deno.test("an Elasticsearch has all objects that the operator's documentation promises", async () => {
  const objects = await made(elasticsearch());
  assertEquals(names(objects), [
    "Certificate search-es-default-es-transport-certs",
    "Certificate search-es-http-ca-internal",
    "Certificate search-es-http-certs-internal",
    "Certificate search-es-transport-ca-internal",
    "Issuer search-es-http-ca",
    "Issuer search-es-http-ca-internal-self-signed",
    "Issuer search-es-transport-ca",
    "Issuer search-es-transport-ca-internal-self-signed",
    "Secret search-es-default-es-config",
    "Secret search-es-elastic-user",
    "Secret search-es-xpack-file-realm",
    "Service search-es-default",
    "Service search-es-http",
    "Service search-es-internal-http",
    "Service search-es-transport",
    "StatefulSet search-es-default",
  ]);
  for (const name of ["default", "http", "internal-http"]) {
    const { spec } = find(objects, "Service", `search-es-${name}`);
    assertEquals(mappings(mapping(spec).ports), [
      { name: "https", port: 9200, targetPort: 9200, protocol: "TCP" },
    ]);
  }
});

Deno.test("applications find Elasticsearch's password, its authority and its names", async () => {
  const { project, files, diagnostics } = await convert([
    elasticsearch(),
    app({ PASSWORD: ["search-es-elastic-user", "elastic"] }, [
      "search-es-http-certs-public",
      "search-es-transport-certs-public",
    ]),
  ]);
  assertEquals(diagnostics, []);
  const paths = [...files.entries()].map(([path]) => path);
  for (const name of ["http", "transport"]) {
    const folder = `secrets/search-es-${name}-certs-public/`;
    assertEquals(paths.filter((path) => path.startsWith(folder)).toSorted(), [
      `${folder}ca.crt`,
      `${folder}tls.crt`,
    ]);
  }
  const password = project.services.app.environment!.PASSWORD;
  assertMatch(password, /^[A-Za-z0-9]{24}$/);
  const users = textOf(files, "secrets/search-es-xpack-file-realm/users");
  const [, salt] = users.match(/^elastic:\{PBKDF2\}10000\$([^$]+)\$/)!;
  assertStringIncludes(users, `elastic:${await hashPassword(password, salt)}\n`);
  const { networks } = project.services["search-es-default"] as {
    networks?: { default?: { aliases?: string[] } };
  };
  for (const name of ["http", "internal-http", "transport", "default"]) {
    assert(networks!.default!.aliases!.includes(`search-es-${name}.shop.svc`), name);
  }
});

Deno.test("a second run changes nothing", async () => {
  const manifests = [elasticsearch(), kibana()];
  const first = await convert(manifests);
  const second = await convert(manifests, { previous: first });
  assertEquals(second.project, first.project);
  for (const path of ["search-es-xpack-file-realm/users", "web-kb-config/kibana.yml"]) {
    assertEquals(textOf(second.files, `secrets/${path}`), textOf(first.files, `secrets/${path}`));
  }
});

Deno.test("the password of a Secret of the manifests is the server's", async () => {
  const objects = await made(
    elasticsearch(),
    secret("search-es-elastic-user", { elastic: "s3cret" }),
  );
  const users = valueIn(objects, "search-es-xpack-file-realm", "users");
  const [, salt] = users.match(/\$([^$]+)\$/)!;
  assertEquals(users, `elastic:${await hashPassword("s3cret", salt)}\n`);
  assertEquals(names(objects).includes("Secret search-es-elastic-user"), false);
});

Deno.test("Elasticsearch knows users and roles of auth, and not elastic where it is turned off", async () => {
  const auth = {
    disableElasticUser: true,
    fileRealm: [{ secretName: "ann" }, { secretName: "files" }],
    roles: [{ secretName: "roles" }],
  };
  const objects = await made(
    elasticsearch({ auth }),
    secret("ann", { username: "ann", password: "x", roles: "readers, superuser" }),
    secret("files", { users: "# people\nbob:$2a$10$abc\n", users_roles: "readers:bob\n" }),
    secret("roles", { "roles.yml": "readers:\n  cluster: [monitor]\n" }),
  );
  const value = (key: string) => valueIn(objects, "search-es-xpack-file-realm", key);
  assertMatch(value("users"), /^ann:\{PBKDF2\}\S+\nbob:\$2a\$10\$abc\n$/);
  assertEquals(value("users_roles"), "readers:ann,bob\nsuperuser:ann\n");
  assertEquals(value("roles.yml"), '"readers": {"cluster":["monitor"]}\n');
  assert(!names(objects).includes("Secret search-es-elastic-user"));
});

Deno.test("a user whose name would be another's line in the files is said and left out", async () => {
  for (
    const [username, roles] of [
      ["eve\nelastic", ""],
      ["eve:x", ""],
      ["eve,ann", ""],
      ["#eve", ""],
      ["eve", "a\nsuperuser:eve"],
      ["eve", "a:b"],
    ]
  ) {
    const conversion = await convert([
      elasticsearch({ auth: { disableElasticUser: true, fileRealm: [{ secretName: "eve" }] } }),
      secret("eve", { username, password: "x", roles }),
    ]);
    assertEquals(codes(conversion), ["unwritable-user data"]);
    const [users, members] = ["users", "users_roles"].map((file) =>
      textOf(conversion.files, `secrets/search-es-xpack-file-realm/${file}`)
    );
    assertEquals([users, members], ["", ""]);
  }
});

Deno.test("what auth names and is missing, or is none, is said", async () => {
  const auth = { fileRealm: [{ secretName: "none" }], roles: [{ secretName: "bad" }] };
  const conversion = await convert([
    elasticsearch({ auth }),
    secret("bad", { "roles.yml": "- [a" }),
  ]);
  assertEquals(codes(conversion), [
    "missing-secret spec.auth.fileRealm[0].secretName",
    "bad-roles data.roles.yml",
  ]);
});

Deno.test("several nodeSets become one node with the roles of all", async () => {
  const sets = [
    nodeSet({ name: "masters", count: 3, config: { node: { roles: ["master"] } } }),
    nodeSet({
      name: "hot",
      count: 2,
      config: {
        "node.roles": ["data_hot", "data_content"],
        "node.attr.zone": "a",
        "node.store.allow_mmap": false,
      },
      volumeClaimTemplates: [{
        metadata: { name: "elasticsearch-data" },
        spec: { accessModes: ["ReadWriteOnce"] },
      }],
    }),
  ];
  const objects = await made(elasticsearch({ nodeSets: sets }));
  const yml = valueIn(objects, "search-es-hot-es-config", "elasticsearch.yml");
  assertStringIncludes(yml, 'node.roles: ["master","data_hot","data_content"]\n');
  assertStringIncludes(yml, 'discovery.type: "single-node"\n');
  assertStringIncludes(yml, 'node.attr.zone: "a"\n');
  assertStringIncludes(yml, 'node.name: "search-es-hot-0"\n');
  const set = find(objects, "StatefulSet", "search-es-hot");
  assertEquals(mapping(set.spec).volumeClaimTemplates, [
    { metadata: { name: "elasticsearch-data" }, spec: { accessModes: ["ReadWriteOnce"] } },
  ]);
  const labels = mapping(mapping(mapping(mapping(set.spec).template).metadata).labels);
  assertEquals(labels["elasticsearch.k8s.elastic.co/node-data_hot"], "true");
  assertEquals(labels["elasticsearch.k8s.elastic.co/node-ml"], undefined);
  for (const name of ["masters", "hot"]) {
    const { selector } = mapping(find(objects, "Service", `search-es-${name}`).spec);
    for (const [label, value] of Object.entries(mapping(selector))) {
      assertEquals(labels[label], value);
    }
  }
  assertEquals(codes(await convert([elasticsearch({ nodeSets: sets })])), [
    "one-replica spec.nodeSets",
  ]);
});

Deno.test("settings of other nodes and the operator's own are left out of the config, and said", async () => {
  const config = {
    "node.store.allow_mmap": false,
    cluster: { initial_master_nodes: ["a"], name: "other" },
    "discovery.seed_hosts": ["b"],
    xpack: { security: { enabled: false } },
    "http.max_content_length": "200mb",
  };
  const resource = elasticsearch({ nodeSets: [nodeSet({ config })] });
  const yml = valueIn(await made(resource), "search-es-default-es-config", "elasticsearch.yml");
  assertStringIncludes(yml, 'cluster.name: "search"\n');
  assertStringIncludes(yml, "xpack.security.enabled: true\n");
  assertStringIncludes(yml, 'http.max_content_length: "200mb"\n');
  assert(!/seed_hosts|initial_master/.test(yml));
  assertEquals(codes(await convert([resource])), [
    "cluster-setting spec.nodeSets[0].config",
    "reserved-setting spec.nodeSets[0].config",
    "cluster-setting spec.nodeSets[0].config",
    "reserved-setting spec.nodeSets[0].config",
  ]);
});

Deno.test("what closes a server closes it where its value is quoted, too", async () => {
  const http = { tls: { client: { authentication: "true" } } };
  const objects = await made(elasticsearch({ http, auth: { disableElasticUser: "true" } }));
  const yml = valueIn(objects, "search-es-default-es-config", "elasticsearch.yml");
  assertStringIncludes(yml, 'xpack.security.http.ssl.client_authentication: "required"\n');
  assert(!names(objects).includes("Secret search-es-elastic-user"));
});

Deno.test("a name above the operator's own settings takes none of them away", async () => {
  const http = { tls: { client: { authentication: true } } };
  const yml = async (config: object) => {
    const objects = await made(elasticsearch({ http, nodeSets: [nodeSet({ config })] }));
    return valueIn(objects, "search-es-default-es-config", "elasticsearch.yml");
  };
  const before = await yml({});
  assertStringIncludes(before, 'xpack.security.http.ssl.client_authentication: "required"\n');
  const names = new Set(
    [...before.matchAll(/^([\w.]+):/gm)].flatMap(([, name]) => {
      const parts = name.split(".");
      return parts.map((_, index) => parts.slice(0, index + 1).join("."));
    }),
  );
  const own =
    /^(discovery\.type|node\.roles|.*\.order|xpack\.security\.transport\.ssl\.\w+_authorities)$/;
  for (const name of names) {
    for (const value of [{}, [], false, "x"]) {
      if (own.test(name) && JSON.stringify(value) !== "{}") continue;
      assertEquals(await yml({ [name]: value }), before, `${name}: ${JSON.stringify(value)}`);
    }
  }
  assertEquals(await yml({ "xpack.security.enabled.x": 1 }), before);
  const nested = { xpack: { security: { http: { ssl: { client_authentication: "none" } } } } };
  assertEquals(await yml(nested), before);
});

Deno.test("without TLS Elasticsearch and its clients speak HTTP", async () => {
  const http = { tls: { selfSignedCertificate: { disabled: true } } };
  const objects = await made(elasticsearch({ http }), kibana({ http }));
  const yml = valueIn(objects, "search-es-default-es-config", "elasticsearch.yml");
  assertStringIncludes(yml, "xpack.security.http.ssl.enabled: false\n");
  const kibanaYml = valueIn(objects, "web-kb-config", "kibana.yml");
  assertStringIncludes(kibanaYml, 'elasticsearch.hosts: ["http://search-es-http.shop.svc:9200"]\n');
  assert(!kibanaYml.includes("elasticsearch.ssl"));
  const { ports } = mapping(find(objects, "Service", "search-es-http").spec);
  assertEquals(mappings(ports)[0].name, "http");
});

Deno.test("without cert-manager there is no TLS, which is said", async () => {
  const config = { extensions: { "cert-manager": { enabled: false } } };
  const { project, ...conversion } = await convert([elasticsearch()], { config });
  assertEquals(codes(conversion), ["no-certificate spec.http.tls"]);
  assertStringIncludes(
    JSON.stringify(project.services["search-es-default"].healthcheck),
    "http://127.0.0.1:9200",
  );
});

Deno.test("a certificate of the user's is the server's, and clients trust its authority", async () => {
  const http = { tls: { certificate: { secretName: "own" } } };
  const own = { "tls.crt": "C", "tls.key": "K", "ca.crt": "A" };
  const objects = await made(elasticsearch({ http }), kibana(), secret("own", own));
  for (const name of ["search-es-http-certs-public", "web-kb-es-ca"]) {
    assertEquals(valueIn(objects, name, "ca.crt"), "A");
    assertEquals(valueIn(objects, name, "tls.crt"), "C");
  }
  const { volumes } = podOf(find(objects, "StatefulSet", "search-es-default"));
  const certs = mappings(volumes).find(({ name }) => name === "elastic-internal-http-certificates");
  assertEquals(certs?.secret, { secretName: "own" });
  const issued = object("cert-manager.io/v1", "Certificate", "asked", {
    spec: { secretName: "own", issuerRef: { name: "x" } },
  });
  const [certificate] = (await made(elasticsearch({ http }), kibana(), issued))
    .filter(({ metadata }) => metadata.name === "asked");
  assertEquals(
    mapping(certificate.metadata.annotations)["dekube.io/public-secrets"],
    "shop/search-es-http-certs-public,shop/web-kb-es-ca",
  );
  const missing = codes(await convert([elasticsearch({ http })]));
  assertEquals(missing[0], "missing-secret spec.http.tls.certificate.secretName");
});

Deno.test("secure settings are put into the keystore before the server starts", async () => {
  const secureSettings = [{ secretName: "s3", entries: [{ key: "a", path: "s3.client.x" }] }];
  const objects = await made(elasticsearch({ secureSettings }), secret("s3", { a: "1" }));
  const { containers, volumes } = podOf(find(objects, "StatefulSet", "search-es-default"));
  const [{ command }] = mappings(containers);
  assertStringIncludes((command as string[])[2], 'elasticsearch-keystore add-file "$name" "$file"');
  const secure = mappings(volumes).find(({ projected }) => projected);
  assertEquals(mapping(secure!.projected).sources, [
    { secret: { name: "s3", items: [{ key: "a", path: "s3.client.x" }] } },
  ]);
});

Deno.test("a podTemplate is put upon the pod by the names of its containers", async () => {
  const podTemplate = {
    metadata: { labels: { foo: "bar" } },
    spec: {
      nodeSelector: null,
      initContainers: [{ name: "install", command: ["bin/elasticsearch-plugin"] }],
      containers: [{ name: "elasticsearch", env: [{ name: "ES_JAVA_OPTS", value: "-Xmx1g" }] }, {
        name: "more",
        image: "more",
      }],
      volumes: [{ name: "elasticsearch-data", emptyDir: {} }],
    },
  };
  const resources = { limits: { memory: "8Gi" } };
  const objects = await made(elasticsearch({ nodeSets: [nodeSet({ podTemplate, resources })] }));
  const set = find(objects, "StatefulSet", "search-es-default");
  const { containers, initContainers } = podOf(set);
  const [main, more] = mappings(containers);
  assertEquals(main.image, "docker.elastic.co/elasticsearch/elasticsearch:8.17.0");
  assertEquals(mapping(mapping(main.resources).limits).memory, "8Gi");
  assertEquals(more.name, "more");
  const [init] = mappings(initContainers);
  assertEquals([init.image, init.env], [main.image, main.env]);
  assert(
    mappings(init.volumeMounts).some(({ mountPath }) => String(mountPath).endsWith("plugins")),
  );
  assertEquals(mapping(set.spec).volumeClaimTemplates, []);
});

Deno.test("a Kibana has all objects that the operator's documentation promises, and a user", async () => {
  const objects = await made(elasticsearch(), kibana());
  const own = names(objects).filter((name) => name.includes(" web-"));
  assertEquals(own, [
    "Certificate web-kb-http-ca-internal",
    "Certificate web-kb-http-certs-internal",
    "Deployment web-kb",
    "Issuer web-kb-http-ca",
    "Issuer web-kb-http-ca-internal-self-signed",
    "Secret web-kb-config",
    "Secret web-kibana-user",
    "Service web-kb-http",
  ]);
  const password = valueIn(objects, "web-kibana-user", "shop-web-kibana-user");
  const yml = valueIn(objects, "web-kb-config", "kibana.yml");
  assertStringIncludes(yml, `elasticsearch.password: "${password}"\n`);
  for (const name of ["security", "reporting", "encryptedSavedObjects"]) {
    assertMatch(yml, new RegExp(`xpack\\.${name}\\.encryptionKey: "[A-Za-z0-9]{64}"\n`));
  }
  assertStringIncludes(
    valueIn(objects, "search-es-xpack-file-realm", "users_roles"),
    "kibana_system:shop-web-kibana-user\n",
  );
});

Deno.test("a Kibana of another namespace has the authority and a password there", async () => {
  const other = kibana({ elasticsearchRef: { name: "search", namespace: "shop" } });
  const { project, files, diagnostics } = await convert([
    elasticsearch(),
    { ...other, metadata: { name: "web", namespace: "ops" } },
  ]);
  assertEquals(diagnostics, []);
  const yml = textOf(files, "secrets/web-kb-config/kibana.yml");
  assertStringIncludes(yml, 'elasticsearch.username: "ops-web-kibana-user"\n');
  assert(JSON.stringify(project.services["web-kb"].volumes).includes("web-kb-es-ca"));
});

Deno.test("a Kibana's own settings count before the operator's, whichever way they are written", async () => {
  const config = { xpack: { security: { encryptionKey: "own" } }, "server.host": "::" };
  const yml = valueIn(
    await made(elasticsearch(), kibana({ config })),
    "web-kb-config",
    "kibana.yml",
  );
  assertStringIncludes(yml, 'xpack.security.encryptionKey: "own"\n');
  assertEquals(yml.match(/^server\.host/gm)?.length, 1);
});

Deno.test("a Kibana signs in with what a Secret says of an Elasticsearch elsewhere", async () => {
  const objects = await made(
    kibana({ elasticsearchRef: { secretName: "cloud" } }),
    secret("cloud", { url: "https://x", username: "u", password: "p", "ca.crt": "A" }),
  );
  const yml = valueIn(objects, "web-kb-config", "kibana.yml");
  assertStringIncludes(yml, 'elasticsearch.hosts: ["${ASSOCIATED_ELASTICSEARCH_URL}"]\n');
  const [{ env }] = mappings(podOf(find(objects, "Deployment", "web-kb")).containers);
  assertEquals(mappings(env).map(({ name }) => name), [
    "ASSOCIATED_ELASTICSEARCH_URL",
    "ASSOCIATED_ELASTICSEARCH_USERNAME",
    "ASSOCIATED_ELASTICSEARCH_PASSWORD",
  ]);
});

Deno.test("what a reference names and is missing is said", async () => {
  assertEquals(codes(await convert([kibana()])), ["missing-reference spec.elasticsearchRef"]);
});

Deno.test("a version that can't be run is said, and nothing made of it", async () => {
  for (
    const [version, code] of [[undefined, "no-version"], ["latest", "no-version"], [
      "6.8.23",
      "old-version",
    ]]
  ) {
    const conversion = await convert([elasticsearch({ version })]);
    assertEquals(codes(conversion), [`${code} spec.version`]);
    assertEquals(Object.keys(conversion.project.services), []);
  }
});

Deno.test("clients have a certificate where Elasticsearch asks for one", async () => {
  const http = { tls: { client: { authentication: true } } };
  const objects = await made(elasticsearch({ http }), kibana());
  assertStringIncludes(
    valueIn(objects, "search-es-default-es-config", "elasticsearch.yml"),
    'xpack.security.http.ssl.client_authentication: "required"\n',
  );
  const { spec } = find(objects, "Certificate", "web-kb-es-client-cert");
  assertEquals(mapping(mapping(spec).issuerRef).name, "search-es-http-ca");
  assertStringIncludes(
    valueIn(objects, "web-kb-config", "kibana.yml"),
    'elasticsearch.ssl.certificate: "/mnt/elastic-internal/es-client-certs/tls.crt"\n',
  );
  assertEquals(codes(await convert([elasticsearch({ http }), kibana()])), [
    "client-certificates spec.http.tls.client.authentication",
  ]);
});

Deno.test("an Elasticsearch is left out when nothing can ask clients for a certificate", async () => {
  const client = { authentication: true };
  const off = { extensions: { "cert-manager": { enabled: false } } };
  for (
    const [tls, config] of [
      [{ client }, off],
      [{ client, selfSignedCertificate: { disabled: true } }, {}],
      [{ client, selfSignedCertificate: { disabled: true } }, off],
    ]
  ) {
    const service = { spec: { type: "LoadBalancer" } };
    const manifests = [elasticsearch({ http: { tls, service } }), kibana(), app({})];
    const conversion = await convert(manifests, { config });
    assertEquals(
      Object.keys(conversion.project.services).filter((name) => /search/.test(name)),
      [],
    );
    const said = [...conversion.diagnostics].filter(({ severity }) => severity === "error");
    assertEquals(said.map(({ code, path }) => `${code} ${path}`), [
      "no-client-certificates spec.http.tls.client.authentication",
    ]);
    assert(codes(conversion).includes("missing-reference spec.elasticsearchRef"));
  }
});

Deno.test("a Beat ships to its Elasticsearch as a user of its own, whatever its namespace", async () => {
  const beat: Manifest = {
    apiVersion: "beat.k8s.elastic.co/v1beta1",
    kind: "Beat",
    metadata: { name: "logs", namespace: "ops" },
    spec: {
      type: "filebeat",
      version: "8.17.0",
      elasticsearchRef: { name: "search", namespace: "shop" },
      config: { "filebeat.inputs": [{ type: "filestream", paths: ["/x"] }] },
      daemonSet: {
        podTemplate: { spec: { volumes: [{ name: "beat-data", emptydir: {} }] } },
      },
    },
  };
  const objects = await made(elasticsearch(), beat);
  const password = valueIn(objects, "logs-beat-user", "ops-logs-beat-user");
  const yml = valueIn(objects, "logs-beat-filebeat-config", "beat.yml");
  assertStringIncludes(
    yml,
    'output.elasticsearch.hosts: ["https://search-es-http.shop.svc:9200"]\n',
  );
  assertStringIncludes(yml, `output.elasticsearch.password: "${password}"\n`);
  assertStringIncludes(yml, 'filebeat.inputs: [{"type":"filestream","paths":["/x"]}]\n');
  const roles = valueIn(objects, "search-es-xpack-file-realm", "roles.yml");
  assertMatch(roles, /^"eck_beat_es_filebeat_role": \{/);
  const { volumes, containers } = podOf(find(objects, "DaemonSet", "logs-beat-filebeat"));
  assertEquals(mappings(volumes)[mappings(volumes).length - 1], {
    name: "beat-data",
    emptyDir: {},
  });
  assertEquals(mappings(containers)[0].args, ["-e", "--strict.perms=false", "-c", "/etc/beat.yml"]);
  assert(!names(objects).some((name) => name.startsWith("PersistentVolumeClaim")));
  const { labels } = find(objects, "DaemonSet", "logs-beat-filebeat").metadata;
  assertEquals(labels?.["beat.k8s.elastic.co/name"], "logs");
});

Deno.test("what asks the cluster for its pods, a type that is missing, and monitoring are said", async () => {
  const beat = (spec: object) =>
    object("beat.k8s.elastic.co/v1beta1", "Beat", "logs", { spec: { version: "8.17.0", ...spec } });
  const config = { filebeat: { autodiscover: { providers: [{ type: "kubernetes" }] } } };
  assertEquals(codes(await convert([beat({ type: "filebeat", config })])), [
    "no-cluster spec.config",
  ]);
  assertEquals(codes(await convert([beat({})])), ["no-beat-type spec.type"]);
  const monitoring = { metrics: { elasticsearchRefs: [{ name: "other" }] } };
  assertEquals(codes(await convert([elasticsearch({ monitoring })])), [
    "no-stack-monitoring spec.monitoring.metrics",
  ]);
});

Deno.test("a Logstash has what its pipelines read of each Elasticsearch, and its Services", async () => {
  const logstash = object("logstash.k8s.elastic.co/v1alpha1", "Logstash", "pipe", {
    spec: {
      version: "8.17.0",
      elasticsearchRefs: [{ name: "search", clusterName: "prod-1" }],
      pipelines: [{ "pipeline.id": "main", "config.string": "input {}" }],
      services: [{ name: "beats", service: { spec: { ports: [{ port: 5044 }] } } }],
    },
  });
  const objects = await made(elasticsearch(), logstash);
  const set = find(objects, "StatefulSet", "pipe-ls");
  const [{ env }] = mappings(podOf(set).containers);
  assertEquals(mappings(env), [
    { name: "PROD_1_ES_HOSTS", value: "https://search-es-http.shop.svc:9200" },
    { name: "PROD_1_ES_USER", value: "shop-pipe-shop-search-logstash-user" },
    {
      name: "PROD_1_ES_PASSWORD",
      valueFrom: {
        secretKeyRef: {
          name: "pipe-shop-search-logstash-user",
          key: "shop-pipe-shop-search-logstash-user",
        },
      },
    },
    {
      name: "PROD_1_ES_SSL_CERTIFICATE_AUTHORITY",
      value: "/usr/share/logstash/config/elasticsearch-certs/shop-search/ca.crt",
    },
  ]);
  assertEquals(
    valueIn(objects, "pipe-ls-pipeline", "pipelines.yml"),
    '- {"pipeline.id":"main","config.string":"input {}"}\n',
  );
  assertEquals(mapping(find(objects, "Service", "pipe-ls-beats").spec).ports, [{ port: 5044 }]);
  find(objects, "Service", "pipe-ls-api");
});

Deno.test("an ApmServer has a token, and is connected with Elasticsearch and Kibana", async () => {
  const apm = object("apm.k8s.elastic.co/v1", "ApmServer", "apm", {
    spec: {
      version: "8.17.0",
      elasticsearchRef: { name: "search" },
      kibanaRef: { name: "web" },
    },
  });
  const objects = await made(elasticsearch(), kibana(), apm);
  const yml = valueIn(objects, "apm-apm-config", "apm-server.yml");
  const token = valueIn(objects, "apm-apm-token", "secret-token");
  assertStringIncludes(yml, `apm-server.auth.secret_token: "${token}"\n`);
  assertStringIncludes(yml, 'apm-server.kibana.host: "https://web-kb-http.shop.svc:5601"\n');
  const { ports } = mapping(find(objects, "Service", "apm-apm-http").spec);
  assertEquals(mappings(ports)[0].port, 8200);
  find(objects, "Deployment", "apm-apm-server");
});

Deno.test("controller() survives when any field is of a wrong type", async () => {
  const objects = [
    elasticsearch({
      auth: { fileRealm: [{ secretName: "a" }], roles: [{ secretName: "a" }] },
      http: {
        service: { metadata: { labels: { a: "b" } }, spec: { type: "NodePort" } },
        tls: { selfSignedCertificate: { subjectAltNames: [{ dns: "x" }] } },
      },
      secureSettings: [{ secretName: "a", entries: [{ key: "k" }] }],
      nodeSets: [nodeSet({
        podTemplate: {
          metadata: { labels: {} },
          spec: { containers: [{ name: "elasticsearch" }] },
        },
        volumeClaimTemplates: [{ metadata: { name: "x" } }],
      })],
    }),
    kibana({ config: { a: { b: 1 } }, podTemplate: { spec: { volumes: [{ name: "v" }] } } }),
    object("logstash.k8s.elastic.co/v1alpha1", "Logstash", "l", {
      spec: {
        version: "8.17.0",
        elasticsearchRefs: [{ name: "search", clusterName: "c" }],
        pipelines: [{ "pipeline.id": "m" }],
        services: [{ name: "s", service: { spec: { ports: [{ port: 1 }] } } }],
      },
    }),
    object("beat.k8s.elastic.co/v1beta1", "Beat", "b", {
      spec: { type: "filebeat", version: "8.17.0", deployment: { podTemplate: { spec: {} } } },
    }),
  ];
  for (const [place, { spec }] of objects.entries()) {
    for (const changed of spoiled(spec)) {
      await made(...objects.with(place, { ...objects[place], spec: changed }));
    }
  }
});

/** A value with each of its parts replaced by what it should not be. */
function* spoiled(value: unknown): Iterable<unknown> {
  yield* [null, 1, "x", [], {}, [null], [[1]], true];
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    for (const changed of spoiled(item)) {
      yield Array.isArray(value) ? value.with(Number(key), changed) : { ...value, [key]: changed };
    }
  }
}

/** Text of a file. */
function textOf(
  files: Awaited<ReturnType<typeof convert>>["files"],
  path: string,
): string {
  const found = [...files.entries()].find(([own]) => own === path);
  if (!found) throw new Error(`there is no file ${path}`);
  const { content } = found[1];
  return typeof content === "string" ? content : new TextDecoder().decode(content);
}

Deno.test("settings called as what every object has reach the server's config, and nothing else", async () => {
  const config = JSON.parse('{"constructor.prototype.privileged": true, "__proto__.x": 1}');
  const registry = object(
    "packageregistry.k8s.elastic.co/v1alpha1",
    "PackageRegistry",
    "packages",
    {
      spec: { version: "8.17.0", count: 1, config },
    },
  );
  const { project, files } = await convert([registry, app({})]);
  assertEquals(Object.keys(Object.prototype), []);
  assert(!Object.hasOwn(Object.prototype, "privileged"));
  assertEquals(project.services.app.privileged, undefined);
  const written = textOf(files, "secrets/packages-epr-config/config.yml");
  assertEquals(JSON.parse(written).constructor, { prototype: { privileged: true } });
});

Deno.test("a resource is left out when its config can't be read", async () => {
  for (const odd of ["xpack.security.http.filter.allow: 10.0.0.1", [], ["a"], true, 0, ""]) {
    const search = await convert([
      elasticsearch({ nodeSets: [nodeSet(), nodeSet({ config: odd })] }),
    ]);
    assertEquals(codes(search), ["unclear-config spec.nodeSets[1].config"], JSON.stringify(odd));
    assertEquals(Object.keys(search.project.services), []);
    const web = await convert([elasticsearch(), kibana({ config: odd })]);
    assertEquals(codes(web), ["unclear-config spec.config"], JSON.stringify(odd));
    assertEquals(Object.keys(web.project.services).some((name) => name.startsWith("web")), false);
  }
});

Deno.test("clients are asked for a certificate when nobody can tell whether they are to be", async () => {
  const asks = async (client: unknown) => {
    const { files } = await convert([elasticsearch({ http: { tls: { client } } })]);
    return [...files.entries()].some(([, { content }]) =>
      String(content).includes('xpack.security.http.ssl.client_authentication: "required"')
    );
  };
  for (const odd of ["nobody", 1, [], {}, [true], "true"]) {
    assertEquals(await asks({ authentication: odd }), true, JSON.stringify(odd));
  }
  for (const odd of ["required", true, [{ authentication: true }]]) {
    assertEquals(await asks(odd), true, JSON.stringify(odd));
  }
  for (const off of [undefined, null, {}, { authentication: false }, { authentication: null }]) {
    assertEquals(await asks(off), false, JSON.stringify(off));
  }
});
