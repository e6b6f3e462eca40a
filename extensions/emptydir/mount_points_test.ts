import { assertEquals } from "@std/assert";
import type { Config, Manifest } from "@dekube/engine/pacts";
import { said, testConversion } from "@dekube/engine/testing";
import * as fixPermissions from "../fix-permissions/mod.ts";
import * as workload from "../workload/mod.ts";
import { deployment, mountsOf } from "./_testing.ts";
import * as module from "./mod.ts";

const VOLUMES = [
  { name: "dir", emptyDir: {} },
  { name: "conf", configMap: { name: "conf" } },
  { name: "host", hostPath: { path: "/srv/host" } },
  { name: "socket", hostPath: { path: "/run/x.sock", type: "Socket" } },
];
const CONF: Manifest = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "conf", namespace: "default" },
  data: { "app.conf": "a" },
};

/** `dir /all ro` is a mount; a third word that is not `ro` is its subPath. */
function container(name: string, ...mounts: string[]) {
  const volumeMounts = mounts.map((text) => {
    const [name, mountPath, more] = text.split(" ");
    return {
      name,
      mountPath,
      ...(more === "ro" ? { readOnly: true } : more ? { subPath: more } : {}),
    };
  });
  return { name, command: [name], volumeMounts };
}

async function converted(pod: Record<string, unknown>, config: Partial<Config> = {}) {
  const manifests = [deployment("web", { volumes: VOLUMES, ...pod }), CONF];
  const conversion = await testConversion([workload, module, fixPermissions], manifests, {
    config,
  });
  const { services } = conversion.project;
  return {
    mounts: mountsOf(services),
    start: services["web-pod"]?.command,
    paths: services["web-pod-paths"]?.command?.slice(1),
    services,
    codes: said(conversion).filter((text) => !text.startsWith("host-path")),
  };
}

Deno.test("readOnlyPoints() has the pod's start make what a read-only emptyDir holds: folders, and files", async () => {
  const { mounts, start, codes } = await converted({
    containers: [
      container("app", "dir /all ro", "conf /all/x/app.conf app.conf", "conf /all/conf"),
      container("log", "dir /log/a a"),
      container("socket", "dir /r ro", "socket /r/x.sock"),
    ],
  });
  assertEquals(mounts.web?.[0], "web-dir:/all:ro,nocopy");
  assertEquals(mounts["web-sidecar-socket"]?.[0], "web-dir:/r:ro,nocopy");
  assertEquals(
    start,
    [
      "/dekube/start.sh",
      "web-dir/a/",
      "web-dir/conf/",
      "web-dir/x/app.conf",
      "web-dir/x.sock",
    ].sort(),
  );
  assertEquals(codes, []);
});

Deno.test("readOnlyPoints() leaves it to the hand-over where an init container may have made it", async () => {
  const { mounts, start } = await converted({
    initContainers: [container("fill", "dir /fill")],
    containers: [container("app", "dir /all ro"), container("log", "dir /log a")],
  });
  assertEquals(mounts.web, ["web-dir:/all:ro,nocopy", "web-dir-a:/all/a:ro,nocopy"]);
  assertEquals(start, ["/dekube/start.sh"]);
});

Deno.test("readOnlyPoints() waits for init containers that have the emptyDir, and makes what they have not left", async () => {
  const { mounts, start, paths, services } = await converted({
    initContainers: [container("clone", "dir /src"), container("other", "host /x")],
    containers: [
      container("app", "dir /all ro", "conf /all/conf", "conf /all/app.conf app.conf"),
      container("log", "dir /log ro", "host /log/conf"),
    ],
    volumes: [...VOLUMES.slice(0, 2), {
      name: "host",
      hostPath: { path: "/x", type: "Directory" },
    }],
  });
  assertEquals(mounts.web?.[0], "web-dir:/all:ro,nocopy");
  assertEquals(start, ["/dekube/start.sh"]);
  assertEquals(paths, ["web-dir", "app.conf", "", "point", "web-dir", "conf/", "", "point"]);
  for (const name of ["web", "web-sidecar-log"]) {
    assertEquals(services[name].depends_on?.["web-pod-paths"], {
      condition: "service_completed_successfully",
    });
  }
  assertEquals(Object.keys(services["web-pod-paths"].depends_on ?? {}).sort(), [
    "web-init-other",
    "web-pod",
  ]);
});

Deno.test("readOnlyPoints() makes what an init container needs before that, and leaves the rest to later", async () => {
  const { start, paths, services } = await converted({
    initContainers: [
      container("clone", "dir /src"),
      container("check", "dir /all ro", "conf /all/conf"),
    ],
    containers: [container("app", "dir /all ro", "conf /all/conf", "conf /all/late")],
  });
  assertEquals(start, ["/dekube/start.sh"]);
  assertEquals(services["web-init-check-paths"]?.command?.slice(1), [
    "web-dir",
    "conf/",
    "",
    "point",
  ]);
  assertEquals(paths, ["web-dir", "late/", "", "point"]);
});

Deno.test("readOnlyPoints() has the pod's start make what the first container needs", async () => {
  const { start, paths } = await converted({
    initContainers: [
      container("check", "dir /all ro", "conf /all/conf"),
      container("more", "dir /m"),
    ],
    containers: [container("app", "dir /app")],
  });
  assertEquals([start, paths], [["/dekube/start.sh", "web-dir/conf/"], undefined]);
});

Deno.test("readOnlyPoints() waits for what is filled apart, and has it made there for init containers", async () => {
  const { start, paths, services } = await converted({
    initContainers: [
      { ...container("gen", "dir /src"), command: undefined },
      container("check", "dir /all ro", "conf /all/conf"),
    ],
    containers: [container("app", "dir /all ro", "conf /all/late")],
  });
  assertEquals(start, ["/dekube/start.sh"]);
  assertEquals(services["web-init-check-paths"]?.command?.[1], "web-dir-init");
  assertEquals(paths, ["web-dir", "late/", "", "point"]);
  assertEquals(Object.hasOwn(services["web-pod-paths"].depends_on ?? {}, "web-pod-fill"), true);
});

Deno.test("readOnlyPoints() makes a mount writable, and says so, where nobody knows what it holds", async () => {
  const { mounts, start, codes } = await converted({
    containers: [container("app", "dir /all ro", "host /all/x"), container("log", "dir /log")],
  });
  assertEquals(mounts.web?.[0], "web-dir:/all:nocopy");
  assertEquals([start, codes], [["/dekube/start.sh"], ["read-only-lost volumes[dir]"]]);
});

Deno.test("readOnlyPoints() does so where nothing stands for the pod, and where the user keeps the emptyDir", async () => {
  const alone = await converted({
    containers: [container("app", "dir /all ro", "conf /all/conf", "dir /other")],
  });
  assertEquals(alone.mounts.web?.[0], "web-dir:/all:nocopy");
  assertEquals(alone.codes, ["read-only-lost volumes[dir]"]);

  const kept = await converted({
    containers: [container("app", "dir /all ro", "conf /all/conf"), container("log", "dir /log")],
  }, { volumes: { "web-dir": { host_path: "dir" } } });
  assertEquals(kept.mounts.web?.[0], "./data/dir:/all");
  assertEquals(kept.codes, ["read-only-lost volumes[dir]"]);
});

Deno.test("readOnlyPoints() has nothing to do where nobody else mounts the emptyDir", async () => {
  const { mounts, codes } = await converted({
    containers: [container("app", "dir /all ro", "conf /all/conf")],
  });
  assertEquals(mounts.web?.[0], { type: "tmpfs", target: "/all", read_only: true });
  assertEquals(codes, []);
});
