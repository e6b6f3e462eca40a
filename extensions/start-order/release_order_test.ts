import { assertEquals } from "@std/assert";
import type { ComposeService } from "@dekube/engine/pacts";
import { releaseOrder } from "./release_order.ts";
import type { Member, Release } from "./releases.ts";

const services: Record<string, ComposeService> = {
  db: { healthcheck: { test: ["CMD", "ok"] } },
};

function member(name: string, ends = false): Member {
  services[name] ??= {};
  return {
    id: { kind: ends ? "Job" : "Deployment", namespace: "shop", name },
    main: name,
    containers: [name],
    ending: [name],
    inits: [],
    names: new Set(),
    ends,
  };
}

function release(members: Member[], hooks: Partial<Release> = {}): Release {
  return { before: [], after: [], members, ...hooks };
}

/** Who waits for what, each as `web: db healthy`. */
function orderOf(releases: Record<string, Release>, needs: Record<string, string[]>): string[] {
  const ctx = { releases: { of: () => "", neededBy: (name: string) => needs[name] ?? [] } };
  return releaseOrder(new Map(Object.entries(releases)), services, ctx).map((
    { service, dependency, condition },
  ) => `${service}: ${dependency} ${condition.split("_")[1]}`);
}

Deno.test("releaseOrder() has a release wait for all of what it needs", () => {
  const releases = {
    data: release([member("db"), member("agent"), member("load", true)]),
    web: release([member("web"), member("worker")]),
  };
  assertEquals(orderOf(releases, { web: ["data"] }), [
    "web: db healthy",
    "web: agent started",
    "web: load completed",
    "worker: db healthy",
    "worker: agent started",
    "worker: load completed",
  ]);
});

Deno.test("releaseOrder() goes by the first and the last hook when there are some", () => {
  const hook = (name: string) => member(name, true);
  const releases = {
    data: release([member("db")], {
      before: [hook("check")],
      after: [hook("users"), hook("rights")],
    }),
    web: release([member("web"), member("worker")], { before: [hook("create"), hook("migrate")] }),
  };
  assertEquals(orderOf(releases, { web: ["data"] }), ["create: rights completed"]);
});

Deno.test("releaseOrder() takes what a release needs that runs nothing here", () => {
  const releases = { data: release([member("db")]), web: release([member("web")]) };
  assertEquals(
    orderOf(releases, { web: ["crds"], crds: ["operator", "web"], operator: ["data"] }),
    [
      "web: db healthy",
    ],
  );
  assertEquals(orderOf(releases, { web: ["gone"] }), []);
});
