import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import type { Manifest, Mapping } from "@dekube/engine/pacts";
import { convert, external, fakeStore, object } from "./_testing.ts";

const data = (secretKey: string, remoteRef: object, more: object = {}) => ({
  secretKey,
  remoteRef,
  ...more,
});

Deno.test("an ExternalSecret becomes a Secret of the values that the user supplies", async () => {
  const manifest = external({
    refreshInterval: "1h",
    data: [
      data("PASSWORD", { key: "prod/db", property: "password" }),
      data("URL", { key: "prod/url" }),
    ],
  });
  const first = await convert([manifest]);
  assertEquals(first.needs, { vault: { "prod/db": { password: null }, "prod/url": null } });
  assertEquals(first.said, [
    "missing-value spec.data[0].remoteRef",
    "missing-value spec.data[1].remoteRef",
  ]);
  assertEquals(
    first.messages[0],
    'the value of "PASSWORD" is in the SecretStore "vault", where dekube can\'t look. Put it into secrets.yaml beside dekube.yaml: external-secrets.vault.prod/db.password',
  );
  assertEquals(first.environment, {});

  const supplied = { vault: { "prod/db": { password: "s3cret" }, "prod/url": "http://x" } };
  const second = await convert([manifest], { supplied });
  assertEquals(second.environment, { PASSWORD: "s3cret", URL: "http://x" });
  assertEquals([second.said, second.unknown], [[], 0]);
});

Deno.test("a part is taken out of a whole, and a whole is put together of its parts", async () => {
  const manifest = external({
    data: [
      data("PART", { key: "json", property: "a.b" }),
      data("WHOLE", { key: "parts" }),
    ],
  });
  const supplied = { vault: { json: '{"a": {"b": 5}}', parts: { user: "me", password: "x" } } };
  const { environment, said } = await convert([manifest], { supplied });
  assertEquals(environment, { PART: "5", WHOLE: '{"user":"me","password":"x"}' });
  assertEquals(said, []);
});

Deno.test("stores of one name in two namespaces are told apart", async () => {
  const cluster = object("ClusterSecretStore", "vault");
  const store = object("SecretStore", "vault");
  const ofAll = { kind: "ClusterSecretStore", name: "vault" };
  const { needs } = await convert([
    cluster,
    store,
    external({ data: [data("A", { key: "a" })] }),
    external({ secretStoreRef: ofAll, data: [data("B", { key: "b" })] }, "other"),
  ]);
  assertEquals(needs, { "shop/vault": { a: null }, vault: { b: null } });
});

Deno.test("an entry's own store goes before the object's", async () => {
  const sourceRef = { storeRef: { name: "other" } };
  const { needs } = await convert([external({ data: [data("A", { key: "a" }, { sourceRef })] })]);
  assertEquals(needs, { other: { a: null } });
});

Deno.test("a fake store gives its values, newest or asked for", async () => {
  const store = object("SecretStore", "vault", {
    provider: {
      fake: {
        data: [
          { key: "a", value: "old", version: "v1" },
          { key: "a", value: "new" },
          { key: "json", value: '{"x": {"y": "z"}, "n": 1}' },
        ],
      },
    },
  });
  const { environment, said, needs } = await convert([
    store,
    external({
      data: [
        data("OLD", { key: "a", version: "v1" }),
        data("NEW", { key: "a" }),
        data("PART", { key: "json", property: "x.y" }),
        data("NONE", { key: "gone" }),
      ],
      dataFrom: [{ extract: { key: "json" } }, { find: { name: { regexp: "^js" } } }],
    }),
  ]);
  assertEquals(environment, {
    OLD: "old",
    NEW: "new",
    PART: "z",
    x: '{"y":"z"}',
    n: "1",
    json: '{"x": {"y": "z"}, "n": 1}',
  });
  assertEquals(said, ["missing-value spec.data[3].remoteRef"]);
  assertEquals(needs, undefined);
});

Deno.test("dataFrom takes all that stands below a name, or whatever matches one", async () => {
  const manifest = external({
    dataFrom: [{ extract: { key: "prod/db" } }, { find: { name: { regexp: "^mail-" } } }],
  });
  const first = await convert([manifest]);
  assertEquals(first.needs, { vault: { "prod/db": {} } });
  assertEquals(first.said, [
    "missing-value spec.dataFrom[0].extract",
    "missing-value spec.dataFrom[1].find",
  ]);
  const supplied = {
    vault: { "prod/db": { USER: "me", "pass word": "x" }, "mail-a": "1", other: "2" },
  };
  const { environment, said } = await convert([manifest], { supplied });
  assertEquals(environment, { USER: "me", pass_word: "x", "mail-a": "1" });
  assertEquals(said, []);
});

Deno.test("secrets are not looked for by what is no expression, or takes more steps than it may", async () => {
  const store = fakeStore({ [`${"a".repeat(30_000)}`]: "x" });
  for (const regexp of ["(", "(?:a?){900}b"]) {
    const dataFrom = [{ find: { name: { regexp } } }];
    const { said } = await convert([store, external({ dataFrom })]);
    assertEquals(said, ["bad-pattern spec.dataFrom[0].find.name.regexp"]);
  }
});

Deno.test("places of secrets.yaml that are still empty are no values", async () => {
  const sources = [
    { data: [data("A", { key: "db", property: "password" })] },
    { data: [data("A", { key: "db" })] },
    { data: [data("A", { key: "db", property: "deep.er" })] },
    { dataFrom: [{ extract: { key: "db" } }] },
    { dataFrom: [{ find: { name: { regexp: "." } } }] },
  ];
  for (const spec of sources) {
    const manifests = [external(spec)];
    const first = await convert(manifests);
    assertEquals(first.missing, ["shop/db"]);
    for (
      const vault of [(first.needs as Mapping).vault, {
        db: { password: null, deep: { er: null } },
      }, null]
    ) {
      const again = await convert(manifests, { supplied: { vault } });
      assertEquals([again.missing, again.environment], [["shop/db"], {}], JSON.stringify(vault));
    }
  }
  const some = { vault: { db: { password: "s3cret", other: null, none: {} } } };
  const { environment } = await convert([external(sources[1])], { supplied: some });
  assertEquals(environment, { A: '{"password":"s3cret"}' });
});

Deno.test("keys are rewritten as the operator does it", async () => {
  const of = async (rewrite: object[]) => {
    const dataFrom = [{ extract: { key: "db" }, rewrite }];
    const store = fakeStore({ db: '{"db-user": "me", "db-pass": "x"}' });
    const { environment, said } = await convert([store, external({ dataFrom })]);
    return said.length > 0 ? said : environment;
  };
  const regexp = (source: string, target: string) => [{ regexp: { source, target } }];
  assertEquals(await of(regexp("^db-(.*)$", "DB_$1")), { DB_user: "me", DB_pass: "x" });
  assertEquals(await of(regexp("^d", "")), { "b-user": "me", "b-pass": "x" });
  assertEquals(await of(regexp("(?P<a>d)b?|^", "<${a}>".replace(/[<>]/g, ""))), {
    "d-user": "me",
    "d-pass": "x",
  });
  assertEquals(await of(regexp("s", "z")), { "db-uzer": "me", "db-pazz": "x" });
  assertEquals(await of(regexp("(?P<a>d)b-", "${1}_")), { d_user: "me", d_pass: "x" });
  assertEquals(await of(regexp("(", "x")), ["bad-rewrite spec.dataFrom[0].rewrite"]);
  assertEquals(await of([{ transform: { template: "{{ .value | upper }}" } }]), {
    "DB-USER": "me",
    "DB-PASS": "x",
  });
  assertEquals(await of(regexp("-", " ")), [
    "bad-key spec.dataFrom[0]",
    "bad-key spec.dataFrom[0]",
  ]);
});

Deno.test("values that are JSON are merged", async () => {
  const of = async (
    merge: object,
    values: Record<string, string> = { a: '{"x": 1, "y": "2"}', b: '{"z": true}' },
  ) => {
    const dataFrom = [{ find: { name: { regexp: "." } }, rewrite: [{ merge }] }];
    const { environment, said } = await convert([fakeStore(values), external({ dataFrom })]);
    return said.length > 0 ? said : environment;
  };
  assertEquals(await of({}), { x: "1", y: "2", z: "true" });
  const both = { a: '{"x": 1}', b: '{"x": 2}' };
  assertEquals(await of({}, both), ["bad-rewrite spec.dataFrom[0].rewrite"]);
  assertEquals(await of({ conflictPolicy: "Ignore", priority: ["a"] }, both), { x: "1" });
  assertEquals(await of({ priority: ["gone"] }, both), ["bad-rewrite spec.dataFrom[0].rewrite"]);
  const json = await of({ strategy: "JSON", into: "all" }, { a: '{"x": 1}' });
  assertEquals(json, { a: '{"x": 1}', all: '{"x":1}' });
});

Deno.test("values are decoded", async () => {
  const of = async (value: string, decodingStrategy: string) => {
    const entry = data("A", { key: "a", decodingStrategy });
    const { environment, said } = await convert([
      fakeStore({ a: value }),
      external({ data: [entry] }),
    ]);
    return said[0] ?? environment.A;
  };
  assertEquals(await of("c2VjcmV0", "Base64"), "secret");
  assertEquals(await of("Pz8_", "Base64URL"), "???");
  assertEquals(await of("Pz8_", "Auto"), "???");
  assertEquals(await of("not!", "Auto"), "not!");
  assertEquals(await of("c2VjcmV0", "None"), "c2VjcmV0");
  assertEquals(await of("not!", "Base64"), "not-encoded spec.data[0].remoteRef.decodingStrategy");
});

Deno.test("a template makes keys, labels and annotations of values", async () => {
  const template = {
    type: "Opaque",
    engineVersion: "v2",
    metadata: { labels: { user: "{{ .user }}" } },
    data: { URL: "postgres://{{ .user }}:{{ .password | urlquery }}@db" },
    templateFrom: [
      { literal: "A: {{ .user | quote }}\nB: b" },
      { configMap: { name: "templates", items: [{ key: "app.conf" }, { key: "gone" }] } },
    ],
  };
  const templates: Manifest = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "templates", namespace: "shop" },
    data: { "app.conf": "user={{ .user }}" },
  };
  const values = [data("user", { key: "u" }), data("password", { key: "p" })];
  const manifests = (mergePolicy?: string) => [
    fakeStore({ u: "me", p: "a/b" }),
    templates,
    external({ data: values, target: { template: { ...template, mergePolicy } } }),
  ];
  const { environment, said, unknown } = await convert(manifests());
  assertEquals(environment, {
    A: "me",
    B: "b",
    "app.conf": "user=me",
    URL: "postgres://me:a%2Fb@db",
  });
  assertEquals(said, [
    "missing-template-source spec.target.template.templateFrom[1].configMap.items[1]",
  ]);
  assertEquals(unknown, 0);
  const merged = await convert(manifests("Merge"));
  assertEquals([merged.environment.user, merged.environment.B], ["me", "b"]);
});

Deno.test("a template that can't be filled in is said, without its values", async () => {
  const target = { template: { data: { A: "{{ .p | nonsense }}", B: "{{ .gone }}", C: "c" } } };
  const { environment, said, messages } = await convert([
    fakeStore({ p: "s3cret" }),
    external({ data: [data("p", { key: "p" })], target }),
  ]);
  assertEquals(environment, { C: "c" });
  assertEquals(said, [
    "bad-template spec.target.template.data.A",
    "bad-template spec.target.template.data.B",
  ]);
  assert(!messages.join().includes("s3cret"));
});

Deno.test("a target has its own name, and adds to a Secret where it says so", async () => {
  const secret: Manifest = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "login", namespace: "shop" },
    stringData: { USER: "me", A: "before" },
  };
  const of = async (creationPolicy: string, manifests: Manifest[]) => {
    const target = { name: "login", creationPolicy };
    const one = external({ data: [data("A", { key: "a" })], target });
    const other = external({ data: [data("B", { key: "b" })], target }, "more");
    const store = fakeStore({ a: "1", b: "2" });
    return (await convert([store, ...manifests, one, other], {}, "login")).environment;
  };
  assertEquals(await of("Merge", [secret]), { USER: "me", A: "1", B: "2" });
  assertEquals(await of("CreateOrMerge", [secret]), { USER: "me", A: "1", B: "2" });
  assertEquals(await of("Merge", []), {});
  assertEquals(await of("None", []), {});
  // What the operator made in a live cluster.
  assertEquals(await of("Owner", [secret]), { USER: "me", A: "before" });
});

Deno.test("a target can be a ConfigMap", async () => {
  const target = { name: "app", manifest: { apiVersion: "v1", kind: "ConfigMap" } };
  const pod: Manifest = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "other", namespace: "shop" },
    spec: {
      containers: [{ name: "other", image: "x", envFrom: [{ configMapRef: { name: "app" } }] }],
    },
  };
  const { said, files } = await convert([
    fakeStore({ a: "1" }),
    pod,
    external({ data: [data("A", { key: "a" })], target }),
  ]);
  assertEquals(said, []);
  assertEquals([...files.entries()].length, 0);
});

Deno.test("a ClusterExternalSecret makes Secrets in the namespaces that it is for", async () => {
  const namespace = (name: string, labels: object = {}): Manifest => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name, labels } as Manifest["metadata"],
  });
  const cluster = (more: object) =>
    object("ClusterExternalSecret", "db", {
      externalSecretSpec: {
        secretStoreRef: { kind: "ClusterSecretStore", name: "fakes" },
        data: [data("A", { key: "a" })],
      },
      ...more,
    });
  const store = object("ClusterSecretStore", "fakes", {
    provider: { fake: { data: [{ key: "a", value: "1" }] } },
  });
  for (
    const more of [
      { namespaceSelectors: [{ matchLabels: { team: "a" } }] },
      { namespaceSelector: { matchLabels: { team: "a" } } },
      { namespaces: ["shop"] },
    ]
  ) {
    const { environment, said, unknown } = await convert([
      namespace("shop", { team: "a" }),
      store,
      cluster(more),
    ]);
    assertEquals([environment, said, unknown], [{ A: "1" }, [], 0]);
  }
  const { said } = await convert([
    store,
    cluster({ namespaceSelectors: [{ matchLabels: { a: "b" } }] }),
  ]);
  assertEquals(said, ["no-target-namespace spec.namespaceSelectors"]);
});

Deno.test("generators make values up once, for each ExternalSecret its own", async () => {
  const reference = (kind: string, name: string) => ({
    sourceRef: {
      generatorRef: { apiVersion: "generators.external-secrets.io/v1alpha1", kind, name },
    },
  });
  const manifests = [
    object("Password", "strong", { length: 32, digits: 5, symbols: 0, allowRepeat: true }),
    object("UUID", "id"),
    object("Fake", "fixed", { data: { FIXED: "f" } }),
    object("ClusterGenerator", "all", {
      kind: "Password",
      generator: { passwordSpec: { secretKeys: ["ALL"], length: 4, noUpper: true } },
    }),
    external({
      dataFrom: [
        reference("Password", "strong"),
        {
          ...reference("Password", "strong"),
          rewrite: [{ regexp: { source: "^", target: "second-" } }],
        },
        reference("UUID", "id"),
        reference("Fake", "fixed"),
        reference("ClusterGenerator", "all"),
      ],
    }),
    external({ dataFrom: [reference("Password", "strong")] }, "other"),
  ];
  const { environment, said, files, unknown } = await convert(manifests);
  assertEquals([said, unknown], [[], 0]);
  assertMatch(environment.password!, /^[A-Za-z0-9]{32}$/);
  assertNotEquals(environment.password, environment["second-password"]);
  assertMatch(environment.uuid!, /^[0-9a-f]{8}-/);
  assertEquals(environment.FIXED, "f");
  assertEquals(environment.ALL!.replaceAll("$$", "$").length, 4);
  const other = await convert(manifests, { previous: files }, "other");
  assertNotEquals(other.environment.password, environment.password);
  const again = await convert(manifests, { previous: files });
  assertEquals(again.environment, environment);
});

Deno.test("what others would give out is the user's to supply", async () => {
  const generatorRef = { kind: "ECRAuthorizationToken", name: "ecr" };
  const manifests = [
    object("ECRAuthorizationToken", "ecr", { region: "eu-west-1" }),
    external({ dataFrom: [{ sourceRef: { generatorRef } }] }),
  ];
  const { said, needs, messages, unknown } = await convert(manifests);
  assertEquals(said, ["missing-value spec.dataFrom[0].sourceRef.generatorRef"]);
  assertStringIncludes(messages[0], "external-secrets.generators.ecr");
  assertEquals([needs, unknown], [{ generators: { ecr: {} } }, 0]);
  const supplied = { generators: { ecr: { username: "AWS" } } };
  assertEquals((await convert(manifests, { supplied })).environment, { username: "AWS" });
});

Deno.test("a generator that is missing, or asks for what can't be, is said", async () => {
  const dataFrom = [{ sourceRef: { generatorRef: { kind: "Password", name: "strong" } } }];
  assertEquals((await convert([external({ dataFrom })])).said, [
    "missing-value spec.dataFrom[0].sourceRef.generatorRef",
  ]);
  for (const spec of [{ digits: 30 }, { length: 200, digits: 0, symbols: 0 }, { length: 1e9 }]) {
    const { said } = await convert([object("Password", "strong", spec), external({ dataFrom })]);
    assertEquals(said, ["no-password spec.dataFrom[0].sourceRef.generatorRef"]);
  }
});

/** Rights of the account "reader" of the namespace shop to the Secrets of another one. */
const RIGHTS: readonly Manifest[] = [{
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "Role",
  metadata: { name: "secrets", namespace: "shared" },
  rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get", "list"] }],
}, {
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "RoleBinding",
  metadata: { name: "secrets", namespace: "shared" },
  roleRef: { kind: "Role", name: "secrets" },
  subjects: [{ kind: "ServiceAccount", name: "reader", namespace: "shop" }],
}];

Deno.test("a store of Secrets has none that its account may not read, and none of another cluster", async () => {
  const kubernetes = { remoteNamespace: "shared", auth: { serviceAccount: { name: "reader" } } };
  const secret: Manifest = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "db", namespace: "shared" },
    stringData: { user: "me" },
  };
  const of = async (provider: object, rights: readonly Manifest[]) => {
    const store = object("SecretStore", "vault", { provider: { kubernetes: provider } });
    const one = external({ dataFrom: [{ extract: { key: "db" } }] });
    return (await convert([store, secret, ...rights, one])).environment;
  };
  const [role, binding] = RIGHTS;
  assertEquals(await of(kubernetes, RIGHTS), { user: "me" });
  assertEquals(await of({ ...kubernetes, server: { url: "kubernetes.default" } }, RIGHTS), {
    user: "me",
  });
  assertEquals(await of({ ...kubernetes, server: { url: "https://other" } }, RIGHTS), {});
  assertEquals(await of({ remoteNamespace: "shared" }, RIGHTS), {});
  assertEquals(await of(kubernetes, []), {});
  assertEquals(await of(kubernetes, [role]), {});
  assertEquals(await of(kubernetes, [binding]), {});
  const named = {
    rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get"], resourceNames: ["x"] }],
  };
  assertEquals(await of(kubernetes, [{ ...role, ...named }, binding]), {});
  const groupless = { rules: [{ resources: ["secrets"], verbs: ["get"] }] };
  assertEquals(await of(kubernetes, [{ ...role, ...groupless } as Manifest, binding]), {});
});

Deno.test("a SecretStore asks with no ServiceAccount of another namespace, and finds no Secrets that it may not list", async () => {
  const secret: Manifest = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "db", namespace: "shared" },
    stringData: { user: "me" },
  };
  const of = async (serviceAccount: object, dataFrom: object, rights = RIGHTS) => {
    const kubernetes = { remoteNamespace: "shared", auth: { serviceAccount } };
    const store = object("SecretStore", "vault", { provider: { kubernetes } });
    const one = external({ dataFrom: [dataFrom] });
    const { environment, messages } = await convert([store, secret, ...rights, one]);
    return { environment, messages };
  };
  const extract = { extract: { key: "db" } };
  const own = await of({ name: "reader", namespace: "shop" }, extract);
  assertEquals(own.environment, { user: "me" });
  const [role, binding] = RIGHTS as [Manifest, Manifest & { subjects: object[] }];
  const theirs = {
    ...binding,
    subjects: [{ kind: "ServiceAccount", name: "reader", namespace: "shared" }],
  };
  const other = await of({ name: "reader", namespace: "shared" }, extract, [role, theirs]);
  assertEquals(other.environment, {});
  assertStringIncludes(other.messages[0], 'a ServiceAccount of the namespace "shared"');
  const find = { find: { name: { regexp: "." } } };
  assertEquals((await of({ name: "reader" }, find)).environment, { db: '{"user":"me"}' });
  const get = { ...role, rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get"] }] };
  assertEquals((await of({ name: "reader" }, find, [get as Manifest, binding])).environment, {});
});

Deno.test("what the user supplies for one namespace's store or generator is nobody else's", async () => {
  const others = (spec: Mapping): Manifest => {
    const one = external(spec);
    return { ...one, metadata: { ...one.metadata, name: "theirs", namespace: "evil" } };
  };
  const extract = { extract: { key: "db" } };
  const theirs = object("SecretStore", "vault", { provider: { vault: {} } });
  const ecr = object("ECRAuthorizationToken", "ecr", {});
  const values = { vault: { db: { a: "1" } }, generators: { ecr: { b: "2" } } };
  const generated = (kind: string, name = "ecr") => ({
    dataFrom: [{ sourceRef: { generatorRef: { kind, name } } }],
  });
  for (
    const spec of [
      { secretStoreRef: { name: "vault" }, dataFrom: [extract] },
      { secretStoreRef: { name: "shop/vault" }, dataFrom: [extract] },
      { secretStoreRef: { kind: "ClusterSecretStore", name: "shop/vault" }, dataFrom: [extract] },
      {
        secretStoreRef: { name: "generators" },
        dataFrom: [{ extract: { key: "ecr" } }],
      },
      {
        secretStoreRef: { kind: "ClusterSecretStore", name: "generators" },
        dataFrom: [{ extract: { key: "ecr" } }],
      },
      generated("ECRAuthorizationToken"),
      generated("Webhook"),
      generated("ECRAuthorizationToken", "ECRAuthorizationToken/shop/ecr"),
    ]
  ) {
    const manifests = [
      theirs,
      ecr,
      external({ secretStoreRef: { name: "vault" }, dataFrom: [extract] }),
      others(spec),
    ];
    const supplied = {
      ...values,
      "shop/vault": values.vault,
      generators: { ...values.generators, "ECRAuthorizationToken/shop/ecr": { b: "2" } },
    };
    const { missing } = await convert(manifests, { supplied });
    assert(missing.includes("evil/theirs"), JSON.stringify(spec));
  }
});

Deno.test("a store of all namespaces gives nothing to those that it is not for", async () => {
  const of = async (conditions: object[]) => {
    const store = object("ClusterSecretStore", "fakes", {
      provider: { fake: { data: [{ key: "a", value: "1" }] } },
      conditions,
    });
    const secretStoreRef = { kind: "ClusterSecretStore", name: "fakes" };
    const one = external({ secretStoreRef, data: [data("A", { key: "a" })] });
    const { environment, said } = await convert([store, one]);
    return said.length > 0 ? said : environment;
  };
  const closed = ["missing-value spec.data[0].remoteRef"];
  assertEquals(await of([]), { A: "1" });
  assertEquals(await of([{ namespaces: ["shop"] }]), { A: "1" });
  assertEquals(await of([{ namespaceRegexes: ["^sh"] }]), { A: "1" });
  const labels = { matchLabels: { "kubernetes.io/metadata.name": "shop" } };
  assertEquals(await of([{ namespaceSelector: labels }]), { A: "1" });
  assertEquals(await of([{ namespaces: ["other"] }]), closed);
  assertEquals(await of([{ namespaceSelector: { matchLabels: { a: "b" } } }]), closed);
});

Deno.test("an ExternalSecret has no values of another namespace's store", async () => {
  const evil = external({ data: [data("A", { key: "a" })] });
  evil.metadata.namespace = "evil";
  const { needs } = await convert([object("SecretStore", "vault"), evil]);
  assertEquals(needs, { "evil/vault": { a: null } });
});

Deno.test("no key that a template makes is in a message", async () => {
  const target = { template: { templateFrom: [{ literal: "{{ .m }}" }] } };
  const one = external({ data: [data("m", { key: "m" })], target });
  const { messages, said } = await convert([fakeStore({ m: "hunter2 with space: x" }), one]);
  assertEquals(said, ["bad-key spec.target.template.templateFrom[0].literal"]);
  assert(!messages.join().includes("hunter2"));
});

Deno.test("a store of Secrets has those that are among the manifests", async () => {
  const store = object("SecretStore", "vault", {
    provider: {
      kubernetes: { remoteNamespace: "shared", auth: { serviceAccount: { name: "reader" } } },
    },
  });
  const secret: Manifest = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "db", namespace: "shared" },
    stringData: { user: "me" },
  };
  const manifest = external({
    data: [data("USER", { key: "db", property: "user" }), data("OTHER", { key: "gone" })],
    dataFrom: [{ extract: { key: "db" } }],
  });
  const { environment, needs, unknown } = await convert([store, secret, ...RIGHTS, manifest]);
  assertEquals([environment, unknown], [{ USER: "me", user: "me" }, 0]);
  assertEquals(needs, { vault: { gone: null } });
});

Deno.test("whatever a field holds, nothing fails, and no value is in a message", async () => {
  const full = () => [
    fakeStore({ a: "s3cret", json: '{"x": "s3cret"}' }),
    external({
      data: [
        data("A", { key: "a", property: "", decodingStrategy: "None" }, {
          sourceRef: { storeRef: { name: "vault" } },
        }),
      ],
      dataFrom: [
        { extract: { key: "json" }, rewrite: [{ regexp: { source: "x", target: "y" } }] },
        { find: { name: { regexp: "j" } }, rewrite: [{ merge: { priority: ["json"] } }] },
      ],
      target: {
        name: "db",
        creationPolicy: "Owner",
        template: { data: { B: "{{ .A }}" }, metadata: { labels: { a: "b" } } },
      },
    }),
    object("Password", "strong", { length: 5 }),
    object("ClusterExternalSecret", "all", { externalSecretSpec: {}, namespaces: ["shop"] }),
  ];
  const odd = [null, "", "é\n\0", 0, -1, 1e9, true, [], {}, [null], { a: null }, "(((", "{{"];
  let tried = 0;
  for (const [index, original] of full().entries()) {
    for (const path of pathsIn(original.spec)) {
      for (const value of odd) {
        const manifests = full();
        put(manifests[index].spec, path, structuredClone(value));
        const { messages } = await convert(manifests);
        assert(
          !messages.join().includes("s3cret"),
          `${index} ${path.join(".")} ${JSON.stringify(value)}`,
        );
        assert(original.kind !== "");
        tried++;
      }
    }
  }
  assert(tried > 500, String(tried));
});

type Key = string | number;

function pathsIn(value: unknown, path: Key[] = []): Key[][] {
  if (typeof value !== "object" || value === null) return path.length > 0 ? [path] : [];
  const keys: Key[] = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  const inner = keys.flatMap((key) =>
    pathsIn((value as Record<Key, unknown>)[key], [...path, key])
  );
  return path.length > 0 ? [path, ...inner] : inner;
}

function put(value: unknown, path: readonly Key[], to: unknown): void {
  let here = value as Record<Key, unknown>;
  for (const key of path.slice(0, -1)) here = here[key] as Record<Key, unknown>;
  here[path.at(-1)!] = to;
}

Deno.test("a template that lacks a value is told of by the value alone", async () => {
  const target = { template: { data: { A: "{{ .USER | upper }}", B: "{{ .USER | nonsense }}" } } };
  const { said } = await convert([external({ data: [data("USER", { key: "u" })], target })]);
  assertEquals(said, [
    "missing-value spec.data[0].remoteRef",
    "bad-template spec.target.template.data.B",
  ]);
});
