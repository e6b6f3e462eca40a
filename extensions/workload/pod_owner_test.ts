import { assertEquals } from "@std/assert";
import type { RenderedService } from "@dekube/engine/pacts";
import { bare, convertOne, workload } from "./_testing.ts";

const container = (name: string, more: object = {}) => ({
  name,
  image: `example/${name}`,
  ...more,
});
const app = container("app");
const fill = (name: string) => container("fill", { volumeMounts: [{ name, mountPath: "/out" }] });

/** What stands for a pod; `undefined` where nothing does. */
async function ownerOf(pod: object, config = {}): Promise<RenderedService | undefined> {
  const { services } = await convertOne([workload("Deployment", "web", pod)], config);
  return services["web-pod"];
}

const NEED: [when: string, pod: object][] = [
  ["two containers run", { containers: [app, container("log")] }],
  ["a native sidecar runs", {
    initContainers: [container("proxy", { restartPolicy: "Always" })],
    containers: [app],
  }],
  ["an init container is told the pod's address", {
    initContainers: [
      container("init", {
        env: [{ name: "IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } }],
      }),
    ],
    containers: [app],
  }],
  ["an init container mounts an emptyDir", {
    initContainers: [fill("dir")],
    containers: [app],
    volumes: [{ name: "dir", emptyDir: {} }],
  }],
  ["an init container mounts a volume that names no source", {
    initContainers: [fill("dir")],
    containers: [app],
    volumes: [null, { name: "dir", emptyDir: null }, { name: "other" }],
  }],
  ["an init container mounts an ephemeral volume", {
    initContainers: [fill("dir")],
    containers: [app],
    volumes: [{ name: "dir", ephemeral: { volumeClaimTemplate: {} } }],
  }],
];

for (const [when, pod] of NEED) {
  Deno.test(`needsOwner() is so when ${when}`, async () => {
    assertEquals((await ownerOf(pod))?.image, "busybox:1.37-musl");
  });
}

const NO_NEED: [when: string, pod: object, config?: object][] = [
  ["one container runs, whatever it mounts", {
    containers: [{ ...fill("dir"), name: "app" }],
    volumes: [{ name: "dir", emptyDir: {} }],
  }],
  ["init containers mount nothing that is the pod's", {
    initContainers: [container("wait"), fill("map"), fill("claim"), fill("none")],
    containers: [app],
    volumes: [
      { name: "map", configMap: { name: "none", optional: true } },
      { name: "claim", persistentVolumeClaim: { claimName: "claim" } },
      { name: "dir", emptyDir: {} },
    ],
  }],
  ["all others are on exclude", {
    initContainers: [fill("dir")],
    containers: [app, container("log")],
    volumes: [{ name: "dir", emptyDir: {} }],
  }, { exclude: ["web-init-*", "web-sidecar-*"] }],
];

for (const [when, pod, config] of NO_NEED) {
  Deno.test(`needsOwner() is not so when ${when}`, async () => {
    assertEquals(await ownerOf(pod, config), undefined);
  });
}

Deno.test("podOwner() waits for its end, and holds what is the pod's", async () => {
  const owner = await ownerOf({ hostname: "mail", containers: [app, container("log")] });
  assertEquals(bare(owner!), {
    entrypoint: ["sh", "-c"],
    command: ["trap exit TERM INT\nwhile :; do sleep 86400 & wait $$!; done"],
    hostname: "mail",
    ipc: "shareable",
  });
  assertEquals(owner!.restart, "always");
});

Deno.test("podOwner() runs the image that dekube.yaml names", async () => {
  const extensions = { workload: { pod_image: "example/busybox" } };
  const owner = await ownerOf({ containers: [app, container("log")] }, { extensions });
  assertEquals(owner?.image, "example/busybox");
});

const OWN = { network_mode: "service:web-pod" };
const SHARED: [title: string, pod: object, keys: object, owner?: object][] = [
  ["memory", {}, { ...OWN, ipc: "service:web-pod" }, { ipc: "shareable" }],
  ["memory and processes where asked for", { shareProcessNamespace: true }, {
    ...OWN,
    ipc: "service:web-pod",
    pid: "service:web-pod",
  }, { ipc: "shareable" }],
  ["the host's memory", { hostIPC: true }, { ...OWN, ipc: "host" }, {}],
  [
    "the host's processes, whatever else the pod says",
    {
      hostPID: true,
      shareProcessNamespace: true,
    },
    { ...OWN, ipc: "service:web-pod", pid: "host" },
    { ipc: "shareable" },
  ],
];

for (const [title, pod, keys, ownKeys] of SHARED) {
  Deno.test(`inPod() shares the network, and ${title}`, async () => {
    const { services } = await convertOne([
      workload("Deployment", "web", {
        ...pod,
        initContainers: [container("i")],
        containers: [app, container("log")],
      }),
    ]);
    for (const name of ["web-init-i", "web", "web-sidecar-log"]) {
      const { depends_on: _waits, ...rest } = bare(services[name]);
      assertEquals(rest, keys);
    }
    const { entrypoint: _entrypoint, command: _command, ...owner } = bare(services["web-pod"]);
    assertEquals(owner, ownKeys);
  });
}
