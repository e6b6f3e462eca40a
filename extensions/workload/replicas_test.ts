import { assertEquals } from "@std/assert";
import { convertOne, podOf, workload } from "./_testing.ts";

const scaler = (kind: string, name: string, minReplicas?: unknown) => ({
  kind: "HorizontalPodAutoscaler",
  metadata: { name, namespace: "shop" },
  spec: { scaleTargetRef: { kind, name }, minReplicas },
});

/** What is said of replicas, by workload. */
async function saidOf(...manifests: object[]) {
  const { diagnostics } = await convertOne(manifests);
  return diagnostics.filter(({ code }) => code === "one-replica")
    .map(({ resource, message }) => `${resource?.kind} ${resource?.name}: ${message}`);
}

Deno.test("sayReplicas() says so when there would be several, whatever the kind", async () => {
  for (const kind of ["Deployment", "ReplicaSet", "ReplicationController"]) {
    assertEquals(await saidOf(workload(kind, "web", podOf({}), { replicas: 3 })), [
      `${kind} web: 3 replicas become one container`,
    ]);
  }
  assertEquals(await saidOf(workload("StatefulSet", "db", podOf({}), { replicas: "2" })), [
    'StatefulSet db: 2 replicas become one container, the service "db", whose host name is "db-0". To have all of them, set extensions.workload.replicas: all in dekube.yaml',
  ]);
});

Deno.test("sayReplicas() counts the least that an autoscaler keeps in place of the workload's own", async () => {
  const web = workload("Deployment", "web", podOf({}));
  assertEquals(await saidOf(web, scaler("Deployment", "web", 4)), [
    "Deployment web: 4 replicas become one container",
  ]);
  assertEquals(await saidOf(web, scaler("Deployment", "other", 4)), []);
  assertEquals(await saidOf(web, scaler("Deployment", "web")), []);
});

Deno.test("sayReplicas() is silent when there is one anyway, or one for each node", async () => {
  assertEquals(
    await saidOf(
      workload("Deployment", "web", podOf({}), { replicas: 1 }),
      workload("DaemonSet", "agent", podOf({})),
      workload("Job", "once", podOf({})),
    ),
    [],
  );
});
