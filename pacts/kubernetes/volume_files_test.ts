import { assertEquals } from "@std/assert";
import { testConversion } from "@dekube/engine/testing";
import { contextOf, manifest, said, service, workloadWith, written } from "../_testing.ts";
import type { Config } from "../config.ts";
import type { ConvertContext } from "../context.ts";
import type { Manifest } from "../manifest.ts";
import type { FileSource } from "./source_files.ts";
import { writeDownwardFolder, writeProjectedFolder, writeSourceFolder } from "./volume_files.ts";

const settings = manifest("ConfigMap", "settings", {
  data: { a: "1", b: "2" },
  binaryData: { bin: "AP8=" },
});
const login = manifest("Secret", "login", {
  data: { user: "dXNlcg==", bin: "AP8=", broken: "!" },
  stringData: { password: "p" },
});

const WEB = workloadWith({ containers: [{ name: "app", resources: { limits: { cpu: "2" } } }] });

/** Folders of some sources, written one after the other. Read bits are kept on, whatever a manifest says. */
function folders(
  sources: Partial<FileSource>[],
  manifests: Manifest[] = [settings, login],
  config: Partial<Config> = {},
) {
  const ctx = contextOf([WEB.manifest, ...manifests], config);
  const paths = sources.map((source) =>
    writeSourceFolder({ kind: "ConfigMap", name: "settings", ...source }, WEB, ctx, "at")?.path
  );
  return { paths, files: written(ctx), said: said(ctx) };
}

Deno.test("writeSourceFolder() writes each key of a ConfigMap, binary ones byte for byte", () => {
  assertEquals(folders([{}]), {
    paths: ["configmaps/settings"],
    files: {
      "configmaps/settings/a": "644 1",
      "configmaps/settings/b": "644 2",
      "configmaps/settings/bin": "644 [0 255]",
    },
    said: [],
  });
});

Deno.test("writeSourceFolder() writes each key of a Secret, and says which has no value", () => {
  assertEquals(folders([{ kind: "Secret", name: "login" }]), {
    paths: ["secrets/login"],
    files: {
      "secrets/login/user": "644 user",
      "secrets/login/bin": "644 [0 255]",
      "secrets/login/password": "644 p",
    },
    said: ["broken-base64 at"],
  });
});

Deno.test("writeSourceFolder() has a folder of its own when items pick from the object", () => {
  assertEquals(
    folders([{
      items: [{ key: "a", path: "deep/a.conf", mode: 0o600 }, null, { key: "b", path: "b" }],
      defaultMode: 0o440,
    }]),
    {
      paths: ["configmaps/settings_8f683945"],
      files: {
        "configmaps/settings_8f683945/deep/a.conf": "644 1",
        "configmaps/settings_8f683945/b": "444 2",
      },
      said: [],
    },
  );
});

Deno.test("writeSourceFolder() has a second folder when a second mount has another defaultMode", () => {
  const { paths, files } = folders([{}, { defaultMode: 0o755 }, { defaultMode: null }, {
    defaultMode: 0o755,
  }]);
  assertEquals(paths, [
    "configmaps/settings",
    "configmaps/settings_b3416027",
    "configmaps/settings",
    "configmaps/settings_b3416027",
  ]);
  assertEquals(files["configmaps/settings/a"], "644 1");
  assertEquals(files["configmaps/settings_b3416027/a"], "755 1");
});

Deno.test("writeSourceFolder() gives the plain folder the mode of the first mount", () => {
  const { paths, files } = folders([{ defaultMode: 0o400 }, {}]);
  assertEquals(paths[0], "configmaps/settings");
  assertEquals(files["configmaps/settings/a"], "444 1");
  assertEquals(files[`${paths[1]}/a`], "644 1");
});

Deno.test("writeSourceFolder() has the usual mode when a manifest has none that is possible", () => {
  for (const defaultMode of [-1, 0o1000, 1.5, "text", {}, null]) {
    const { files } = folders([{ defaultMode } as never]);
    assertEquals(files["configmaps/settings/a"], "644 1");
  }
});

Deno.test("writeSourceFolder() is undefined when the object is missing, and says so", () => {
  assertEquals(folders([{ name: "none" }, { kind: "Secret", name: "none" }]), {
    paths: [undefined, undefined],
    files: {},
    said: ["missing-config-map at", "missing-secret at"],
  });
  assertEquals(folders([{ name: "none", optional: true }]).said, []);
});

Deno.test("writeSourceFolder() leaves out a key when the object does not have it", () => {
  const items = [{ key: "none", path: "x" }, { key: "a", path: "a" }];
  const { paths, files, said } = folders([{ items }]);
  assertEquals(files, { [`${paths[0]}/a`]: "644 1" });
  assertEquals(said, ["missing-key at"]);
  assertEquals(folders([{ items, optional: true }]).said, []);
});

Deno.test("writeSourceFolder() refuses a path when it leaves the volume", () => {
  for (const path of ["../a", "a/../../b", "/etc/a", "..", ".", "", "a//b", "a\\b", "a\0b", null]) {
    const { files, said } = folders([{ items: [{ key: "a", path }] }]);
    assertEquals([files, said], [{}, ["unsafe-path at"]]);
  }
});

Deno.test("writeSourceFolder() leaves out a file when it would lie below another", () => {
  const items = [{ key: "a", path: "x/y/z" }, { key: "b", path: "x" }, { key: "a", path: "xy/z" }];
  const { paths, files, said } = folders([{ items }]);
  assertEquals(files, { [`${paths[0]}/x`]: "644 2", [`${paths[0]}/xy/z`]: "644 1" });
  assertEquals(said, ["unsafe-path at"]);
});

Deno.test("writeSourceFolder() refuses a key when it is no file name", () => {
  const odd = manifest("ConfigMap", "settings", { data: { "../a": "1", "..": "2", ok: "3" } });
  assertEquals(folders([{}], [odd]).files, { "configmaps/settings/ok": "644 3" });
  assertEquals(folders([{}], [odd]).said, ["unsafe-path at", "unsafe-path at"]);
});

Deno.test("writeSourceFolder() has addresses in ConfigMaps rewritten, and only texts of the user in Secrets", () => {
  const ctx = contextOf([WEB.manifest, settings, login]);
  for (const [kind, name] of [["ConfigMap", "settings"], ["Secret", "login"]] as const) {
    writeSourceFolder({ kind, name }, WEB, ctx, "at");
  }
  const rewrites = [...ctx.files.entries()].map(([path, { rewrite }]) => [path, rewrite]);
  assertEquals(Object.fromEntries(rewrites), {
    "configmaps/settings/a": { addressesIn: "shop" },
    "configmaps/settings/b": { addressesIn: "shop" },
    "configmaps/settings/bin": undefined,
    "secrets/login/user": {},
    "secrets/login/bin": undefined,
    "secrets/login/password": {},
  });
});

Deno.test("a conversion rewrites addresses in ConfigMaps, and replaces in Secrets too", async () => {
  const provider = {
    name: "provider",
    role: "provider",
    kinds: ["Deployment"],
    convert(_kind: string, _manifests: Manifest[], ctx: ConvertContext) {
      for (const [kind, name] of [["ConfigMap", "settings"], ["Secret", "login"]] as const) {
        writeSourceFolder({ kind, name }, WEB, ctx, "at");
      }
      return { services: {} };
    },
  };
  const conversion = await testConversion([provider], [
    WEB.manifest,
    service("web", { ports: [{ port: 80, targetPort: 8080 }] }),
    manifest("ConfigMap", "settings", { data: { a: "http://web/old" } }),
    manifest("Secret", "login", { stringData: { a: "http://web/old" } }),
  ], { config: { replacements: [{ old: "old", new: "new" }] } });
  assertEquals(written(conversion), {
    "configmaps/settings/a": "644 http://web:8080/new",
    "secrets/login/a": "644 http://web/new",
  });
});

Deno.test("writeSourceFolder() writes once when several mounts have the same", () => {
  const ctx = contextOf([WEB.manifest, settings]);
  const source = { kind: "ConfigMap" as const, name: "settings" };
  const first = writeSourceFolder(source, WEB, ctx, "at");
  ctx.files.write("configmaps/settings/a", "changed");
  assertEquals(writeSourceFolder(source, WEB, ctx, "at"), first);
  assertEquals(written(ctx)["configmaps/settings/a"], "644 changed");
});

Deno.test("writeSourceFolder() looks in the namespace of the workload", () => {
  const elsewhere = { ...settings, metadata: { name: "settings", namespace: "data" } };
  assertEquals(folders([{}], [elsewhere]).said, ["missing-config-map at"]);
});

/** Folder of a projected volume. */
function projected(projected: unknown, volume: object = {}) {
  const ctx = contextOf([WEB.manifest, settings, login]);
  const folder = writeProjectedFolder(
    { name: "all", projected, ...volume } as never,
    WEB,
    ctx,
    "at",
  );
  return { path: folder?.path, files: written(ctx), said: said(ctx) };
}

Deno.test("writeProjectedFolder() merges its sources, the last of two files of a name winning", () => {
  const sources = [
    { configMap: { name: "settings", items: [{ key: "a", path: "x" }, { key: "b", path: "b" }] } },
    null,
    { downwardAPI: { items: [{ path: "x", fieldRef: { fieldPath: "metadata.name" } }] } },
  ];
  assertEquals(projected({ sources, defaultMode: 0o700 }), {
    path: "configmaps/web_all",
    files: { "configmaps/web_all/x": "744 web", "configmaps/web_all/b": "744 2" },
    said: [],
  });
});

Deno.test("writeProjectedFolder() is below secrets when a Secret is among the sources", () => {
  const sources = [
    { secret: { name: "login", items: [{ key: "user", path: "u", mode: 0o400 }] } },
    { configMap: { name: "settings", items: [{ key: "a", path: "a" }] } },
  ];
  assertEquals(projected({ sources }), {
    path: "secrets/web_all",
    files: { "secrets/web_all/u": "444 user", "secrets/web_all/a": "644 1" },
    said: [],
  });
});

Deno.test("writeProjectedFolder() leaves tokens out, and says so", () => {
  const sources = [{ serviceAccountToken: { path: "token" } }, {
    clusterTrustBundle: { path: "ca" },
  }];
  assertEquals(projected({ sources }), {
    path: undefined,
    files: {},
    said: [
      "no-cluster-credentials at.projected.sources[0]",
      "no-cluster-credentials at.projected.sources[1]",
    ],
  });
});

Deno.test("writeProjectedFolder() says where a source is missing, unless it is optional", () => {
  const sources = [
    { configMap: { name: "none" } },
    { secret: { name: "none" } },
    { secret: { name: "none", optional: true } },
  ];
  assertEquals(projected({ sources }), {
    path: undefined,
    files: {},
    said: ["missing-config-map at.projected.sources[0]", "missing-secret at.projected.sources[1]"],
  });
});

Deno.test("writeProjectedFolder() stays in its place when the volume's name is no name", () => {
  const sources = [{ configMap: { name: "settings", items: [{ key: "a", path: "a" }] } }];
  assertEquals(projected({ sources }, { name: "../../x" }).path, "configmaps/web_..-..-x");
  assertEquals(projected({ sources }, { name: null }).path, "configmaps/web_unnamed");
});

/** Folder of a downwardAPI volume. */
function downward(items: unknown, defaultMode?: number) {
  const ctx = contextOf([WEB.manifest]);
  const volume = { name: "self", downwardAPI: { items, defaultMode } };
  const folder = writeDownwardFolder(volume as never, WEB, ctx, "at");
  return { path: folder?.path, files: written(ctx), said: said(ctx) };
}

Deno.test("writeDownwardFolder() writes fields and resources", () => {
  const items = [
    { path: "labels", fieldRef: { fieldPath: "metadata.labels" }, mode: 0o400 },
    null,
    {
      path: "deep/cpu",
      resourceFieldRef: { containerName: "app", resource: "limits.cpu", divisor: "1m" },
    },
  ];
  assertEquals(downward(items, 0o700), {
    path: "configmaps/web_self",
    files: {
      "configmaps/web_self/labels": '444 app="web"',
      "configmaps/web_self/deep/cpu": "744 2000",
    },
    said: [],
  });
});

Deno.test("writeDownwardFolder() leaves out what it can't know or must not write, and says so", () => {
  const items = [
    { path: "a", fieldRef: { fieldPath: "spec.x" } },
    { path: "b", resourceFieldRef: { containerName: "app", resource: "limits.memory" } },
    { path: "c" },
    { path: "../d", fieldRef: { fieldPath: "metadata.name" } },
  ];
  assertEquals(downward(items), {
    path: undefined,
    files: {},
    said: [
      "unknown-field at.downwardAPI",
      "unknown-field at.downwardAPI",
      "unknown-field at.downwardAPI",
      "unsafe-path at.downwardAPI",
    ],
  });
  for (const none of [undefined, null, "text", {}]) assertEquals(downward(none).path, undefined);
});

Deno.test("writeSourceFolder() leaves a file out when its path is longer than a container's can be", () => {
  for (const path of ["a/".repeat(20_000) + "a", "a/".repeat(255) + "a", "ä".repeat(2049)]) {
    const { files, said } = folders([{ items: [{ key: "a", path }] }]);
    assertEquals([files, said], [{}, ["long-path at"]]);
  }
});
