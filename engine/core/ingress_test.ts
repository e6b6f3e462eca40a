import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  type Config,
  getIngressClass,
  type Ingress,
  type IngressEntry,
  type IngressProvider,
  type IngressRewriter,
  type Manifest,
} from "../../pacts/mod.ts";
import { codes, contextOf, manifest, said } from "./_testing.ts";
import type { AccessRestriction } from "../../pacts/ingress/mod.ts";
import { GUARD_WORDS } from "../../pacts/ingress/guard.ts";
import { denyUnsupported, ingressRoutes, reportLostFeatures } from "./ingress.ts";
import { UserError } from "./user_error.ts";

function ingress(className: string, annotations: Record<string, string | null> = {}): Ingress {
  const made = manifest("Ingress", "shop/web", {
    spec: className ? { ingressClassName: className } : {},
  }) as Ingress;
  made.metadata.annotations = annotations;
  return made;
}

const route: IngressEntry = {
  host: "example.com",
  path: "/",
  upstream: "web.shop.svc.cluster.local:80",
  scheme: "http",
};

/**
 * A rewriter of the class that it is called after; its routes have the upstream that it is called
 * after.
 */
function rewriter(name: string, rest: Partial<IngressRewriter> = {}): IngressRewriter {
  return {
    name,
    match: (manifest, ctx) => getIngressClass(manifest, ctx.config.ingressTypes) === name,
    rewrite: () => [{ ...route, upstream: name }],
    ...rest,
  };
}

async function routes(
  manifests: Ingress[],
  rewriters: IngressRewriter[],
  config: Partial<Config> = {},
  others: Manifest[] = [],
) {
  const ctx = contextOf([...manifests, ...others], config);
  const { entries, streams } = await ingressRoutes(manifests, rewriters, ctx);
  return { entries, streams, upstreams: entries.map(({ upstream }) => upstream), ctx };
}

Deno.test("ingressRoutes() asks the rewriters in order, and takes the first that matches", async () => {
  const any = { match: () => true };
  const { upstreams } = await routes([ingress("nginx")], [
    rewriter("traefik"),
    rewriter("first", any),
    rewriter("second", any),
  ]);
  assertEquals(upstreams, ["first"]);
});

Deno.test("ingressRoutes() waits when a rewriter is asynchronous", async () => {
  const slow = rewriter("slow", {
    match: (() => Promise.resolve(true)) as unknown as IngressRewriter["match"],
    rewrite: () => Promise.resolve([route]),
  });
  assertEquals((await routes([ingress("x")], [slow])).entries.length, 1);
});

Deno.test("ingressRoutes() maps a class by ingress_types, whatever its case", async () => {
  const ingressTypes = { internal: "nginx" };
  const { upstreams } = await routes([ingress("Internal")], [rewriter("nginx")], { ingressTypes });
  assertEquals(upstreams, ["nginx"]);
});

Deno.test("ingressRoutes() says where a route came from, unless the rewriter did", async () => {
  const resource = { kind: "Other", namespace: "a", name: "b" };
  const { entries } = await routes([ingress("nginx")], [
    rewriter("nginx", { rewrite: () => [{ ...route }, { ...route, resource }] }),
  ]);
  assertEquals(entries.map(({ resource }) => resource?.kind), ["Ingress", "Other"]);
});

Deno.test("ingressRoutes() warns, and says what to do, when no rewriter matches", async () => {
  const { entries, ctx } = await routes([ingress("traefik")], [
    rewriter("haproxy"),
    rewriter("nginx"),
  ]);
  assertEquals(entries, []);
  assertEquals(said(ctx.diagnostics), [
    'warning no-rewriter: no loaded extension reads Ingresses of class "traefik", so it has no route. Loaded: haproxy, nginx. Map the class to one that is read in dekube.yaml: "ingress_types: {traefik: haproxy}"',
  ]);
  assertEquals([...ctx.diagnostics][0].resource?.name, "web");
});

Deno.test("ingressRoutes() says what dekube.yaml has for a class that nobody reads", async () => {
  const ingressTypes = { edge: "traefik" };
  const { ctx } = await routes([ingress("edge")], [rewriter("haproxy")], { ingressTypes });
  assertEquals(said(ctx.diagnostics), [
    'warning no-rewriter: no loaded extension reads Ingresses of class "traefik" (what "ingress_types" in dekube.yaml has for "edge"), so it has no route. Loaded: haproxy. Map the class to one that is read: "ingress_types: {edge: haproxy}", not {edge: traefik}',
  ]);
});

Deno.test("ingressRoutes() says that there is none when no rewriter is loaded at all", async () => {
  const { ctx } = await routes([ingress("")], []);
  const [warning] = said(ctx.diagnostics);
  assert(warning.includes("Ingresses without a class, so it has no route. Loaded: none."), warning);
});

Deno.test("ingressRoutes() warns when annotations of a controller have no effect", async () => {
  const annotations = {
    "haproxy.org/path-rewrite": "/x",
    "haproxy.org/rate-limit": "5",
    "nginx.ingress.kubernetes.io/proxy-body-size": "1m",
    "cert-manager.io/issuer": "x",
    "haproxy.org/empty": null,
  };
  const { ctx } = await routes([ingress("haproxy", annotations)], [
    rewriter("haproxy", { annotations: ["haproxy.org/path-rewrite"] }),
  ]);
  assertEquals(said(ctx.diagnostics), [
    'warning ignored-annotations: haproxy.org/rate-limit, nginx.ingress.kubernetes.io/proxy-body-size have no effect: the rewriter "haproxy" does not know them. If another extension reads that ingress controller\'s annotations, map the class to it under "ingress_types" in dekube.yaml',
  ]);
  const mapped = await routes(
    [ingress("edge", { "haproxy.org/rate-limit": "5" })],
    [rewriter("haproxy", { annotations: [] })],
    { ingressTypes: { edge: "haproxy" } },
  );
  assertEquals(said(mapped.ctx.diagnostics), [
    'warning ignored-annotations: haproxy.org/rate-limit has no effect: the rewriter "haproxy" does not know it. Take it out, or map the class to an extension that reads it: "ingress_types" in dekube.yaml has haproxy for edge',
  ]);
});

Deno.test("ingressRoutes() does not say that annotations have no effect that close a route", async () => {
  const { ctx } = await routes([
    ingress("haproxy", { "example.ingress.kubernetes.io/auth-url": "x" }),
  ], [
    rewriter("haproxy", { annotations: [] }),
  ]);
  const [ignored, denied] = said(ctx.diagnostics);
  assert(ignored.includes("auth-url is not read: the rewriter"), ignored);
  assert(denied.startsWith("error access-denied"), denied);
});

Deno.test("ingressRoutes() has a rewriter's word on what it restricts count before its name's", async () => {
  const annotation = "example.test/auth-secret";
  const own = { guard: "basicAuth" as const, annotation, remedy: "Add auth-type" };
  const remedy = async (restrictions: AccessRestriction[]) => {
    const { ctx } = await routes([ingress("haproxy", { [annotation]: "users" })], [
      rewriter("haproxy", { annotations: [annotation], restrictions: () => restrictions }),
    ]);
    const [denied] = said(ctx.diagnostics);
    return /without its guard\. (.*), or serve/.exec(denied)?.[1];
  };
  assertEquals(await remedy([own]), "Add auth-type");
  assertEquals(
    await remedy([]),
    'Add the Secret "users" of the namespace "shop" to the manifests',
  );
});

Deno.test("ingressRoutes() warns of annotations of the rewriter's own domain, but not of Kubernetes'", async () => {
  const annotations = {
    "gate.acme.io/strip": "/x",
    "gate.acme.io/limit": "5",
    "acme.io/team": "shop",
    "kubernetes.io/description": "the gate",
  };
  const known = ["gate.acme.io/strip", "kubernetes.io/ingress.class"];
  const { ctx } = await routes([ingress("gate", annotations)], [
    rewriter("gate", { annotations: known }),
  ]);
  assertEquals(said(ctx.diagnostics), [
    'warning ignored-annotations: gate.acme.io/limit has no effect: the rewriter "gate" does not know it. If another extension reads that ingress controller\'s annotations, map the class to it under "ingress_types" in dekube.yaml',
  ]);
});

Deno.test("ingressRoutes() takes annotations in any case when the rewriter does, and in no other", async () => {
  const annotations = {
    "x.ingress.kubernetes.io/Size": "1",
    "x.ingress.kubernetes.io/Plugins": "a",
  };
  const known = ["size", "plugins"].map((name) => `x.ingress.kubernetes.io/${name}`);
  const restrictions = () => [];
  for (const ignoresCase of [true, false]) {
    const { ctx } = await routes([ingress("x", annotations)], [
      rewriter("x", { annotations: known, ignoresCase, restrictions }),
    ]);
    const expected = ignoresCase ? [] : ["ignored-annotations", "access-denied"];
    assertEquals(codes(ctx.diagnostics), expected);
  }
});

Deno.test("ingressRoutes() is silent on annotations when a rewriter does not say which it reads", async () => {
  const { ctx } = await routes([ingress("nginx", { "nginx.org/keepalive": "1" })], [
    rewriter("nginx"),
  ]);
  assertEquals(codes(ctx.diagnostics), []);
});

Deno.test("ingressRoutes() denies a route when an annotation of a controller is one that nobody knows", async () => {
  const annotations = { "konghq.com/wait-for": "x" };
  for (const harmless of [[], ["konghq.com/wait-*"]]) {
    const { ctx, entries } = await routes([ingress("x", annotations)], [
      rewriter("x", { rewrite: () => [{ ...route }] }),
    ], { harmless });
    const isOpen = harmless.length > 0;
    assertEquals(codes(ctx.diagnostics), isOpen ? [] : ["access-denied"]);
    assertEquals(entries.map(({ denied }) => denied === undefined), [isOpen]);
  }
});

Deno.test("ingressRoutes() names rewriter and Ingress when one throws", async () => {
  for (const method of ["match", "rewrite"] as const) {
    const broken = rewriter("broken", {
      match: () => true,
      [method]: () => {
        throw new Error("boom");
      },
    });
    await assertRejects(
      () => routes([ingress("x")], [broken]),
      UserError,
      'the extension "broken" failed on Ingress shop/web: boom.',
    );
  }
});

Deno.test("ingressRoutes() names the rewriter when what it returns is no route", async () => {
  const cases: [unknown, string][] = [
    [null, "the route 1 is null; expected a route"],
    [{ hostt: "x", path: "/" }, '"host" of the route 1 is missing; expected text'],
    [{ ...route, tls: true }, '"tls" of the route 1 is true; expected a mapping'],
  ];
  for (const [result, expected] of cases) {
    const odd = rewriter("odd", { rewrite: () => [result] as IngressEntry[] });
    await assertRejects(
      () => routes([ingress("odd")], [odd]),
      UserError,
      `the extension "odd" failed on Ingress shop/web: ${expected}.`,
    );
  }
});

Deno.test("ingressRoutes() warns when a rewriter returns no list", async () => {
  for (const result of [undefined, null, route]) {
    const { entries, ctx } = await routes([ingress("x"), ingress("nginx")], [
      rewriter("x", { rewrite: () => result as unknown as IngressEntry[] }),
      rewriter("nginx"),
    ]);
    assertEquals(entries.length, 1);
    assertEquals(codes(ctx.diagnostics), ["no-result"]);
  }
});

const AUTH_URL = "nginx.ingress.kubernetes.io/auth-url";

Deno.test("ingressRoutes() denies a route when its Ingress is restricted and the rewriter does not say how", async () => {
  const { entries, ctx } = await routes(
    [ingress("haproxy", { [AUTH_URL]: "http://auth" })],
    [rewriter("haproxy")],
  );
  assertEquals(entries.map(({ denied }) => denied), [AUTH_URL]);
  assertEquals(said(ctx.diagnostics), [
    `error access-denied: the route example.com/ answers 403, because who may come in is restricted and that can't be kept: ${AUTH_URL}. Nothing is served without its guard. If everybody may come in, take ${AUTH_URL} out of the annotations, or serve it by a proxy of your own`,
  ]);
});

Deno.test("ingressRoutes() says to add the Secret when a restriction names one that is not there", async () => {
  const name = "nginx.ingress.kubernetes.io/auth-secret";
  const remedies = async (...others: Manifest[]) => {
    const { ctx } = await routes(
      [ingress("nginx", { [name]: "ops/users" })],
      [rewriter("nginx", { annotations: [name] })],
      {},
      others,
    );
    return said(ctx.diagnostics).map((text) => text.replace(/^.*its guard\. /, ""));
  };
  assertEquals(await remedies(), [
    'Add the Secret "users" of the namespace "ops" to the manifests, or serve it by a proxy of your own',
  ]);
  const secret = { kind: "Secret", metadata: { name: "users", namespace: "ops" } };
  assertEquals(await remedies(secret), [
    `If everybody may come in, take ${name} out of the annotations, or serve it by a proxy of your own`,
  ]);
});

Deno.test("ingressRoutes() says what opens a route that several annotations close", async () => {
  const prefix = "nginx.ingress.kubernetes.io";
  const [type, name] = [`${prefix}/auth-type`, `${prefix}/auth-secret`];
  const remedies = async (...others: Manifest[]) => {
    const { ctx } = await routes(
      [ingress("nginx", { [type]: "basic", [name]: "users" })],
      [rewriter("nginx", { annotations: [type, name] })],
      {},
      others,
    );
    return said(ctx.diagnostics).map((text) => text.replace(/^.*its guard\. /, ""));
  };
  assertEquals(await remedies(), [
    'Add the Secret "users" of the namespace "shop" to the manifests, or serve it by a proxy of your own',
  ]);
  const secret = { kind: "Secret", metadata: { name: "users", namespace: "shop" } };
  assertEquals(await remedies(secret), [
    `If everybody may come in, take ${type}, ${name} out of the annotations, or serve it by a proxy of your own`,
  ]);
});

Deno.test("ingressRoutes() leaves a route open when the rewriter carries its restriction over", async () => {
  const { entries, ctx } = await routes(
    [ingress("nginx", { [AUTH_URL]: "http://auth" })],
    [rewriter("nginx", {
      rewrite: () => [{ ...route, forwardAuth: { url: "http://auth", responseHeaders: [] } }],
    })],
  );
  assertEquals(entries.map(({ denied }) => denied), [undefined]);
  assertEquals(codes(ctx.diagnostics), []);
});

Deno.test("ingressRoutes() denies a route when one of two restrictions is not carried over", async () => {
  const annotations = {
    [AUTH_URL]: "http://auth",
    "nginx.ingress.kubernetes.io/whitelist-source-range": "10.0.0.0/8",
  };
  const { entries } = await routes([ingress("nginx", annotations)], [
    rewriter("nginx", { rewrite: () => [{ ...route, allowedSources: ["10.0.0.0/8"] }] }),
  ]);
  assertEquals(entries[0].denied, AUTH_URL);
});

Deno.test("ingressRoutes() denies a route when a guard is carried over empty", async () => {
  const forwardAuth = { url: "", responseHeaders: [] };
  const { entries } = await routes(
    [ingress("nginx", { [AUTH_URL]: "http://auth" })],
    [rewriter("nginx", { rewrite: () => [{ ...route, forwardAuth }] })],
  );
  assertEquals(entries[0].denied, AUTH_URL);
});

Deno.test("ingressRoutes() denies the routes to a Service when its own annotations restrict them", async () => {
  const annotations = { "haproxy-ingress.github.io/auth-secret": "users" };
  const service = manifest("Service", "shop/web", { spec: { ports: [{ port: 80 }] } });
  service.metadata.annotations = annotations;
  const web = ingress("haproxy");
  web.spec!.defaultBackend = { service: { name: "web", port: { number: 80 } } };
  const ctx = contextOf([service, web]);
  const elsewhere = { ...route, upstream: "other.shop.svc.cluster.local:80" };
  const made = rewriter("haproxy", { rewrite: () => [{ ...route }, elsewhere] });
  const { entries, readers } = await ingressRoutes([web], [made], ctx);
  const why = 'haproxy-ingress.github.io/auth-secret of the Service "web"';
  // Nobody knows of the other Service, so it might be the same.
  assertEquals(entries.map(({ denied }) => denied), [why, why]);
  assertEquals([...readers].map(([{ metadata }, names]) => [metadata.name, ...names]), [
    ["web", "haproxy"],
  ]);
});

const GUARDED_BY = "nginx.org/policies";

Deno.test("ingressRoutes() adds what the rewriter says of restrictions to what the names say", async () => {
  const { entries } = await routes(
    [ingress("nginx", { [AUTH_URL]: "http://auth" })],
    [rewriter("nginx", {
      annotations: [AUTH_URL],
      restrictions: () => [{ guard: "basicAuth", annotation: GUARDED_BY }],
    })],
  );
  assertEquals(entries[0].denied, `${AUTH_URL}, ${GUARDED_BY}`);
});

Deno.test("ingressRoutes() believes the rewriter on an annotation when it lists it and says what is restricted", async () => {
  async function denied(rest: Partial<IngressRewriter>) {
    const { entries } = await routes([ingress("nginx", { [GUARDED_BY]: "office" })], [
      rewriter("nginx", rest),
    ]);
    return entries[0].denied;
  }
  const open = { restrictions: () => [] };
  const listed = { annotations: [GUARDED_BY] };
  assertEquals(await denied({}), GUARDED_BY);
  assertEquals(await denied(listed), GUARDED_BY);
  assertEquals(await denied(open), GUARDED_BY);
  assertEquals(await denied({ ...listed, ...open }), undefined);
});

const guards: Partial<IngressEntry>[] = [
  { forwardAuth: { url: "http://auth", responseHeaders: [] } },
  { basicAuth: { users: { a: "hash" } } },
  { allowedSources: ["10.0.0.0/8"] },
  { clientCertificate: { namespace: "a", name: "ca" } },
];

const emptyGuards: Partial<IngressEntry>[] = [
  { forwardAuth: { url: "", responseHeaders: [] } },
  { basicAuth: { users: {} } },
  { allowedSources: [] },
  { clientCertificate: { namespace: "a", name: "" } },
];

function deny(entry: IngressEntry, supported?: IngressProvider["guards"]) {
  const ctx = contextOf();
  const proxy: IngressProvider = {
    name: "proxy",
    kinds: ["Ingress"],
    guards: supported,
    buildService: () => ({ services: {} }),
    writeConfig: () => ({ files: {} }),
  };
  denyUnsupported([entry], proxy, ctx);
  return { denied: entry.denied, said: said(ctx.diagnostics) };
}

for (const guard of guards) {
  const [name] = Object.keys(guard) as [NonNullable<IngressProvider["guards"]>[number]];
  Deno.test(`denyUnsupported() denies a route when the proxy has no ${name}`, () => {
    for (
      const supported of [
        undefined,
        [],
        guards.flatMap(Object.keys).filter((g) => g !== name),
      ]
    ) {
      const { denied, said } = deny({ ...route, ...guard }, supported as IngressProvider["guards"]);
      assertEquals(denied, `the proxy "proxy" can't ask ${GUARD_WORDS[name]}`);
      assertEquals(said.length, 1);
      assert(
        said[0].startsWith("error access-denied: the route example.com/ answers 403"),
        said[0],
      );
    }
    assertEquals(deny({ ...route, ...guard }, [name]), { denied: undefined, said: [] });
  });
}

for (const guard of emptyGuards) {
  const [name] = Object.keys(guard) as [NonNullable<IngressProvider["guards"]>[number]];
  Deno.test(`denyUnsupported() denies a route when its ${name} says nothing of whom to let in`, () => {
    const { denied } = deny({ ...route, ...guard }, [name]);
    assertEquals(
      denied,
      `the route is to ask ${GUARD_WORDS[name]}, and says nothing of whom to let in`,
    );
  });
}

Deno.test("denyUnsupported() leaves a route as it is when it is denied already, or open to all", () => {
  const closed = { ...route, denied: "why", allowedSources: ["10.0.0.0/8"] };
  assertEquals(deny(closed), { denied: "why", said: [] });
  assertEquals(deny({ ...route }), { denied: undefined, said: [] });
});

Deno.test("denyUnsupported() says `*` when a route is for any host", () => {
  const { said } = deny({ ...route, host: "", path: "/x", allowedSources: ["::/0"] });
  assert(said[0].includes("the route */x answers 403"), said[0]);
});

Deno.test("ingressRoutes() takes a rewriter's routes of connections, but none without its Ingress's restriction", async () => {
  const passed = { protocol: "tls", port: 443, hosts: ["a.example"], upstream: "db:1" } as const;
  const { entries, streams, ctx } = await routes(
    [ingress("nginx"), ingress("nginx", { [AUTH_URL]: "http://auth" })],
    [rewriter("nginx", { rewrite: () => [], streamRoutes: () => [passed] })],
  );
  assertEquals(entries, []);
  assertEquals(streams.map(({ resource: _, ...route }) => route), [passed]);
  assertEquals(streams[0].resource?.kind, "Ingress");
  assertEquals(codes(ctx.diagnostics), ["access-denied"]);
});

const TRAEFIK_OFFER = { name: "traefik", classes: ["traefik"] };

/** What is said of one Ingress of the class `nginx`, with an annotation of Traefik's. */
async function ignored(rewriters: IngressRewriter[]): Promise<string> {
  const web = ingress("nginx", { "traefik.ingress.kubernetes.io/router.priority": "1" });
  const ctx = contextOf([web]);
  await ingressRoutes([web], rewriters, ctx, [TRAEFIK_OFFER]);
  return /know it\. (.*)$/.exec(said(ctx.diagnostics)[0])![1];
}

Deno.test("ingressRoutes() offers the extension that reads an annotation, unless it is loaded", async () => {
  const nginx = rewriter("nginx", { annotations: [] });
  assertEquals(
    await ignored([nginx]),
    'Add --extension traefik, or "depends: [traefik]" in dekube.yaml',
  );
  const annotations = ["traefik.ingress.kubernetes.io/router.priority"];
  assertEquals(
    await ignored([nginx, rewriter("traefik", { annotations })]),
    '"traefik" is loaded and reads other Ingresses: give this one its class (spec.ingressClassName), or take the annotation out',
  );
});

Deno.test("ingressRoutes() offers an extension by the controller of the IngressClass when its name says nothing", async () => {
  const web = ingress("main");
  const ofController = manifest("IngressClass", "main", {
    spec: { controller: "k8s.io/ingress-nginx" },
  });
  const ctx = contextOf([web, ofController]);
  await ingressRoutes([web], [], ctx, [TRAEFIK_OFFER, { name: "nginx", classes: ["nginx"] }]);
  assertEquals(said(ctx.diagnostics), [
    'warning no-rewriter: no loaded extension reads Ingresses of class "main", so it has no route. Loaded: none. Add --extension nginx, or "depends: [nginx]" in dekube.yaml (the IngressClass "main" has the controller k8s.io/ingress-nginx)',
  ]);
});

Deno.test("ingressRoutes() keeps the remedy that a rewriter knows for a restriction", async () => {
  const remedy = "Mend it";
  const { ctx } = await routes([ingress("nginx", {})], [
    rewriter("nginx", { restrictions: () => [{ guard: "other", annotation: "why", remedy }] }),
  ]);
  assertEquals(
    said(ctx.diagnostics)[0].endsWith("Mend it, or serve it by a proxy of your own"),
    true,
  );
});

Deno.test("reportLostFeatures() names a proxy that can, unless it is that one", () => {
  const lost = (name: string) => {
    const ctx = contextOf([]);
    const limited = { ...route, rateLimit: { average: 1 } };
    reportLostFeatures([limited], { name } as IngressProvider, ctx);
    return said(ctx.diagnostics)[0].replace(/^.*: there is no limit/, "");
  };
  assertEquals(lost("caddy"), ". nginx-provider can: --extension nginx-provider");
  assertEquals(lost("nginx-provider"), "");
});

Deno.test("ingressRoutes() narrows routes to the networks that the load balancer of the controller lets in", async () => {
  const labels = { app: "edge" };
  const controller = manifest("Pod", "edge", {
    metadata: { name: "edge", namespace: "shop", labels },
    spec: {
      containers: [{ name: "x", image: "registry.k8s.io/ingress-nginx/controller:v1.12.0" }],
    },
  });
  const balancer = manifest("Service", "edge", {
    metadata: { name: "edge", namespace: "shop" },
    spec: { type: "LoadBalancer", selector: labels, loadBalancerSourceRanges: ["10.0.0.0/8"] },
  });
  const narrowed = async (...allowedSources: string[]) => {
    const own = { ...route, ...allowedSources.length > 0 ? { allowedSources } : {} };
    const found = await routes(
      [ingress("nginx", {})],
      [rewriter("nginx", { rewrite: () => [own] })],
      {},
      [controller, balancer],
    );
    return found.entries.map(({ allowedSources, denied }) => denied ?? allowedSources);
  };
  assertEquals(await narrowed(), [["10.0.0.0/8"]]);
  assertEquals(await narrowed("10.1.0.0/16", "192.168.0.0/16"), [["10.1.0.0/16"]]);
  assertEquals(await narrowed("192.168.0.0/16"), [
    'spec.loadBalancerSourceRanges lets in 10.0.0.0/8 alone, of the controller\'s Service "edge"',
  ]);
});

Deno.test("ingressRoutes() closes a route when another Ingress of its server asks something of all who come", async () => {
  const named = (name: string, type: string, more: Record<string, string> = {}): Ingress => {
    const made = ingress("nginx", { "nginx.org/mergeable-ingress-type": type, ...more });
    return {
      ...made,
      metadata: { ...made.metadata, name },
      spec: { ...made.spec, rules: [{ host: "example.com" }] },
    };
  };
  const minion = named("part", "minion");
  const master = named("whole", "master", { "nginx.org/basic-auth-secret": "users" });
  const own = rewriter("nginx", {
    rewrite: ({ metadata }) => metadata.name === "part" ? [{ ...route }] : [],
  });
  const denied = async (...manifests: Ingress[]) =>
    (await routes(manifests, [own])).entries.map(({ denied }) => denied);
  assertEquals(await denied(minion), [undefined]);
  assertEquals(await denied(minion, master), [
    'nginx.org/basic-auth-secret of the Ingress "whole"',
  ]);
});
