import { assertEquals } from "@std/assert";
import type { ComposeService, ConvertContext, Manifest } from "../../../pacts/mod.ts";
import { contextOf, said, service, workload } from "../_testing.ts";
import { noteClusterDomains } from "./cluster_domains.ts";
import { addNetworkAliases } from "./networks.ts";

type Services = Record<string, ComposeService>;

/** Services as the workload extension makes them, with the names that they have on each network. */
function connect(manifests: Manifest[], change: (services: Services) => void = () => {}) {
  const ctx = contextOf(manifests);
  const services: Services = {};
  for (const { id } of ctx.workloads) {
    services[ctx.names.service(id)] = { owner: id };
  }
  change(services);
  noteClusterDomains(services, ctx);
  addNetworkAliases(services, ctx);
  return { ctx, services, names: (name: string) => namesOn(services[name]) };
}

function namesOn({ networks }: ComposeService): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(networks ?? {}).map(([name, network]) => [name, network?.aliases ?? []]),
  );
}

function full(name: string): string[] {
  return [`${name}.svc.cluster.local`, `${name}.svc`, name];
}

function declared(ctx: ConvertContext): string[] {
  return Object.keys(ctx.composeExtras.networks);
}

Deno.test("addNetworkAliases() gives all names of a Service to what stands behind it", () => {
  const { ctx, names } = connect([workload("shop/web"), service("shop/front", "web")]);
  assertEquals(names("web"), { default: [...full("front.shop"), "front"] });
  assertEquals(said(ctx.diagnostics), []);
  assertEquals(declared(ctx), []);
});

Deno.test("addNetworkAliases() gives all full names below another domain, too, where something names one", () => {
  const url = "http://web-0.web.shop.svc.k8s.corp:80/ lost.shop.svc.example.org";
  const { ctx, names } = connect(
    [workload("shop/web"), service("shop/web"), workload("shop/db"), service("shop/db")],
    (services) => services.db.environment = { URL: url, A: "web.shop.svc.cluster.local" },
  );
  assertEquals([...ctx.clusterDomains], ["k8s.corp"]);
  for (const name of ["web", "db"]) {
    assertEquals(names(name).default, [...full(`${name}.shop`), `${name}.shop.svc.k8s.corp`]);
  }
});

Deno.test("addNetworkAliases() leaves the short name out when Compose answers to it already", () => {
  assertEquals(connect([workload("shop/web"), service("shop/web")]).names("web"), {
    default: full("web.shop"),
  });
});

Deno.test("addNetworkAliases() gives one name to several when a Service selects several", () => {
  const two = { ...workload("a/one"), metadata: { name: "two", namespace: "a" } };
  const { names } = connect([workload("a/one"), two, service("a/all", "one")]);
  assertEquals(names("one").default, [...full("all.a"), "all"]);
  assertEquals(names("two").default, [...full("all.a"), "all"]);
});

Deno.test("addNetworkAliases() gives a container the names of all its Services", () => {
  const { names } = connect([workload("a/x"), service("a/one", "x"), service("a/two", "x")]);
  assertEquals(names("x").default, [...full("one.a"), "one", ...full("two.a"), "two"]);
});

Deno.test("addNetworkAliases() leaves a container without networks when no Service selects it", () => {
  assertEquals(
    connect([workload("a/x"), service("a/one", "nobody")]).services.x.networks,
    undefined,
  );
});

Deno.test("addNetworkAliases() gives a network to each namespace when two own a Service of one name", () => {
  const { ctx, names, services } = connect([
    workload("a/db"),
    service("a/db"),
    workload("b/db"),
    service("b/db"),
    workload("b/web"),
    workload("c/other"),
    service("c/other"),
  ]);
  assertEquals(names("db-a"), { default: full("db.a"), "ns-a": ["db"] });
  assertEquals(names("db-b"), { default: full("db.b"), "ns-b": ["db"] });
  assertEquals(services.web.networks, { default: null, "ns-b": null });
  assertEquals(names("other"), { default: full("other.c") });
  assertEquals(declared(ctx), ["ns-a", "ns-b"]);
});

Deno.test("addNetworkAliases() keeps a name that only one namespace owns on the common network", () => {
  const { names } = connect([
    workload("a/db"),
    service("a/db"),
    workload("b/db"),
    service("b/db"),
    service("b/only", "db"),
  ]);
  assertEquals(names("db-b"), {
    default: [...full("db.b"), ...full("only.b"), "only"],
    "ns-b": ["db"],
  });
});

const alias = { type: "ExternalName", externalName: "db.b.svc.cluster.local" };

Deno.test("addNetworkAliases() needs no network of its own when a name leads to the same everywhere", () => {
  const { ctx, names } = connect([
    workload("b/postgres"),
    service("b/db", "postgres"),
    service("a/db", undefined, alias),
  ]);
  assertEquals(names("postgres"), { default: [...full("db.b"), "db", ...full("db.a")] });
  assertEquals(declared(ctx), []);
});

Deno.test("addNetworkAliases() brings a container into a namespace's network when a name there leads to it", () => {
  const { ctx, names } = connect([
    workload("b/postgres"),
    service("b/db", "postgres"),
    service("a/db", undefined, alias),
    workload("c/mysql"),
    service("c/db", "mysql"),
  ]);
  assertEquals(names("postgres"), {
    default: [...full("db.b"), ...full("db.a")],
    "ns-b": ["db"],
    "ns-a": ["db"],
  });
  assertEquals(names("mysql"), { default: full("db.c"), "ns-c": ["db"] });
  assertEquals(declared(ctx).sort(), ["ns-a", "ns-b", "ns-c"]);
});

Deno.test("addNetworkAliases() takes namespaces for the default one, and says how to name them, when they are unknown", () => {
  const { ctx, names } = connect([
    workload("web"),
    service("front", "web"),
    service("web"),
  ]);
  assertEquals(names("web"), {
    default: [...full("front.default"), "front", ...full("web.default")],
  });
  assertEquals(said(ctx.diagnostics), [
    'info no-namespace: the namespace of these Services is unknown, so it is taken for "default": front, web. Name it with -n NAME, or set metadata.namespace in the manifests',
  ]);
});

Deno.test("addNetworkAliases() names a pod below its headless Service when it has a host name and a subdomain", () => {
  const { names } = connect([
    workload("t/web", { hostname: "node-a", subdomain: "ring" }),
    workload("t/other", { subdomain: "ring" }),
    workload("t/third", { hostname: "node-c" }),
    service("t/ring", "web", { clusterIP: "None" }),
  ]);
  assertEquals(names("web"), {
    default: [...full("ring.t"), "ring", ...full("node-a.ring.t"), "node-a.ring"],
  });
  assertEquals([names("other"), names("third")], [{}, {}]);
});

Deno.test("addNetworkAliases() gives no pod a name that a Service has, or that no pod can have", () => {
  const { names } = connect([
    workload("shop/db"),
    service("shop/db", "db"),
    workload("evil/one", { hostname: "db", subdomain: "shop" }),
    workload("svc/two", { hostname: "db", subdomain: "shop" }),
    workload("evil/three", { hostname: "pg-0", subdomain: "db.shop" }),
    workload("evil/four", { hostname: "pg-0.db", subdomain: "shop" }),
  ]);
  const taken = new Set(full("db.shop"));
  for (const name of ["one", "two", "three", "four"]) {
    const own = Object.values(names(name)).flat();
    assertEquals(own.filter((alias) => taken.has(alias) || alias.startsWith("pg-0")), [], name);
  }
  assertEquals(names("one").default, full("db.shop.evil"));
});

Deno.test("addNetworkAliases() names ten Services and counts the others when many have no namespace", () => {
  const numbers = Array.from({ length: 12 }, (_, index) => index + 1);
  const { ctx } = connect([workload("x"), ...numbers.map((number) => service(`s${number}`, "x"))]);
  assertEquals(
    said(ctx.diagnostics)[0].match(/"default": (.*)\. Name/)?.[1],
    "s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, and 2 more",
  );
});

Deno.test("addNetworkAliases() gives a StatefulSet's first pod its name when it has a headless Service", () => {
  const set: Manifest = workload("a/db", {}, "StatefulSet");
  Object.assign(set.spec as object, { serviceName: "peers" });
  const { names } = connect([set, service("a/peers", "db", { clusterIP: "None" })]);
  assertEquals(names("db").default, [
    ...full("peers.a"),
    "peers",
    ...full("db-0.peers.a"),
    "db-0.peers",
  ]);
});

Deno.test("addNetworkAliases() keeps a pod's short name to its namespace when two have such a pod", () => {
  const set = (id: string): Manifest => {
    const made = workload(id, {}, "StatefulSet");
    Object.assign(made.spec as object, { serviceName: "db" });
    return made;
  };
  const { names } = connect([set("a/db"), service("a/db"), set("b/db"), service("b/db")]);
  assertEquals(names("db-a"), {
    default: [...full("db.a"), ...full("db-0.db.a")],
    "ns-a": ["db", "db-0.db"],
  });
  assertEquals(names("db-b")["ns-b"], ["db", "db-0.db"]);
});

Deno.test("addNetworkAliases() keeps a pod's short name to its namespace when elsewhere it is another's", () => {
  const others = [workload("bank/client"), workload("bank/db"), service("bank/db", "db")];
  for (
    const subdomain of [
      // Another namespace's Service, a namespace, and what hosts of the Internet end with.
      ...["db", "bank", "com", "io", "cloud", "xn--p1ai"],
    ]
  ) {
    const { ctx, names } = connect([
      ...others,
      workload("evil/one", { hostname: "x-1", subdomain }),
    ]);
    assertEquals(names("one"), {
      default: full(`x-1.${subdomain}.evil`),
      "ns-evil": [`x-1.${subdomain}`],
    });
    assertEquals([names("client"), declared(ctx)], [{}, ["ns-evil"]]);
  }
  const twins = connect([
    workload("bank/one", { hostname: "x-0", subdomain: "peers" }),
    workload("evil/two", { hostname: "x-0", subdomain: "peers" }),
  ]);
  assertEquals(Object.keys(twins.names("one")), ["default", "ns-bank"]);
  assertEquals(twins.names("two"), {
    default: full("x-0.peers.evil"),
    "ns-evil": ["x-0.peers"],
  });
  const alone = connect([workload("evil/one", { hostname: "x-1", subdomain: "com" })]);
  assertEquals(alone.names("one").default, [...full("x-1.com.evil"), "x-1.com"]);
});

Deno.test("addNetworkAliases() gives the names to the network's owner when a service shares another's", () => {
  const { names, services } = connect(
    [workload("a/web"), service("a/front", "web")],
    (services) => {
      services.door = {};
      services.web.network_mode = "service:door";
    },
  );
  // What it would be called without: others may know it by that name.
  assertEquals(names("door").default, ["web", ...full("front.a"), "front"]);
  assertEquals(services.web.networks, undefined);
});

Deno.test("addNetworkAliases() gives the short name to the network's owner when it is that of the service", () => {
  const { names } = connect([workload("a/web"), service("a/web")], (services) => {
    services.door = {};
    services.web.network_mode = "service:door";
  });
  assertEquals(names("door").default, ["web", ...full("web.a")]);
});

Deno.test("addNetworkAliases() leaves a service alone when it is on the host's network, or gone", () => {
  const { services } = connect(
    [workload("a/web"), service("a/front", "web"), workload("a/gone"), service("a/gone")],
    (services) => {
      services.web.network_mode = "host";
      delete services.gone;
    },
  );
  assertEquals(services.web.networks, undefined);
});

Deno.test("addNetworkAliases() keeps the networks and names that a service has, lists included", () => {
  const { services } = connect(
    [workload("a/web"), service("a/front", "web"), workload("a/api"), service("a/back", "api")],
    (services) => {
      services.web.networks = { default: { aliases: ["mine"] }, other: null };
      services.api.networks = ["other"] as unknown as ComposeService["networks"];
    },
  );
  assertEquals(services.web.networks, {
    default: { aliases: ["mine", ...full("front.a"), "front"] },
    other: null,
  });
  assertEquals(services.api.networks, {
    other: null,
    default: { aliases: [...full("back.a"), "back"] },
  });
});
