import { assertEquals } from "@std/assert";
import { said } from "@dekube/engine/testing";
import type { Manifest } from "@dekube/engine/pacts";
import { custom, reading } from "./_testing.ts";
import { routeServices } from "./route_service.ts";

/** Services with their weights, mirrors with their shares, and what is said. */
function read(services: unknown, others: Manifest[] = []): string[] {
  const read = reading(others);
  const found = routeServices(services, "shop", read.report, read.objects);
  const shown = (
    { name, namespace, middlewares }: (typeof found.services)[number],
    part: number,
  ) => [`${namespace}/${name}`, part, ...middlewares].join(" ");
  return [
    ...found.services.map((service) => shown(service, service.weight)),
    ...(found.unavailable > 0 ? [`nobody ${found.unavailable}`] : []),
    ...found.mirrors.map((mirror) => `copy ${shown(mirror, mirror.share)}`),
    ...said(read.ctx),
  ];
}

const split = (name: string, spec: unknown) => custom("TraefikService", name, spec, "other");
const to = (name: string, more = {}) => [
  { name, namespace: "other", kind: "TraefikService", ...more },
];

Deno.test("routeServices() shares requests by weight", () => {
  assertEquals(read([{ name: "web", port: 80 }]), ["shop/web 1"]);
  assertEquals(read([{ name: "a", weight: 1 }, { name: "b", weight: 9 }, { name: "c" }]), [
    ...["shop/a 1", "shop/b 9", "shop/c 1"],
  ]);
  assertEquals(read([{ name: "a", weight: 0 }, { name: "b", namespace: "x" }]), ["x/b 1"]);
  // Traefik looks at no weight of one alone.
  assertEquals(read([{ name: "a", weight: 0 }]), ["shop/a 1"]);
});

Deno.test("routeServices() leads to nobody when no service has a weight", () => {
  const none = [{ name: "a", weight: 0 }, { name: "b", weight: 0 }];
  assertEquals(read(none), ["nobody 1", "no-backends spec"]);
  assertEquals(read([{ name: "a", weight: "x" }, { name: "b", weight: -1 }]), [
    ...["nobody 1", "no-backends spec"],
  ]);
  const alone = split("w", { weighted: { services: [{ name: "a", weight: 0 }] } });
  assertEquals(read(to("w"), [alone]), ["nobody 1", "no-backends spec"]);
  const part = [...to("w", { weight: 1 }), { name: "c", weight: 3 }];
  assertEquals(read(part, [split("w", { weighted: { services: none } })]), [
    ...["shop/c 3", "nobody 1", "no-backends spec"],
  ]);
});

Deno.test("routeServices() follows TraefikServices, in their own namespace", () => {
  const services = [{ name: "a", weight: 3 }, { name: "b" }];
  const weighted = split("w", { weighted: { services } });
  assertEquals(read(to("w"), [weighted]), ["other/a 0.75", "other/b 0.25"]);
  assertEquals(read([...to("w", { weight: 4 }), { name: "c", weight: 4 }], [weighted]), [
    ...["other/a 3", "other/b 1", "shop/c 4"],
  ]);
  const hashed = split("h", { highestRandomWeight: { services } });
  assertEquals(read(to("h"), [hashed]), [
    ...["other/a 0.75", "other/b 0.25", "unsupported-sticky spec.highestRandomWeight"],
  ]);
  const sticky = split("s", { weighted: { services: [{ name: "a" }], sticky: { cookie: {} } } });
  assertEquals(read(to("s"), [sticky]), ["other/a 1", "meaningless-field spec.weighted.sticky"]);
  const failover = split("f", { failover: { service: { name: "main", port: 1 }, fallback: {} } });
  assertEquals(read(to("f"), [failover]), ["other/main 1", "unsupported-failover spec.failover"]);
});

Deno.test("routeServices() finds who gets copies of all requests", () => {
  const mirrors = [{ name: "x", percent: 50 }, { name: "y", percent: 200 }, { name: "z" }];
  const mirrored = split("m", { mirroring: { name: "web", mirrors } });
  assertEquals(read(to("m"), [mirrored]), [
    ...["other/web 1", "copy other/x 0.5", "copy other/y 1", "unsupported-mirror spec"],
  ]);
  const some = [...to("m"), { name: "other" }];
  assertEquals(read(some, [split("m", { mirroring: { name: "web", mirrors: [mirrors[0]] } })]), [
    ...["other/web 1", "shop/other 1", "unsupported-mirror spec"],
  ]);
  const guarded = { name: "x", percent: 5, middlewares: [{ name: "auth" }] };
  const lost = split("m", {
    mirroring: { name: "web", mirrors: [guarded], mirrorBody: false, maxBodySize: 5 },
  });
  assertEquals(read(to("m"), [lost]), [
    ...["other/web 1", "unsupported-field spec", "unsupported-field spec"],
    "unsupported-mirror spec",
  ]);
});

Deno.test("routeServices() collects the Middlewares on the way", () => {
  const inner = split("w", {
    weighted: { services: [{ name: "a", middlewares: [{ name: "two" }] }, { name: "b" }] },
  });
  assertEquals(read(to("w", { middlewares: [{ name: "one" }] }), [inner]), [
    "other/a 0.5 other-one@kubernetescrd other-two@kubernetescrd",
    "other/b 0.5 other-one@kubernetescrd",
  ]);
  assertEquals(read([{ name: "web", middlewares: [{ name: "m", namespace: "x" }, null] }]), [
    "shop/web 1 x-m@kubernetescrd",
  ]);
});

Deno.test("routeServices() says what is about pods", () => {
  const fields: Record<string, unknown> = {
    healthCheck: { path: "/" },
    nativeLB: false,
    nodePortLB: true,
    passiveHealthCheck: {},
    responseForwarding: { flushInterval: "1ms" },
    sticky: { cookie: {} },
    strategy: "p2c",
  };
  for (const [field, value] of Object.entries(fields)) {
    assertEquals(read([{ name: "web", [field]: value }]), [
      "shop/web 1",
      "meaningless-field spec",
    ]);
  }
});

Deno.test("routeServices() tells apart TraefikServices whose names read the same", () => {
  const mirror = (name: string, namespace: string) =>
    custom("TraefikService", name, { mirroring: { name: "web" } }, namespace);
  const services = [{ name: "c", namespace: "a-b", kind: "TraefikService" }];
  assertEquals(read(services, [mirror("b-c", "a"), mirror("c", "a-b")])[0], "a-b/web 1");
});

Deno.test("routeServices() finds Traefik's own services", () => {
  assertEquals(read([{ name: "api@internal", kind: "TraefikService" }]), ["shop/api@internal 1"]);
});

Deno.test("routeServices() says that a route leads nowhere", () => {
  const circle = split("c", { weighted: { services: [{ name: "c", kind: "TraefikService" }] } });
  const nowhere = ["no-backend-service spec"];
  for (const services of [null, [], "x", [{}], [null], [{ name: null }], [["a"]]]) {
    assertEquals(read(services), nowhere);
  }
  assertEquals(read(to("c"), [circle]), ["circular-service spec", ...nowhere]);
  assertEquals(read(to("empty"), [split("empty", null)]), nowhere);
  assertEquals(read(to("gone")), ["missing-service spec"]);
});

Deno.test("routeServices() says once that a TraefikService leads to itself, and serves what is beside it", () => {
  const [again] = to("c");
  const alone = split("c", { weighted: { services: [{ name: "web" }, again, again] } });
  const said = "circular-service spec";
  assertEquals(read(to("c"), [alone])[0].startsWith("other/web "), true);
  assertEquals(read(to("c"), [alone]).slice(1), [said]);
  const [other] = to("d");
  const first = split("c", { weighted: { services: [{ name: "web" }, other] } });
  const second = split("d", { failover: { service: again } });
  assertEquals(read(to("c"), [first, second]), [
    ...["other/web 0.5", "unsupported-failover spec.failover", said],
  ]);
  // The same twice is no circle.
  const both = split("e", { weighted: { services: [...to("f"), ...to("f")] } });
  const end = split("f", { weighted: { services: [{ name: "web" }] } });
  assertEquals(read(to("e"), [both, end]), ["other/web 0.5", "other/web 0.5"]);
});

Deno.test("routeServices() says why a mirror gets no copies when it leads back, or nowhere", () => {
  const reasons = (mirror: unknown, others: Manifest[] = []) => {
    const mirroring = { name: "web", mirrors: [{ percent: 10, ...mirror as object }] };
    const { report, objects, ctx } = reading([split("m", { mirroring }), ...others]);
    const { services, mirrors } = routeServices(to("m"), "shop", report, objects);
    assertEquals([services.map(({ name }) => name), mirrors], [["web"], []]);
    return [...ctx.diagnostics].map(({ code, message }) =>
      code === "unsupported-mirror" ? message.replace(/.* because /, "") : code
    );
  };
  const [itself] = to("m");
  assertEquals(reasons(itself), ["it leads back to itself"]);
  const copying = split("other", { mirroring: { ...itself } });
  assertEquals(reasons(to("other")[0], [copying]), ["circular-service", "it leads back to itself"]);
  assertEquals(reasons(to("gone")[0]), ["missing-service", "it leads to no Service"]);
  const two = split("two", { weighted: { services: [{ name: "a" }, { name: "b" }] } });
  assertEquals(reasons(to("two")[0], [two]), ["it is not one Service"]);
});

Deno.test("routeServices() goes through mirrors of each other once", () => {
  const mirroring = (other: string) => ({
    mirroring: { name: "web", mirrors: [{ ...to(other)[0], percent: 10 }] },
  });
  assertEquals(read(to("m"), [split("m", mirroring("n")), split("n", mirroring("m"))]), [
    ...["other/web 1", "copy other/web 0.1", "unsupported-mirror spec"],
  ]);
});

Deno.test("routeServices() does not follow all ways through many TraefikServices", () => {
  const many = Array.from({ length: 30 }, (_, index) => {
    const next = { name: `s${index + 1}`, kind: "TraefikService" };
    return split(`s${index}`, { weighted: { services: [next, next] } });
  });
  assertEquals(read(to("s0"), many).length, 1);
  const wide = Array.from({ length: 15 }, (_, index) => {
    const next = index === 14 ? { name: "web" } : { name: `s${index + 1}`, kind: "TraefikService" };
    return split(`s${index}`, { weighted: { services: [next, next] } });
  });
  assertEquals(read(to("s0"), wide).length, 100);
});
