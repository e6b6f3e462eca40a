import { assert, assertEquals } from "@std/assert";
import { randomNumbers } from "../../pacts/_testing.ts";
import { problemsOf } from "../../tools/soundness.ts";
import type { RenderedService } from "@dekube/engine/pacts";
import { testConversion } from "@dekube/engine/testing";
import * as fixPermissions from "../fix-permissions/mod.ts";
import * as workload from "../workload/mod.ts";
import { deployment } from "./_testing.ts";
import * as module from "./mod.ts";

const VOLUMES = [
  { name: "disk", emptyDir: {} },
  { name: "bare" },
  { name: "memory", emptyDir: { medium: "Memory" } },
  { name: "ephemeral", ephemeral: { volumeClaimTemplate: {} } },
];

/** A pod of any containers with any mounts. */
function randomPod(next: (limit: number) => number): Record<string, unknown> {
  const some = <T>(items: T[]) => items.filter(() => next(2) === 0);
  const container = (name: string) => ({
    name,
    ...(next(2) ? { command: ["run", name] } : {}),
    ...(next(3) ? {} : { securityContext: { runAsUser: next(2) * 1000 } }),
    volumeMounts: some(VOLUMES).map((volume) => ({
      name: volume.name,
      mountPath: `/${volume.name}`,
      ...(next(3) ? {} : { readOnly: true }),
      ...(next(4) ? {} : { subPath: `part-${next(2)}` }),
    })),
  });
  const containers = (count: number, prefix: string) =>
    Array.from({ length: count }, (_, index) => container(`${prefix}${index}`));
  return {
    volumes: VOLUMES,
    ...(next(3) ? {} : { shareProcessNamespace: true }),
    ...(next(4) ? {} : { hostIPC: true }),
    initContainers: containers(next(4), "i").map((init) =>
      next(3) ? init : { ...init, restartPolicy: "Always" }
    ),
    containers: containers(1 + next(3), "c"),
  };
}

/** Services that a service needs before it, and those whose parts it has. */
function needs({ depends_on, network_mode, ipc, pid }: RenderedService): string[] {
  const lent = [network_mode, ipc, pid].flatMap((mode) =>
    /^service:(.+)$/.exec(String(mode ?? ""))?.[1] ?? []
  );
  return [...Object.keys(depends_on ?? {}), ...lent];
}

/** Services in an order in which each comes after what it needs; those in a circle are missing. */
function startable(services: Record<string, RenderedService>): Set<string> {
  const started = new Set<string>();
  for (let before = -1; before < started.size;) {
    before = started.size;
    for (const [name, service] of Object.entries(services)) {
      if (needs(service).every((other) => started.has(other))) started.add(name);
    }
  }
  return started;
}

function sourcesOf({ volumes = [] }: RenderedService): string[] {
  return volumes.map((mount) =>
    typeof mount === "string" ? mount.split(":")[0] : mount.source ?? ""
  );
}

/** Whether a service starts after another one has ended. */
function waitsFor(name: string, other: string, services: Record<string, RenderedService>): boolean {
  return name === other ||
    Object.keys(services[name].depends_on ?? {}).some((next) => waitsFor(next, other, services));
}

Deno.test("whatever its containers are, a pod can start", async () => {
  const next = randomNumbers(11);
  const seen = new Set<string>();
  for (let round = 0; round < 400; round++) {
    const pod = randomPod(next);
    const exclude = ["web-init-i0", "web-init-i1", "web-sidecar-c1"].filter(() => next(5) === 0);
    const { project, files } = await testConversion(
      [workload, module, fixPermissions],
      [deployment("web", pod)],
      { config: { exclude } },
    );
    const { services } = project;
    const what = JSON.stringify({ pod, exclude });
    assertEquals(problemsOf(project, files), [], what);
    assertEquals([...startable(services)].sort(), Object.keys(services).sort(), what);

    // Nothing is declared that nobody mounts, and nothing is emptied that nobody else has.
    const mounts = Object.entries(services).flatMap(([name, service]) =>
      sourcesOf(service).map((source) => ({ name, source }))
    );
    for (const volume of Object.keys(project.volumes ?? {})) {
      const users = mounts.filter(({ source }) => source === volume).map(({ name }) => name);
      assert(users.some((name) => name !== "web-pod" && name !== "fix-permissions"), what);
    }

    // What runs beside others finds in its place what was filled apart before it.
    const filled = Object.keys(services).filter((name) => name.endsWith("-fill"));
    for (const fill of filled) {
      const moved = sourcesOf(services[fill]).filter((source) =>
        `${source}-init` in (project.volumes ?? {})
      );
      for (const volume of moved) {
        const running = Object.keys(services).filter((name) =>
          services[name].restart === "always" && name !== "web-pod" &&
          sourcesOf(services[name]).includes(volume)
        );
        for (const name of running) assert(waitsFor(name, fill, services), `${name}: ${what}`);
      }
    }

    // All or none have the network of what stands for the pod.
    const owner = services["web-pod"];
    const members = Object.keys(services).filter((name) =>
      name !== "web-pod" && name !== "fix-permissions"
    );
    for (const name of members) {
      assertEquals(services[name].network_mode, owner && "service:web-pod", what);
    }
    if (!owner) assertEquals(members.filter((name) => !name.includes("-init-")), ["web"], what);
    for (const name of Object.keys(services)) seen.add(name);
  }
  for (
    const name of [
      ...["web-pod", "web-pod-fill", "web-init-i1-fill", "web-pod-paths", "web-init-i2"],
      "fix-permissions",
    ]
  ) {
    assert(seen.has(name), name);
  }
});
