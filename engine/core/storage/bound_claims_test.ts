import { assertEquals } from "@std/assert";
import type { Config, Manifest } from "../../../pacts/mod.ts";
import { codes, contextOf, manifest, said, workload } from "../_testing.ts";
import { checkClaims, firstClaims, noteDeclaredClaims } from "../claims.ts";

function volume(name: string, spec: object = {}): Manifest {
  return {
    kind: "PersistentVolume",
    metadata: { name },
    spec: {
      capacity: { storage: "5Gi" },
      accessModes: ["ReadWriteOnce"],
      hostPath: { path: `/srv/${name}` },
      ...spec,
    },
  };
}

function claim(id: string, spec: object = {}): Manifest {
  return manifest("PersistentVolumeClaim", id, {
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } }, ...spec },
  });
}

function statefulSet(id: string, spec: object = {}): Manifest {
  const made = workload(id, {}, "StatefulSet");
  const claimed = { accessModes: ["ReadWriteOnce"] };
  const volumeClaimTemplates = [{ metadata: { name: "data" }, spec: claimed }, null];
  return { ...made, spec: { ...made.spec as object, volumeClaimTemplates, ...spec } };
}

/** Where claims of the namespace `a` are kept, of those that a volume holds. */
function places(manifests: Manifest[], names: string[], config: Partial<Config> = {}) {
  const ctx = contextOf(manifests, config);
  return names.map((name) => ctx.claims.volume(ctx.names.claim("a", name))?.config.host_path);
}

Deno.test("BoundClaims keeps a claim where its volume is, unless dekube.yaml says where", () => {
  const manifests = [volume("pv", { claimRef: { namespace: "a", name: "db" } }), claim("a/db")];
  assertEquals(places(manifests, ["db", "other"]), ["/srv/pv", undefined]);
  assertEquals(places(manifests, ["db"], { volumes: { db: { host_path: "db" } } }), [undefined]);
});

Deno.test("BoundClaims binds what a StatefulSet's templates claim, the first member's to its one container", () => {
  const kept = (ordinal: number) =>
    volume(`pv-${ordinal}`, { claimRef: { namespace: "a", name: `data-db-${ordinal}` } });
  assertEquals(places([kept(0), statefulSet("a/db")], ["data-db"]), ["/srv/pv-0"]);
  const later = statefulSet("a/db", { ordinals: { start: 5 } });
  assertEquals(places([kept(0), kept(5), later], ["data-db"]), ["/srv/pv-5"]);
  const declared = claim("a/data-db-0", { volumeName: "pv" });
  assertEquals(places([volume("pv"), declared, statefulSet("a/db")], ["data-db", "data-db-0"]), [
    "/srv/pv",
    "/srv/pv",
  ]);
});

Deno.test("BoundClaims counts volumes of members that share a container as used", () => {
  const ctx = contextOf([
    volume("pv-0"),
    volume("pv-1"),
    volume("pv-2"),
    statefulSet("a/db", { replicas: 2 }),
  ]);
  checkClaims({}, ctx);
  assertEquals(
    [...ctx.diagnostics].map(({ code, resource }) => [code, resource?.name]),
    [["unclaimed-volume", "pv-2"]],
  );
});

Deno.test("BoundClaims binds a claim that nobody declares, and one that comes later", () => {
  const ctx = contextOf([
    volume("kept", { claimRef: { namespace: "a", name: "db" } }),
    volume("free"),
  ]);
  assertEquals(ctx.claims.volume(ctx.names.claim("a", "db"))?.config.host_path, "/srv/kept");
  assertEquals(ctx.claims.volume(ctx.names.claim("a", "none")), undefined);
  ctx.manifests.add(claim("a/late"));
  assertEquals(ctx.claims.volume(ctx.names.claim("a", "late"))?.config.host_path, "/srv/free");
});

Deno.test("BoundClaims gives a claim without a class the default one", () => {
  const annotations = { "storageclass.kubernetes.io/is-default-class": "true" };
  const standard = { kind: "StorageClass", metadata: { name: "standard", annotations } };
  const volumes = [volume("classless"), volume("standard", { storageClassName: "standard" })];
  assertEquals(places([...volumes, standard, claim("a/db")], ["db"]), ["/srv/standard"]);
});

Deno.test("BoundClaims says once which part of the machine a claim gets", () => {
  const ctx = contextOf([volume("pv"), claim("a/db")]);
  assertEquals(ctx.claims.isElsewhere(ctx.names.claim("a", "db")), true);
  assertEquals(said(ctx.diagnostics), []);
  for (let time = 0; time < 2; time++) ctx.claims.volume(ctx.names.claim("a", "db"));
  assertEquals(said(ctx.diagnostics), [
    'warning host-path: the claim "db" is kept in /srv/pv of the machine that runs the project. Make sure that you want that; to have it elsewhere: volumes.db.host_path in dekube.yaml',
  ]);
});

Deno.test("BoundClaims keeps a claim in its folder when its volume has no counterpart", () => {
  const disk = { hostPath: undefined, csi: { driver: "ebs.csi.aws.com" } };
  const ctx = contextOf([volume("pv", disk), claim("a/db")], {}, { firstRun: true });
  assertEquals(ctx.claims.volume(ctx.names.claim("a", "db")), undefined);
  noteDeclaredClaims(ctx);
  assertEquals(firstClaims(ctx), ["db"]);
  assertEquals(said(ctx.diagnostics), [
    'warning unsupported-volume: a volume of the CSI driver ebs.csi.aws.com has no counterpart in Compose, so the claim "db" that is bound to it is kept in ./data/db. Copy its data there, or say where it is: volumes.db in dekube.yaml',
  ]);
});

Deno.test("BoundClaims warns of a server that only runs with the project", () => {
  const nfs = { hostPath: undefined, nfs: { server: "nas.a.svc.cluster.local", path: "/" } };
  const nas = manifest("Service", "a/nas", { spec: { selector: { app: "nas" } } });
  const ctx = contextOf([volume("pv", nfs), claim("a/db"), nas]);
  ctx.claims.volume(ctx.names.claim("a", "db"));
  assertEquals(codes(ctx.diagnostics), ["server-in-project"]);
});

Deno.test("checkClaims() says what becomes of volumes and claims that find none", () => {
  const ctx = contextOf([
    volume("pv", { claimRef: { namespace: "b", name: "gone" } }),
    claim("a/db", { volumeName: "missing" }),
  ], { volumes: { other: {} } });
  noteDeclaredClaims(ctx);
  checkClaims({}, ctx);
  assertEquals(said(ctx.diagnostics).slice(0, 2), [
    'warning unbound-claim: the claim "a/db" gets no PersistentVolume: it wants "missing", but the manifests have no PersistentVolume of that name. It is kept in ./data/db; to have it elsewhere: volumes.db.host_path in dekube.yaml',
    'info unclaimed-volume: it is kept for the claim "b/gone", which is not bound to it, so nothing uses it',
  ]);
  const settled = contextOf([claim("a/db", { volumeName: "missing" })], { volumes: { db: {} } });
  checkClaims({}, settled);
  assertEquals(codes(settled.diagnostics), ["unused-volume"]);
});

Deno.test("checkClaims() says that a claim of a copy begins empty, and where to copy it to", () => {
  const snapshot = { kind: "VolumeSnapshot", name: "monday" };
  const check = (manifests: Manifest[], config: Partial<Config> = {}) => {
    const ctx = contextOf(manifests, config, { firstRun: true });
    checkClaims({}, ctx);
    return [...ctx.diagnostics].map(({ code, path, message }) => [
      code,
      path,
      /copy that to (.*)$/.exec(message)?.[1],
    ]);
  };
  assertEquals(check([claim("a/db", { dataSource: snapshot })]), [
    ["data-source", "spec.dataSource", "./data/db"],
  ]);
  const volumes = { db: {} };
  const other = { kind: "PersistentVolumeClaim", name: "old", namespace: "b" };
  assertEquals(check([claim("a/db", { dataSourceRef: other })], { volumes }), [
    ["data-source", "spec.dataSourceRef", 'the volume "db"'],
  ]);
  const template = { metadata: { name: "data" }, spec: { dataSource: snapshot } };
  assertEquals(check([statefulSet("a/db", { volumeClaimTemplates: [template] })]), [
    ["data-source", "spec.volumeClaimTemplates[data].spec.dataSource", "./data/data-db"],
  ]);
  // What a volume holds is there already.
  assertEquals(check([volume("pv"), claim("a/db", { dataSource: snapshot })]), []);
});
