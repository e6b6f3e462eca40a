import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  CombinedConverter,
  type ComposeService,
  type ConvertContext,
  Converter,
  Diagnostics,
  idOf,
  IndexerConverter,
  type IngressEntry,
  IngressProvider,
  IngressRewriter,
  type Manifest,
  type ManifestsByKind,
  Provider,
  type ProviderResult,
  type ProxyContext,
  type StreamRoute,
  type StreamsContext,
  Transform,
} from "../../pacts/mod.ts";
import { codes, manifest, manifestsOf, said, workload } from "./_testing.ts";
import { convert } from "./convert.ts";
import { parseManifests } from "./manifests/parse.ts";
import { UserError } from "./user_error.ts";

/** A provider that makes a service of each manifest, by its name and with its `spec`. */
function provider(kinds: string[], rest: object = {}): object {
  return {
    name: kinds.join("-").toLowerCase(),
    role: "provider",
    kinds,
    convert: (_kind: string, manifests: readonly Manifest[]): ProviderResult => ({
      services: Object.fromEntries(
        manifests.map((item) => [
          item.metadata.name,
          { owner: idOf(item), ...(item.spec as ComposeService) },
        ]),
      ),
    }),
    ...rest,
  };
}

/** Labels of a service that a Widget became. */
function labelsOf(name: string, kind = "Widget"): { labels: Record<string, string> } {
  return {
    labels: { "dekube.io/kind": kind, "dekube.io/namespace": "shop", "dekube.io/name": name },
  };
}

function widget(name: string, spec: ComposeService = { image: name }): Manifest {
  return manifest("Widget", `shop/${name}`, { spec });
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}

Deno.test("convert() makes an empty project when there is nothing", async () => {
  const { project, files, diagnostics } = await convert([]);
  assertEquals(project, { name: "", services: {} });
  assertEquals([...files.entries()], []);
  assertEquals(diagnostics, []);
});

Deno.test("convert() warns that every kind is unknown when there are no extensions", async () => {
  const { project, diagnostics } = await convert([widget("a"), widget("b"), workload("a/web")]);
  assertEquals(project.services, {});
  assertEquals(said(diagnostics), [
    "warning unknown-kind: Widget (2) left out: no loaded extension converts this kind: shop/a, shop/b",
    "warning unknown-kind: Deployment (1) left out: no loaded extension converts this kind: a/web",
  ]);
});

Deno.test("convert() uses the services of a provider", async () => {
  const { project } = await convert([widget("a")], { name: "demo" }, [provider(["Widget"])]);
  assertEquals(project, { name: "demo", services: { a: { image: "a", ...labelsOf("a") } } });
});

Deno.test("convert() takes extensions as classes, modules, instances and plain objects", async () => {
  class Widgets extends Provider {
    readonly name = "widgets";
    readonly kinds = ["Widget"];
    convert(_kind: string, [item]: readonly Manifest[]) {
      return { services: { a: { owner: idOf(item) } } };
    }
  }
  for (
    const source of [{ Widgets }, new Widgets(), { default: new Widgets() }, provider(["Widget"])]
  ) {
    const { project } = await convert([widget("a")], {}, [source]);
    assertEquals(Object.keys(project.services), ["a"]);
  }
});

Deno.test("convert() turns away what is no manifest, and says so", async () => {
  const { diagnostics } = await convert([{ kind: "Widget" }, { metadata: { name: "x" } }]);
  assertEquals(codes(diagnostics), ["no-name", "no-kind"]);
});

Deno.test("convert() unpacks lists when a script hands them over", async () => {
  const list = { kind: "List", items: [widget("a"), widget("b")] };
  const { project } = await convert([list], {}, [provider(["Widget"])]);
  assertEquals(Object.keys(project.services), ["a", "b"]);
});

Deno.test("convert() gives the defaults to settings that a script leaves undefined", async () => {
  const config = { name: "x", exclude: undefined, extensions: undefined, volumes: undefined };
  const { project } = await convert([widget("a")], config, [provider(["Widget"])]);
  assertEquals(Object.keys(project.services), ["a"]);
});

Deno.test("convert() gives the same when it is given the same, and changes no input", async () => {
  class Counting extends Provider {
    readonly name = "counting";
    readonly kinds = ["Widget"];
    #calls = 0;
    convert(_kind: string, manifests: readonly Manifest[], ctx: ConvertContext): ProviderResult {
      ctx.files.write("calls", String(++this.#calls));
      return {
        services: Object.fromEntries(
          manifests.map((item) => [
            item.metadata.name,
            { ...structuredClone(item.spec as ComposeService), owner: idOf(item) },
          ]),
        ),
      };
    }
  }
  const manifests = deepFreeze([
    widget("a", { environment: { URL: "http://b:80", PRICE: "$5" }, ports: ["80:80"] }),
    widget("b", { ports: ["80:80"], networks: { default: null } }),
    workload("shop/web"),
  ]);
  const config = deepFreeze({
    name: "demo",
    overrides: { a: { environment: { MORE: "$x" } } },
    services: { c: { volumes: ["data:/data"] } },
    replacements: [{ old: "5", new: "6" }],
  });
  const run = async () => {
    const { files, ...rest } = await convert(manifests, config, [{ Counting }]);
    return { ...rest, files: [...files.entries()] };
  };
  const first = await run();
  assertEquals(await run(), first);
  assertEquals(first.project.services.a.environment, {
    URL: "http://b:80",
    PRICE: "$$6",
    MORE: "$x",
  });
});

Deno.test("convert() leaves services unused, and says so, when who returns them is no provider", async () => {
  for (const role of ["converter", "indexer", undefined]) {
    const { project, diagnostics } = await convert([widget("a"), widget("b")], {}, [
      provider(["Widget"], { role }),
    ]);
    assertEquals(project.services, {});
    assertEquals(said(diagnostics), [
      'warning services-not-used: the extension "widget" returned services for the kind Widget (a, b), but it is no provider, so they are not used. Its author should extend Provider, or set role: "provider"',
    ]);
  }
});

Deno.test("convert() goes on, and says so, when a converter returns nothing", async () => {
  const returned = [[undefined, "nothing"], [null, "nothing"], [5, "5"], ["x", '"x"'], [[], "[]"]];
  for (const [result, words] of returned) {
    const { project, diagnostics } = await convert([manifest("Gadget", "x"), widget("a")], {}, [
      { name: "gadgets", kinds: ["Gadget"], convert: () => result },
      provider(["Widget"]),
    ]);
    assertEquals(Object.keys(project.services), ["a"]);
    assertEquals(said(diagnostics), [
      `warning no-result: the extension "gadgets" returned ${words} for the kind Gadget; a converter returns an object, {} where it made nothing`,
    ]);
  }
});

Deno.test("convert() says what nobody reads when a converter returns it", async () => {
  const route = { host: "a", path: "/", upstream: "a:80", scheme: "http", allowedSource: ["::1"] };
  const { diagnostics } = await convert([manifest("Gadget", "x")], {}, [
    {
      name: "gadgets",
      kinds: ["Gadget"],
      convert: () => ({ servics: {}, ingressEntries: [route] }),
    },
  ]);
  assertEquals(said(diagnostics).slice(0, 2), [
    'warning unknown-result: convert() of the extension "gadgets" returned "servics" for the kind Gadget, which nobody reads (did you mean "services"?). Its author should return what there is: services, ingressEntries, streamRoutes',
    'warning unknown-route-field: the extension "gadgets" gives a route "allowedSource", which routes do not have (did you mean "allowedSources"?), so it has no effect. Report it to the extension\'s author',
  ]);
});

Deno.test("convert() says what nobody reads when a proxy returns it", async () => {
  const { diagnostics } = await convert([widget("a")], {}, [
    provider(["Widget"]),
    {
      name: "proxy",
      role: "ingress-provider",
      kinds: ["Ingress"],
      buildService: () => ({ services: {}, file: {} }),
      writeConfig: () => ({ files: {}, site: [] }),
    },
  ]);
  const unknown = diagnostics.filter(({ code }) => code === "unknown-result");
  assertEquals(unknown.map(({ message }) => /^(.*), which/.exec(message)?.[1]), [
    'buildService() of the extension "proxy" returned "file"',
    'writeConfig() of the extension "proxy" returned "site"',
  ]);
});

Deno.test("convert() goes on when a provider returns parts of something else", async () => {
  const odd = [
    { services: null },
    { services: { a: null, b: "x", c: { owner: idOf(widget("c")) } } },
    { services: {}, ingressEntries: null },
    {},
  ];
  const kinds: string[][] = [];
  for (const result of odd) {
    const { project, diagnostics } = await convert([widget("a")], {}, [
      { name: "odd", role: "provider", kinds: ["Widget"], convert: () => result },
    ]);
    kinds.push([...Object.keys(project.services), ...codes(diagnostics)]);
  }
  assertEquals(kinds, [[], ["c", "no-service", "no-service"], [], []]);
});

Deno.test("convert() names extension, manifest and file when an extension throws", async () => {
  const manifests = manifestsOf("kind: Widget\nmetadata: {name: a, namespace: shop}", "r/a.yaml");
  const broken = {
    name: "broken",
    kinds: ["Widget"],
    convert(_kind: string, items: readonly Manifest[]) {
      for (const item of items) (item.spec as { image: string }).image.trim();
    },
  };
  const { message } = await assertRejects(() => convert(manifests, {}, [broken]), UserError);
  assert(
    message.startsWith('the extension "broken" failed on Widget shop/a (r/a.yaml): '),
    message,
  );
  assert(message.endsWith("turn it off in dekube.yaml: extensions.broken.enabled: false"), message);
});

Deno.test("convert() names the extension when one throws at any other time", async () => {
  const fail = () => {
    throw new Error("boom");
  };
  const proxy = {
    name: "proxy",
    kinds: ["Ingress"],
    buildService: () => ({ services: { proxy: {} } }),
    writeConfig: () => ({ files: {} }),
  };
  const broken = [
    { name: "broken", transform: fail },
    { name: "broken", transform: () => {}, preWrite: fail },
    { ...proxy, name: "broken", buildService: fail },
    { ...proxy, name: "broken", writeConfig: fail },
    { name: "broken", transform: () => Promise.reject(new Error("boom")) },
  ];
  for (const extension of broken) {
    await assertRejects(
      () => convert([], {}, [extension]),
      UserError,
      'the extension "broken" failed: boom.',
    );
  }
});

Deno.test("convert() says which file an object came from", async () => {
  const manifests = manifestsOf(
    "kind: Widget\nmetadata: {name: a, namespace: 5}\n---\nkind: Pod\nmetadata: {name: b}",
    "r/a.yaml",
  );
  const speaker = {
    name: "speaker",
    kinds: ["Widget"],
    convert(_kind: string, [item]: Manifest[], ctx: ConvertContext) {
      const resource = { kind: "Widget", namespace: "5", name: item.metadata.name };
      ctx.report(resource).warn("one", "of it");
      ctx.report({ ...resource, name: "x" }).warn("two", "of another");
      return {};
    },
  };
  const { diagnostics } = await convert(manifests, {}, [speaker]);
  assertEquals(diagnostics.slice(0, 2).map(({ code, file }) => [code, file]), [
    ["one", "r/a.yaml"],
    ["two", undefined],
  ]);
});

Deno.test("convert() waits for extensions when they are asynchronous", async () => {
  const later = async <T>(value: T): Promise<T> => {
    await new Promise((done) => setTimeout(done, 1));
    return value;
  };
  const order: string[] = [];
  const { project } = await convert([widget("a"), manifest("Ingress", "shop/web")], {}, [
    {
      name: "index",
      role: "indexer",
      kinds: ["Gadget", "Widget"],
      priority: 1,
      convert: () => later({}).then((result) => (order.push("index"), result)),
    },
    {
      name: "gadgets",
      role: "provider",
      kinds: ["Ingress2"],
      convert: () => later({ services: {} }),
    },
    {
      name: "proxy",
      kinds: ["Ingress"],
      buildService: () =>
        later({ services: { proxy: {} } }).then((made) => (order.push("build"), made)),
      writeConfig: () => later({ files: {} }).then((made) => (order.push("config"), made)),
    },
    {
      name: "rewriter",
      match: () => later(true),
      rewrite: () => later([]).then((routes) => (order.push("rewrite"), routes)),
    },
    {
      name: "transform",
      transform: (services: Record<string, ComposeService>) =>
        later(undefined).then(() => {
          order.push("transform");
          services.late = {};
        }),
      preWrite: () => later(undefined).then(() => void order.push("preWrite")),
    },
  ]);
  assertEquals(order, ["index", "rewrite", "build", "transform", "config", "preWrite"]);
  assertEquals(Object.keys(project.services), ["proxy", "late"]);
});

Deno.test("convert() runs converters by priority, each once a kind in the order of its kinds", async () => {
  const order: string[] = [];
  const converter = (name: string, kinds: string[], rest: object) => ({
    name,
    kinds,
    convert(kind: string, manifests: readonly Manifest[]) {
      order.push(`${name} ${kind} ${manifests.length}`);
      return {};
    },
    ...rest,
  });
  const kinds = ["A", "B", "C", "D", "E"];
  await convert(kinds.flatMap((kind) => [manifest(kind, "1"), manifest(kind, "2")]), {}, [
    converter("last", ["A"], { priority: 2000 }),
    converter("plain", ["C", "B", "None"], {}),
    converter("provider", ["D"], { role: "provider" }),
    converter("index", ["E"], { role: "indexer" }),
  ]);
  assertEquals(order, ["index E 2", "provider D 2", "plain C 2", "plain B 2", "last A 2"]);
});

Deno.test("convert() runs transforms after all converters, and overrides after transforms", async () => {
  const change = (image: string, priority?: number) => ({
    name: image,
    priority,
    transform(services: Record<string, ComposeService>) {
      services.a = { ...services.a, image, was: services.a?.image, user: "1" };
    },
  });
  const { project } = await convert(
    [widget("a")],
    { overrides: { a: { user: "me" } } },
    [change("second"), change("first", 1), provider(["Widget"], { priority: 5000 })],
  );
  assertEquals(project.services.a, {
    image: "second",
    was: "first",
    user: "me",
    ...labelsOf("a"),
  });
});

Deno.test("convert() shows preWrite the whole project, after overrides and with dollars doubled", async () => {
  let seen = "";
  const { project } = await convert(
    [widget("a", { environment: { A: "$1" } })],
    { name: "demo", overrides: { a: { environment: { B: "$2" } } } },
    [provider(["Widget"]), {
      name: "last",
      transform: () => {},
      preWrite(compose: { name: string; services: Record<string, ComposeService> }) {
        seen = JSON.stringify(compose.services.a.environment);
        compose.services.b = { image: compose.name };
      },
    }],
  );
  assertEquals(seen, '{"A":"$$1","B":"$2"}');
  assertEquals(project.services.b, { image: "demo" });
});

Deno.test("convert() hands synthetic manifests to converters that come later", async () => {
  const maker = {
    name: "maker",
    kinds: ["Widget"],
    priority: 1,
    convert(_kind: string, manifests: readonly Manifest[], ctx: ConvertContext) {
      for (const { metadata } of manifests) {
        ctx.manifests.add(
          manifest("Gadget", `shop/${metadata.name}-made`, { spec: { image: "x" } }),
        );
      }
      return {};
    },
  };
  const { project } = await convert([widget("a")], {}, [provider(["Gadget"]), maker]);
  assertEquals(project.services, { "a-made": { image: "x", ...labelsOf("a-made", "Gadget") } });
});

Deno.test("convert() converts a synthetic workload as it does any other", async () => {
  const maker = {
    name: "maker",
    kinds: ["Widget"],
    priority: 1,
    convert(_kind: string, _manifests: readonly Manifest[], ctx: ConvertContext) {
      ctx.manifests.add(workload("shop/made"));
      return {};
    },
  };
  const pods = provider(["Deployment"], {
    convert: (_kind: string, manifests: readonly Manifest[], ctx: ConvertContext) => ({
      services: Object.fromEntries(
        manifests.filter((item) => ctx.workloads.of(item)).map((item) => [
          item.metadata.name,
          { owner: idOf(item) },
        ]),
      ),
    }),
  });
  const { project } = await convert([widget("a")], {}, [pods, maker]);
  assertEquals(Object.keys(project.services), ["made"]);
});

Deno.test("convert() gives a second service of one name another, and says so", async () => {
  const { project, diagnostics } = await convert(
    [widget("a"), manifest("Gadget", "shop/a", { spec: { image: "other" } })],
    {},
    [provider(["Widget"], { priority: 1 }), provider(["Gadget"])],
  );
  assertEquals(project.services, {
    a: { image: "a", ...labelsOf("a") },
    "a-2": { image: "other", ...labelsOf("a", "Gadget") },
  });
  assertEquals(codes(diagnostics), ["service-name-taken"]);
});

Deno.test("convert() gives each extension its own settings", async () => {
  const seen: unknown[] = [];
  const spy = (name: string, kind: string) => ({
    name,
    kinds: [kind],
    convert(_kind: string, _manifests: readonly Manifest[], ctx: ConvertContext) {
      seen.push(ctx.extensionConfig);
      return {};
    },
  });
  await convert(
    [manifest("A", "x"), manifest("B", "x")],
    { extensions: { one: { size: 1 } } },
    [spy("one", "A"), spy("two", "B")],
  );
  assertEquals(seen, [{ size: 1 }, {}]);
});

const ingress = manifest("Ingress", "shop/web", { spec: { ingressClassName: "x" } });

class Door extends IngressProvider {
  readonly name = "door";
  override readonly guards = ["basicAuth"] as const;
  buildService(entries: readonly IngressEntry[]) {
    const command = entries.map(({ host }) => host);
    return { services: { door: { image: "door", ports: ["80:80"], command } } };
  }
  writeConfig(entries: readonly IngressEntry[]) {
    const content = entries.map(({ host, denied }) => `${host} ${denied}\n`).join("");
    return { files: { "door.conf": { content } } };
  }
}

class Routes extends IngressRewriter {
  readonly name = "x";
  match() {
    return true;
  }
  rewrite() {
    return [{ host: "example.com", path: "/", upstream: "web:80", scheme: "http" as const }];
  }
}

Deno.test("convert() builds the proxy from everybody's routes, and writes its config", async () => {
  const gateway = {
    name: "gateway",
    kinds: ["HTTPRoute"],
    priority: 5000,
    convert: () => ({
      ingressEntries: [{ host: "b.com", path: "/", upstream: "b:80", scheme: "http" }],
    }),
  };
  const { project, files } = await convert([ingress, manifest("HTTPRoute", "a/b")], {}, [
    { Door, Routes },
    gateway,
  ]);
  assertEquals(project.services.door.command, ["b.com", "example.com"]);
  assertEquals(files.get("door.conf")?.content, "b.com undefined\nexample.com undefined\n");
});

Deno.test("convert() writes the proxy's config after transforms, which may add routes", async () => {
  const more = {
    name: "more",
    transform(_services: unknown, entries: IngressEntry[]) {
      const route = { path: "/", upstream: "b:80", scheme: "http" as const };
      entries.push({ ...route, host: "b.com" });
      entries.push({ ...route, host: "c.com", allowedSources: ["10.0.0.0/8"] });
    },
  };
  const { project, files, diagnostics } = await convert([ingress], {}, [{ Door, Routes }, more]);
  assertEquals(project.services.door.command, ["example.com"]);
  assertEquals(
    files.get("door.conf")?.content,
    'example.com undefined\nb.com undefined\nc.com the proxy "door" can\'t ask from which address a client comes\n',
  );
  assertEquals(codes(diagnostics), ["access-denied"]);
});

Deno.test("convert() leaves the proxy its ports when a workload wants them", async () => {
  const { project } = await convert([widget("a", { ports: ["80:8080"] }), ingress], {}, [
    provider(["Widget"]),
    { Door, Routes },
  ]);
  assertEquals(project.services.door.ports, ["80:80"]);
  assertEquals(project.services.a.ports, undefined);
});

Deno.test("convert() leaves dollars of overrides and own services as the user wrote them", async () => {
  const { project } = await convert([widget("a", { command: ["$A"] })], {
    overrides: { a: { entrypoint: ["$A"] } },
    services: { b: { command: ["$B"] } },
  }, [provider(["Widget"])]);
  assertEquals(project.services, {
    a: { command: ["$$A"], entrypoint: ["$A"], ...labelsOf("a") },
    b: { command: ["$B"] },
  });
});

Deno.test("convert() infers namespaces unless dekube.yaml says not to", async () => {
  const manifests = manifestsOf(
    "kind: Widget\nmetadata: {name: a}\n---\nkind: Gadget\nmetadata: {name: b, namespace: shop}",
  );
  const seen: unknown[] = [];
  const spy = {
    name: "spy",
    kinds: ["Widget"],
    convert(_kind: string, [item]: Manifest[]) {
      seen.push(item.metadata.namespace);
      return {};
    },
  };
  await convert(manifests, {}, [spy]);
  await convert(manifests, { inferNamespaces: false }, [spy]);
  assertEquals(seen, ["shop", undefined]);
});

Deno.test("convert() returns the dekube.yaml to write on a first run", async () => {
  const claims = new (class extends IndexerConverter {
    readonly name = "claims";
    readonly kinds = ["PersistentVolumeClaim"];
    convert() {
      return {};
    }
  })();
  const info = { name: "claims", clusterOnly: [{ images: ["ingress-nginx/controller"] }] };
  const controller = workload("a/ingress-nginx", {
    containers: [{ name: "main", image: "registry.k8s.io/ingress-nginx/controller:v1" }],
  });
  const manifests = [manifest("PersistentVolumeClaim", "a/db"), controller];
  const { config, project, diagnostics } = await convert(manifests, {}, [{
    claims,
    extension: info,
  }], {
    firstRun: true,
    sourceName: "My Shop",
  });
  assertEquals(project.name, "my-shop");
  assertEquals([config.name, config.exclude, config.volumes], [
    "my-shop",
    ["ingress-nginx"],
    { db: { host_path: "db" } },
  ]);
  assertEquals(codes(diagnostics), ["auto-excluded", "unknown-kind"]);
});

Deno.test("convert() shows extensions what an earlier run wrote", async () => {
  const seen: unknown[] = [];
  class Keys extends Converter {
    readonly name = "keys";
    readonly kinds = ["Widget"];
    convert(_kind: string, _manifests: readonly Manifest[], ctx: ConvertContext) {
      seen.push(ctx.previous.read("secrets/key"), ctx.previous.read("none"));
      return {};
    }
  }
  await convert([widget("a")], {}, [{ Keys }], {
    previous: { read: (path) => path === "secrets/key" ? new Uint8Array([1]) : undefined },
  });
  assertEquals(seen, [new Uint8Array([1]), undefined]);
});

Deno.test("convert() refuses a file outside the output folder, and names the extension", async () => {
  const { message } = await assertRejects(
    () =>
      convert([], {}, [
        new (class extends Transform {
          readonly name = "evil";
          transform(_services: unknown, _entries: unknown, ctx: ConvertContext) {
            ctx.files.write("../evil", "");
          }
        })(),
      ]),
    UserError,
  );
  assert(message.startsWith('the extension "evil" failed: the path "../evil" is not one'), message);
});

/** An extension that adds one object when it converts a kind. */
function adds(kind: string, made: Manifest, rest: object = {}): object {
  return {
    name: `adds-${made.kind.toLowerCase()}`,
    kinds: [kind],
    convert(_kind: string, _manifests: readonly Manifest[], ctx: ConvertContext) {
      ctx.manifests.add(made);
      return {};
    },
    ...rest,
  };
}

Deno.test("convert() converts what is added to a kind that had its turn", async () => {
  const made = manifest("Gadget", "shop/late", { spec: { image: "x" } });
  const { project, diagnostics } = await convert(
    [manifest("Gadget", "shop/early", { spec: { image: "y" } }), widget("a")],
    {},
    [provider(["Gadget"], { priority: 1 }), adds("Widget", made, { priority: 5000 })],
  );
  assertEquals(Object.keys(project.services), ["early", "late"]);
  assertEquals(diagnostics, []);
});

Deno.test("convert() ends, and says whose fault it is, when extensions add manifests for each other without end", async () => {
  let count = 0;
  const endless = (from: string, to: string) => ({
    name: from,
    kinds: [from],
    convert(_kind: string, _manifests: readonly Manifest[], ctx: ConvertContext) {
      ctx.manifests.add(manifest(to, `shop/x${count++}`));
      return {};
    },
  });
  await assertRejects(
    () => convert([manifest("A", "shop/x")], {}, [endless("A", "B"), endless("B", "A")]),
    UserError,
    "without end",
  );
});

const secrets = {
  name: "secrets",
  role: "indexer",
  kinds: ["Secret"],
  convert: () => ({}),
};

/** An extension that makes a service with the password of a Secret, `none` where that is missing. */
function reads(rest: object = {}): object {
  return {
    name: "reads",
    role: "provider",
    kinds: ["Widget"],
    convert(_kind: string, [item]: readonly Manifest[], ctx: ConvertContext) {
      const secret = ctx.secrets.get("shop", "key");
      if (!secret) ctx.report(item).warn("missing-secret", "there is no Secret");
      return { services: { a: { owner: idOf(item), image: secret ? "found" : "none" } } };
    },
    ...rest,
  };
}

const key = manifest("Secret", "shop/key", { stringData: { a: "b" } });

Deno.test("convert() lets everybody find what any extension adds, whatever the priorities", async () => {
  for (const priority of [1, 40, 400, 500, 5000]) {
    const { project, diagnostics } = await convert(
      [widget("a"), manifest("Gadget", "shop/x")],
      {},
      [secrets, reads(), adds("Gadget", key, { priority })],
    );
    assertEquals(project.services.a.image, "found", String(priority));
    assertEquals(diagnostics, [], String(priority));
  }
});

Deno.test("convert() finds the order when an object comes about by what another converter adds", async () => {
  // The Secret is made of a Gadget, which is made of a Gizmo; who reads the Secret stands first.
  const makes = (from: string, made: Manifest) => adds(from, made, { name: `of-${from}` });
  const orders = [[1, 2, 3], [3, 2, 1], [2, 3, 1], [1, 3, 2]];
  for (const [reader, gadgets, gizmos] of orders) {
    const { project, diagnostics } = await convert(
      [widget("a"), manifest("Gizmo", "shop/x"), manifest("Gadget", "shop/early")],
      {},
      [
        secrets,
        reads({ priority: reader }),
        {
          ...makes("Gadget", key),
          priority: gadgets,
          convert(_kind: string, all: readonly Manifest[], ctx: ConvertContext) {
            if (all.some(({ metadata }) => metadata.name === "made")) ctx.manifests.add(key);
            return {};
          },
        },
        { ...makes("Gizmo", manifest("Gadget", "shop/made")), priority: gizmos },
      ],
    );
    assertEquals(project.services.a.image, "found", `${reader} ${gadgets} ${gizmos}`);
    assertEquals(diagnostics, []);
  }
});

Deno.test("convert() is silent when an extension that says it runs first does not find what comes later", async () => {
  const { project, diagnostics } = await convert(
    [widget("a"), manifest("Gadget", "shop/x")],
    {},
    [secrets, reads({ before: ["adds-secret"] }), adds("Gadget", key)],
  );
  assertEquals(project.services.a.image, "none");
  assertEquals(codes(diagnostics), ["missing-secret"]);
});

Deno.test("convert() says so when two extensions look for what the other adds", async () => {
  /** Looks for one Secret, and adds another. */
  const both = (kind: string, wanted: string, made: string) => ({
    name: kind.toLowerCase(),
    kinds: [kind],
    convert(_kind: string, _all: readonly Manifest[], ctx: ConvertContext) {
      if (!ctx.secrets.get("shop", wanted)) ctx.report().warn("missing", wanted);
      ctx.manifests.add(manifest("Secret", `shop/${made}`));
      return {};
    },
  });
  const { diagnostics } = await convert([widget("a"), manifest("Gadget", "shop/x")], {}, [
    secrets,
    both("Widget", "one", "two"),
    both("Gadget", "two", "one"),
  ]);
  // One of the two is served; the other is told why not.
  assertEquals(codes(diagnostics), ["missing", "added-too-late"]);
});

Deno.test("convert() makes names and addresses lead to what a converter adds behind all others", async () => {
  const indexer = { ...secrets, name: "services", kinds: ["Service"] };
  const front = manifest("Service", "shop/front", {
    spec: { selector: { app: "web" }, ports: [{ port: 80, targetPort: 8080 }] },
  });
  const { project } = await convert(
    [
      widget("a", { environment: { URL: "http://front/" } }),
      workload("shop/web"),
      manifest("Gadget", "x"),
    ],
    {},
    [
      indexer,
      provider(["Widget"]),
      provider(["Deployment"], {
        convert: (_kind: string, [item]: Manifest[]) => ({
          services: { web: { owner: idOf(item) } },
        }),
      }),
      adds("Gadget", front, { priority: 9000 }),
    ],
  );
  assertEquals(project.services.a.environment, { URL: "http://front:8080/" });
  assertEquals(project.services.web.networks?.default?.aliases, [
    "front.shop.svc.cluster.local",
    "front.shop.svc",
    "front.shop",
    "front",
  ]);
});

Deno.test("convert() gives a combined converter all its kinds in one call, and later only what is new", async () => {
  const calls: Record<string, string[]>[] = [];
  class Both extends CombinedConverter {
    readonly name = "both";
    readonly kinds = ["A", "example.com/B"];
    override readonly priority = 1;
    override readonly role = "provider";
    convertAll(manifests: ManifestsByKind) {
      calls.push(Object.fromEntries(
        [...manifests].map(([kind, all]) => [kind, all.map(({ metadata }) => metadata.name)]),
      ));
      return { services: {} };
    }
  }
  const b = { ...manifest("B", "shop/b"), apiVersion: "example.com/v1" };
  const late = { ...manifest("B", "shop/late"), apiVersion: "example.com/v2" };
  await convert([manifest("A", "shop/1"), manifest("A", "shop/2"), b, manifest("C", "c")], {}, [
    { Both },
    adds("C", late),
  ]);
  assertEquals(calls, [
    { A: ["1", "2"], "example.com/B": ["b"] },
    { A: [], "example.com/B": ["late"] },
  ]);
});

Deno.test("convert() keeps two kinds of one name apart", async () => {
  const knative = {
    ...manifest("Service", "shop/web", { spec: { image: "knative" } }),
    apiVersion: "serving.knative.dev/v1",
  };
  const own = { ...manifest("Service", "shop/web", { spec: { image: "own" } }), apiVersion: "v1" };
  const { project, diagnostics } = await convert([knative, own], {}, [
    provider(["serving.knative.dev/Service"], { name: "knative" }),
    provider(["Service"], { name: "own" }),
  ]);
  assertEquals(Object.values(project.services).map(({ image }) => image), ["knative", "own"]);
  // Both would like to be called `web`; no object is taken for another, nor for one that has other fields.
  assertEquals(codes(diagnostics), ["service-name-taken", "unknown-field"]);
  assertEquals(diagnostics[1].resource?.kind, "Service");
});

Deno.test("convert() says so when a provider does not say whose a service is", async () => {
  const { diagnostics } = await convert([widget("a")], {}, [
    { name: "odd", role: "provider", kinds: ["Widget"], convert: () => ({ services: { a: {} } }) },
  ]);
  assertEquals(codes(diagnostics), ["no-owner"]);
});

Deno.test("convert() gives the networks of its namespace to whatever an object there runs as", async () => {
  const indexer = { ...secrets, name: "services", kinds: ["Service"] };
  const pods = provider(["Deployment"], {
    convert: (_kind: string, all: readonly Manifest[], ctx: ConvertContext) => ({
      services: Object.fromEntries(
        all.map((item) => [ctx.names.service(idOf(item)), { owner: idOf(item) }]),
      ),
    }),
  });
  const service = (id: string) => manifest("Service", id, { spec: { selector: { app: "db" } } });
  const { project } = await convert(
    [workload("shop/db"), service("shop/db"), workload("data/db"), service("data/db"), widget("a")],
    {},
    [indexer, pods, provider(["Widget"])],
  );
  assertEquals(project.services.a.networks, { default: null, "ns-shop": null });
});

Deno.test("convert() reads mounts in short syntax from whoever writes them, so that transforms get data", async () => {
  const seen: unknown[] = [];
  const { project } = await convert(
    [widget("a", { volumes: ["./x:/x:ro", "/tmp"] as unknown as [] })],
    {},
    [provider(["Widget"]), {
      name: "spy",
      transform(services: Record<string, ComposeService>) {
        seen.push(...services.a.volumes ?? []);
      },
    }],
  );
  assertEquals(seen, [
    { type: "bind", source: "./x", target: "/x", read_only: true },
    { type: "volume", target: "/tmp" },
  ]);
  assertEquals(project.services.a.volumes, ["./x:/x:ro", "/tmp"]);
});

/** An operator whose objects run as a Compose service, and are reached by a Service of their name. */
const caches = {
  name: "caches",
  role: "provider",
  kinds: ["Cache"],
  convert(_kind: string, all: readonly Manifest[], ctx: ConvertContext) {
    return {
      services: Object.fromEntries(all.map((item) => {
        const { name, namespace } = item.metadata;
        const service = ctx.names.service(idOf(item));
        const labels = { cache: name };
        ctx.workloads.add(item, { labels }, service);
        ctx.manifests.add(
          manifest("Service", `${namespace}/${name}`, { spec: { selector: labels } }),
        );
        return [service, { owner: idOf(item) }];
      })),
    };
  },
};
const servicesKnown = { ...secrets, name: "services", kinds: ["Service"] };
const podsAsTheyAre = provider(["Deployment"], {
  convert: (_kind: string, all: readonly Manifest[], ctx: ConvertContext) => ({
    services: Object.fromEntries(
      all.map((item) => [ctx.names.service(idOf(item)), { owner: idOf(item) }]),
    ),
  }),
});

Deno.test("convert() names what objects run as alike, whichever comes first", async () => {
  const objects = [manifest("Cache", "shop/cache"), manifest("Cache", "blog/cache")];
  for (const order of [objects, objects.toReversed()]) {
    const { project } = await convert(order, {}, [servicesKnown, caches]);
    assertEquals(Object.keys(project.services).sort(), ["cache-blog", "cache-shop"]);
    assertEquals(project.services["cache-blog"].networks?.["ns-blog"]?.aliases, ["cache"]);
    assertEquals(project.services["cache-shop"].networks?.["ns-shop"]?.aliases, ["cache"]);
  }
});

Deno.test("convert() lets no container have the name of a Service that a converter adds and that leads elsewhere", async () => {
  const { project, diagnostics } = await convert(
    [workload("shop/cache"), manifest("Cache", "shop/cache"), workload("blog/web")],
    {},
    [servicesKnown, podsAsTheyAre, caches],
  );
  assertEquals(Object.keys(project.services).sort(), ["cache-shop", "cache-shop-cache", "web"]);
  assertEquals(project.services["cache-shop-cache"].networks?.default?.aliases?.at(-1), "cache");
  assertEquals(diagnostics, []);
});

/** Adds an object when it converts one of its kind. */
function makesOf(kind: string, made: Manifest, rest: object = {}) {
  return {
    name: `makes-${kind}`,
    kinds: [kind],
    convert(_kind: string, _all: readonly Manifest[], ctx: ConvertContext) {
      ctx.manifests.add(made);
      return {};
    },
    ...rest,
  };
}

Deno.test("convert() converts what replaces an object, and not the object, when it comes later", async () => {
  const { project, diagnostics } = await convert(
    [widget("a", { image: "old" }), manifest("Gadget", "shop/x")],
    {},
    [
      provider(["Widget"], {
        convert: (_kind: string, all: Manifest[]) => ({
          services: Object.fromEntries(
            all.map((item) => [item.metadata.name, {
              owner: idOf(item),
              image: (item.spec as { image: string }).image,
            }]),
          ),
        }),
      }),
      makesOf("Gadget", widget("a", { image: "new" }), { priority: 9000 }),
    ],
  );
  assertEquals(project.services.a.image, "new");
  assertEquals(diagnostics, []);
});

Deno.test("convert() has who lists a kind run behind who adds to it", async () => {
  const lists = provider(["Widget"], {
    convert: (_kind: string, [item]: Manifest[], ctx: ConvertContext) => ({
      services: { a: { owner: idOf(item), image: `${ctx.manifests.of("Sprocket").length}` } },
    }),
  });
  const { project } = await convert([widget("a"), manifest("Gadget", "shop/x")], {}, [
    lists,
    makesOf("Gadget", manifest("Sprocket", "shop/one"), { priority: 9000 }),
  ]);
  assertEquals(project.services.a.image, "1");
});

Deno.test("convert() keeps what it made when an extension fails in the other order", async () => {
  const needy = {
    name: "needy",
    kinds: ["Gadget"],
    convert(_kind: string, _all: readonly Manifest[], ctx: ConvertContext) {
      if (!ctx.manifests.get("Sprocket", "shop", "need")) throw new Error("no Sprocket");
      ctx.manifests.add(manifest("Secret", "shop/late"));
      return {};
    },
  };
  const first = {
    name: "first",
    kinds: ["Widget"],
    convert(_kind: string, _all: readonly Manifest[], ctx: ConvertContext) {
      ctx.secrets.get("shop", "late");
      ctx.manifests.add(manifest("Sprocket", "shop/need"));
      return {};
    },
  };
  const { diagnostics } = await convert([widget("a"), manifest("Gadget", "shop/x")], {}, [
    secrets,
    first,
    needy,
  ]);
  assertEquals(codes(diagnostics), ["unknown-kind", "added-too-late"]);
});

Deno.test("convert() goes on when what was learned goes against an extension whose kinds another took", async () => {
  const loaded = (extension: object, runtime = false) => ({
    extension: extension as Converter,
    origin: "here",
    runtime,
  });
  const asks = {
    name: "asks",
    kinds: ["Widget"],
    convert(_kind: string, _all: readonly Manifest[], ctx: ConvertContext) {
      ctx.secrets.get("shop", "late");
      return {};
    },
  };
  const replaced = {
    name: "replaced",
    kinds: ["Sprocket"],
    after: ["asks"],
    before: ["makes-Gadget"],
    convert: () => ({}),
  };
  const { diagnostics } = await convert([widget("a"), manifest("Gadget", "shop/x")], {}, [
    secrets,
    asks,
    loaded(replaced),
    loaded({ name: "mine", kinds: ["Sprocket"], convert: () => ({}) }, true),
    makesOf("Gadget", manifest("Secret", "shop/late")),
  ]);
  assertEquals(codes(diagnostics), ["extension-replaced", "added-too-late"]);
});

Deno.test("convert() says so when a transform returns what it should have changed", async () => {
  const copies = {
    name: "copies",
    transform: (services: object) => Promise.resolve({ ...services, more: { image: "more" } }),
  } as unknown as Transform;
  const { project, diagnostics } = await convert([widget("a")], {}, [provider(["Widget"]), copies]);
  assertEquals(Object.keys(project.services), ["a"]);
  assertEquals(said(diagnostics), [
    'warning unknown-result: transform() of the extension "copies" returned something, which nobody reads: a transform changes the services and routes that it is given. Its author should do so, and return nothing',
  ]);
});

Deno.test("convert() says so when a transform adds an object that nobody converts any more", async () => {
  const late = {
    name: "late",
    transform(_services: object, _entries: object[], ctx: ConvertContext) {
      ctx.manifests.add(widget("b"));
      ctx.manifests.add(manifest("Secret", "shop/x"));
    },
  };
  const { project, diagnostics } = await convert([widget("a")], {}, [
    { ...secrets, role: "indexer" },
    provider(["Widget"]),
    late,
  ]);
  assertEquals(Object.keys(project.services), ["a"]);
  assertEquals(said(diagnostics), [
    'warning left-over: the extension "late" added Widget shop/b when all converters had run, so nothing is made of it. Only a converter can add what others convert',
  ]);
});

Deno.test("convert() lets who goes through a kind add to it", async () => {
  const copies = {
    name: "copies",
    kinds: ["Gadget"],
    convert(_kind: string, _all: readonly Manifest[], ctx: ConvertContext) {
      for (const list of [ctx.manifests.of("Widget"), ctx.secrets.values()]) {
        for (const item of list) {
          const { name } = item.metadata;
          if (name.endsWith("-copy")) continue;
          ctx.manifests.add({ ...item, metadata: { ...item.metadata, name: `${name}-copy` } });
        }
      }
      return {};
    },
  };
  const { project } = await convert(
    [widget("a"), manifest("Secret", "shop/s"), manifest("Gadget", "shop/x")],
    {},
    [secrets, copies, provider(["Widget"])],
  );
  assertEquals(Object.keys(project.services).sort(), ["a", "a-copy"]);
});

Deno.test("convert() names extension and field when an extension makes what is no service, route or object", async () => {
  const proxy = (rest: object) => ({
    name: "odd",
    kinds: ["Ingress"],
    buildService: () => ({ services: {} }),
    writeConfig: () => ({ files: {} }),
    ...rest,
  });
  const changes = (change: (services: Record<string, unknown>, entries: unknown[]) => void) => ({
    name: "odd",
    transform: change,
  });
  const says = (...args: unknown[]) => ({
    name: "odd",
    transform: (_services: object, _entries: object[], ctx: ConvertContext) =>
      (ctx.report().warn as (...args: unknown[]) => void)(...args),
  });
  const makes = (service: object) => ({
    name: "odd",
    role: "provider",
    kinds: ["Widget"],
    convert: () => ({ services: { web: service } }),
  });
  const owner = idOf(widget("a"));
  const cases: [object, string][] = [
    [makes({ owner, volumes: [null] }), '"volumes" of the service "web" is [null]'],
    [makes({ owner, volumes: "a:/b" }), '"volumes" of the service "web" is "a:/b"'],
    [
      makes({ owner, volumes: [{ type: "bind" }] }),
      'expected a list of mounts, each with a "target"',
    ],
    [makes({ owner: "web" }), '"owner" of the service "web" is "web"'],
    [makes({ owner: {} }), "expected the identity of an object, as idOf() gives it"],
    [
      makes({ owner, image: Promise.resolve("web") }),
      '"image" of the service "web" is a promise, which nobody awaited; expected text',
    ],
    [
      makes({ owner, command: () => 1 }),
      '"command" of the service "web" is a function; expected a list or text',
    ],
    [
      makes({ owner, environment: "A=b" }),
      '"environment" of the service "web" is "A=b"; expected a mapping or a list',
    ],
    [
      { ...makes({}), convert: () => ({ services: [{ image: "web" }] }) },
      '"services" is [{"image":"web"}]; expected services by their names',
    ],
    [
      { ...makes({}), convert: () => ({ ingressEntries: { host: "a" } }) },
      'the routes are {"host":"a"}; expected a list of routes',
    ],
    [
      { ...makes({}), convert: () => ({ ingressEntries: [{ host: "a", path: 1 }] }) },
      '"path" of the route 1 is 1; expected text',
    ],
    [
      changes((_services, entries) => entries.push({ host: "a", path: "/" })),
      '"upstream" of the route 1 is missing; expected text',
    ],
    [changes((services) => services.web = null), 'the service "web" is null'],
    [changes((_services, entries) => entries.push(null)), "the route 1 is null"],
    [proxy({ buildService: () => null }), 'buildService() returned no "services"'],
    [proxy({ writeConfig: () => ({ files: null }) }), 'writeConfig() returned no "files"'],
    [
      proxy({ writeConfig: () => ({ files: { a: "x" } }) }),
      'returned the file "a" without "content"',
    ],
    [proxy({ writeConfig: () => ({ files: { "../a": { content: "" } } }) }), "is not one below"],
    [makesOf("Widget", {} as Manifest, { name: "odd" }), "manifests.add() was given {}"],
    [
      makesOf("Widget", { kind: "Secret", metadata: {} } as unknown as Manifest, { name: "odd" }),
      'it wants "kind" and "metadata.name"',
    ],
    [
      says("no-such-thing"),
      'a report was given the code "no-such-thing" and the message undefined; it wants a code such as',
    ],
    [
      says({ code: "a" }, "what was found"),
      'a report was given the code {"code":"a"}; it wants a code such as',
    ],
  ];
  for (const [extension, expected] of cases) {
    const { message } = await assertRejects(
      () => convert([widget("a")], {}, [extension]),
      UserError,
    );
    assert(message.startsWith('the extension "odd" failed'), message);
    assert(message.includes(expected), message);
  }
});

Deno.test("convert() names the extension when what it throws can't be made text", async () => {
  const thrown = [Object.create(null), {
    toString: () => {
      throw 1;
    },
  }];
  for (const value of thrown) {
    const fails = {
      name: "odd",
      transform: () => {
        throw value;
      },
    };
    await assertRejects(
      () => convert([], {}, [fails]),
      UserError,
      'the extension "odd" failed: something that is no Error was thrown',
    );
  }
});

Deno.test("convert() has who goes through the workloads run behind who adds one", async () => {
  const counts = provider(["Widget"], {
    convert: (_kind: string, [item]: Manifest[], ctx: ConvertContext) => ({
      services: { a: { owner: idOf(item), image: `${[...ctx.workloads].length}` } },
    }),
  });
  const { project } = await convert([widget("a"), manifest("Gadget", "shop/x")], {}, [
    counts,
    provider(["Deployment"]),
    makesOf("Gadget", workload("shop/web"), { priority: 9000 }),
  ]);
  assertEquals(project.services.a.image, "1");
});

Deno.test("convert() hands routes of connections to a proxy that can do them, and publishes ports otherwise", async () => {
  const seen: number[][] = [];
  const streamRoutes = [{ protocol: "tcp", port: 5432, upstream: "db:5432" } as const];
  const widgets = {
    name: "widgets",
    role: "provider",
    kinds: ["Widget"],
    convert: (_kind: string, [item]: Manifest[]) => ({
      services: { db: { image: "db", owner: idOf(item) } },
      streamRoutes,
    }),
  };
  for (const streams of [true, false]) {
    const proxy = {
      name: "proxy",
      kinds: ["Ingress"],
      streams,
      buildService: (_entries: IngressEntry[], ctx: ProxyContext) => {
        seen.push(ctx.streams.map(({ port }) => port));
        return { services: {} };
      },
      writeConfig: () => ({ files: {} }),
    };
    const { project } = await convert([manifest("Widget", "shop/db")], {}, [widgets, proxy]);
    assertEquals(project.services.db.ports, streams ? undefined : ["5432:5432"]);
  }
  assertEquals(seen, [[5432], []]);
});

Deno.test("convert() has HTTPS stand in for a route of connections where the proxy has none, as it is set", async () => {
  const passing = {
    name: "passing",
    match: () => true,
    rewrite: (): IngressEntry[] => [
      { host: "db.example", path: "/", upstream: "db:8443", scheme: "https", tls: {} },
    ],
    streamRoutes: (): StreamRoute[] => [
      {
        protocol: "tls",
        port: 443,
        hosts: ["db.example"],
        upstream: "db:8443",
        fallback: "https",
      },
    ],
  };
  for (const forwards of [true, false]) {
    let seen: unknown;
    const proxy = {
      name: "proxy",
      kinds: ["Ingress"],
      streams: ({ extensionConfig }: StreamsContext) => extensionConfig.forwards === true,
      buildService: () => ({ services: {} }),
      writeConfig: (entries: IngressEntry[], { streams }: ProxyContext) => {
        seen = [entries.map(({ protocols }) => protocols), streams.map(({ hosts }) => hosts)];
        return { files: {} };
      },
    };
    const { diagnostics } = await convert(
      [manifest("Ingress", "shop/db", { spec: {} })],
      { extensions: { proxy: { forwards } } },
      [passing, proxy],
    );
    assertEquals(seen, forwards ? [[[]], [["db.example"]]] : [[undefined], []]);
    assertEquals(codes(diagnostics).includes("unsupported-passthrough"), !forwards);
    assertEquals(codes(diagnostics).includes("unsupported-stream"), false);
  }
});

Deno.test("convert() opens no connection that the proxy says it leaves out", async () => {
  const streams: StreamRoute[] = [
    { protocol: "tls", port: 5432, hosts: ["db.example"], upstream: "db:5432" },
    { protocol: "tls", port: 5432, hosts: ["other.example"], upstream: "other:5432" },
  ];
  const asking = {
    name: "asking",
    match: () => true,
    rewrite: () => [],
    streamRoutes: () => streams,
  };
  const opened = async (kept?: readonly StreamRoute[]) => {
    const proxy = {
      name: "proxy",
      kinds: ["Ingress"],
      streams: true,
      buildService: () => ({ services: { proxy: { image: "x", ports: ["5432:5432"] } } }),
      writeConfig: () => ({ files: {}, streams: kept }),
    };
    const { entryPoints } = await convert([manifest("Ingress", "shop/db", { spec: {} })], {}, [
      asking,
      proxy,
    ]);
    return entryPoints.map(({ url }) => url);
  };
  assertEquals(await opened(), ["tls://db.example:5432", "tls://other.example:5432"]);
  assertEquals(await opened(streams.slice(1)), ["tls://other.example:5432"]);
});

Deno.test("convert() says of what file an object is when it fails, too", async () => {
  const diagnostics = new Diagnostics();
  const [gadget] = parseManifests(
    [{ file: "a.yaml", text: "kind: Gadget\nmetadata: {name: x}" }],
    diagnostics,
  );
  await assertRejects(
    () =>
      convert([gadget], {}, [
        {
          name: "gadgets",
          kinds: ["Gadget"],
          convert(_kind: string, [one]: Manifest[], ctx: ConvertContext) {
            ctx.report(one).warn("odd", "it is odd");
            throw new Error("boom");
          },
        },
      ], { diagnostics }),
    UserError,
  );
  assertEquals([...diagnostics].map(({ code, file }) => [code, file]), [["odd", "a.yaml"]]);
});

Deno.test("convert() has details of what it went through, where they are asked for", async () => {
  const secret = manifest("Secret", "shop/db", { stringData: { password: "hunter22" } });
  const made = manifest("ConfigMap", "shop/made", { data: { MODE: "new" } });
  const input = [widget("web"), secret];
  const extensions = [
    provider(["Widget"], {
      convert(_kind: string, [web]: Manifest[], ctx: ConvertContext) {
        ctx.manifests.add(made);
        return { services: { web: { owner: idOf(web), image: "web" } } };
      },
    }),
    provider(["ConfigMap", "Secret"], { convert: () => ({ services: {} }) }),
  ];
  assertEquals((await convert(input, { name: "shop" }, extensions)).details, undefined);
  const { details } = await convert(input, { name: "shop" }, extensions, { details: true });
  assertEquals(details?.manifests.map(({ manifest }) => manifest.metadata.name), [
    "web",
    "db",
    "made",
  ]);
  assertEquals(details?.makers, { web: "widget" });
  assertEquals(details?.secrets.map(({ value }) => value), ["hunter22"]);
});

Deno.test("convert() has details of what an object was made in the place of", async () => {
  const made = manifest("Widget", "shop/cache-server", { spec: { image: "cache" } });
  const changed = manifest("Widget", "shop/web", { spec: { image: "changed" } });
  const info = {
    name: "widget",
    controller: (all: readonly Manifest[]) =>
      new Map(all.map((one) => [one, one.kind === "Cache" ? [made] : [changed]])),
  };
  const extensions = [{ widgets: provider(["Widget"]), extension: info }, provider(["Cache"])];
  const input = [manifest("Cache", "shop/cache"), widget("web")];
  const { details } = await convert(input, { name: "shop" }, extensions, { details: true });
  assertEquals(
    details?.manifests.map(({ manifest: { metadata }, origins }) => [metadata.name, origins]),
    [["cache-server", [idOf(input[0])]], ["web", undefined], ["cache", undefined], [
      "web",
      undefined,
    ]],
  );
});

Deno.test("convert() throws when something that it is handed is no extension", async () => {
  await assertRejects(
    () => convert([], {}, [{ settings: 1 }]),
    UserError,
    "extensions[0] of convert() exports no extension",
  );
});
