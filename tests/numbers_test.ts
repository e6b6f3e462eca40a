/** Numbers that no cluster takes are no reason to write what Docker Compose refuses. */
import { assertEquals } from "@std/assert";
import { DISTRIBUTIONS } from "./_corpus.ts";

/** A workload with a number in every field that has one. */
function workload(kind: string, number: unknown): object {
  const probe = {
    initialDelaySeconds: number,
    periodSeconds: number,
    timeoutSeconds: number,
    failureThreshold: number,
    successThreshold: number,
    terminationGracePeriodSeconds: number,
  };
  const container = {
    ...{ name: "web", image: "web" },
    ports: [{ containerPort: number, hostPort: number }, { containerPort: 80 }],
    resources: { limits: { cpu: number, memory: number, "ephemeral-storage": number } },
    securityContext: { runAsUser: number, runAsGroup: number },
    readinessProbe: { exec: { command: ["x"] }, ...probe },
    startupProbe: { tcpSocket: { port: number }, ...probe },
    livenessProbe: { httpGet: { port: number }, ...probe },
    lifecycle: { preStop: { sleep: { seconds: number } } },
  };
  const pod = {
    ...{ priority: number, terminationGracePeriodSeconds: number, activeDeadlineSeconds: number },
    securityContext: {
      ...{ runAsUser: number, runAsGroup: number, fsGroup: number, supplementalGroups: [number] },
      sysctls: [{ name: "net.core.somaxconn", value: number }],
    },
    dnsConfig: { options: [{ name: "ndots", value: number }] },
    containers: [container, { ...container, name: "side", livenessProbe: null }],
    initContainers: [{ ...container, name: "native", restartPolicy: "Always" }],
    volumes: [
      { name: "a", emptyDir: { medium: "Memory", sizeLimit: number } },
      { name: "b", secret: { secretName: "s", defaultMode: number } },
    ],
  };
  const template = { metadata: { labels: { app: "web" } }, spec: pod };
  const job = {
    ...{ backoffLimit: number, completions: number, parallelism: number, template },
    ...{ activeDeadlineSeconds: number, ttlSecondsAfterFinished: number },
  };
  const specs: Record<string, object> = {
    Pod: pod,
    Job: job,
    CronJob: {
      ...{ schedule: "* * * * *", startingDeadlineSeconds: number, jobTemplate: { spec: job } },
      ...{ successfulJobsHistoryLimit: number, failedJobsHistoryLimit: number },
    },
  };
  const spec = specs[kind] ?? {
    ...{ replicas: number, minReadySeconds: number, progressDeadlineSeconds: number, template },
    ...{ revisionHistoryLimit: number, serviceName: "web", ordinals: { start: number } },
    selector: { matchLabels: { app: "web" } },
  };
  return { kind, metadata: { name: `web-${kind.toLowerCase()}`, labels: { app: "web" } }, spec };
}

const NUMBERS = [1e30, "1e30", 1e21, 2 ** 31, 2 ** 63, -1, -1e30, 0.5, 1e-30, "9".repeat(400), NaN];

Deno.test("convert() makes nothing that Compose refuses of a number that no cluster takes", async () => {
  const { convert } = DISTRIBUTIONS.kubernetes2simple;
  const service = (number: unknown) => ({
    ...{ kind: "Service", metadata: { name: "web" } },
    spec: {
      ...{ type: "LoadBalancer", selector: { app: "web" }, healthCheckNodePort: number },
      ports: [{ port: number, targetPort: number, nodePort: number }, { port: 80 }],
      sessionAffinityConfig: { clientIP: { timeoutSeconds: number } },
    },
  });
  for (const kind of ["Pod", "StatefulSet", "Job", "CronJob"]) {
    for (const number of NUMBERS) {
      const manifests = [workload(kind, number), service(number)];
      for (const replicas of kind === "StatefulSet" ? ["one", "all"] : ["one"]) {
        const config = { name: "x", exclude: [], extensions: { workload: { replicas } } };
        const { refusal } = await convert(manifests, config);
        assertEquals(refusal, undefined, `${kind} ${number} ${replicas}`);
      }
    }
  }
});
