import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  CombinedConverter,
  Converter,
  Diagnostics,
  type Extension,
  IndexerConverter,
  IngressProvider,
  IngressRewriter,
  Provider,
  Transform,
} from "../../../pacts/mod.ts";
import { defaultConfig } from "../../../pacts/config.ts";
import { said } from "../_testing.ts";
import type { Offer } from "./offers.ts";
import { buildRegistry, extensionsIn, type LoadedExtension, priorityOf } from "./registry.ts";
import { UserError } from "../user_error.ts";

function converter(name: string, kinds: string[], rest: object = {}): Extension {
  return { name, kinds, convert: () => ({}), ...rest } as Extension;
}

function proxy(name: string, kinds = ["Ingress"]): Extension {
  return {
    name,
    kinds,
    buildService: () => ({ services: {} }),
    writeConfig: () => ({ files: {} }),
  } as Extension;
}

function rewriter(name: string, rest: object = {}): Extension {
  return { name, match: () => true, rewrite: () => [], ...rest } as Extension;
}

function transform(name: string, rest: object = {}): Extension {
  return { name, transform: () => {}, ...rest } as Extension;
}

function bundled(...extensions: Extension[]): LoadedExtension[] {
  return extensions.map((extension) => ({ extension, origin: extension.name, runtime: false }));
}

function runtime(...extensions: Extension[]): LoadedExtension[] {
  return extensions.map((extension) => ({
    extension,
    origin: `./ext/${extension.name}.ts`,
    runtime: true,
  }));
}

function build(loaded: LoadedExtension[], extensions = {}, offers: Offer[] = []) {
  const diagnostics = new Diagnostics();
  const config = { ...defaultConfig(), extensions };
  const registry = buildRegistry(loaded, config, diagnostics, [], offers);
  return {
    converters: registry.converters.map(({ extension, kinds }) => [extension.name, ...kinds]),
    proxy: registry.proxy && [registry.proxy.provider.name, ...registry.proxy.kinds],
    rewriters: registry.rewriters.map(({ name }) => name),
    transforms: registry.transforms.map(({ name }) => name),
    kinds: [...registry.claimedKinds].sort(),
    said: said(diagnostics),
  };
}

function namesIn(module: object): string[] {
  return extensionsIn(module).map(({ extension }) => extension.name);
}

Deno.test("extensionsIn() makes one of each class when a module exports classes", () => {
  class Widgets extends Provider {
    readonly name = "widgets";
    readonly kinds = ["Widget"];
    convert() {
      return { services: {} };
    }
  }
  class Routes extends IngressRewriter {
    readonly name = "routes";
    match() {
      return true;
    }
    rewrite() {
      return [];
    }
  }
  class Late extends Transform {
    readonly name = "late";
    transform() {}
  }
  class Door extends IngressProvider {
    readonly name = "door";
    buildService() {
      return { services: {} };
    }
    writeConfig() {
      return { files: {} };
    }
  }
  assertEquals(namesIn({ Widgets, Routes, Late, Door }), ["widgets", "routes", "late", "door"]);
});

Deno.test("extensionsIn() takes instances and plain objects when a module exports those", () => {
  class Late extends Transform {
    constructor(readonly name: string) {
      super();
    }
    transform() {}
  }
  const found = namesIn({ one: new Late("one"), two: new Late("two"), c: converter("c", ["C"]) });
  assertEquals(found, ["one", "two", "c"]);
});

Deno.test("extensionsIn() takes the module itself when that has the shape", () => {
  assertEquals(namesIn(converter("whole", ["Widget"])), ["whole"]);
});

Deno.test("extensionsIn() passes over what is no extension", () => {
  const abstracts = {
    CombinedConverter,
    Converter,
    IndexerConverter,
    IngressProvider,
    IngressRewriter,
    Provider,
    Transform,
  };
  assertEquals(namesIn(abstracts), []);
  class Base extends Provider {
    declare readonly name: string;
    declare readonly kinds: string[];
    convert() {
      return { services: {} };
    }
  }
  const others = {
    Base,
    extension: { name: "info", depends: [] },
    helper: () => {},
    Other: class {
      convert() {}
    },
    text: "x",
    nothing: null,
    half: { name: "half", kinds: ["A"] },
    nameless: { kinds: ["A"], convert() {} },
  };
  assertEquals(namesIn(others), []);
});

Deno.test("extensionsIn() passes over names that begin with an underscore", () => {
  class _Base extends Transform {
    readonly name = "base";
    transform() {}
  }
  assertEquals(namesIn({ _hidden: transform("hidden"), default: _Base }), []);
});

Deno.test("extensionsIn() finds a class once when it is exported twice, or beside its instance", () => {
  class Late extends Transform {
    readonly name = "late";
    transform() {}
  }
  assertEquals(namesIn({ Late, default: Late }), ["late"]);
  const late = new Late();
  assertEquals(extensionsIn({ Late, default: late }), [{ extension: late }]);
});

Deno.test("extensionsIn() makes new instances when it is asked again", () => {
  class Late extends Transform {
    readonly name = "late";
    transform() {}
  }
  const [one] = extensionsIn({ Late });
  const [other] = extensionsIn({ Late });
  assert(one.extension !== other.extension);
  assert(one.create!() !== one.extension);
});

Deno.test("extensionsIn() finds a converter that takes all its kinds in one call", () => {
  class Both extends CombinedConverter {
    readonly name = "both";
    readonly kinds = ["A", "B"];
    convertAll() {
      return {};
    }
  }
  assertEquals(
    namesIn({ Both, plain: { name: "plain", kinds: ["C"], convertAll() {} } }),
    [
      "both",
      "plain",
    ].toReversed(),
  );
});

Deno.test("extensionsIn() names the class when its constructor fails", () => {
  class Late extends Transform {
    readonly name: string;
    constructor(options: { name: string }) {
      super();
      this.name = options.name;
    }
    transform() {}
  }
  assertThrows(
    () => extensionsIn({ Late }),
    UserError,
    "the extension class Late can't be made an instance of: ",
  );
});

Deno.test("priorityOf() is the extension's own when it has one, else that of its kind", () => {
  assertEquals(priorityOf(converter("a", ["A"], { role: "indexer" })), 50);
  assertEquals(priorityOf(converter("a", ["A"], { role: "provider" })), 500);
  assertEquals(priorityOf(proxy("a")), 900);
  assertEquals(priorityOf(converter("a", ["A"])), 1000);
  assertEquals(priorityOf(rewriter("a")), 1000);
  assertEquals(priorityOf(transform("a")), 1000);
  assertEquals(priorityOf(transform("a", { priority: 8000 })), 8000);
  assertEquals(priorityOf(converter("a", ["A"], { role: "indexer", priority: 0 })), 0);
});

Deno.test("buildRegistry() orders by priority, then as loaded", () => {
  const { converters, rewriters, transforms } = build(bundled(
    converter("late", ["A"]),
    proxy("door"),
    converter("provider", ["B"], { role: "provider" }),
    converter("later", ["C"]),
    converter("index", ["D"], { role: "indexer" }),
    rewriter("second"),
    rewriter("first", { priority: 1 }),
    rewriter("third"),
    transform("two"),
    transform("one", { priority: 999 }),
  ));
  assertEquals(converters.map(([name]) => name), ["index", "provider", "late", "later"]);
  assertEquals(rewriters, ["first", "second", "third"]);
  assertEquals(transforms, ["one", "two"]);
});

Deno.test("buildRegistry() keeps the order of kinds when a converter has several", () => {
  const { converters, kinds } = build(bundled(converter("a", ["C", "A", "B"])));
  assertEquals(converters, [["a", "C", "A", "B"]]);
  assertEquals(kinds, ["A", "B", "C"]);
});

Deno.test("buildRegistry() names both when two extensions claim a kind", () => {
  const message =
    'two extensions claim the kind A: "one" (one) and "two" (two). Turn one of them off in dekube.yaml: extensions.one.enabled: false, or extensions.two.enabled: false';
  assertThrows(
    () => build(bundled(converter("one", ["A", "B"]), converter("two", ["C", "A"]))),
    UserError,
    message,
  );
  assertThrows(
    () => build(runtime(converter("one", ["A"]), converter("two", ["A"]))),
    UserError,
    '"one" (./ext/one.ts) and "two" (./ext/two.ts)',
  );
});

Deno.test("buildRegistry() lets a runtime extension take a bundled one's kind, and says so", () => {
  for (
    const loaded of [
      [...bundled(converter("old", ["A", "B"])), ...runtime(converter("new", ["B"]))],
      [...runtime(converter("new", ["B"])), ...bundled(converter("old", ["A", "B"]))],
    ]
  ) {
    const { converters, said } = build(loaded);
    assertEquals(converters.sort(), [["new", "B"], ["old", "A"]]);
    assertEquals(said, [
      'info extension-replaced: "new" (./ext/new.ts) replaces the bundled "old" for the kind B',
    ]);
  }
});

Deno.test("buildRegistry() leaves a bundled extension out when all its kinds are taken", () => {
  const { proxy: door } = build([...bundled(proxy("caddy")), ...runtime(proxy("traefik"))]);
  assertEquals(door, ["traefik", "Ingress"]);
});

Deno.test("buildRegistry() says that settings have no effect when another extension takes all kinds", () => {
  const loaded = [
    ...bundled(proxy("caddy"), converter("old", ["A", "B"])),
    ...runtime(proxy("nginx-provider"), converter("new", ["B"])),
  ];
  const lost = (extensions: object) =>
    build(loaded, extensions).said.filter((line) => line.includes("replaced-settings"));
  assertEquals(
    lost({
      caddy: { http_port: 8080, email: "ops@example.com" },
      "nginx-provider": { http_port: 8080 },
      old: { some: 1 },
    }),
    [
      'warning replaced-settings: "extensions.caddy" in dekube.yaml has no effect (http_port, email): "nginx-provider" does what "caddy" would do. Say what still matters under "extensions.nginx-provider"',
    ],
  );
  assertEquals(lost({ caddy: { enabled: true } }), []);
  assertEquals(lost({ caddy: { enabled: false, http_port: 8080 } }), []);
});

Deno.test("buildRegistry() names both when there are two reverse proxies", () => {
  assertThrows(
    () => build([...bundled(proxy("caddy")), ...runtime(proxy("envoy", ["HTTPRoute"]))]),
    UserError,
    'two extensions are the reverse proxy: "caddy" (caddy) and "envoy" (./ext/envoy.ts)',
  );
});

Deno.test("buildRegistry() lets a runtime rewriter or transform take a bundled one's name, and says so", () => {
  const { rewriters, transforms, said } = build([
    ...bundled(rewriter("haproxy"), rewriter("nginx"), transform("late")),
    ...runtime(rewriter("haproxy"), transform("late")),
  ]);
  assertEquals(rewriters, ["haproxy", "nginx"]);
  assertEquals(transforms, ["late"]);
  assertEquals(said, [
    'info extension-replaced: the rewriter "haproxy" of ./ext/haproxy.ts replaces the bundled one',
    'info extension-replaced: the transform "late" of ./ext/late.ts replaces the bundled one',
  ]);
});

Deno.test("buildRegistry() names both when two rewriters or two transforms share a name", () => {
  assertThrows(
    () => build(bundled(rewriter("a"), rewriter("a"))),
    UserError,
    'two extensions bring a rewriter called "a": a and a. Leave one of them out',
  );
  assertThrows(() => build(runtime(transform("a"), transform("a"))), UserError, "transform");
});

Deno.test("buildRegistry() asks runtime rewriters first, whatever their priority", () => {
  const { rewriters } = build([
    ...bundled(rewriter("bundled", { priority: 1 })),
    ...runtime(rewriter("late", { priority: 5000 }), rewriter("early")),
  ]);
  assertEquals(rewriters, ["early", "late", "bundled"]);
});

Deno.test("buildRegistry() takes an extension once when several modules export it", () => {
  const one = converter("one", ["A"]);
  assertEquals(build(runtime(one, one)).converters, [["one", "A"]]);
});

Deno.test("buildRegistry() leaves an extension out when dekube.yaml turns it off", () => {
  const { converters, transforms, kinds } = build(
    bundled(converter("a", ["A"]), converter("b", ["B"]), transform("t")),
    { a: { enabled: false }, t: { enabled: false }, b: { enabled: null } },
  );
  assertEquals(converters, [["b", "B"]]);
  assertEquals(transforms, []);
  assertEquals(kinds, ["B"]);
});

Deno.test("buildRegistry() lets another have a kind when its owner is turned off", () => {
  const loaded = bundled(converter("a", ["A"]), converter("b", ["A"]));
  assertEquals(build(loaded, { a: { enabled: false } }).converters, [["b", "A"]]);
});

Deno.test("buildRegistry() warns when dekube.yaml sets up what is not loaded", () => {
  assertEquals(build(bundled(proxy("caddy")), { cadddy: { enabled: false }, caddy: {} }).said, [
    'warning unknown-extension: "extensions.cadddy" in dekube.yaml has no effect: no extension of that name is loaded (did you mean "caddy"?)',
  ]);
});

Deno.test("buildRegistry() says how to load what dekube.yaml sets up when it could be", () => {
  const settings = { "kube-api": { mode: "auto" }, kubeapi: {} };
  assertEquals(build(bundled(proxy("caddy")), settings, [{ name: "kube-api" }]).said, [
    'warning unknown-extension: "extensions.kube-api" in dekube.yaml has no effect: no extension of that name is loaded. Add --extension kube-api, or "depends: [kube-api]" in dekube.yaml',
    'warning unknown-extension: "extensions.kubeapi" in dekube.yaml has no effect: no extension of that name is loaded (did you mean "kube-api"?)',
  ]);
});

Deno.test("buildRegistry() makes a class anew for each conversion", () => {
  class Counting extends Provider {
    readonly name = "counting";
    readonly kinds = ["Widget"];
    calls = 0;
    convert() {
      this.calls++;
      return { services: {} };
    }
  }
  const loaded = extensionsIn({ Counting }).map((found) => ({
    ...found,
    origin: "x",
    runtime: false,
  }));
  const of = () => buildRegistry(loaded, defaultConfig(), new Diagnostics()).converters[0];
  const [first, second] = [of(), of()];
  assert(first.extension !== second.extension && first.extension !== loaded[0].extension);
  assert(first.create() !== first.extension);
});

Deno.test("buildRegistry() tells kinds of different groups apart", () => {
  const { converters } = build(bundled(
    converter("cnpg", ["postgresql.cnpg.io/Cluster"]),
    converter("capi", ["cluster.x-k8s.io/Cluster"]),
    converter("own", ["Cluster"]),
  ));
  assertEquals(converters, [
    ["cnpg", "postgresql.cnpg.io/Cluster"],
    ["capi", "cluster.x-k8s.io/Cluster"],
    ["own", "Cluster"],
  ]);
});

Deno.test("buildRegistry() takes any group of Kubernetes' own for one", () => {
  assertEquals(build(bundled(converter("a", ["apps/Deployment", "extensions/Ingress"]))).kinds, [
    "Deployment",
    "Ingress",
  ]);
  assertThrows(
    () => build(bundled(converter("a", ["apps/Deployment"]), converter("b", ["Deployment"]))),
    UserError,
    "two extensions claim the kind Deployment",
  );
});

Deno.test("buildRegistry() runs an extension after and before those that it names, whatever the priorities", () => {
  const { converters, rewriters, transforms } = build(bundled(
    converter("a", ["A"], { priority: 1, after: ["b"] }),
    converter("b", ["B"], { priority: 2000 }),
    converter("c", ["C"], { priority: 3000, before: ["a", "nobody"] }),
    rewriter("x", { priority: 1, after: ["y"] }),
    rewriter("y"),
    transform("t", { before: ["s"] }),
    transform("s", { priority: 1 }),
  ));
  assertEquals(converters.map(([name]) => name), ["b", "c", "a"]);
  assertEquals(rewriters, ["y", "x"]);
  assertEquals(transforms, ["t", "s"]);
});

Deno.test("buildRegistry() names the extensions when each is to run after the other", () => {
  assertThrows(
    () =>
      build(bundled(
        transform("a", { after: ["b"] }),
        transform("b", { after: ["c"] }),
        transform("c", { before: ["z"], after: ["a"] }),
        transform("z"),
      )),
    UserError,
    'since each of these runs after the next: "a", "b", "c", "a". Change "after" or "before"',
  );
});

Deno.test("buildRegistry() refuses an order that the sorts of extensions rule out", () => {
  assertThrows(
    () => build(bundled(converter("a", ["A"], { after: ["t"] }), transform("t"))),
    UserError,
    'the converter "a" can\'t run after the transform "t": converters run first',
  );
  assertThrows(
    () => build(bundled(converter("a", ["A"]), transform("t", { before: ["a"] }))),
    UserError,
    'the transform "t" can\'t run before the converter "a"',
  );
  build(bundled(converter("a", ["A"], { before: ["t"] }), transform("t", { after: ["a"] })));
});

Deno.test("buildRegistry() keeps to what a conversion has shown of the order", () => {
  const loaded = bundled(converter("a", ["A"]), converter("b", ["B"]));
  const registry = buildRegistry(loaded, defaultConfig(), new Diagnostics(), [["b", "a"]]);
  assertEquals(registry.converters.map(({ extension }) => extension.name), ["b", "a"]);
});

Deno.test("buildRegistry() refuses kinds and orders that are no names, and says what is expected", () => {
  const sound = { name: "odd", kinds: ["Widget"], convert: () => ({}) };
  for (
    const odd of [
      { kinds: ["v1/Pod"] },
      { kinds: [""] },
      { kinds: ["example.com/"] },
      { kinds: [null] },
      { after: "w" },
      { before: [1] },
      { role: "indexr" },
      { role: null },
    ]
  ) {
    const { message } = assertThrows(
      () =>
        buildRegistry(
          [{ extension: { ...sound, ...odd } as Extension, origin: "here", runtime: false }],
          defaultConfig(),
          new Diagnostics(),
        ),
      UserError,
    );
    const [member] = Object.keys(odd);
    assert(message.startsWith(`the extension "odd" (here) has "${member}": `), message);
  }
});

Deno.test("buildRegistry() asks a rewriter of the user's first, unless that says otherwise itself", () => {
  const rewriter = (name: string, runtime: boolean, rest: object = {}) => ({
    extension: { name, match: () => true, rewrite: () => [], ...rest },
    origin: "here",
    runtime,
  });
  const names = (...loaded: ReturnType<typeof rewriter>[]) =>
    buildRegistry(loaded, defaultConfig(), new Diagnostics()).rewriters.map(({ name }) => name);
  assertEquals(names(rewriter("bundled", false), rewriter("mine", true, { priority: 9999 })), [
    "mine",
    "bundled",
  ]);
  assertEquals(names(rewriter("bundled", false), rewriter("mine", true, { after: ["bundled"] })), [
    "bundled",
    "mine",
  ]);
});
