import { assertEquals } from "@std/assert";
import { type Manifest, Operator, type Service } from "@dekube/engine/pacts";
import { guardedBy, withPassage } from "@dekube/engine/pacts/ingress";
import { testConversion } from "@dekube/engine/testing";
import * as caddy from "../../extensions/caddy/mod.ts";
import * as haproxy from "../../extensions/haproxy/mod.ts";
import * as traefik from "../../extensions/traefik/mod.ts";
import * as workload from "../../extensions/workload/mod.ts";

function object(apiVersion: string, kind: string, name: string, spec: unknown): Manifest {
  return { apiVersion, kind, metadata: { name, namespace: "shop" }, spec } as Manifest;
}

/** A Deployment with a Service and an Ingress; of others that the route shares requests with, too. */
function app(name: string): Manifest[] {
  const labels = { app: name };
  return [
    object("apps/v1", "Deployment", name, {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name, image: name }] } },
    }),
    object("v1", "Service", name, { selector: labels, ports: [{ port: 80 }] }),
    object("networking.k8s.io/v1", "Ingress", name, {
      rules: [{
        host: `${name}.example`,
        http: {
          paths: [{
            path: "/",
            pathType: "Prefix",
            backend: { service: { name, port: { number: 80 } } },
          }],
        },
      }],
    }),
  ];
}

const guard = (spec: object) =>
  object("security.istio.io/v1", "AuthorizationPolicy", "guard", {
    rules: [{ to: [{ operation: { methods: ["GET"] } }] }],
    ...spec,
  });

const PASSAGE = "example.com/passage";

/** An operator that makes Services that are reached by way of other pods: of what manifests say of that nothing is believed. */
class PassageOperator extends Operator {
  readonly name = "passages";
  readonly kinds = ["example.com/Passage"];
}
const operator = {
  PassageOperator,
  extension: {
    name: "passages",
    settings: {},
    controller(manifests: readonly Manifest[]) {
      return new Map(manifests.flatMap((manifest) => {
        const passage = manifest.metadata.annotations?.[PASSAGE];
        if (!passage) return [];
        return [[manifest, [withPassage(manifest as Service, JSON.parse(passage))]] as const];
      }));
    },
  },
};

/** What is said of routes and connections. */
async function said(...others: Manifest[]): Promise<string[]> {
  const { diagnostics, files } = await testConversion(
    [haproxy, traefik, caddy, workload, operator],
    [...app("web"), ...app("api"), ...others],
  );
  const text = String(files.get("Caddyfile")?.content);
  const closed = [...text.matchAll(/^http:\/\/(\w+)[^}]*respond [^\n]* 403/gm)].map(([, of]) => of);
  return [
    ...closed.map((name) => `403 ${name}`),
    ...[...diagnostics].filter(({ severity }) => severity === "error")
      .map(({ code, resource }) => `${code} ${resource?.kind} ${resource?.name}`),
  ];
}

Deno.test("a route to pods that a policy of a mesh guards answers 403", async () => {
  assertEquals(await said(), []);
  const closed = (name: string) => [`403 ${name}`, `access-denied Ingress ${name}`];
  const web = { selector: { matchLabels: { app: "web" } } };
  assertEquals(await said(guard(web)), closed("web"));
  assertEquals((await said(guard({}))).sort(), [...closed("web"), ...closed("api")].sort());
  assertEquals(await said(guard({ action: "AUDIT", ...web })), []);
});

Deno.test("a route to a Service that a policy of a mesh guards answers 403, whoever's it is", async () => {
  const closed = (name: string) => [`403 ${name}`, `access-denied Ingress ${name}`];
  const web = { targetRefs: [{ group: "", kind: "Service", name: "web" }] };
  assertEquals(await said(guard(web)), closed("web"));
  const twin = object("v1", "Service", "twin", { selector: { app: "web" }, ports: [{ port: 80 }] });
  const [, , ofTwin] = app("twin");
  assertEquals(await said(guard(web), twin, ofTwin), closed("web"));
  const alias = object("v1", "Service", "alias", {
    type: "ExternalName",
    externalName: "web.shop.svc.cluster.local",
    ports: [{ port: 80 }],
  });
  const route = object("traefik.io/v1alpha1", "IngressRoute", "away", {
    routes: [{
      kind: "Rule",
      match: "Host(`away.example`)",
      services: [{ name: "alias", port: 80 }],
    }],
  });
  assertEquals((await said(guard(web), alias, route)).sort(), [
    ...["403 away", "403 web", "access-denied Ingress web", "access-denied IngressRoute away"],
  ]);
  const waypoint = { group: "gateway.networking.k8s.io", kind: "Gateway", name: "wp" };
  const uses = {
    kind: "Namespace",
    metadata: { name: "shop", labels: { "istio.io/use-waypoint": "wp" } },
  };
  const both = [...closed("web"), ...closed("api")].sort();
  assertEquals((await said(guard({ targetRefs: [waypoint] }), uses)).sort(), both);
  assertEquals(await said(guard({ targetRefs: [waypoint] })), []);
});

Deno.test("a route of several backends answers 403 when a policy guards the pods of one", async () => {
  const route = object("traefik.io/v1alpha1", "IngressRoute", "both", {
    routes: [{
      kind: "Rule",
      match: "Host(`both.example`)",
      services: [{ name: "web", port: 80 }, { name: "api", port: 80 }],
    }],
  });
  const api = { selector: { matchLabels: { app: "api" } } };
  const found = await said(route, guard(api));
  assertEquals(found.filter((what) => what.endsWith("both")), [
    ...["403 both", "access-denied IngressRoute both"],
  ]);
});

Deno.test("a route to a Service answers 403 when something guards the pods by way of which it is reached", async () => {
  const service = object("v1", "Service", "inner", {
    selector: { app: "web" },
    ports: [{ port: 80 }],
  });
  const [, , ingress] = app("inner");
  const reached = (guard?: string): Manifest => {
    const passage = { labels: { app: "pool" }, annotations: guardedBy(guard) };
    const annotations = { [PASSAGE]: JSON.stringify(passage) };
    return { ...service, metadata: { ...service.metadata, annotations } };
  };
  const closed = ["403 inner", "access-denied Ingress inner"];
  const pool = { selector: { matchLabels: { app: "pool" } } };
  assertEquals(await said(ingress, reached()), []);
  assertEquals(await said(guard(pool)), []);
  assertEquals(await said(ingress, reached(), guard(pool)), closed);
  assertEquals(await said(ingress, reached("its list")), closed);
  const claimed = withPassage(service as Service, { labels: { app: "pool" } });
  assertEquals(await said(ingress, claimed, guard(pool)), []);
  const policy = object("networking.k8s.io/v1", "NetworkPolicy", "own", {
    podSelector: pool.selector,
    ingress: [],
  });
  assertEquals(await said(ingress, reached(), policy), closed);
});

Deno.test("a route to pods that ask something themselves answers 403", async () => {
  const [deployment, ...others] = app("own");
  const spec = deployment.spec as { template: { metadata: object } };
  const metadata = { ...spec.template.metadata, annotations: guardedBy("its list") };
  const asking = { ...deployment, spec: { ...spec, template: { ...spec.template, metadata } } };
  assertEquals(await said(deployment, ...others), []);
  assertEquals(await said(asking, ...others), ["403 own", "access-denied Ingress own"]);
});

/** An Ingress of its own name to a Service. */
function ingressTo(service: string, namespace = "shop"): Manifest {
  const [, , ingress] = app(service);
  return { ...ingress, metadata: { name: `to-${service}`, namespace } };
}

Deno.test("a route to pods that a policy of a mesh guards answers 403, whatever leads there", async () => {
  const web = guard({ selector: { matchLabels: { app: "web" } } });
  const alias = (name: string, externalName: string, namespace = "shop") => ({
    ...object("v1", "Service", name, { type: "ExternalName", externalName, ports: [{ port: 80 }] }),
    metadata: { name, namespace },
  });
  const second = object("v1", "Service", "second", {
    selector: { app: "web" },
    ports: [{ port: 80 }],
  });
  for (
    const [service, namespace] of [
      [alias("alias", "web.shop.svc.cluster.local"), "shop"],
      [alias("alias", "web.shop.svc.cluster.local", "edge"), "edge"],
      // Docker knows the name by itself.
      [alias("alias", "web", "edge"), "edge"],
      [second, "shop"],
    ] as const
  ) {
    const name = service.metadata.name;
    const found = await said(web, service, ingressTo(name, namespace));
    assertEquals(found.includes(`access-denied Ingress to-${name}`), true, `${found}`);
  }
  const chain = [alias("alias", "next.shop.svc"), alias("next", "web.shop.svc.cluster.local")];
  const found = await said(web, ...chain, ingressTo("alias"));
  assertEquals(found.includes("access-denied Ingress to-alias"), true, `${found}`);
});

Deno.test("a route to a port answers 403 when network policies let nobody come to it, and not when they name a pod", async () => {
  const policy = (ingress: unknown, app = "web") =>
    object("networking.k8s.io/v1", "NetworkPolicy", "own", {
      podSelector: { matchLabels: { app } },
      ingress,
    });
  const closed = ["403 web", "access-denied Ingress web"];
  assertEquals(await said(policy([])), closed);
  assertEquals(await said(policy([{ ports: [{ port: 81 }] }])), closed);
  assertEquals(await said(policy([{ ports: [{ port: 80 }] }])), []);
  assertEquals(await said(policy([{ from: [{ namespaceSelector: {} }] }])), []);
  assertEquals(await said(policy([{ from: [{ ipBlock: { cidr: "10.0.0.0/8" } }] }])), []);
  assertEquals(await said(policy([], "other")), []);
});

Deno.test("a route to a port at which a Sidecar asks for certificates answers 403", async () => {
  const sidecar = (number: number) =>
    object("networking.istio.io/v1", "Sidecar", "own", {
      ingress: [{ port: { number, protocol: "HTTPS", name: "x" }, tls: { mode: "MUTUAL" } }],
      workloadSelector: { labels: { app: "web" } },
    });
  assertEquals(await said(sidecar(80)), ["403 web", "access-denied Ingress web"]);
  assertEquals(await said(sidecar(81)), []);
});

Deno.test("pods that a policy of a mesh guards get no copies of requests", async () => {
  const mirroring = object("traefik.io/v1alpha1", "TraefikService", "copies", {
    mirroring: { name: "api", port: 80, mirrors: [{ name: "web", port: 80, percent: 100 }] },
  });
  const route = object("traefik.io/v1alpha1", "IngressRoute", "copied", {
    routes: [{
      kind: "Rule",
      match: "Host(`copied.example`)",
      services: [{ name: "copies", kind: "TraefikService" }],
    }],
  });
  const warned = async (...others: Manifest[]) => {
    const { diagnostics } = await testConversion(
      [haproxy, traefik, caddy, workload],
      [...app("web"), ...app("api"), mirroring, route, ...others],
    );
    return [...diagnostics].map(({ code }) => code).filter((code) => code === "guarded-mirror");
  };
  assertEquals(await warned(), []);
  assertEquals(await warned(guard({ selector: { matchLabels: { app: "web" } } })), [
    "guarded-mirror",
  ]);
});

Deno.test("connections to pods that a policy of a mesh guards are refused", async () => {
  const route = object("traefik.io/v1alpha1", "IngressRouteTCP", "db", {
    entryPoints: ["postgres"],
    routes: [{ match: "HostSNI(`*`)", services: [{ name: "web", port: 80 }] }],
  });
  const found = await said(route, guard({ selector: { matchLabels: { app: "web" } } }));
  assertEquals(found.includes("guarded-connections IngressRouteTCP db"), true, `${found}`);
});
