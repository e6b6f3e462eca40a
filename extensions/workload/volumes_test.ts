import { assertEquals } from "@std/assert";
import type { Config } from "@dekube/engine/pacts";
import { convertOne, object, podOf, said, workload, written } from "./_testing.ts";

/** A Deployment that mounts each of some volumes at its name. */
function mounting(volumes: { name: string; [key: string]: unknown }[]): object {
  const volumeMounts = volumes.map(({ name }) => ({ name, mountPath: `/${name}` }));
  return workload("Deployment", "web", podOf({ volumeMounts }, { volumes }));
}

Deno.test("convert() mounts claims as dekube.yaml maps them", async () => {
  const claims = ["bare", "absolute", "here", "above", "named"];
  const { project, diagnostics } = await convertOne([
    mounting(claims.map((name) => ({ name, persistentVolumeClaim: { claimName: name } }))),
    ...claims.map((name) => object("PersistentVolumeClaim", name, {})),
  ], {
    volumeRoot: "/srv/data",
    volumes: {
      bare: { host_path: "bare" },
      absolute: { host_path: "/mnt/x" },
      here: { host_path: "./x" },
      above: { host_path: "../x" },
      named: { driver: "local" },
    },
  });
  assertEquals(project.services.web.volumes, [
    "/srv/data/bare:/bare",
    "/mnt/x:/absolute",
    "./x:/here",
    "../x:/above",
    "named:/named",
  ]);
  assertEquals(project.volumes, { named: { driver: "local" } });
  assertEquals(diagnostics, []);
});

Deno.test("convert() says so when dekube.yaml does not map a claim, or maps one that nobody has", async () => {
  const { services, diagnostics } = await convertOne([
    mounting([{ name: "a", persistentVolumeClaim: { claimName: "db" } }]),
  ], { volumes: { other: { host_path: "other" } } });
  assertEquals(services.web.volumes, ["./data/db:/a"]);
  assertEquals(said({ diagnostics }), ["unmapped-claim", "unused-volume"]);
});

Deno.test("convert() keeps claims apart when two namespaces have one of a name", async () => {
  const pod = podOf({ volumeMounts: [{ name: "v", mountPath: "/v" }] }, {
    volumes: [{ name: "v", persistentVolumeClaim: { claimName: "db" } }],
  });
  const { services } = await convertOne([
    workload("Deployment", "web", pod),
    {
      kind: "Deployment",
      metadata: { name: "api", namespace: "data" },
      spec: { template: { spec: pod } },
    },
    object("PersistentVolumeClaim", "db", {}),
    { kind: "PersistentVolumeClaim", metadata: { name: "db", namespace: "data" } },
  ]);
  assertEquals(services.web.volumes, ["./data/db-shop:/v"]);
  assertEquals(services.api.volumes, ["./data/db-data:/v"]);
});

Deno.test("convert() names a StatefulSet's claims, and takes the old name with a warning", async () => {
  const db = workload(
    "StatefulSet",
    "db",
    podOf({ volumeMounts: [{ name: "data", mountPath: "/x" }] }),
    {
      volumeClaimTemplates: [{ metadata: { name: "data" } }],
    },
  );
  const young = await convertOne([db], { volumes: { "data-db": { host_path: "db" } } });
  assertEquals(young.services.db.volumes, ["./data/db:/x"]);
  assertEquals(young.diagnostics, []);
  const old = await convertOne([db], { volumes: { data: { host_path: "old" } } });
  assertEquals(old.services.db.volumes, ["./data/old:/x"]);
  assertEquals(said(old), ["old-claim-name"]);
});

Deno.test("convert() mounts a volume of each other kind", async () => {
  const { project, files, diagnostics } = await convertOne([
    mounting([
      { name: "scratch", emptyDir: {} },
      { name: "memory", emptyDir: { medium: "Memory", sizeLimit: "1Mi" } },
      { name: "map", configMap: { name: "settings" } },
      { name: "secret", secret: { secretName: "login", defaultMode: 0o400 } },
      { name: "all", projected: { sources: [{ secret: { name: "login" } }] } },
      {
        name: "self",
        downwardAPI: { items: [{ path: "n", fieldRef: { fieldPath: "metadata.name" } }] },
      },
      { name: "host", hostPath: { path: "/var/log" } },
      { name: "nfs", nfs: { server: "nas", path: "/x" } },
      { name: "csi", csi: { driver: "x" } },
    ]),
    object("ConfigMap", "settings", { data: { a: "http://web/$x" }, binaryData: { b: "AP8=" } }),
    object("Secret", "login", { data: { user: "dQ==", bin: "AP8=" } }),
  ]);
  assertEquals(project.services.web.volumes, [
    { type: "volume", target: "/scratch", volume: { nocopy: true } },
    "./configmaps/settings:/map:ro",
    "./secrets/login:/secret:ro",
    "./secrets/web_all:/all:ro",
    "./configmaps/web_self:/self:ro",
    "/var/log:/host",
    "web-nfs:/nfs",
  ]);
  assertEquals(project.services.web.tmpfs, ["/memory:exec,size=1048576"]);
  assertEquals(project.volumes, {
    "web-nfs": { driver_opts: { type: "nfs", o: "addr=nas,rw", device: ":/x" } },
  });
  // Whoever a container runs as must be able to read, so read bits are kept on.
  assertEquals(written({ files }), {
    "configmaps/settings/a": "644 http://web/$x",
    "configmaps/settings/b": "644 [0 255]",
    "secrets/login/user": "444 u",
    "secrets/login/bin": "444 [0 255]",
    "secrets/web_all/user": "644 u",
    "secrets/web_all/bin": "644 [0 255]",
    "configmaps/web_self/n": "644 web",
  });
  assertEquals(said({ diagnostics }), [
    "host-path containers[app].volumeMounts[host]",
    "unsupported-volume containers[app].volumeMounts[csi]",
  ]);
});

Deno.test("convert() leaves a mount out, and says so, when its ConfigMap is missing and not optional", async () => {
  const { services, diagnostics } = await convertOne([
    mounting([
      { name: "a", configMap: { name: "none" } },
      { name: "b", secret: { secretName: "none", optional: true } },
    ]),
  ]);
  // Of what is optional there is an empty folder.
  assertEquals(services.web.volumes, [
    { type: "volume", target: "/b", volume: { nocopy: true } },
  ]);
  assertEquals(said({ diagnostics }), ["missing-config-map containers[app].volumeMounts[a]"]);
});

Deno.test("convert() writes a ConfigMap once when many pods mount it", async () => {
  const pod = podOf({ volumeMounts: [{ name: "v", mountPath: "/v" }] }, {
    volumes: [{ name: "v", configMap: { name: "settings" } }],
  });
  const { services, files } = await convertOne([
    workload("Deployment", "a", pod),
    workload("Deployment", "b", pod),
    object("ConfigMap", "settings", { data: { a: "1" } }),
  ]);
  assertEquals(services.a.volumes, services.b.volumes);
  assertEquals(Object.keys(written({ files })), ["configmaps/settings/a"]);
});

Deno.test("convert() writes two folders when one ConfigMap is mounted with two modes", async () => {
  const configMap = (defaultMode?: number) => ({ name: "settings", defaultMode });
  const { services, files } = await convertOne([
    mounting([{ name: "a", configMap: configMap() }, { name: "b", configMap: configMap(0o755) }]),
    object("ConfigMap", "settings", { data: { run: "x" } }),
  ]);
  assertEquals(services.web.volumes, [
    "./configmaps/settings:/a:ro",
    "./configmaps/settings_b3416027:/b:ro",
  ]);
  assertEquals(written({ files }), {
    "configmaps/settings/run": "644 x",
    "configmaps/settings_b3416027/run": "755 x",
  });
});

Deno.test("convert() keeps ConfigMaps apart when two namespaces have one of a name", async () => {
  const pod = podOf({ volumeMounts: [{ name: "v", mountPath: "/v" }] }, {
    volumes: [{ name: "v", configMap: { name: "settings" } }],
  });
  const elsewhere = { name: "settings", namespace: "data" };
  const { services, files } = await convertOne([
    workload("Deployment", "web", pod),
    {
      kind: "Deployment",
      metadata: { name: "api", namespace: "data" },
      spec: { template: { spec: pod } },
    },
    object("ConfigMap", "settings", { data: { a: "shop" } }),
    { kind: "ConfigMap", metadata: elsewhere, data: { a: "data" } },
  ]);
  assertEquals(services.web.volumes, ["./configmaps/settings-shop:/v:ro"]);
  assertEquals(services.api.volumes, ["./configmaps/settings-data:/v:ro"]);
  assertEquals(written({ files }), {
    "configmaps/settings-shop/a": "644 shop",
    "configmaps/settings-data/a": "644 data",
  });
});

Deno.test("convert() doubles each $ of a path", async () => {
  const { services } = await convertOne([
    workload(
      "Deployment",
      "web",
      podOf({ volumeMounts: [{ name: "v", mountPath: "/$x" }] }, { volumes: [{ name: "v" }] }),
    ),
  ]);
  assertEquals(services.web.volumes, [
    { type: "volume", target: "/$$x", volume: { nocopy: true } },
  ]);
});

Deno.test("convert() keeps a StatefulSet's claim and one that is called as it without a number apart", async () => {
  const db = workload(
    "StatefulSet",
    "db",
    podOf({ volumeMounts: [{ name: "data", mountPath: "/x" }] }),
    { volumeClaimTemplates: [{ metadata: { name: "data" } }], ordinals: { start: 2 } },
  );
  const mountingClaim = (name: string, claimName: string) =>
    workload(
      "Deployment",
      name,
      podOf(
        { volumeMounts: [{ name: "v", mountPath: "/v" }] },
        { volumes: [{ name: "v", persistentVolumeClaim: { claimName } }] },
      ),
    );
  const all = [db, mountingClaim("web", "data-db"), mountingClaim("backup", "data-db-2")];
  const convert = async (volumes: Config["volumes"]) => {
    const { services, diagnostics } = await convertOne(all, { volumes });
    const mounts = ["db", "web", "backup"].map((name) => services[name].volumes![0]);
    return { mounts, codes: diagnostics.map(({ code }) => code) };
  };
  const [old, own] = [{ host_path: "old" }, { host_path: "own" }];
  assertEquals(await convert({ "data-db": old, "data-db-2": own }), {
    mounts: ["./data/own:/x", "./data/old:/v", "./data/own:/v"],
    codes: [],
  });
  // What an earlier version kept in one folder stays there, and that is said.
  const { mounts, codes } = await convert({ "data-db": old });
  assertEquals(mounts.slice(0, 2), ["./data/old:/x", "./data/old:/v"]);
  assertEquals(codes.includes("shared-claim"), true);
  const [first] = (await convert({})).mounts;
  assertEquals(first, "./data/data-db-2:/x");
});
