import { assert, assertEquals } from "@std/assert";
import type { Config } from "@dekube/engine/pacts";
import { testConversion, written } from "@dekube/engine/testing";
import * as workload from "../workload/mod.ts";
import { deployment } from "./_testing.ts";
import * as module from "./mod.ts";

/** The services of a pod with the emptyDir `d`, and what they wait for. */
async function converted(pod: Record<string, unknown>, config: Partial<Config> = {}) {
  const conversion = await testConversion(
    [workload, module],
    [deployment("web", { volumes: [{ name: "d", emptyDir: {} }], ...pod })],
    { config },
  );
  const { services } = conversion.project;
  return {
    services,
    files: Object.keys(written(conversion)),
    waits: (name: string) => Object.keys(services[name].depends_on ?? {}),
    handed: (name: string) => services[name]?.command?.slice(1),
  };
}

function mounting(name: string, ...mounts: [path: string, subPath?: string][]) {
  return {
    name,
    command: [name],
    volumeMounts: mounts.map(([mountPath, subPath]) => ({
      name: "d",
      mountPath,
      ...(subPath === undefined ? {} : { subPath }),
    })),
  };
}

Deno.test("handOver() stands between init containers and the first that mounts a subPath", async () => {
  const { services, files, waits, handed } = await converted({
    initContainers: [mounting("clone", ["/src"])],
    containers: [
      mounting("app", ["/www", "repo/public"]),
      mounting("log", ["/all"]),
    ],
  });
  assertEquals(handed("web-pod-paths"), ["web-d", "repo/public", "web-d-repo-public", "once"]);
  assertEquals(services["web-pod-paths"].volumes, [
    "./pods:/dekube:ro",
    "web-pod:/pod",
    "web-d:/kept/web-d",
    "web-d-repo-public:/kept/web-d-repo-public",
  ]);
  assertEquals(waits("web-pod-paths"), ["web-pod", "web-init-clone"]);
  for (const name of ["web", "web-sidecar-log"]) {
    assertEquals(services[name].depends_on!["web-pod-paths"], {
      condition: "service_completed_successfully",
    });
  }
  assertEquals(services["web-sidecar-log"].volumes, [
    "web-d:/all:nocopy",
    "web-d-repo-public:/all/repo/public:nocopy",
  ]);
  assert(files.includes("pods/hand-over.sh"));
});

Deno.test("handOver() comes before each init container that is the first to mount something", async () => {
  const { waits, handed } = await converted({
    initContainers: [
      mounting("clone", ["/src"]),
      mounting("build", ["/in", "aaa/b"]),
      mounting("pack", ["/src"]),
    ],
    containers: [mounting("app", ["/c", "aaa/c"], ["/a", "aaa"], ["/a/b", "aaa/b"])],
  });
  assertEquals(handed("web-init-build-paths"), ["web-d", "aaa/b", "web-d-aaa-b", "once"]);
  assertEquals(waits("web-init-build-paths"), ["web-pod", "web-init-clone"]);
  assert(waits("web-init-build").includes("web-init-build-paths"));
  // What lies deeper is taken out of what lies above it.
  assertEquals(handed("web-pod-paths"), [
    ...["web-d", "aaa", "web-d-aaa", "once"],
    ...["web-d-aaa", "c", "web-d-aaa-c", "once"],
  ]);
});

Deno.test("handOver() makes the path of a part that is mounted from the volume itself", async () => {
  const { handed } = await converted({
    initContainers: [
      { ...mounting("sync", ["/src"]), restartPolicy: "Always" },
    ],
    containers: [mounting("app", ["/www", "repo/public"])],
  });
  assertEquals(handed("web-pod-paths"), ["web-d", "repo/public", "", "once"]);
});

Deno.test("handOver() hands on what is filled again each time", async () => {
  const { services, waits, handed } = await converted({
    initContainers: [
      { ...mounting("gen", ["/src"]), command: undefined },
      mounting("build", ["/in", "a"]),
    ],
    containers: [mounting("app", ["/a", "a"], ["/b", "b"])],
  });
  assertEquals(handed("web-init-build-paths"), ["web-d-init", "a", "web-d-a-init", "again"]);
  assertEquals(services["web-init-build"].volumes, ["web-d-a-init:/in:nocopy"]);
  assertEquals(handed("web-pod-paths"), ["web-d", "b", "web-d-b", "once"]);
  assert(waits("web-pod-paths").includes("web-pod-fill"));
});

Deno.test("handOver() has nothing to do where nobody sees the volume before", async () => {
  for (
    const initContainers of [
      [],
      [mounting("first", ["/src"], ["/www", "repo"])],
      [mounting("other", ["/else", "other"])],
    ]
  ) {
    const { services } = await converted({
      initContainers,
      containers: [mounting("app", ["/www", "repo"]), mounting("log", ["/all"])],
    });
    assertEquals(Object.keys(services).filter((name) => name.includes("paths")), []);
  }
});

Deno.test("handOver() leaves folders of the host to Docker, which makes them when it mounts them", async () => {
  const { services } = await converted({
    initContainers: [mounting("clone", ["/src"])],
    containers: [mounting("app", ["/www", "repo"])],
  }, { volumes: { "web-d": { host_path: "d" } } });
  assertEquals(services["web-init-clone"].volumes, ["./data/d:/src"]);
  assertEquals(services.web.volumes, ["./data/d/repo:/www"]);
  assertEquals(Object.keys(services).filter((name) => name.includes("paths")), []);
});
