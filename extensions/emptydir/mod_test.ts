import { assertEquals } from "@std/assert";
import {
  type ComposeService,
  type Config,
  type ConvertContext,
  convertVolumeMounts,
  iterNamedContainers,
  type Manifest,
} from "@dekube/engine/pacts";
import { contextOf, deployment, mountsOf } from "./_testing.ts";
import { EmptyDirTransform } from "./mod.ts";

/** Services with the mounts that a workload provider gives them. */
function convertedServices(ctx: ConvertContext): Record<string, ComposeService> {
  const services: Record<string, ComposeService> = {};
  for (const workload of ctx.workloads) {
    const name = ctx.names.service(workload.id);
    for (const { serviceName, container } of iterNamedContainers(workload, name)) {
      services[serviceName] = { volumes: convertVolumeMounts(container, workload, {}, ctx) };
    }
  }
  return services;
}

function transformed(manifests: Manifest[], config: Partial<Config> = {}) {
  const ctx = contextOf(manifests, config);
  const services = convertedServices(ctx);
  new EmptyDirTransform().transform(services, [], ctx);
  return {
    mounts: mountsOf(services),
    volumes: ctx.composeExtras.volumes,
    codes: [...ctx.diagnostics].map(({ code }) => code),
  };
}

const cache = { name: "cache", emptyDir: {} };

function mount(mountPath: string, subPath?: string, more: object = {}): object {
  return { name: "cache", mountPath, ...(subPath ? { subPath } : {}), ...more };
}

Deno.test("transform() gives two containers that share an emptyDir one named volume", () => {
  const { mounts, volumes } = transformed([deployment("web", {
    volumes: [cache],
    containers: [
      { name: "app", volumeMounts: [mount("/cache")] },
      { name: "log", volumeMounts: [mount("/in", undefined, { readOnly: true })] },
    ],
  })]);
  assertEquals(mounts, { web: ["web-cache:/cache"], "web-sidecar-log": ["web-cache:/in:ro"] });
  assertEquals(volumes, { "web-cache": null });
});

Deno.test("transform() shares with init containers, and a volume that names no source", () => {
  const { mounts, volumes } = transformed([deployment("web", {
    volumes: [null, { name: "cache", emptyDir: null }],
    initContainers: [{ name: "fill", volumeMounts: [mount("/out"), null] }],
    containers: [{ name: "app", volumeMounts: [mount("/in")] }],
  })]);
  assertEquals(mounts, { "web-init-fill": ["web-cache:/out"], web: ["web-cache:/in"] });
  assertEquals(volumes, { "web-cache": null });
});

Deno.test("transform() leaves an emptyDir that one mount uses anonymous", () => {
  const { mounts, volumes } = transformed([deployment("web", {
    volumes: [cache, { name: "empty", emptyDir: {} }],
    containers: [
      {
        name: "app",
        volumeMounts: [mount("/cache"), { name: "empty", mountPath: "/a", subPath: "a" }],
      },
      { name: "log", volumeMounts: [{ name: "empty", mountPath: "/b", subPath: "b" }] },
    ],
  })]);
  assertEquals(mounts, { web: ["/cache", "/a"], "web-sidecar-log": ["/b"] });
  assertEquals(volumes, {});
});

Deno.test("transform() makes one place of an emptyDir that one container mounts twice", () => {
  const { mounts } = transformed([deployment("web", {
    volumes: [cache],
    containers: [{
      name: "app",
      volumeMounts: [mount("/a"), mount("/b"), mount("/c", "x"), mount("/d", "./x/")],
    }],
  })]);
  assertEquals(mounts, {
    web: [
      "web-cache:/a",
      "web-cache-x:/a/x",
      "web-cache:/b",
      "web-cache-x:/b/x",
      "web-cache-x:/c",
      "web-cache-x:/d",
    ],
  });
});

Deno.test("transform() nests a shared subPath in the mounts of the whole volume", () => {
  const { mounts, volumes, codes } = transformed([deployment("web", {
    volumes: [cache],
    initContainers: [{
      name: "prepare",
      command: ["sh", "-c", "mkdir -p /work/conf && echo x > /work/conf/app.cfg"],
      volumeMounts: [mount("/work/")],
    }],
    containers: [{ name: "app", volumeMounts: [mount("/etc/app", "conf"), mount("/tmp", "tmp")] }],
  })]);
  assertEquals(mounts, {
    "web-init-prepare": [
      "web-cache:/work/",
      "web-cache-conf:/work/conf",
      "web-cache-tmp:/work/tmp",
    ],
    web: ["web-cache-conf:/etc/app", "web-cache-tmp:/tmp"],
  });
  assertEquals(volumes, { "web-cache": null, "web-cache-conf": null, "web-cache-tmp": null });
  assertEquals(codes, []);
});

Deno.test("transform() nests subPaths in subPaths", () => {
  const { mounts } = transformed([deployment("web", {
    volumes: [cache],
    containers: [
      { name: "app", volumeMounts: [mount("/a", "a")] },
      { name: "log", volumeMounts: [mount("/b", "a/b"), mount("/ab", "ab")] },
    ],
  })]);
  assertEquals(mounts, {
    web: ["web-cache-a:/a", "web-cache-a-b:/a/b"],
    "web-sidecar-log": ["web-cache-a-b:/b", "/ab"],
  });
});

Deno.test("transform() nests nothing where the container has a mount already", () => {
  const { mounts } = transformed([deployment("web", {
    volumes: [cache],
    containers: [
      { name: "app", volumeMounts: [mount("/a"), mount("/a/x", "x")] },
    ],
  })]);
  assertEquals(mounts, { web: ["web-cache:/a", "web-cache-x:/a/x"] });
});

Deno.test("transform() keeps a mount writable that nested ones must be made in", () => {
  const { mounts } = transformed([deployment("web", {
    volumes: [cache],
    containers: [
      { name: "app", volumeMounts: [mount("/a", "x")] },
      { name: "log", volumeMounts: [mount("/all", undefined, { readOnly: true })] },
    ],
  })]);
  assertEquals(mounts["web-sidecar-log"], ["web-cache:/all", "web-cache-x:/all/x:ro"]);
});

Deno.test("transform() mounts a file by volume.subpath, and says so once a workload", () => {
  const { mounts, codes } = transformed([deployment("web", {
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
    "web-init-prepare": ["web-cache:/work", "web-cache-conf.d:/work/conf.d"],
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
      "web-cache-conf.d:/etc/app/conf.d",
    ],
  });
  assertEquals(codes, ["volume-subpath"]);
});

Deno.test("transform() takes a file from the nearest folder that has a volume", () => {
  const { mounts } = transformed([deployment("web", {
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
    "web-init-prepare": ["web-cache-ssh:/work"],
    web: [{
      type: "volume",
      source: "web-cache-ssh",
      target: "/etc/ssh/ssh_config",
      volume: { nocopy: true, subpath: "ssh_config" },
    }],
  });
});

Deno.test("transform() mounts a folder that an init container copies by volume.subpath", () => {
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
  const { mounts, volumes, codes } = transformed([deployment("web", pod)]);
  assertEquals(mounts, {
    "web-init-copy": ["web-cache:/work"],
    web: [{
      type: "volume",
      source: "web-cache",
      target: "/opt/app/venv",
      volume: { nocopy: true, subpath: "venv" },
    }],
  });
  assertEquals(volumes, { "web-cache": null });
  assertEquals(codes, ["volume-subpath"]);
});

Deno.test("transform() nests a folder that Kubernetes makes before the init container copies", () => {
  const { mounts } = transformed([deployment("web", {
    volumes: [cache],
    initContainers: [
      { name: "first", volumeMounts: [mount("/venv", "venv")] },
      { name: "copy", command: ["cp", "-r", "/a", "/work/venv"], volumeMounts: [mount("/work")] },
    ],
    containers: [{ name: "app", volumeMounts: [mount("/opt/app/venv", "venv")] }],
  })]);
  assertEquals(mounts["web-init-copy"], ["web-cache:/work", "web-cache-venv:/work/venv"]);
});

Deno.test("transform() resolves subPathExpr", () => {
  const env = [{ name: "PART", value: "x" }];
  const volumeMounts = [{ name: "cache", mountPath: "/a", subPathExpr: "$(PART)" }];
  const { volumes } = transformed([deployment("web", {
    volumes: [cache],
    containers: [{ name: "app", env, volumeMounts }, { name: "log", env, volumeMounts }],
  })]);
  assertEquals(volumes, { "web-cache-x": null });
});

Deno.test("transform() keeps a shared emptyDir in memory where its containers run side by side", () => {
  const { mounts, volumes } = transformed([deployment("web", {
    volumes: [{ name: "cache", emptyDir: { medium: "Memory", sizeLimit: "64Mi" } }],
    containers: [
      { name: "app", volumeMounts: [mount("/cache")] },
      { name: "log", volumeMounts: [mount("/cache")] },
    ],
  })]);
  assertEquals(mounts, { web: ["web-cache:/cache"], "web-sidecar-log": ["web-cache:/cache"] });
  assertEquals(volumes, {
    "web-cache": {
      driver: "local",
      driver_opts: { type: "tmpfs", device: "tmpfs", o: "size=67108864" },
    },
  });
});

Deno.test("transform() keeps on disk what an init container hands on in memory", () => {
  const { volumes, codes } = transformed([deployment("web", {
    volumes: [{ name: "cache", emptyDir: { medium: "Memory" } }],
    initContainers: [{ name: "fill", volumeMounts: [mount("/cache")] }],
    containers: [{ name: "app", volumeMounts: [mount("/cache")] }],
  })]);
  assertEquals(volumes, { "web-cache": null });
  assertEquals(codes, ["memory-volume-on-disk"]);
});

Deno.test("transform() uses the folder that dekube.yaml names, sub folders included", () => {
  const { mounts, volumes, codes } = transformed([deployment("web", {
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

Deno.test("transform() uses the volume options that dekube.yaml has", () => {
  const pod = {
    volumes: [cache],
    containers: [
      { name: "app", volumeMounts: [mount("/a")] },
      { name: "log", volumeMounts: [mount("/b", "b")] },
    ],
  };
  const { mounts, volumes } = transformed([deployment("web", pod)], {
    volumes: { "web-cache": { driver: "fast" }, "web-cache-b": { host_path: "/srv/b" } },
  });
  assertEquals(volumes, { "web-cache": { driver: "fast" } });
  assertEquals(mounts, {
    web: ["web-cache:/a", "/srv/b:/a/b"],
    "web-sidecar-log": ["/srv/b:/b"],
  });
});

Deno.test("transform() takes no name that a claim or another emptyDir has", () => {
  const shared = (volume: string) => ({
    volumes: [{ name: volume, emptyDir: {} }],
    containers: ["x", "y"].map((name) => ({
      name,
      volumeMounts: [{ name: volume, mountPath: "/m" }],
    })),
  });
  const ctx = contextOf(
    [
      deployment("a-b", shared("c")),
      deployment("a", shared("b-c")),
      deployment("db", shared("data")),
    ],
    { volumes: { "db-data": { host_path: "db-data" } } },
  );
  ctx.pvcNames.add("db-data");
  const services = convertedServices(ctx);
  new EmptyDirTransform().transform(services, [], ctx);
  const names = Object.keys(ctx.composeExtras.volumes);
  assertEquals(names.map((name) => name.replace(/-[0-9a-f]{8}$/, "-#")), [
    "a-b-c",
    "a-b-c-#",
    "db-data-#",
  ]);
  assertEquals(services.db.volumes, [`${names[2]}:/m`]);
});

Deno.test("transform() leaves mounts alone that something else changed", () => {
  const ctx = contextOf([deployment("web", {
    volumes: [cache],
    containers: [
      { name: "app", volumeMounts: [mount("/cache")] },
      { name: "log", volumeMounts: [mount("/cache")] },
      { name: "gone", volumeMounts: [mount("/cache")] },
      { name: "bare", volumeMounts: [mount("/cache")] },
    ],
  })]);
  const services: Record<string, ComposeService> = {
    web: { volumes: ["./mine:/other", "/cache"] },
    "web-sidecar-log": { volumes: ["mine:/cache"] },
    "web-sidecar-bare": {},
  };
  new EmptyDirTransform().transform(services, [], ctx);
  assertEquals(mountsOf(services), {
    web: ["./mine:/other", "/cache"],
    "web-sidecar-log": ["mine:/cache"],
    "web-sidecar-bare": undefined,
  });
  assertEquals(ctx.composeExtras.volumes, {});
});

Deno.test("transform() leaves a claim template alone that hides an emptyDir of its name", () => {
  const manifest: Manifest = {
    kind: "StatefulSet",
    metadata: { name: "db" },
    spec: {
      volumeClaimTemplates: [{ metadata: { name: "cache" } }],
      template: {
        spec: {
          volumes: [cache],
          containers: [
            { name: "app", volumeMounts: [mount("/cache")] },
            { name: "log", volumeMounts: [mount("/cache")] },
          ],
        },
      },
    },
  };
  assertEquals(transformed([manifest]).mounts.db, ["./data/cache-db:/cache"]);
});

Deno.test("transform() names a volume that a user other than root writes, so that it can be opened", () => {
  const { mounts, volumes } = transformed([
    deployment("web", {
      volumes: [cache],
      containers: [
        { name: "app", securityContext: { runAsNonRoot: true }, volumeMounts: [mount("cache")] },
      ],
    }),
    deployment("reader", {
      securityContext: { runAsNonRoot: true },
      volumes: [cache],
      containers: [{ name: "app", volumeMounts: [mount("/cache", undefined, { readOnly: true })] }],
    }),
    deployment("root", {
      volumes: [cache],
      containers: [{ name: "app", volumeMounts: [mount("/cache")] }],
    }),
  ]);
  assertEquals(mounts.web, ["web-cache:/cache"]);
  assertEquals(mounts.root, ["/cache"]);
  assertEquals(Object.keys(volumes), ["web-cache"]);
  assertEquals(JSON.stringify(mounts.reader).includes("reader-cache"), false);
});
