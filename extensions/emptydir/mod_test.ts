import { assertEquals } from "@std/assert";
import {
  type ComposeService,
  type Config,
  type ConvertContext,
  idOf,
  type Manifest,
  mount as mountOf,
} from "@dekube/engine/pacts";
import { testConversion } from "@dekube/engine/testing";
import { WorkloadProvider } from "../workload/mod.ts";
import { deployment, mountsOf } from "./_testing.ts";
import { EmptyDirTransform } from "./mod.ts";

/** What comes out, with other transforms before this one. */
async function transformed(
  manifests: Manifest[],
  config: Partial<Config> = {},
  others: object[] = [],
) {
  const extensions = [new WorkloadProvider(), ...others, new EmptyDirTransform()];
  const { project, diagnostics } = await testConversion(extensions, manifests, { config });
  return {
    mounts: mountsOf(project.services),
    volumes: project.volumes ?? {},
    codes: diagnostics.map(({ code }) => code),
  };
}

const cache = { name: "cache", emptyDir: {} };

function mount(mountPath: string, subPath?: string, more: object = {}): object {
  return { name: "cache", mountPath, ...(subPath ? { subPath } : {}), ...more };
}

Deno.test("transform() gives two containers that share an emptyDir one named volume", async () => {
  const { mounts, volumes } = await transformed([deployment("web", {
    volumes: [cache],
    containers: [
      { name: "app", volumeMounts: [mount("/cache")] },
      { name: "log", volumeMounts: [mount("/in", undefined, { readOnly: true })] },
    ],
  })]);
  assertEquals(mounts, {
    web: ["web-cache:/cache:nocopy"],
    "web-sidecar-log": ["web-cache:/in:ro,nocopy"],
  });
  assertEquals(volumes, { "web-cache": null });
});

Deno.test("transform() shares with init containers, and a volume that names no source", async () => {
  const { mounts, volumes } = await transformed([deployment("web", {
    volumes: [null, { name: "cache", emptyDir: null }],
    initContainers: [{ name: "fill", volumeMounts: [mount("/out"), null] }],
    containers: [{ name: "app", volumeMounts: [mount("/in")] }],
  })]);
  assertEquals(mounts, {
    "web-init-fill": ["web-cache:/out:nocopy"],
    web: ["web-cache:/in:nocopy"],
  });
  assertEquals(volumes, { "web-cache": null });
});

Deno.test("transform() shares a generic ephemeral volume", async () => {
  const { mounts, volumes } = await transformed([deployment("web", {
    volumes: [{ name: "cache", ephemeral: { volumeClaimTemplate: {} } }],
    containers: [
      { name: "app", volumeMounts: [mount("/cache")] },
      { name: "log", volumeMounts: [mount("/cache")] },
    ],
  })]);
  assertEquals(mounts, {
    web: ["web-cache:/cache:nocopy"],
    "web-sidecar-log": ["web-cache:/cache:nocopy"],
  });
  assertEquals(volumes, { "web-cache": null });
});

const root = { runAsUser: 0 };

Deno.test("transform() leaves an emptyDir that one container of root mounts once anonymous", async () => {
  const { mounts, volumes } = await transformed([deployment("web", {
    securityContext: root,
    volumes: [cache, { name: "empty", emptyDir: {} }],
    containers: [{
      name: "app",
      volumeMounts: [mount("/cache"), { name: "empty", mountPath: "/a", subPath: "a" }],
    }],
  })]);
  const anonymous = (target: string) => ({
    type: "volume" as const,
    target,
    volume: { nocopy: true },
  });
  assertEquals(mounts, { web: [anonymous("/cache"), anonymous("/a")] });
  assertEquals(volumes, {});
});

Deno.test("transform() names each emptyDir of a pod that a service stands for, which empties it", async () => {
  const { mounts, volumes } = await transformed([deployment("web", {
    securityContext: root,
    volumes: [cache, { name: "empty", emptyDir: {} }],
    containers: [
      {
        name: "app",
        volumeMounts: [mount("/cache"), { name: "empty", mountPath: "/a", subPath: "a" }],
      },
      { name: "log", volumeMounts: [{ name: "empty", mountPath: "/b", subPath: "b" }] },
    ],
  })]);
  assertEquals(mounts, {
    web: ["web-cache:/cache:nocopy", "web-empty-a:/a:nocopy"],
    "web-sidecar-log": ["web-empty-b:/b:nocopy"],
  });
  assertEquals(volumes, { "web-cache": null, "web-empty-a": null, "web-empty-b": null });
});

Deno.test("transform() makes one place of an emptyDir that one container mounts twice", async () => {
  const { mounts } = await transformed([deployment("web", {
    volumes: [cache],
    containers: [{
      name: "app",
      volumeMounts: [mount("/a"), mount("/b"), mount("/c", "x"), mount("/d", "./x/")],
    }],
  })]);
  assertEquals(mounts, {
    web: [
      "web-cache:/a:nocopy",
      "web-cache-x:/a/x:nocopy",
      "web-cache:/b:nocopy",
      "web-cache-x:/b/x:nocopy",
      "web-cache-x:/c:nocopy",
      "web-cache-x:/d:nocopy",
    ],
  });
});

Deno.test("transform() nests a subPath in mounts of the whole volume, but not before Kubernetes makes it", async () => {
  const { mounts, volumes, codes } = await transformed([deployment("web", {
    volumes: [cache],
    initContainers: [{
      name: "prepare",
      command: ["sh", "-c", "mkdir -p /work/conf && echo x > /work/conf/app.cfg"],
      volumeMounts: [mount("/work/")],
    }],
    containers: [
      { name: "app", volumeMounts: [mount("/etc/app", "conf"), mount("/tmp", "tmp")] },
      { name: "all", volumeMounts: [mount("/all/")] },
    ],
  })]);
  assertEquals(mounts, {
    "web-init-prepare": ["web-cache:/work/:nocopy"],
    web: ["web-cache-conf:/etc/app:nocopy", "web-cache-tmp:/tmp:nocopy"],
    "web-sidecar-all": [
      "web-cache:/all/:nocopy",
      "web-cache-conf:/all/conf:nocopy",
      "web-cache-tmp:/all/tmp:nocopy",
    ],
  });
  assertEquals(volumes, { "web-cache": null, "web-cache-conf": null, "web-cache-tmp": null });
  assertEquals(codes, []);
});

Deno.test("transform() nests subPaths in subPaths", async () => {
  const { mounts } = await transformed([deployment("web", {
    volumes: [cache],
    containers: [
      { name: "app", volumeMounts: [mount("/a", "a")] },
      { name: "log", volumeMounts: [mount("/b", "a/b"), mount("/ab", "ab")] },
    ],
  })]);
  assertEquals(mounts, {
    web: ["web-cache-a:/a:nocopy", "web-cache-a-b:/a/b:nocopy"],
    "web-sidecar-log": ["web-cache-a-b:/b:nocopy", "web-cache-ab:/ab:nocopy"],
  });
});

Deno.test("transform() nests nothing where the container has a mount already", async () => {
  const { mounts } = await transformed([deployment("web", {
    volumes: [cache],
    containers: [
      { name: "app", volumeMounts: [mount("/a"), mount("/a/x", "x")] },
    ],
  })]);
  assertEquals(mounts, { web: ["web-cache:/a:nocopy", "web-cache-x:/a/x:nocopy"] });
});

Deno.test("transform() keeps a mount read-only that holds another", async () => {
  const { mounts } = await transformed([deployment("web", {
    volumes: [cache],
    containers: [
      { name: "app", volumeMounts: [mount("/a", "x")] },
      { name: "log", volumeMounts: [mount("/all", undefined, { readOnly: true })] },
    ],
  })]);
  assertEquals(mounts["web-sidecar-log"], [
    "web-cache:/all:ro,nocopy",
    "web-cache-x:/all/x:ro,nocopy",
  ]);
});

Deno.test("transform() mounts a file by volume.subpath, and says so once a workload", async () => {
  const { mounts, codes } = await transformed([deployment("web", {
    volumes: [cache],
    initContainers: [{ name: "prepare", volumeMounts: [mount("/work")] }],
    containers: [{
      name: "app",
      volumeMounts: [
        mount("/opt/app/app.cfg", "conf/app.cfg"),
        mount("/opt/app/local.py", "conf/local.py", { readOnly: true }),
        mount("/etc/app/conf.d", "conf.d"),
      ],
    }],
  })]);
  assertEquals(mounts, {
    "web-init-prepare": ["web-cache:/work:nocopy"],
    web: [
      {
        type: "volume",
        source: "web-cache",
        target: "/opt/app/app.cfg",
        volume: { nocopy: true, subpath: "conf/app.cfg" },
      },
      {
        type: "volume",
        source: "web-cache",
        target: "/opt/app/local.py",
        read_only: true,
        volume: { nocopy: true, subpath: "conf/local.py" },
      },
      "web-cache-conf.d:/etc/app/conf.d:nocopy",
    ],
  });
  assertEquals(codes, ["volume-subpath"]);
});

Deno.test("transform() takes a file from the nearest folder that has a volume", async () => {
  const { mounts } = await transformed([deployment("web", {
    volumes: [cache],
    initContainers: [{
      name: "prepare",
      command: ["cp", "/etc/ssh/ssh_config", "/work"],
      volumeMounts: [mount("/work", "ssh")],
    }],
    containers: [{
      name: "app",
      volumeMounts: [mount("/etc/ssh/ssh_config", "ssh/ssh_config")],
    }],
  })]);
  assertEquals(mounts, {
    "web-init-prepare": ["web-cache-ssh:/work:nocopy"],
    web: [{
      type: "volume",
      source: "web-cache-ssh",
      target: "/etc/ssh/ssh_config",
      volume: { nocopy: true, subpath: "ssh_config" },
    }],
  });
});

Deno.test("transform() gives a folder that an init container makes a volume of its own, unseen by that", async () => {
  const pod = {
    volumes: [cache],
    initContainers: [{
      name: "copy",
      command: ["bash"],
      args: ["-ec", "cp -r --preserve=mode /opt/app/venv /work/venv\n"],
      volumeMounts: [mount("/work")],
    }],
    containers: [{ name: "app", volumeMounts: [mount("/opt/app/venv", "venv")] }],
  };
  const { mounts, volumes, codes } = await transformed([deployment("web", pod)]);
  assertEquals(mounts, {
    "web-init-copy": ["web-cache:/work:nocopy"],
    web: ["web-cache-venv:/opt/app/venv:nocopy"],
  });
  assertEquals(volumes, { "web-cache": null, "web-cache-venv": null });
  assertEquals(codes, []);
});

Deno.test("transform() mounts by volume.subpath what a native sidecar sees before it is there", async () => {
  const { mounts } = await transformed([deployment("web", {
    volumes: [cache],
    initContainers: [{ name: "sync", restartPolicy: "Always", volumeMounts: [mount("/work")] }],
    containers: [{ name: "app", volumeMounts: [mount("/www", "repo/public")] }],
  })]);
  assertEquals(mounts, {
    "web-init-sync": ["web-cache:/work:nocopy"],
    web: [{
      type: "volume",
      source: "web-cache",
      target: "/www",
      volume: { nocopy: true, subpath: "repo/public" },
    }],
  });
});

Deno.test("transform() nests a folder that Kubernetes makes before the init container copies", async () => {
  const { mounts } = await transformed([deployment("web", {
    volumes: [cache],
    initContainers: [
      { name: "first", volumeMounts: [mount("/venv", "venv")] },
      { name: "copy", command: ["cp", "-r", "/a", "/work/venv"], volumeMounts: [mount("/work")] },
    ],
    containers: [{ name: "app", volumeMounts: [mount("/opt/app/venv", "venv")] }],
  })]);
  assertEquals(mounts["web-init-copy"], [
    "web-cache:/work:nocopy",
    "web-cache-venv:/work/venv:nocopy",
  ]);
});

Deno.test("transform() resolves subPathExpr", async () => {
  const env = [{ name: "PART", value: "x" }];
  const volumeMounts = [{ name: "cache", mountPath: "/a", subPathExpr: "$(PART)" }];
  const { volumes } = await transformed([deployment("web", {
    volumes: [cache],
    containers: [{ name: "app", env, volumeMounts }, { name: "log", env, volumeMounts }],
  })]);
  assertEquals(volumes, { "web-cache-x": null });
});

Deno.test("transform() keeps a shared emptyDir in memory", async () => {
  const { mounts, volumes } = await transformed([deployment("web", {
    volumes: [{ name: "cache", emptyDir: { medium: "Memory", sizeLimit: "64Mi" } }],
    containers: [
      { name: "app", volumeMounts: [mount("/cache")] },
      { name: "log", volumeMounts: [mount("/cache")] },
    ],
  })]);
  assertEquals(mounts, {
    web: ["web-cache-tmpfs-64m:/cache:nocopy"],
    "web-sidecar-log": ["web-cache-tmpfs-64m:/cache:nocopy"],
  });
  assertEquals(volumes, {
    "web-cache-tmpfs-64m": {
      driver: "local",
      driver_opts: { type: "tmpfs", device: "tmpfs", o: "size=67108864" },
    },
  });
});

Deno.test("transform() names a volume by its size and medium, but for what dekube.yaml knows it by", async () => {
  const named = async (emptyDir: object, config: Partial<Config> = {}) => {
    const { volumes, mounts } = await transformed([deployment("web", {
      volumes: [{ name: "cache", emptyDir }],
      containers: [
        { name: "app", volumeMounts: [mount("/cache")] },
        { name: "log", volumeMounts: [mount("/cache")] },
      ],
    })], config);
    const [name] = Object.keys(volumes);
    assertEquals(mounts.web, [`${name}:/cache:nocopy`]);
    return name;
  };
  const medium = "Memory";
  assertEquals(await named({}), "web-cache");
  assertEquals(await named({ sizeLimit: "64Mi" }), "web-cache");
  assertEquals(await named({ medium }), "web-cache-tmpfs");
  assertEquals(await named({ medium, sizeLimit: "1Gi" }), "web-cache-tmpfs-1g");
  assertEquals(await named({ medium, sizeLimit: "1000" }), "web-cache-tmpfs-1000");
  assertEquals(
    await named({ medium, sizeLimit: "1Gi" }, { volumes: { "web-cache": { driver: "local" } } }),
    "web-cache",
  );
});

Deno.test("transform() keeps on disk what an init container hands on in memory, and says so", async () => {
  const memory = { name: "cache", emptyDir: { medium: "Memory" } };
  const pod = (init: object, main: object) => ({
    volumes: [memory],
    initContainers: [{ name: "fill", volumeMounts: [init] }],
    containers: [{ name: "app", volumeMounts: [main] }],
  });
  const { volumes, codes } = await transformed([
    deployment("web", pod(mount("/out"), mount("/in"))),
  ]);
  assertEquals(volumes, { "web-cache": null });
  assertEquals(codes, ["memory-volume-on-disk"]);

  // Nothing is handed on.
  for (
    const [init, main] of [
      [mount("/out", undefined, { readOnly: true }), mount("/in")],
      [mount("/dev/shm"), mount("/dev/shm/")],
    ]
  ) {
    const { volumes, codes } = await transformed([deployment("web", pod(init, main))]);
    assertEquals(Object.values(volumes).map((options) => options?.driver), ["local"]);
    assertEquals(codes, []);
  }
});

Deno.test("transform() uses the folder that dekube.yaml names, sub folders included", async () => {
  const { mounts, volumes, codes } = await transformed([deployment("web", {
    volumes: [cache],
    initContainers: [{ name: "prepare", volumeMounts: [mount("/work")] }],
    containers: [{
      name: "app",
      volumeMounts: [mount("/a", "a"), mount("/opt/app.cfg", "conf/app.cfg")],
    }],
  })], { volumes: { "web-cache": { host_path: "cache" } } });
  assertEquals(mounts, {
    "web-init-prepare": ["./data/cache:/work"],
    web: ["./data/cache/a:/a", "./data/cache/conf/app.cfg:/opt/app.cfg"],
  });
  assertEquals(volumes, {});
  assertEquals(codes, []);
});

Deno.test("transform() keeps what dekube.yaml names elsewhere for a pod of one container that is root", async () => {
  const pod = {
    volumes: [cache],
    containers: [{
      name: "app",
      securityContext: { runAsUser: 0 },
      volumeMounts: [mount("/a", "a")],
    }],
  };
  const kept = async (name: string) =>
    (await transformed([deployment("web", pod)], { volumes: { [name]: { host_path: "x" } } }))
      .mounts;
  assertEquals(await kept("web-cache"), { web: ["./data/x/a:/a"] });
  assertEquals(await kept("web-cache-a"), { web: ["./data/x:/a"] });
  const anonymous = { type: "volume", target: "/a", volume: { nocopy: true } };
  assertEquals(await kept("web-other") as unknown, { web: [anonymous] });
});

Deno.test("transform() uses the volume options that dekube.yaml has", async () => {
  const pod = {
    volumes: [cache],
    containers: [
      { name: "app", volumeMounts: [mount("/a")] },
      { name: "log", volumeMounts: [mount("/b", "b")] },
    ],
  };
  const { mounts, volumes } = await transformed([deployment("web", pod)], {
    volumes: { "web-cache": { driver: "fast" }, "web-cache-b": { host_path: "/srv/b" } },
  });
  assertEquals(volumes, { "web-cache": { driver: "fast" } });
  assertEquals(mounts, {
    web: ["web-cache:/a:nocopy", "/srv/b:/a/b"],
    "web-sidecar-log": ["/srv/b:/b"],
  });
});

Deno.test("transform() takes no name that a claim or another emptyDir has", async () => {
  const shared = (volume: string) => ({
    volumes: [{ name: volume, emptyDir: {} }],
    containers: ["x", "y"].map((name) => ({
      name,
      volumeMounts: [{ name: volume, mountPath: "/m" }],
    })),
  });
  const { mounts, volumes } = await transformed(
    [
      deployment("a-b", shared("c")),
      deployment("a", shared("b-c")),
      deployment("db", shared("data")),
      { kind: "PersistentVolumeClaim", metadata: { name: "db-data", namespace: "default" } },
    ],
    { volumes: { "db-data": { host_path: "db-data" } } },
  );
  const names = Object.keys(volumes);
  assertEquals(names.map((name) => name.replace(/-[0-9a-f]{8}$/, "-#")), [
    "a-b-c",
    "a-b-c-#",
    "db-data-#",
  ]);
  assertEquals(mounts.db, [`${names[2]}:/m:nocopy`]);
});

Deno.test("transform() leaves mounts alone that something else changed", async () => {
  const pod = {
    volumes: [cache],
    containers: ["app", "log", "gone", "bare", "text"].map((name) => ({
      name,
      volumeMounts: [mount("/cache")],
    })),
  };
  const changes = {
    name: "changes",
    priority: 1,
    transform(services: Record<string, ComposeService>) {
      services.web.volumes!.unshift(mountOf("./mine", "/other"));
      services["web-sidecar-log"].volumes = [mountOf("mine", "/cache")];
      delete services["web-sidecar-gone"];
      delete services["web-sidecar-bare"].volumes;
      // Whose mount this is, nobody can tell any more.
      services["web-sidecar-text"].volumes = ["/cache"] as never;
    },
  };
  const { mounts, volumes } = await transformed([deployment("web", pod)], {}, [changes]);
  assertEquals(mounts, {
    web: ["./mine:/other", "web-cache:/cache:nocopy"],
    "web-sidecar-log": ["mine:/cache"],
    "web-sidecar-text": ["/cache"],
  });
  assertEquals(volumes, { "web-cache": null, mine: null });
});

Deno.test("transform() shares the volumes of a pod that an operator's extension runs", async () => {
  const origin = { kind: "emptyDir", volume: "cache", subPath: "" };
  const operator = {
    name: "operator",
    role: "provider",
    kinds: ["example.com/Widget"],
    convert(_kind: string, [widget]: Manifest[], ctx: ConvertContext) {
      const spec = { volumes: [cache], containers: [{ name: "app" }] };
      ctx.workloads.add(widget, { spec }, "widget");
      const volumes = ["/a", "/b"].map((target) => ({ type: "volume", target, origin }));
      return { services: { widget: { owner: idOf(widget), image: "widget:1", volumes } } };
    },
  };
  const widget = { apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "w" } };
  const { mounts, volumes } = await transformed([widget], {}, [operator]);
  assertEquals(mounts, { widget: ["widget-cache:/a:nocopy", "widget-cache:/b:nocopy"] });
  assertEquals(volumes, { "widget-cache": null });
});

Deno.test("transform() leaves a claim template alone that hides an emptyDir of its name", async () => {
  const manifest: Manifest = {
    kind: "StatefulSet",
    metadata: { name: "db" },
    spec: {
      volumeClaimTemplates: [{ metadata: { name: "cache" } }],
      template: {
        spec: {
          volumes: [cache],
          containers: [
            { name: "app", image: "app:1", volumeMounts: [mount("/cache")] },
            { name: "log", image: "log:1", volumeMounts: [mount("/cache")] },
          ],
        },
      },
    },
  };
  assertEquals((await transformed([manifest])).mounts.db, ["./data/cache-db:/cache"]);
});

Deno.test("transform() names a volume that somebody who may not be root writes, so that it can be opened", async () => {
  const pod = (container: object, more: object = {}, spec: object = {}) => ({
    ...spec,
    volumes: [cache],
    containers: [{ name: "app", ...container, volumeMounts: [mount("cache", undefined, more)] }],
  });
  const { mounts, volumes } = await transformed([
    deployment("user", pod({ securityContext: { runAsUser: 1000 } })),
    // Nobody knows but the image.
    deployment("unknown", pod({})),
    deployment("reader", pod({}, { readOnly: true })),
    deployment("root", pod({}, {}, { securityContext: root })),
  ]);
  assertEquals(mounts.user, ["user-cache:/cache:nocopy"]);
  assertEquals(mounts.unknown, ["unknown-cache:/cache:nocopy"]);
  assertEquals(Object.keys(volumes), ["user-cache", "unknown-cache"]);
  assertEquals(JSON.stringify([mounts.reader, mounts.root]).includes("source"), false);
});
