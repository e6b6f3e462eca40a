import { assert, assertEquals } from "@std/assert";
import { contextOf, manifest, said, slowdown, workloadWith, written } from "../_testing.ts";
import { type Mount, mount } from "../compose.ts";
import type { Config } from "../config.ts";
import type { Manifest } from "../manifest.ts";
import { hostPath, mountOfClaim, templateClaims } from "./claim_mounts.ts";
import { devicesOf } from "./devices.ts";
import { convertVolumeMounts } from "./volumes.ts";
import { workloadOf } from "./workloads.ts";

/** Mounts without what of the pod they stand for. */
function withoutOrigin(mounts: readonly Mount[]): Mount[] {
  return mounts.map(({ origin: _origin, ...mount }) => mount);
}

/** Claims that mounts stand for. */
function claimsOf(mounts: readonly Mount[]): string[] {
  return mounts.flatMap(({ origin }) => origin?.claim ?? []);
}

/** A fresh volume at a path, empty whatever the image has there. */
function anonymous(target: string): Mount {
  return { type: "volume", target, volume: { nocopy: true } };
}

/** What becomes of one volume that is mounted at /x. */
function mounted(
  volume: object,
  volumeMount: object = {},
  config: Partial<Config> = {},
  others: Manifest[] = [],
  settings: object = {},
) {
  const container = {
    name: "app",
    ...settings,
    volumeMounts: [{ name: "v", mountPath: "/x", ...volumeMount }],
  };
  const workload = workloadWith({
    containers: [container],
    volumes: [null, { name: "v", ...volume }],
  });
  const ctx = contextOf([workload.manifest, ...others], config);
  const mounts = convertVolumeMounts(container as never, workload, { POD: "web-0" }, ctx);
  return {
    mounts: withoutOrigin(mounts),
    origins: mounts.map(({ origin }) => origin),
    said: said(ctx),
    messages: [...ctx.diagnostics].map(({ message }) => message),
    volumes: ctx.composeExtras.volumes,
    claims: claimsOf(mounts),
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
    assertEquals(mounts, [mount(source, "/x")]);
    assertEquals(said, []);
    assertEquals(volumes, {});
    assertEquals(claims, ["db"]);
  });
}

Deno.test("convertVolumeMounts() binds a folder of the claim's name when dekube.yaml has none", () => {
  assertEquals(mounted(claim, {}, { volumeRoot: "/srv/" }).mounts, [mount("/srv/db", "/x")]);
});

Deno.test("convertVolumeMounts() declares a named volume when a claim has no host_path", () => {
  const options = { driver: "local", driver_opts: { type: "none" } };
  const withOptions = mounted(claim, {}, { volumes: { db: options } });
  assertEquals(withOptions.mounts, [mount("db", "/x")]);
  assertEquals(withOptions.volumes, { db: options });
  const bare = mounted(claim, {}, { volumes: { db: {} } });
  assertEquals(bare.mounts, [mount("db", "/x")]);
  assertEquals(bare.volumes, { db: null });
  const empty = mounted(claim, {}, { volumes: { db: { host_path: null } } } as never);
  assertEquals(empty.mounts, [mount("db", "/x")]);
  assertEquals(empty.volumes, { db: null });
});

Deno.test("convertVolumeMounts() mounts part of a claim when there is a subPath", () => {
  const bind = { volumes: { db: { host_path: "db" } } };
  const named = { volumes: { db: {} } };
  assertEquals(mounted(claim, { subPath: "a/b/" }, bind).mounts, [mount("./data/db/a/b", "/x")]);
  assertEquals(mounted(claim, { subPath: "./a" }, bind).mounts, [mount("./data/db/a", "/x")]);
  assertEquals(mounted(claim, { subPath: "." }, bind).mounts, [mount("./data/db", "/x")]);
  assertEquals(mounted(claim, { subPathExpr: "p-$(POD)" }, bind).mounts, [
    mount("./data/db/p-web-0", "/x"),
  ]);
  assertEquals(mounted(claim, { subPath: "a", readOnly: true }, named).mounts, [{
    type: "volume",
    source: "db",
    target: "/x",
    read_only: true,
    volume: { nocopy: true, subpath: "a" },
  }]);
});

Deno.test("convertVolumeMounts() is read-only when the mount or the claim says so", () => {
  const readOnly = { persistentVolumeClaim: { claimName: "db", readOnly: true } };
  assertEquals(mounted(claim, { readOnly: true }).mounts, [
    mount("./data/db", "/x", { readOnly: true }),
  ]);
  assertEquals(mounted(readOnly).mounts, [mount("./data/db", "/x", { readOnly: true })]);
  for (const odd of ["true", "yes", 1, [], {}]) {
    const quoted = { persistentVolumeClaim: { claimName: "db", readOnly: odd } };
    for (const one of [mounted(claim, { readOnly: odd }), mounted(quoted)]) {
      assertEquals(one.mounts, [mount("./data/db", "/x", { readOnly: true })]);
    }
  }
  assertEquals(mounted(claim, { readOnly: "false" }).mounts, [mount("./data/db", "/x")]);
  assertEquals(mounted(claim, { readOnly: true }, { volumes: { db: {} } }).mounts, [
    mount("db", "/x", { readOnly: true }),
  ]);
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
    bind: { propagation, create_host_path: true },
  });
  assertEquals(bind("Bidirectional"), long("rshared") as never);
  assertEquals(bind("HostToContainer"), long("rslave") as never);
  assertEquals(bind("None"), mount("/mnt", "/x", { readOnly: true }));
  assertEquals(bind("constructor"), mount("/mnt", "/x", { readOnly: true }));
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
  return { mounts: withoutOrigin(mounts), said: said(ctx), claims: claimsOf(mounts) };
}

Deno.test("convertVolumeMounts() names a template's claim after template and StatefulSet", () => {
  assertEquals(mountedByStatefulSet({ volumes: { "data-db": { host_path: "here" } } }), {
    mounts: [mount("./data/here", "/x")],
    said: [],
    claims: ["data-db"],
  });
});

Deno.test("convertVolumeMounts() takes the template's bare name when an old dekube.yaml has it", () => {
  assertEquals(mountedByStatefulSet({ volumes: { data: { host_path: "old" } } }), {
    mounts: [mount("./data/old", "/x")],
    said: ["old-claim-name"],
    claims: ["data"],
  });
  const both = { volumes: { data: { host_path: "old" }, "data-db": { host_path: "new" } } };
  assertEquals(mountedByStatefulSet(both).mounts, [mount("./data/new", "/x")]);
});

Deno.test("templateClaims() names the claims of a StatefulSet", () => {
  const claimsOf = (templates: unknown) =>
    templateClaims(workloadOf(statefulSet("db", templates))!).map(({ claim }) => claim);
  assertEquals(claimsOf([{ metadata: { name: "data" } }, null, {}, { metadata: null }, "x"]), [
    "data-db",
  ]);
  for (const none of [undefined, null, "text", {}]) assertEquals(claimsOf(none), []);
});

Deno.test("convertVolumeMounts() makes an emptyDir an anonymous volume without the image's files", () => {
  for (const volume of [{ emptyDir: {} }, { emptyDir: null }, {}, { configMap: null }]) {
    assertEquals(mounted(volume).mounts, [anonymous("/x")]);
    assertEquals(mounted(volume).said, []);
  }
  assertEquals(mounted({ ephemeral: {} }).mounts, [anonymous("/x")]);
  assertEquals(mounted({ emptyDir: {} }, { readOnly: true }).mounts, [
    { ...anonymous("/x"), read_only: true },
  ]);
  assertEquals(mounted({ emptyDir: {} }, { mountPath: "/a:b" }).mounts, [anonymous("/a:b")]);
});

Deno.test("convertVolumeMounts() makes an emptyDir in memory a tmpfs that programs run from", () => {
  const memory = (sizeLimit?: unknown) => ({ emptyDir: { medium: "Memory", sizeLimit } });
  const tmpfs: Mount = { type: "tmpfs", target: "/x", options: ["exec"] };
  assertEquals(mounted(memory("64Mi")).mounts, [
    { ...tmpfs, tmpfs: { size: 67108864 } },
  ]);
  for (const none of [undefined, null, 0, "lots", "-1Gi"]) {
    assertEquals(mounted(memory(none)).mounts, [tmpfs]);
  }
  assertEquals(mounted(memory(), { readOnly: true }).mounts, [{ ...tmpfs, read_only: true }]);
});

Deno.test("convertVolumeMounts() mounts a ConfigMap's files read-only", () => {
  const { mounts, files, said } = mounted({ configMap: { name: "settings" } }, {}, {}, [settings]);
  assertEquals(mounts, [mount("./configmaps/settings", "/x", { readOnly: true })]);
  assertEquals(files, {
    "configmaps/settings/a.conf": "644 1",
    "configmaps/settings/b.conf": "644 2",
  });
  assertEquals(said, []);
});

Deno.test("convertVolumeMounts() mounts a Secret's files read-only", () => {
  const { mounts, files } = mounted({ secret: { secretName: "login" } }, {}, {}, [login]);
  assertEquals(mounts, [mount("./secrets/login", "/x", { readOnly: true })]);
  assertEquals(files, { "secrets/login/user": "644 user" });
});

Deno.test("convertVolumeMounts() mounts one file when subPath names it", () => {
  const at = (subPath: string) =>
    mounted({ configMap: { name: "settings" } }, { subPath }, {}, [settings]);
  assertEquals(at("a.conf").mounts, [
    mount("./configmaps/settings/a.conf", "/x", { readOnly: true }),
  ]);
  assertEquals(at("none").mounts, []);
  assertEquals(at("none").said, [`missing-key ${AT}`]);
});

Deno.test("convertVolumeMounts() mounts a folder of files when subPath names it", () => {
  const volume = { configMap: { name: "settings", items: [{ key: "a.conf", path: "etc/a" }] } };
  const { mounts } = mounted(volume, { subPath: "etc" }, {}, [settings]);
  assertEquals(mounts, [mount("./configmaps/settings_c58b7f7a/etc", "/x", { readOnly: true })]);
});

Deno.test("convertVolumeMounts() mounts an empty folder when a ConfigMap has no keys", () => {
  const volume = { configMap: { name: "empty" } };
  const empty = manifest("ConfigMap", "empty");
  assertEquals(mounted(volume, {}, {}, [empty]).mounts, [anonymous("/x")]);
  assertEquals(mounted(volume, { subPath: "a" }, {}, [empty]).said, [`missing-key ${AT}`]);
});

Deno.test("convertVolumeMounts() leaves the mount out when its ConfigMap or Secret is missing", () => {
  const map = mounted({ configMap: { name: "none" } });
  assertEquals([map.mounts, map.said], [[], [`missing-config-map ${AT}`]]);
  const secret = mounted({ secret: { secretName: "none" } });
  assertEquals([secret.mounts, secret.said], [[], [`missing-secret ${AT}`]]);
});

Deno.test("convertVolumeMounts() mounts an empty folder when what is missing is optional", () => {
  const options = { name: "none", optional: true };
  for (
    const volume of [
      { configMap: options },
      { secret: { secretName: "none", optional: true } },
      { projected: { sources: [{ configMap: options }, { secret: options }] } },
      { configMap: { name: "settings", items: [{ key: "none", path: "x" }], optional: true } },
    ]
  ) {
    for (const request of [{}, { subPath: "x" }]) {
      const { mounts, said } = mounted(volume, request, {}, [settings]);
      assertEquals([mounts, said], [[anonymous("/x")], []], JSON.stringify(volume));
    }
  }
});

Deno.test("convertVolumeMounts() binds a hostPath, and says so", () => {
  const { mounts, said } = mounted({ hostPath: { path: "/var/log" } });
  assertEquals(mounts, [mount("/var/log", "/x")]);
  assertEquals(said, [`host-path ${AT}`]);
  const part = mounted({ hostPath: { path: "/" } }, { subPath: "etc", readOnly: true });
  assertEquals(part.mounts, [mount("/etc", "/x", { readOnly: true })]);
});

Deno.test("convertVolumeMounts() says once what a container gets of the machine, however often it is mounted", () => {
  const container = {
    name: "app",
    volumeMounts: [
      { name: "v", mountPath: "/x", subPath: "a", readOnly: true },
      { name: "v", mountPath: "/y", subPath: "b" },
      { name: "v", mountPath: "/z" },
    ],
  };
  const workload = workloadWith({
    containers: [container],
    volumes: [{ name: "v", hostPath: { path: "/srv" } }],
  });
  const ctx = contextOf([workload.manifest]);
  assertEquals(convertVolumeMounts(container as never, workload, {}, ctx).length, 3);
  assertEquals(said(ctx), [`host-path ${AT}`]);
  assert([...ctx.diagnostics][0].message.includes("writable"));
});

Deno.test("convertVolumeMounts() keeps a hostPath relative to the project, as it is written", () => {
  const paths = { "data": "./data", "./data": "./data", "../data": "../data", "~/data": "~/data" };
  for (const [path, source] of Object.entries(paths)) {
    const { mounts, said } = mounted({ hostPath: { path } });
    assertEquals([mounts, said], [[mount(source, "/x")], [`host-path ${AT}`]]);
  }
});

Deno.test("convertVolumeMounts() leaves a hostPath out when it has no path", () => {
  for (const path of ["", null, ["/a"], { path: "/a" }, "/a\0b"]) {
    const { mounts, said } = mounted({ hostPath: { path } });
    assertEquals([mounts, said], [[], [`bad-host-path ${AT}`]]);
  }
});

Deno.test("convertVolumeMounts() refuses a subPath when no path can be called so", () => {
  const { mounts, said } = mounted(claim, { subPath: "a\0b" });
  assertEquals([mounts, said], [[], [`bad-mount-path ${AT}`]]);
});

Deno.test("convertVolumeMounts() leaves out a device whose path Compose can't be told", () => {
  for (const [path, mountPath] of [["/dev/x:y", "/dev/x"], ["/dev/x", "/dev/x:y"]]) {
    const container = { name: "app", volumeMounts: [{ name: "v", mountPath }] };
    const volumes = [{ name: "v", hostPath: { path, type: "CharDevice" } }];
    const workload = workloadWith({ containers: [container], volumes });
    const ctx = contextOf([workload.manifest]);
    assertEquals(convertVolumeMounts(container as never, workload, {}, ctx), []);
    assertEquals(devicesOf(container as never, workload), []);
    assertEquals(said(ctx), ["bad-host-path containers[app].volumeMounts[v]"]);
  }
});

Deno.test("convertVolumeMounts() lets Docker make a hostPath only when its type allows that", () => {
  for (const type of ["", null, "DirectoryOrCreate"]) {
    assertEquals(mounted({ hostPath: { path: "/srv/a", type } }).mounts, [mount("/srv/a", "/x")]);
  }
  for (const type of ["Directory", "File", "FileOrCreate", "Socket"]) {
    assertEquals(mounted({ hostPath: { path: "/srv/a", type } }).mounts, [
      { ...mount("/srv/a", "/x"), bind: { create_host_path: false } },
    ], type);
  }
  // Kubernetes makes the folder of a subPath.
  const part = mounted({ hostPath: { path: "/srv/", type: "Directory" } }, { subPath: "a" });
  assertEquals(part.mounts, [mount("/srv/a", "/x")]);
});

Deno.test("convertVolumeMounts() says that a type of a hostPath is none", () => {
  const { mounts, said } = mounted({ hostPath: { path: "/srv/a", type: "Folder" } });
  assertEquals(mounts, [mount("/srv/a", "/x")]);
  assertEquals(said, [`unknown-path-type ${AT}`, `host-path ${AT}`]);
});

Deno.test("convertVolumeMounts() mounts one volume at a path, and says which it leaves out", () => {
  const volumeMounts = [
    { name: "v", mountPath: "/x" },
    { name: "v", mountPath: "/x/" },
    { name: "v", mountPath: "/y" },
  ];
  const workload = workloadWith({
    containers: [{ name: "app", volumeMounts }],
    volumes: [{ name: "v", emptyDir: {} }],
  });
  const ctx = contextOf([workload.manifest]);
  const container = { name: "app", volumeMounts };
  const mounts = convertVolumeMounts(container as never, workload, {}, ctx);
  assertEquals(withoutOrigin(mounts), [anonymous("/x"), anonymous("/y")]);
  assertEquals(said(ctx), ["bad-mount-path containers[app].volumeMounts[v]"]);
});

Deno.test("convertVolumeMounts() quotes the file that is to be made for a shell", () => {
  const madeOf = (path: string) => {
    const { messages } = mounted({ hostPath: { path, type: "FileOrCreate" } });
    return messages[0].split(": touch ")[1];
  };
  assertEquals(madeOf("/srv/a"), "/srv/a");
  assertEquals(madeOf("./f$x y"), "'./f$x y'");
  assertEquals(madeOf("~/it's"), `~/'it'\\''s'`);
});

Deno.test("convertVolumeMounts() mounts a device only in a container that may open it", () => {
  for (const type of ["CharDevice", "BlockDevice"]) {
    const { mounts, said } = mounted({ hostPath: { path: "/dev/x", type } });
    assertEquals([mounts, said], [[], [`host-path ${AT}`]]);
  }
  const device = { hostPath: { path: "/dev/x", type: "CharDevice" } };
  const privileged = mounted(device, {}, {}, [], { securityContext: { privileged: true } });
  assertEquals(privileged.mounts, [
    { ...mount("/dev/x", "/x"), bind: { create_host_path: false } },
  ]);
});

Deno.test("convertVolumeMounts() mounts an image, or part of one, read-only", () => {
  const image = { reference: "models:v1", pullPolicy: "Always" };
  const whole = { type: "image", source: "models:v1", target: "/x", read_only: true } as const;
  assertEquals(mounted({ image }).mounts, [whole]);
  assertEquals(mounted({ image }, { subPath: "a/b" }).mounts, [
    { ...whole, image: { subpath: "a/b" } },
  ]);
  const none = mounted({ image: {} });
  assertEquals([none.mounts, none.said], [[], [`no-image ${AT}`]]);
});

/** Mounts of volumes in one container, and the files that they need; each mount as `volume target [subPath]`. */
function nested(volumeMounts: string[], volumes: object[], others: string[][] = []) {
  const containers = [volumeMounts, ...others].map((mounts, index) => ({
    name: `c${index}`,
    volumeMounts: mounts.map((text) => {
      const [name, mountPath, subPath, readOnly] = text.split(" ");
      return { name, mountPath, subPath: subPath ?? "", readOnly: readOnly === "ro" };
    }),
  }));
  const workload = workloadWith({ containers, volumes });
  const ctx = contextOf([workload.manifest, settings, login]);
  const mounts = containers.map((container) =>
    withoutOrigin(convertVolumeMounts(container as never, workload, {}, ctx))
      .map(({ source, target, read_only }) => `${source} ${target}${read_only ? " ro" : ""}`)
  );
  return { mounts, files: Object.keys(written(ctx)), said: said(ctx) };
}

const files = { name: "files", configMap: { name: "settings" } };
const keys = { name: "keys", secret: { secretName: "login" } };

Deno.test("convertVolumeMounts() writes what is mounted in a folder of files: a folder, or an empty file", () => {
  const { mounts, files: paths, said } = nested([
    "files /etc/app",
    "keys /etc/app/keys/deep",
    "keys /etc/app/user user",
    "files /etc/app/a/b.conf a.conf",
    "tmp /etc/app/cache",
    "log /etc/app/log",
    "sock /etc/app/sock",
  ], [
    files,
    keys,
    { name: "tmp", emptyDir: {} },
    { name: "log", hostPath: { path: "/log" } },
    { name: "sock", hostPath: { path: "/sock", type: "Socket" } },
  ]);
  const folder = mounts[0][0].split(" ")[0].slice(2);
  assertEquals(mounts[0].slice(0, 4), [
    `./${folder} /etc/app ro`,
    "./secrets/login /etc/app/keys/deep ro",
    "./secrets/login/user /etc/app/user ro",
    // What mounts nothing inside has the plain folder.
    "./configmaps/settings/a.conf /etc/app/a/b.conf ro",
  ]);
  assertEquals(
    paths.filter((path) => path.startsWith(`${folder}/`)),
    [
      "a.conf",
      "b.conf",
      "a/b.conf",
      "cache/.keep",
      "keys/deep/.keep",
      "log/.keep",
      "sock",
      "user",
    ].map((path) => `${folder}/${path}`),
  );
  assertEquals(said.filter((text) => !text.startsWith("host-path")), []);
});

Deno.test("convertVolumeMounts() gives a folder with mount points to those alone that mount the same there", () => {
  const inside = ["files /etc/app", "keys /etc/app/keys"];
  const { mounts, files: paths } = nested(inside, [files, keys], [
    ["keys /etc/app/keys/", "files /etc//app"],
    ["files /etc/app"],
    ["files /etc/app", "keys /etc/application"],
    ["files /etc/app", "keys /etc/app/keys/user user"],
  ]);
  const sources = mounts.map((of) => of.find((text) => text.startsWith("./configmaps"))!);
  assertEquals(sources[1].split(" ")[0], sources[0].split(" ")[0]);
  assertEquals(sources[3], sources[2]);
  assertEquals(new Set(sources.map((text) => text.split(" ")[0])).size, 3);
  assertEquals(paths.filter((path) => path.includes("/keys")), [
    "configmaps/settings/keys/.keep",
    `${sources[4].split(" ")[0].slice(2)}/keys/user`,
  ]);
});

Deno.test("convertVolumeMounts() writes mount points into the innermost folder, and none that is there", () => {
  const { mounts, files: paths, said } = nested([
    "files /a",
    "keys /a/b",
    "all /a/b/c",
    "part /a/b/c/d",
    "keys /a/b/c/d/e/user user",
    "files /a/a.conf b.conf",
    "keys /a/b/bin/none",
    "gone /a/gone",
  ], [
    files,
    keys,
    { name: "all", projected: { sources: [{ configMap: { name: "settings" } }] } },
    {
      name: "part",
      secret: { secretName: "login", items: [{ key: "user", path: "x/e/user2" }] },
    },
    { name: "gone", configMap: { name: "gone" } },
  ]);
  assertEquals(said, ["missing-config-map containers[c0].volumeMounts[gone]"]);
  const below = (target: string) => {
    const source = mounts[0].find((text) => text.split(" ")[1] === target)!.split(" ")[0].slice(2);
    return paths.filter((path) => path.startsWith(`${source}/`))
      .map((path) => path.slice(source.length + 1));
  };
  assertEquals(below("/a"), ["a.conf", "b.conf", "b/.keep"]);
  assertEquals(below("/a/b"), ["user", "bin/none/.keep", "c/.keep"]);
  assertEquals(below("/a/b/c"), ["a.conf", "b.conf", "d/.keep"]);
  assertEquals(below("/a/b/c/d"), ["x/e/user2", "e/user"]);
});

Deno.test("convertVolumeMounts() writes mount points where a volume has no files, and below a subPath", () => {
  const { files: paths } = nested(
    ["none /a", "keys /a/b", "deep /c conf", "keys /c/d"],
    [
      { name: "none", projected: { sources: [] } },
      keys,
      { name: "deep", configMap: { name: "settings", items: [{ key: "a.conf", path: "conf/a" }] } },
    ],
  );
  assertEquals(paths.filter((path) => path.startsWith("configmaps/web_none/")), [
    "configmaps/web_none/b/.keep",
  ]);
  assertEquals(
    paths.filter((path) => /settings.*conf/.test(path)).map((path) => path.split("/").slice(2)),
    [
      ["conf", "a"],
      ["conf", "d", ".keep"],
    ],
  );
});

Deno.test("convertVolumeMounts() keeps an emptyDir read-only in which something else is mounted", () => {
  const { mounts } = nested(
    ["tmp /a . ro", "keys /a/b", "tmp /c . ro", "fast /d . ro", "keys /d/e"],
    [{ name: "tmp", emptyDir: {} }, { name: "fast", emptyDir: { medium: "Memory" } }, keys],
  );
  assertEquals(mounts[0], [
    "undefined /a ro",
    "./secrets/login /a/b ro",
    "undefined /c ro",
    "undefined /d ro",
    "./secrets/login /d/e ro",
  ]);
});

Deno.test("convertVolumeMounts() declares a volume with driver_opts when it is NFS", () => {
  const nfs = { server: "nas", path: "/export" };
  const writable = mounted({ nfs }, { subPath: "a" });
  assertEquals(writable.mounts, [
    { type: "volume", source: "web-v", target: "/x", volume: { nocopy: true, subpath: "a" } },
  ]);
  assertEquals(writable.volumes, {
    "web-v": { driver_opts: { type: "nfs", o: "addr=nas,rw", device: ":/export" } },
  });
  const readOnly = mounted({ nfs: { ...nfs, readOnly: true } });
  assertEquals(readOnly.mounts, [mount("web-v", "/x", { readOnly: true })]);
  assertEquals(readOnly.volumes, {
    "web-v": { driver_opts: { type: "nfs", o: "addr=nas,ro", device: ":/export" } },
  });
});

Deno.test("convertVolumeMounts() says so when Compose has no such volume", () => {
  for (const kind of ["csi", "awsElasticBlockStore", "iscsi"]) {
    const { mounts, said } = mounted({ [kind]: { driver: "x" } });
    assertEquals([mounts, said], [[], [`unsupported-volume ${AT}`]]);
  }
});

Deno.test("convertVolumeMounts() says so when the pod has no such volume", () => {
  const { mounts, said } = mounted({}, { name: "other" });
  assertEquals([mounts, said], [[], ["missing-volume containers[app].volumeMounts[other]"]]);
});

Deno.test("convertVolumeMounts() begins a relative mountPath at the root, as kubelet does", () => {
  assertEquals(mounted(claim, { mountPath: "var/db" }).mounts, [mount("./data/db", "/var/db")]);
});

Deno.test("convertVolumeMounts() refuses a mountPath when it names no place", () => {
  for (const mountPath of ["", "/", null, "/a\0b"]) {
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
  assertEquals([mounts, said], [[mount("./data/db/a/$(NONE)", "/x")], [`unknown-variable ${AT}`]]);
  assertEquals(mounted(claim, { subPathExpr: "$$(NONE)" }).mounts, [
    mount("./data/db/$(NONE)", "/x"),
  ]);
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
  assertEquals(
    withoutOrigin(convertVolumeMounts(container as never, workload, {}, ctx)),
    ["/b", "/a", "/c"].map(anonymous),
  );
});

const ORIGINS: [volume: object, kind: string][] = [
  [{ emptyDir: {} }, "emptyDir"],
  [{ emptyDir: null }, "emptyDir"],
  [{ emptyDir: { medium: "Memory" } }, "emptyDir"],
  [{}, "emptyDir"],
  [{ configMap: null }, "emptyDir"],
  [{ ephemeral: {} }, "ephemeral"],
  [{ configMap: { name: "settings" } }, "configMap"],
  [{ secret: { secretName: "login" } }, "secret"],
  [{ projected: { sources: [{ secret: { name: "login" } }] } }, "projected"],
  [
    { downwardAPI: { items: [{ path: "n", fieldRef: { fieldPath: "metadata.name" } }] } },
    "downwardAPI",
  ],
  [{ hostPath: { path: "/srv" } }, "hostPath"],
  [{ nfs: { server: "nas", path: "/" } }, "nfs"],
];

for (const [volume, kind] of ORIGINS) {
  Deno.test(`convertVolumeMounts() says that a mount is of ${kind} when the volume is ${JSON.stringify(volume)}`, () => {
    const { origins } = mounted(volume, {}, {}, [settings, login]);
    assertEquals(origins, [{ kind, volume: "v", subPath: "" }]);
  });
}

Deno.test("convertVolumeMounts() says which claim and which part of it a mount is of", () => {
  const kind = "persistentVolumeClaim";
  for (const volumes of [{}, { db: {} }] as Config["volumes"][]) {
    assertEquals(mounted(claim, { subPath: "./a//b/" }, { volumes }).origins, [
      { kind, volume: "v", subPath: "a/b", claim: "db" },
    ]);
  }
  const db = workloadOf(statefulSet("db", [{ metadata: { name: "data" } }]))!;
  const [{ origin }] = convertVolumeMounts(
    db.pod.containers![0]!,
    db,
    {},
    contextOf([db.manifest]),
  );
  assertEquals(origin, { kind, volume: "data", subPath: "", claim: "data-db" });
});

Deno.test("convertVolumeMounts() says which part of an emptyDir a mount is of, subPathExpr resolved", () => {
  assertEquals(mounted({ emptyDir: {} }, { subPathExpr: "a/$(POD)/." }).origins, [
    { kind: "emptyDir", volume: "v", subPath: "a/web-0" },
  ]);
});

Deno.test("convertVolumeMounts() takes a claim template before a volume of its name", () => {
  const manifest = statefulSet("db", [{ metadata: { name: "data" } }]);
  const spec = (manifest.spec as { template: { spec: object } }).template.spec;
  Object.assign(spec, { volumes: [{ name: "data", emptyDir: {} }] });
  const db = workloadOf(manifest)!;
  const mounts = convertVolumeMounts(db.pod.containers![0]!, db, {}, contextOf([manifest]));
  assertEquals(withoutOrigin(mounts), [mount("./data/data-db", "/x")]);
  assertEquals(claimsOf(mounts), ["data-db"]);
});

Deno.test("convertVolumeMounts() takes a volume for an emptyDir when it names no other source", () => {
  for (
    const volume of [{ name: "v" }, { name: "v", emptyDir: null }, { name: "v", nfs: null }]
  ) {
    const web = workloadWith({
      volumes: [volume],
      containers: [{ name: "web", volumeMounts: [{ name: "v", mountPath: "/v" }] }],
    });
    const mounts = convertVolumeMounts(web.pod.containers![0]!, web, {}, contextOf([]));
    const origin = { kind: "emptyDir", volume: "v", subPath: "" };
    assertEquals(mounts, [{ ...anonymous("/v"), origin }]);
  }
});

Deno.test("mountOfClaim() mounts a claim where dekube.yaml keeps it, and says which it is", () => {
  const ctx = contextOf([], { volumes: { db: { host_path: "here" }, named: { driver: "fast" } } });
  const origin = (claim: string, subPath = "") => ({
    origin: { kind: "persistentVolumeClaim", volume: "", subPath, claim },
  });
  assertEquals(mountOfClaim("db", { target: "/x", subPath: "a", readOnly: true }, ctx), {
    ...mount("./data/here/a", "/x", { readOnly: true }),
    ...origin("db", "a"),
  });
  assertEquals(mountOfClaim("named", { target: "/x", subPath: "a" }, ctx), {
    ...mount("named", "/x"),
    volume: { nocopy: true, subpath: "a" },
    ...origin("named", "a"),
  });
  assertEquals(ctx.composeExtras.volumes, { named: { driver: "fast" } });
});

Deno.test("mountOfClaim() takes names literally when objects have such keys by themselves", () => {
  const { source } = mountOfClaim("constructor", { target: "/x" }, contextOf([]));
  assertEquals(source, "./data/constructor");
});

Deno.test("hostPath() takes linear time when there are many slashes", () => {
  assert(slowdown((size) => "/".repeat(size) + "x", (path) => hostPath(path, "./data")) < 10);
});

/** A PersistentVolume of the claim `db`. */
function volumeOf(spec: object): Manifest {
  const claimRef = { namespace: "shop", name: "db" };
  return { kind: "PersistentVolume", metadata: { name: "pv" }, spec: { claimRef, ...spec } };
}

Deno.test("convertVolumeMounts() mounts a claim where its PersistentVolume is", () => {
  const { mounts, origins, claims } = mounted(claim, { subPath: "a" }, {}, [
    volumeOf({ hostPath: { path: "/srv/db" } }),
  ]);
  assertEquals(mounts, [mount("/srv/db/a", "/x")]);
  assertEquals(origins, [{ kind: "hostPath", volume: "v", subPath: "a" }]);
  assertEquals(claims, []);
});

Deno.test("convertVolumeMounts() makes no folder where a claim's PersistentVolume must be", () => {
  for (const spec of [{ local: { path: "/d" } }, { hostPath: { path: "/d", type: "Directory" } }]) {
    const { mounts } = mounted(claim, {}, {}, [volumeOf(spec)]);
    assertEquals(mounts, [{ ...mount("/d", "/x"), bind: { create_host_path: false } }]);
  }
});

Deno.test("convertVolumeMounts() declares the volume of a claim whose PersistentVolume is NFS", () => {
  const nfs = { server: "nas", path: "/db", readOnly: true };
  const { mounts, volumes } = mounted(claim, {}, {}, [volumeOf({ nfs, mountOptions: ["hard"] })]);
  assertEquals(mounts, [mount("db", "/x", { readOnly: true })]);
  assertEquals(volumes, {
    db: { driver_opts: { type: "nfs", o: "addr=nas,ro,hard", device: ":/db" } },
  });
});

Deno.test("convertVolumeMounts() takes dekube.yaml's word before a PersistentVolume's", () => {
  const volumes = { db: { host_path: "mine" } };
  const pv = volumeOf({ hostPath: { path: "/srv/db" } });
  const { mounts, said } = mounted(claim, {}, { volumes }, [pv]);
  assertEquals(mounts, [mount("./data/mine", "/x")]);
  assertEquals(said, []);
});
