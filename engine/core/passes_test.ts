import { assert, assertEquals } from "@std/assert";
import {
  type ComposeService,
  type ControllerContext,
  type ConvertContext,
  type ExtensionInfo,
  idOf,
  type IngressEntry,
  isExcluded,
  type Manifest,
  mapping,
  mount,
  text,
} from "../../pacts/mod.ts";
import { defaultConfig } from "../../pacts/config.ts";
import { CONVERTED, manifest, manifestsOf, workload } from "./_testing.ts";
import { newRun } from "./convert.ts";
import { PASSES } from "./passes.ts";
import { extensionsIn, type LoadedExtension } from "./extensions/registry.ts";
import type { Run } from "./run.ts";

const names = PASSES.map(({ name }) => name);

/** An input in which every pass has something to do that depends on what others did. */
const MANIFESTS: (Manifest | object)[] = [
  ...manifestsOf(
    `
kind: Pod
metadata: {name: test, namespace: elsewhere, annotations: {helm.sh/hook: test}}
---
kind: Pod
metadata: {name: ingress-test, namespace: elsewhere, annotations: {helm.sh/hook: test}}
---
kind: Deployment
metadata: {name: placed}
spec: {template: {metadata: {labels: {app: placed}}, spec: {containers: [{image: x}]}}}
---
kind: Deployment
metadata: {name: placed, namespace: shop}
spec: {template: {metadata: {labels: {app: placed}}, spec: {containers: [{image: y}]}}}
---
kind: Deployment
metadata: {name: ingress-controller, namespace: shop}
spec: {template: {spec: {containers: [{image: ingress/controller}]}}}
`,
    "release/all.yaml",
  ),
  workload("shop/set"),
  workload("shop/set", { containers: [{ image: "z" }] }),
  workload("shop/ingress-set", { containers: [{ image: "ingress/set" }] }),
  {
    kind: "List",
    items: [workload("shop/web"), manifest("ConfigMap", "shop/named", { data: {} })],
  },
  { kind: "List", items: [workload("shop/renamed", { hostname: "old.example" })] },
  workload("shop/agent"),
  manifest("Service", "shop/agent", { spec: { selector: { app: "agent" } } }),
  workload(`shop/${"long-".repeat(13)}name`),
  manifest("Service", "shop/front", {
    spec: { selector: { app: "web" }, ports: [{ port: 80, targetPort: 8080 }] },
  }),
  manifest("Service", "shop/legacy", { spec: { ports: [{ port: 80 }] } }),
  manifest("Endpoints", "shop/legacy", { subsets: [{ addresses: [{ ip: "192.0.2.7" }] }] }),
  manifest("Ingress", "shop/web"),
  manifest("Ingress", "shop/guarded"),
  defaultClass("edge", true),
  defaultClass("edge", false),
  defaultClass("inside", true),
  manifest("PersistentVolumeClaim", "shop/data"),
  manifest("Widget", "shop/widget"),
  manifest("Secret", "shop/lost", { stringData: { token: "lost.shop.svc" } }),
];

function defaultClass(name: string, isDefault: boolean): Manifest {
  const annotations = { "ingressclass.kubernetes.io/is-default-class": String(isDefault) };
  return { kind: "IngressClass", metadata: { name, annotations } };
}

const holder = (item: Manifest) => ({ owner: idOf(item), image: "hold", holdsPod: true });

const pods = {
  name: "pods",
  role: "provider",
  kinds: CONVERTED,
  convert: (_kind: string, all: readonly Manifest[], ctx: ConvertContext) => ({
    services: Object.fromEntries(
      all.filter((item) => ctx.workloads.of(item)).flatMap((item) => [[
        ctx.names.service(idOf(item)),
        {
          owner: idOf(item),
          image: item.metadata.prepared ? "prepared" : "x:$TAG",
          environment: {
            URL: "http://front/ http://late/",
            PRICE: "$5",
            DB: "old-legacy",
            FULL: "front.shop.svc.old-legacy",
            ...(item.metadata.name === "web"
              ? { IP: ctx.addresses.ofPod(idOf(item)) as string }
              : {}),
          },
          ports: ["80:80"],
          ...(item.metadata.name === "agent" ? { network_mode: "host" } : {}),
        },
      ], ...(item.metadata.name === "web" ? [["web-pod", holder(item)]] : [])]),
    ),
  }),
};

/** An operator: it adds what no manifest holds. */
const widgets = {
  name: "widgets",
  kinds: ["Widget"],
  convert(_kind: string, _all: readonly Manifest[], ctx: ConvertContext) {
    const spec = { selector: { app: "web" }, ports: [{ port: 80, targetPort: 9090 }] };
    ctx.manifests.add(manifest("Service", "shop/late", { spec }));
    ctx.manifests.add(manifest("Service", "shop/idle", { spec: { selector: { app: "gone" } } }));
    ctx.manifests.add(manifest("Gadget", "shop/nobodys"));
    ctx.manifests.add(manifest("Ingress", "shop/added"));
    const front = { protocol: "tcp" as const, upstream: "front.shop:8080" };
    return { streamRoutes: [{ ...front, port: 443 }, { ...front, port: 7000 }] };
  },
};

/** Too long a name for a host. */
const DOOR = `door-${"of-the-house-".repeat(5)}`;

const proxy = {
  name: "door",
  kinds: ["Ingress"],
  guards: ["basicAuth"],
  buildService: (entries: readonly IngressEntry[]) => ({
    services: {
      [DOOR]: {
        image: "door",
        environment: { URL: "http://late/" },
        ports: ["80:80", "443:443"],
        volumes: [mount("./door.conf", "/door.conf")],
        command: entries.map(({ host, denied }) => `${host} ${denied}`),
        networks: { default: { aliases: entries.map(({ host }) => host) } },
      },
    },
  }),
  writeConfig: (entries: readonly IngressEntry[]) => ({
    files: { "door.conf": { content: JSON.stringify(entries) } },
    sites: [{ host: "door.example", protocol: "http" as const, paths: ["/"] }],
  }),
};

const rewriter = {
  name: "rewriter",
  match: () => true,
  rewrite: ({ metadata }: Manifest): IngressEntry[] => [{
    host: `${metadata.name}.example`,
    path: "/",
    upstream: metadata.name === "added" ? "legacy.shop:80" : "web:80",
    scheme: "http",
    ...(metadata.name === "guarded" ? { allowedSources: ["10.0.0.0/8"] } : {}),
  }],
  streamRoutes: ({ metadata }: Manifest) =>
    metadata.name === "added"
      ? [{ protocol: "udp" as const, port: 53, upstream: "front.shop:53" }]
      : [],
};

const transform = {
  name: "transform",
  prepare(ctx: ConvertContext) {
    const web = ctx.manifests.get("Deployment", "shop", "web")!;
    ctx.manifests.add({ ...web, metadata: { ...web.metadata, prepared: true } });
  },
  transform(
    services: Record<string, ComposeService>,
    entries: IngressEntry[],
    ctx: ConvertContext,
  ) {
    for (const [name, service] of Object.entries(services)) {
      service.hostname ??= name.slice(0, 5);
      service.seen = [service.environment?.URL, JSON.stringify([service.networks, service.ports])];
      service.hosts = JSON.stringify(service.extra_hosts);
    }
    const origin = { kind: "persistentVolumeClaim", volume: "", subPath: "", claim: "more" };
    services.added = {
      image: "y",
      ports: ["90:90"],
      volumes: [{ ...mount("./data/more", "/x"), origin }, mount("cache", "/c")],
      environment: { LATE: "http://late/" },
    };
    services.again = { image: "y", ports: ["90:90"] };
    services.pod = { image: "y", holdsPod: true };
    entries.push({
      ...rewriter.rewrite(manifest("Ingress", "shop/guarded"))[0],
      host: "more.example",
    });
    ctx.composeExtras.networks.extra = null;
    ctx.manifests.add(manifest("Sprocket", "shop/left-over"));
  },
  preWrite(compose: { services: Record<string, object> }) {
    compose.services.last = {
      depends_on: ["nobody", "pod"],
      volumes: ["x:/x", "./door.conf:/y"],
      network_mode: "service:pod",
      environment: { LOST: "lost.shop.svc" },
    };
    compose.services.open = { image: "y", ports: ["91:91"] };
  },
};

function specOf({ spec }: Manifest): object {
  return (spec as { template: { spec: object } }).template.spec;
}

const off = { name: "off", kinds: ["Gadget"], convert: () => ({}) };

const MODULES = [
  {
    pods,
    extension: {
      name: "pods",
      clusterOnly: [{ images: ["ingress/*"] }],
      controller: (all: readonly Manifest[], { config, report }: ControllerContext) => {
        const classes = all.map(({ spec }) => text(mapping(spec).ingressClassName));
        report().info("classes", classes.filter(Boolean).join());
        return new Map(
          all.filter(({ metadata: { name } }) =>
            name.endsWith("set") && !isExcluded(name, config.exclude)
          ).map((set) => [set, [manifest("Pod", "shop/member", { spec: specOf(set) })]]),
        );
      },
      legacyKeys: { gadgets: "extensions.off.enabled", guess: "infer_namespaces" },
    },
  },
  { widgets },
  { proxy },
  { rewriter },
  { transform },
  {
    off,
    extension: {
      name: "off",
      whenOff(services: Record<string, ComposeService>, ctx: ConvertContext) {
        ctx.report().info("off", Object.keys(services).join());
      },
    },
  },
];

function loaded(): LoadedExtension[] {
  return MODULES.flatMap((module) => {
    const { extension: info, ...exported } = module as { extension?: ExtensionInfo };
    return extensionsIn(exported).map((found) => ({
      ...found,
      origin: "here",
      runtime: false,
      ...(info ? { info } : {}),
    }));
  });
}

const CONFIG = {
  ...defaultConfig(),
  name: "demo",
  other: { gadgets: false, unknown: 1 },
  replacements: [{ old: "old-", new: "" }],
  exclude: ["web-pod"],
  hosts: { "old.example": "new.example" },
  overrides: { added: { volumes: ["mine:/m"] }, agent: { image: "mine" } },
  services: { own: { image: "own", volumes: ["own-data:/d", "./door.conf:/door.conf"] } },
  secrets: "env-file" as const,
  volumes: { more: { host_path: "more" }, unused: { host_path: "unused" } },
};

/** What comes of the passes in some order, or how they fail. */
async function outcome(order: readonly string[], options: object, other = {}): Promise<string> {
  const byName = new Map(PASSES.map((pass) => [pass.name, pass]));
  const run: Run = newRun({
    manifests: MANIFESTS,
    config: { ...CONFIG, other: { ...CONFIG.other, ...other } },
    extensions: loaded(),
    options,
    learned: { needs: [], wishes: [], avoidedNames: new Set() },
    generated: new Map(),
  });
  try {
    for (const name of order) await byName.get(name)!.run(run);
  } catch (error) {
    return `failed: ${error}`;
  }
  return JSON.stringify({
    project: run.project,
    entryPoints: run.entryPoints,
    files: [...run.ctx.files.entries()],
    config: run.config,
    said: [...run.diagnostics].map((item) => JSON.stringify(item)).sort(),
  });
}

/** Inputs that between them show every dependency. */
const SITUATIONS: [options: object, other?: object][] = [
  [{ sourceName: "shop" }],
  [{ firstRun: true, sourceName: "shop" }],
  [{}, { guess: false }],
];

async function changes(order: readonly string[]): Promise<boolean> {
  for (const [options, other] of SITUATIONS) {
    if (await outcome(order, options, other) !== await outcome(names, options, other)) return true;
  }
  return false;
}

Deno.test("PASSES in their own order do not fail on what their tests convert", async () => {
  for (const [options, other] of SITUATIONS) {
    const made = await outcome(names, options, other);
    assert(made.startsWith("{"), made);
    // The same again, or no comparison would mean anything.
    assertEquals(await outcome(names, options, other), made);
  }
});

Deno.test("PASSES stand behind all passes that they name", () => {
  for (const [index, { name, after }] of PASSES.entries()) {
    for (const [other, reason] of Object.entries(after)) {
      const place = names.indexOf(other);
      assert(place >= 0 && place < index, `${name} stands before ${other}`);
      assert(reason.length > 10, `${name} does not say why it stands behind ${other}`);
    }
  }
  assertEquals(new Set(names).size, names.length);
});

for (const { name, after } of PASSES) {
  for (const other of Object.keys(after)) {
    Deno.test(`PASSES make something else when "${name}" runs just before "${other}"`, async () => {
      const order = names.filter((pass) => pass !== name);
      order.splice(order.indexOf(other), 0, name);
      assert(await changes(order), "the order makes no difference");
    });
  }
}

Deno.test("PASSES make the same when two neighbours change places that do not name each other", async () => {
  const reached = new Map<string, Set<string>>();
  for (const { name, after } of PASSES) {
    const behind = new Set(Object.keys(after));
    for (const other of Object.keys(after)) reached.get(other)!.forEach((one) => behind.add(one));
    reached.set(name, behind);
  }
  const wrong: string[] = [];
  for (let index = 1; index < names.length; index++) {
    const [first, second] = [names[index - 1], names[index]];
    if (reached.get(second)!.has(first)) continue;
    if (await changes(names.with(index - 1, second).with(index, first))) {
      wrong.push(`${second} needs ${first}, and does not say so`);
    }
  }
  assertEquals(wrong, []);
});
