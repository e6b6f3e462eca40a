import { assert, assertEquals } from "@std/assert";
import { pathsIn, withValue } from "../../pacts/_testing.ts";
import { convertOne, written } from "./_testing.ts";

const metadata = (name: string) => ({
  name,
  namespace: "shop",
  labels: { app: "db", tier: "data" },
  annotations: { note: "n" },
});

/** Every field that a conversion reads, at least once. */
const MANIFESTS = [
  {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: metadata("db"),
    spec: {
      replicas: 3,
      serviceName: "db",
      selector: { matchLabels: { app: "db" } },
      template: {
        metadata: { labels: { app: "db" }, annotations: { note: "n" } },
        spec: {
          restartPolicy: "Always",
          terminationGracePeriodSeconds: 20,
          hostname: "database",
          serviceAccountName: "db",
          hostPID: true,
          hostIPC: true,
          hostNetwork: true,
          shareProcessNamespace: true,
          hostUsers: false,
          runtimeClassName: "gvisor",
          activeDeadlineSeconds: 60,
          imagePullSecrets: [{ name: "login" }],
          resourceClaims: [{ name: "gpu", resourceClaimName: "gpu" }],
          resources: { limits: { cpu: 2 }, requests: { memory: "128Mi" } },
          hostAliases: [{ ip: "10.0.0.1", hostnames: ["old", "older"] }],
          dnsConfig: {
            nameservers: ["10.0.0.2"],
            searches: ["example.org"],
            options: [{ name: "ndots", value: "2" }, { name: "rotate" }],
          },
          securityContext: {
            runAsUser: 1000,
            runAsGroup: 1000,
            fsGroup: 2000,
            supplementalGroups: [3000],
            seccompProfile: { type: "Localhost", localhostProfile: "p.json" },
            appArmorProfile: { type: "Localhost", localhostProfile: "p" },
            seLinuxOptions: { user: "u", role: "r", type: "t", level: "s0" },
            sysctls: [{ name: "net.core.somaxconn", value: "1024" }],
          },
          initContainers: [
            {
              name: "prepare",
              image: "busybox",
              command: ["sh", "-c", "echo $(NAME)"],
              volumeMounts: [{ name: "data", mountPath: "/data", subPath: "x" }],
            },
            { name: "log", image: "log", restartPolicy: "Always" },
          ],
          containers: [
            {
              name: "db",
              image: "postgres",
              imagePullPolicy: "Always",
              command: ["run", "$(PORT)"],
              args: ["--x", "$(NAME)"],
              workingDir: "/srv",
              stdin: true,
              tty: true,
              ports: [
                { name: "sql", containerPort: 5432, hostPort: 5432, hostIP: "127.0.0.1" },
                { name: "dns", containerPort: 53, protocol: "UDP" },
              ],
              envFrom: [
                { prefix: "C_", configMapRef: { name: "settings", optional: false } },
                { prefix: "S_", secretRef: { name: "login", optional: true } },
              ],
              env: [
                { name: "PLAIN", value: "http://db $(PORT) $$" },
                { name: "C", valueFrom: { configMapKeyRef: { name: "settings", key: "a" } } },
                { name: "S", valueFrom: { secretKeyRef: { name: "login", key: "user" } } },
                { name: "NAME", valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
                { name: "HOST", valueFrom: { fieldRef: { fieldPath: "status.hostIP" } } },
                {
                  name: "CPU",
                  valueFrom: {
                    resourceFieldRef: {
                      containerName: "db",
                      resource: "limits.cpu",
                      divisor: "1m",
                    },
                  },
                },
              ],
              resources: {
                limits: {
                  ...{ cpu: 4, memory: "1Gi", "nvidia.com/gpu": 1, "gpu.intel.com/xe": 1 },
                  ...{ "ephemeral-storage": "1Gi", "hugepages-2Mi": "4Mi", "example.com/fpga": 1 },
                },
                requests: { cpu: "100m", memory: "256Mi" },
              },
              securityContext: {
                runAsUser: 0,
                runAsGroup: 0,
                privileged: false,
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { add: ["NET_ADMIN"], drop: ["ALL"] },
              },
              startupProbe: { periodSeconds: 5, failureThreshold: 10, exec: { command: ["ok"] } },
              readinessProbe: {
                initialDelaySeconds: 1,
                periodSeconds: 2,
                timeoutSeconds: 3,
                failureThreshold: 4,
                httpGet: {
                  port: "sql",
                  path: "/",
                  scheme: "HTTPS",
                  host: "localhost",
                  httpHeaders: [{ name: "Host", value: "db" }],
                },
              },
              livenessProbe: { tcpSocket: { port: 5432 } },
              lifecycle: {
                postStart: { exec: { command: ["hello"] } },
                preStop: { sleep: { seconds: 5 } },
                stopSignal: "SIGQUIT",
              },
              volumeMounts: [
                { name: "data", mountPath: "/data", readOnly: true },
                { name: "settings", mountPath: "/settings" },
                { name: "picked", mountPath: "/picked", subPath: "b" },
                { name: "login", mountPath: "/login" },
                { name: "all", mountPath: "/all" },
                { name: "self", mountPath: "/self" },
                { name: "host", mountPath: "/host", mountPropagation: "Bidirectional" },
                { name: "claim", mountPath: "/claim", subPathExpr: "$(NAME)" },
                { name: "share", mountPath: "/share" },
                { name: "fast", mountPath: "/fast" },
                { name: "disk", mountPath: "/disk" },
                { name: "scratch", mountPath: "/scratch" },
              ],
              volumeDevices: [{ name: "data", devicePath: "/dev/x" }],
            },
            {
              name: "metrics",
              image: "metrics",
              livenessProbe: { grpc: { port: 9000, service: "health" } },
              lifecycle: { postStart: { httpGet: { path: "/", port: 80 } } },
            },
          ],
          volumes: [
            { name: "settings", configMap: { name: "settings", defaultMode: 256 } },
            {
              name: "picked",
              configMap: { name: "settings", items: [{ key: "a", path: "b", mode: 384 }] },
            },
            { name: "login", secret: { secretName: "login", optional: true } },
            {
              name: "all",
              projected: {
                defaultMode: 420,
                sources: [
                  { configMap: { name: "settings", items: [{ key: "a", path: "a" }] } },
                  { secret: { name: "login", optional: false } },
                  {
                    downwardAPI: {
                      items: [{ path: "n", fieldRef: { fieldPath: "metadata.name" } }],
                    },
                  },
                  { serviceAccountToken: { path: "token" } },
                ],
              },
            },
            {
              name: "self",
              downwardAPI: {
                items: [
                  { path: "labels", fieldRef: { fieldPath: "metadata.labels" } },
                  {
                    path: "cpu",
                    resourceFieldRef: { containerName: "db", resource: "limits.cpu" },
                  },
                ],
              },
            },
            { name: "host", hostPath: { path: "/var/log", type: "Directory" } },
            { name: "claim", persistentVolumeClaim: { claimName: "claim", readOnly: true } },
            { name: "share", nfs: { server: "nas", path: "/export", readOnly: false } },
            { name: "fast", emptyDir: { medium: "Memory", sizeLimit: "64Mi" } },
            { name: "disk", csi: { driver: "disk.example" } },
            { name: "scratch", emptyDir: {} },
          ],
        },
      },
      volumeClaimTemplates: [
        { metadata: { name: "data" }, spec: { resources: { requests: { storage: "1Gi" } } } },
      ],
    },
  },
  {
    kind: "Service",
    metadata: metadata("db"),
    spec: {
      type: "NodePort",
      clusterIP: "10.0.0.3",
      selector: { app: "db" },
      ports: [
        { name: "sql", port: 80, targetPort: "sql", nodePort: 30000, protocol: "TCP" },
        { name: "dns", port: 53, targetPort: 53, protocol: "UDP" },
      ],
    },
  },
  {
    kind: "Service",
    metadata: metadata("alias"),
    spec: { type: "ExternalName", externalName: "db.shop.svc.cluster.local" },
  },
  {
    kind: "ConfigMap",
    metadata: metadata("settings"),
    data: { a: "http://db:80", b: "2" },
    binaryData: { c: "AAE=" },
  },
  {
    kind: "Secret",
    metadata: metadata("login"),
    type: "Opaque",
    data: { user: "dXNlcg==", ".dockerconfigjson": btoa('{"auths": {"registry.test": {}}}') },
    stringData: { password: "p" },
  },
  { kind: "PersistentVolumeClaim", metadata: metadata("claim"), spec: { storageClassName: "x" } },
  { kind: "ServiceAccount", metadata: metadata("db"), imagePullSecrets: [{ name: "login" }] },
  {
    kind: "HorizontalPodAutoscaler",
    metadata: metadata("db"),
    spec: { scaleTargetRef: { kind: "StatefulSet", name: "db" }, minReplicas: 2 },
  },
];

/** What a value of the wrong type turns into where nobody looked. */
const ACCIDENT = /\bundefined\b|\bNaN\b|\[object |\bfunction\b|=>/;

/** Paths of values in the output that nobody can have meant. */
function* accidents(value: unknown, path = ""): Iterable<string> {
  const isAccident = typeof value === "string"
    ? ACCIDENT.test(value)
    : typeof value === "number"
    ? !Number.isFinite(value)
    // A volume that has nothing to say is null in compose.yml.
    : (value === null && !path.startsWith("/volumes/")) || value === undefined;
  if (isAccident) yield `${path}: ${value}`;
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    if (key === "" || ACCIDENT.test(key)) yield `${path}/${key}`;
    yield* accidents(item, `${path}/${key}`);
  }
}

const REPLACEMENTS = [
  null,
  "text",
  "",
  7,
  -1,
  1.5,
  true,
  [],
  {},
  [null],
  ["text"],
  [[]],
  { a: null },
  { name: "text" },
];

for (const replacement of REPLACEMENTS) {
  const shown = JSON.stringify(replacement);
  Deno.test(`convert() survives ${shown} in the place of any node of a manifest`, async () => {
    const found: string[] = [];
    let count = 0;
    for (const path of pathsIn(MANIFESTS)) {
      const manifests = withValue(MANIFESTS, path, replacement) as object[];
      const { project, files, diagnostics } = await convertOne(manifests).catch((cause) => {
        throw new Error(`${path.join(".")}: ${cause.message}`, { cause });
      });
      const output = [
        ...accidents(project),
        ...accidents(written({ files }), "/files"),
        ...accidents(diagnostics.map(({ message }) => message), "/said"),
      ];
      found.push(...output.map((accident) => `${path.join(".")} -> ${accident}`));
      count++;
    }
    assertEquals(found, []);
    assert(count > 400);
  });
}

Deno.test("convert() says only what it should of these manifests", async () => {
  const { diagnostics } = await convertOne(MANIFESTS, {
    volumes: { "data-db": { host_path: "db" }, claim: { host_path: "claim" } },
  });
  assertEquals([...new Set(diagnostics.map(({ code }) => code))].sort(), [
    "block-device",
    "host-huge-pages",
    "host-path",
    "host-users",
    "needless-sleep",
    "needs-gpu",
    "no-cluster-credentials",
    "no-deadline",
    "one-replica",
    "pod-resources",
    "runtime-class",
    "seccomp-profile",
    "unconverted-kind",
    "unknown-resource",
    "unlimited-storage",
    "unsupported-hook",
    "unsupported-volume",
  ]);
});
