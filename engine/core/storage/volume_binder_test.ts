import { assertEquals } from "@std/assert";
import { manifest } from "../_testing.ts";
import { VolumeBinder } from "./volume_binder.ts";
import { claimRequest, volumeOffer } from "./volume_offer.ts";

function volume(name: string, spec: object = {}, labels: Record<string, string> = {}) {
  return {
    kind: "PersistentVolume",
    metadata: { name, labels },
    spec: { capacity: { storage: "5Gi" }, accessModes: ["ReadWriteOnce"], ...spec },
  };
}

function claim(id: string, { size = "1Gi", ...spec }: Record<string, unknown> = {}) {
  return manifest("PersistentVolumeClaim", id, {
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: size } }, ...spec },
  });
}

/** Which claim gets which volume, why others don't, and what is left. */
function bind(
  volumes: ReturnType<typeof volume>[],
  claims: ReturnType<typeof claim>[],
  defaultClass?: string,
) {
  const binder = new VolumeBinder(volumes.map(volumeOffer));
  const bound = binder.bind(claims.map((it) => claimRequest(it, defaultClass)));
  return {
    bound: Object.fromEntries([...bound].map(([{ name }, volume]) => [name, volume.name])),
    unmet: binder.unmet.map(({ request, reason }) => `${request.name}: ${reason}`),
    idle: binder.idle().map(({ name }) => name),
  };
}

Deno.test("VolumeBinder gives a claim the volume that is kept for it, whatever its class", () => {
  const kept = volume("kept", {
    claimRef: { namespace: "shop", name: "db" },
    storageClassName: "slow",
  });
  const claims = [claim("shop/other"), claim("staging/db"), claim("shop/db")];
  const { bound, idle } = bind([volume("free"), kept], claims);
  assertEquals(bound, { db: "kept", other: "free" });
  assertEquals(idle, []);
  assertEquals(bind([kept], claims.slice(0, 2)).idle, ["kept"]);
});

Deno.test("VolumeBinder gives a claim the volume that it names before others get theirs", () => {
  const named = claim("shop/db", { volumeName: "big" });
  const volumes = [volume("big", { storageClassName: "fast" })];
  const any = claim("shop/any", { storageClassName: "fast" });
  assertEquals(bind(volumes, [any, named]), { bound: { db: "big" }, unmet: [], idle: [] });
});

Deno.test("VolumeBinder says why a claim does not get the volume that it names", () => {
  const reason = (spec: object, of: object = {}) =>
    bind([volume("big", of)], [claim("shop/db", { volumeName: "big", ...spec })]).unmet;
  assertEquals(reason({ volumeName: "gone" }), [
    'db: it wants "gone", but the manifests have no PersistentVolume of that name',
  ]);
  assertEquals(reason({}, { claimRef: { namespace: "shop", name: "web" } }), [
    'db: it wants "big", but that is for the claim "shop/web"',
  ]);
  assertEquals(reason({ size: "6Gi" }), [
    'db: it wants "big", but it holds 5Gi, less than the 6Gi that are asked for',
  ]);
  assertEquals(reason({ accessModes: ["ReadWriteMany"] }), [
    'db: it wants "big", but it is not ReadWriteMany',
  ]);
  assertEquals(reason({ volumeMode: "Block" }), [
    'db: it wants "big", but its volumeMode is Filesystem, not Block',
  ]);
  assertEquals(reason({ storageClassName: "fast" }), [
    'db: it wants "big", but its storageClassName is "", not "fast"',
  ]);
  // Which class a claim without one gets is the cluster's business.
  assertEquals(reason({}, { storageClassName: "fast" }), []);
  const two = [claim("shop/a", { volumeName: "big" }), claim("shop/b", { volumeName: "big" })];
  assertEquals(bind([volume("big")], two), {
    bound: { a: "big" },
    unmet: ['b: it wants "big", but that is for the claim "shop/a"'],
    idle: [],
  });
});

Deno.test("VolumeBinder passes over a volume that is kept for a claim and too small for it", () => {
  const kept = volume("kept", {
    capacity: { storage: "1Gi" },
    claimRef: { namespace: "shop", name: "db" },
  });
  assertEquals(bind([kept, volume("free")], [claim("shop/db", { size: "2Gi" })]), {
    bound: { db: "free" },
    unmet: [
      'db: "kept" is kept for it, but it holds 1Gi, less than the 2Gi that are asked for',
    ],
    idle: ["kept"],
  });
});

Deno.test("VolumeBinder gives the smallest volume that is large enough, each to one claim", () => {
  const volumes = ["10Gi", "2Gi", "5Gi"].map((storage) =>
    volume(`v${storage}`, { capacity: { storage } })
  );
  const claims = [
    claim("a/first", { size: "2500Mi" }),
    claim("a/second", { size: "3Gi" }),
    claim("a/third", { size: "3Gi" }),
  ];
  const { bound, unmet, idle } = bind(volumes, claims);
  assertEquals(bound, { first: "v5Gi", second: "v10Gi" });
  assertEquals([unmet, idle], [[], ["v2Gi"]]);
});

Deno.test("VolumeBinder gives the volume with the least access modes that will do", () => {
  const shared = volume("shared", {
    capacity: { storage: "1Gi" },
    accessModes: ["ReadWriteOnce", "ReadWriteMany"],
  });
  assertEquals(bind([shared, volume("own")], [claim("a/x")]).bound, { x: "own" });
  const wanted = claim("a/x", { accessModes: ["ReadWriteMany"] });
  assertEquals(bind([shared, volume("own")], [wanted]).bound, { x: "shared" });
});

Deno.test("VolumeBinder keeps classes apart: an empty one is none, a missing one the default", () => {
  const volumes = [volume("classless"), volume("fast", { storageClassName: "fast" })];
  const get = (spec: object, defaultClass?: string) =>
    bind(volumes, [claim("a/x", spec as Record<string, unknown>)], defaultClass).bound.x;
  assertEquals(get({ storageClassName: "" }, "fast"), "classless");
  assertEquals(get({ storageClassName: null }, "fast"), "fast");
  assertEquals(get({}), "classless");
  assertEquals(get({ storageClassName: "slow" }), undefined);
});

Deno.test("VolumeBinder gives a volume whose labels the claim's selector selects", () => {
  const volumes = [volume("a", {}, { tier: "web" }), volume("b", {}, { tier: "db" })];
  const get = (selector: object) => bind(volumes, [claim("x/y", { selector })]).bound.y;
  assertEquals(get({ matchLabels: { tier: "db" } }), "b");
  const not = { key: "tier", operator: "NotIn", values: ["web"] };
  assertEquals(get({ matchExpressions: [not] }), "b");
  assertEquals(get({ matchLabels: { tier: "cache" } }), undefined);
});

Deno.test("VolumeBinder keeps what it gave when further claims come", () => {
  const binder = new VolumeBinder([
    volume("a"),
    volume("b"),
    volume("c", { claimRef: { name: "late" } }),
  ].map(volumeOffer));
  const [first, second] = [claim("x/first"), claim("x/second")].map((it) =>
    claimRequest(it, undefined)
  );
  assertEquals(binder.bind([first]).get(first)?.name, "a");
  assertEquals(binder.bind([second]).get(second)?.name, "b");
  assertEquals(binder.bindUndeclared({ namespace: "x", name: "late" })?.name, "c");
  assertEquals(binder.bindUndeclared({ namespace: "x", name: "late" }), undefined);
  assertEquals(binder.idle(), []);
});
