import { assert, assertEquals } from "@std/assert";
import {
  contextOf,
  deployment,
  manifest,
  said,
  slowdown,
  workloadWith,
  written,
} from "./_testing.ts";
import type { Config } from "./config.ts";
import type { Manifest } from "./kubernetes.ts";
import {
  claimConfig,
  convertVolumeMounts,
  hostPath,
  isEmptyDir,
  templateClaims,
} from "./volumes.ts";
import { workloadOf } from "./workloads.ts";

/** What becomes of one volume that is mounted at /x. */
function mounted(
  volume: object,
  volumeMount: object = {},
  config: Partial<Config> = {},
  others: Manifest[] = [],
) {
  const container = {
    name: "app",
    volumeMounts: [{ name: "v", mountPath: "/x", ...volumeMount }],
  };
  const workload = workloadWith({
    containers: [container],
    volumes: [null, { name: "v", ...volume }],
  });
  const ctx = contextOf([workload.manifest, ...others], config);
  const mounts = convertVolumeMounts(container as never, workload, { POD: "web-0" }, ctx);
  return {
    mounts,
    said: said(ctx),
    volumes: ctx.composeExtras.volumes,
    claims: [...ctx.pvcNames],
    files: written(ctx),
  };
}

const AT = "containers[app].volumeMounts[v]";
const claim = { persistentVolumeClaim: { claimName: "db" } };
const settings = manifest("ConfigMap", "settings", { data: { "a.conf": "1", "b.conf": "2" } });
const login = manifest("Secret", "login", { data: { user: "dXNlcg==" } });

/** Mount of the claim `db` by its `host_path`, where volume_root is `./data`. */
const HOST_PATHS: Record<string, string> = {
  "db": "./data/db",
  "db/": "./data/db",
  "a/b": "./data/a/b",
  ".db": "./data/.db",
  "/srv/db": "/srv/db",
  "/srv/db/": "/srv/db",
  "./db": "./db",
  "../db": "../db",
  "..": "..",
  "~/db": "~/db",
};

for (const [host_path, source] of Object.entries(HOST_PATHS)) {
  Deno.test(`convertVolumeMounts() binds ${source} when a claim's host_path is ${host_path}`, () => {
    const { mounts, said, volumes, claims } = mounted(claim, {}, {
      volumes: { db: { host_path } },
    });
    assertEquals(mounts, [`${source}:/x`]);
    assertEquals(said, []);
    assertEquals(volumes, {});
    assertEquals(claims, ["db"]);
  });
}

Deno.test("convertVolumeMounts() binds a folder of the claim's name when dekube.yaml has none", () => {
  assertEquals(mounted(claim, {}, { volumeRoot: "/srv/" }).mounts, ["/srv/db:/x"]);
});

Deno.test("convertVolumeMounts() declares a named volume when a claim has no host_path", () => {
  const options = { driver: "local", driver_opts: { type: "none" } };
  const withOptions = mounted(claim, {}, { volumes: { db: options } });
  assertEquals(withOptions.mounts, ["db:/x"]);
  assertEquals(withOptions.volumes, { db: options });
  const bare = mounted(claim, {}, { volumes: { db: {} } });
  assertEquals(bare.mounts, ["db:/x"]);
  assertEquals(bare.volumes, { db: null });
  const empty = mounted(claim, {}, { volumes: { db: { host_path: null } } } as never);
  assertEquals(empty.mounts, ["db:/x"]);
  assertEquals(empty.volumes, { db: null });
});

Deno.test("convertVolumeMounts() mounts part of a claim when there is a subPath", () => {
  const bind = { volumes: { db: { host_path: "db" } } };
  const named = { volumes: { db: {} } };
  assertEquals(mounted(claim, { subPath: "a/b/" }, bind).mounts, ["./data/db/a/b:/x"]);
  assertEquals(mounted(claim, { subPath: "./a" }, bind).mounts, ["./data/db/a:/x"]);
  assertEquals(mounted(claim, { subPath: "." }, bind).mounts, ["./data/db:/x"]);
  assertEquals(mounted(claim, { subPathExpr: "p-$(POD)" }, bind).mounts, ["./data/db/p-web-0:/x"]);
  assertEquals(mounted(claim, { subPath: "a", readOnly: true }, named).mounts, [{
    type: "volume",
    source: "db",
    target: "/x",
    read_only: true,
    volume: { subpath: "a" },
  }]);
});

Deno.test("convertVolumeMounts() is read-only when the mount or the claim says so", () => {
  const readOnly = { persistentVolumeClaim: { claimName: "db", readOnly: true } };
  assertEquals(mounted(claim, { readOnly: true }).mounts, ["./data/db:/x:ro"]);
  assertEquals(mounted(readOnly).mounts, ["./data/db:/x:ro"]);
  assertEquals(mounted(claim, { readOnly: true }, { volumes: { db: {} } }).mounts, ["db:/x:ro"]);
});

Deno.test("convertVolumeMounts() says so when a volume names no claim", () => {
  const { mounts, said, claims } = mounted({ persistentVolumeClaim: { claimName: null } });
  assertEquals(mounts, []);
  assertEquals(claims, []);
  assertEquals(said, [`no-claim-name ${AT}`]);
});

Deno.test("convertVolumeMounts() keeps the propagation of a bind mount", () => {
  const bind = (mountPropagation: string) =>
    mounted({ hostPath: { path: "/mnt" } }, { mountPropagation, readOnly: true }).mounts[0];
  const long = (propagation: string) => ({
    type: "bind",
    source: "/mnt",
    target: "/x",
    read_only: true,
    bind: { propagation },
  });
  assertEquals(bind("Bidirectional"), long("rshared") as never);
  assertEquals(bind("HostToContainer"), long("rslave") as never);
  assertEquals(bind("None"), "/mnt:/x:ro");
  assertEquals(bind("constructor"), "/mnt:/x:ro");
});

function statefulSet(name: string, volumeClaimTemplates: unknown): Manifest {
  const container = { name: "app", volumeMounts: [{ name: "data", mountPath: "/x" }] };
  return manifest("StatefulSet", name, {
    spec: { volumeClaimTemplates, template: { spec: { containers: [container] } } },
  });
}

function mountedByStatefulSet(config: Partial<Config>) {
  const db = workloadOf(statefulSet("db", [{ metadata: { name: "data" } }]))!;
  const ctx = contextOf([db.manifest], config);
  const mounts = convertVolumeMounts(db.pod.containers![0]!, db, {}, ctx);
  return { mounts, said: said(ctx), claims: [...ctx.pvcNames] };
}

Deno.test("convertVolumeMounts() names a template's claim after template and StatefulSet", () => {
  assertEquals(mountedByStatefulSet({ volumes: { "data-db": { host_path: "here" } } }), {
    mounts: ["./data/here:/x"],
    said: [],
    claims: ["data-db"],
  });
});

Deno.test("convertVolumeMounts() takes the template's bare name when an old dekube.yaml has it", () => {
  assertEquals(mountedByStatefulSet({ volumes: { data: { host_path: "old" } } }), {
    mounts: ["./data/old:/x"],
    said: ["old-claim-name"],
    claims: ["data"],
  });
  const both = { volumes: { data: { host_path: "old" }, "data-db": { host_path: "new" } } };
  assertEquals(mountedByStatefulSet(both).mounts, ["./data/new:/x"]);
});

Deno.test("templateClaims() names the claims of a StatefulSet", () => {
  const claimsOf = (templates: unknown) =>
    templateClaims(workloadOf(statefulSet("db", templates))!).map(({ claim }) => claim);
  assertEquals(claimsOf([{ metadata: { name: "data" } }, null, {}, { metadata: null }, "x"]), [
    "data-db",
  ]);
  for (const none of [undefined, null, "text", {}]) assertEquals(claimsOf(none), []);
});

Deno.test("convertVolumeMounts() makes an emptyDir an anonymous volume", () => {
  for (const volume of [{ emptyDir: {} }, { emptyDir: null }, {}, { configMap: null }]) {
    assertEquals(mounted(volume).mounts, ["/x"]);
    assertEquals(mounted(volume).said, []);
  }
  assertEquals(mounted({ ephemeral: {} }).mounts, ["/x"]);
  assertEquals(mounted({ emptyDir: {} }, { readOnly: true }).mounts, [
    { type: "volume", target: "/x", read_only: true },
  ]);
  assertEquals(mounted({ emptyDir: {} }, { mountPath: "/a:b" }).mounts, [
    { type: "volume", target: "/a:b" },
  ]);
});

Deno.test("convertVolumeMounts() makes an emptyDir in memory a tmpfs", () => {
  const memory = (sizeLimit?: unknown) => ({ emptyDir: { medium: "Memory", sizeLimit } });
  assertEquals(mounted(memory("64Mi")).mounts, [
    { type: "tmpfs", target: "/x", tmpfs: { size: 67108864 } },
  ]);
  for (const none of [undefined, null, 0, "lots", "-1Gi"]) {
    assertEquals(mounted(memory(none)).mounts, [{ type: "tmpfs", target: "/x" }]);
  }
  assertEquals(mounted(memory(), { readOnly: true }).mounts, [
    { type: "tmpfs", target: "/x", read_only: true },
  ]);
});

Deno.test("convertVolumeMounts() mounts a ConfigMap's files read-only", () => {
  const { mounts, files, said } = mounted({ configMap: { name: "settings" } }, {}, {}, [settings]);
  assertEquals(mounts, ["./configmaps/settings:/x:ro"]);
  assertEquals(files, {
    "configmaps/settings/a.conf": "644 1",
    "configmaps/settings/b.conf": "644 2",
  });
  assertEquals(said, []);
});

Deno.test("convertVolumeMounts() mounts a Secret's files read-only", () => {
  const { mounts, files } = mounted({ secret: { secretName: "login" } }, {}, {}, [login]);
  assertEquals(mounts, ["./secrets/login:/x:ro"]);
  assertEquals(files, { "secrets/login/user": "644 user" });
});

Deno.test("convertVolumeMounts() mounts one file when subPath names it", () => {
  const mount = (subPath: string) =>
    mounted({ configMap: { name: "settings" } }, { subPath }, {}, [settings]);
  assertEquals(mount("a.conf").mounts, ["./configmaps/settings/a.conf:/x:ro"]);
  assertEquals(mount("none").mounts, []);
  assertEquals(mount("none").said, [`missing-key ${AT}`]);
});

Deno.test("convertVolumeMounts() mounts a folder of files when subPath names it", () => {
  const volume = { configMap: { name: "settings", items: [{ key: "a.conf", path: "etc/a" }] } };
  const { mounts } = mounted(volume, { subPath: "etc" }, {}, [settings]);
  assertEquals(mounts, ["./configmaps/settings_c58b7f7a/etc:/x:ro"]);
});

Deno.test("convertVolumeMounts() mounts an empty folder when a ConfigMap has no keys", () => {
  const volume = { configMap: { name: "empty" } };
  const empty = manifest("ConfigMap", "empty");
  assertEquals(mounted(volume, {}, {}, [empty]).mounts, ["/x"]);
  assertEquals(mounted(volume, { subPath: "a" }, {}, [empty]).said, [`missing-key ${AT}`]);
});

Deno.test("convertVolumeMounts() leaves the mount out when its ConfigMap or Secret is missing", () => {
  const map = mounted({ configMap: { name: "none" } });
  assertEquals([map.mounts, map.said], [[], [`missing-config-map ${AT}`]]);
  const secret = mounted({ secret: { secretName: "none" } });
  assertEquals([secret.mounts, secret.said], [[], [`missing-secret ${AT}`]]);
  const optional = mounted({ secret: { secretName: "none", optional: true } });
  assertEquals([optional.mounts, optional.said], [[], []]);
});

Deno.test("convertVolumeMounts() binds a hostPath, and says so", () => {
  const { mounts, said } = mounted({ hostPath: { path: "/var/log" } });
  assertEquals(mounts, ["/var/log:/x"]);
  assertEquals(said, [`host-path ${AT}`]);
  const part = mounted({ hostPath: { path: "/" } }, { subPath: "etc", readOnly: true });
  assertEquals(part.mounts, ["/etc:/x:ro"]);
});

Deno.test("convertVolumeMounts() refuses a hostPath when it is not absolute", () => {
  for (const path of ["data", "../data", "", null]) {
    const { mounts, said } = mounted({ hostPath: { path } });
    assertEquals([mounts, said], [[], [`bad-host-path ${AT}`]]);
  }
});

Deno.test("convertVolumeMounts() declares a volume with driver_opts when it is NFS", () => {
  const nfs = { server: "nas", path: "/export" };
  const writable = mounted({ nfs }, { subPath: "a" });
  assertEquals(writable.mounts, [
    { type: "volume", source: "web-v", target: "/x", volume: { subpath: "a" } },
  ]);
  assertEquals(writable.volumes, {
    "web-v": { driver_opts: { type: "nfs", o: "addr=nas,rw", device: ":/export" } },
  });
  const readOnly = mounted({ nfs: { ...nfs, readOnly: true } });
  assertEquals(readOnly.mounts, ["web-v:/x:ro"]);
  assertEquals(readOnly.volumes, {
    "web-v": { driver_opts: { type: "nfs", o: "addr=nas,ro", device: ":/export" } },
  });
});

Deno.test("convertVolumeMounts() says so when Compose has no such volume", () => {
  for (const kind of ["csi", "awsElasticBlockStore", "iscsi", "image"]) {
    const { mounts, said } = mounted({ [kind]: { driver: "x" } });
    assertEquals([mounts, said], [[], [`unsupported-volume ${AT}`]]);
  }
});

Deno.test("convertVolumeMounts() says so when the pod has no such volume", () => {
  const { mounts, said } = mounted({}, { name: "other" });
  assertEquals([mounts, said], [[], ["missing-volume containers[app].volumeMounts[other]"]]);
});

Deno.test("convertVolumeMounts() begins a relative mountPath at the root, as kubelet does", () => {
  assertEquals(mounted(claim, { mountPath: "var/db" }).mounts, ["./data/db:/var/db"]);
});

Deno.test("convertVolumeMounts() refuses a mountPath when it names no place", () => {
  for (const mountPath of ["", "/", null]) {
    const { mounts, said } = mounted(claim, { mountPath });
    assertEquals([mounts, said], [[], [`bad-mount-path ${AT}`]]);
  }
});

Deno.test("convertVolumeMounts() refuses a subPath when it leaves the volume", () => {
  for (const subPath of ["..", "../other", "a/../../b", "/etc", "a/.."]) {
    for (const volume of [claim, { hostPath: { path: "/srv" } }, { emptyDir: {} }]) {
      const { mounts, said } = mounted(volume, { subPath });
      assertEquals([mounts, said], [[], [`unsafe-path ${AT}`]]);
    }
  }
  assertEquals(mounted(claim, { subPathExpr: "$(POD)/../.." }).mounts, []);
});

Deno.test("convertVolumeMounts() says so when subPathExpr names a variable that is not there", () => {
  const { mounts, said } = mounted(claim, { subPathExpr: "a/$(NONE)" });
  assertEquals([mounts, said], [["./data/db/a/$(NONE):/x"], [`unknown-variable ${AT}`]]);
  assertEquals(mounted(claim, { subPathExpr: "$$(NONE)" }).mounts, ["./data/db/$(NONE):/x"]);
});

Deno.test("convertVolumeMounts() says so when a container wants a block device", () => {
  const container = { name: "app", volumeDevices: [{ name: "v", devicePath: "/dev/x" }, null] };
  const workload = workloadWith({ containers: [container] });
  const ctx = contextOf([workload.manifest]);
  assertEquals(convertVolumeMounts(container as never, workload, {}, ctx), []);
  assertEquals(said(ctx), ["block-device containers[app].volumeDevices"]);
});

Deno.test("convertVolumeMounts() keeps the order of volumeMounts", () => {
  const container = {
    volumeMounts: [
      { name: "b", mountPath: "/b" },
      null,
      { name: "a", mountPath: "/a" },
      { name: "b", mountPath: "/c" },
    ],
  };
  const workload = workloadWith({
    containers: [container],
    volumes: [{ name: "a" }, { name: "b" }],
  });
  const ctx = contextOf([workload.manifest]);
  assertEquals(convertVolumeMounts(container as never, workload, {}, ctx), ["/b", "/a", "/c"]);
});

Deno.test("isEmptyDir() is true when a volume names no other source", () => {
  for (
    const volume of [{ name: "v" }, { name: "v", emptyDir: null }, { emptyDir: {}, nfs: null }]
  ) {
    assertEquals(isEmptyDir(volume), true);
  }
  assertEquals(isEmptyDir({ name: "v", configMap: { name: "a" } }), false);
});

Deno.test("claimConfig() takes names literally when objects have such keys by themselves", () => {
  const { config } = contextOf([deployment("web")]);
  assertEquals(claimConfig("constructor", { config }), { host_path: "constructor" });
});

Deno.test("hostPath() takes linear time when there are many slashes", () => {
  assert(slowdown((size) => "/".repeat(size) + "x", (path) => hostPath(path, "./data")) < 10);
});
