/**
 * Workloads, volumes and claims.
 *
 * @module
 */

import { container, documents, numbers, object, pod, type Shape } from "./_objects.ts";

/** Inputs by what multiplies in them. */
export const WORKLOADS: Readonly<Record<string, Shape>> = {
  "containers of one Pod": (n) => ({
    text: documents([
      pod("web", { app: "web" }, {
        containers: numbers(n).map((i) => ({ name: `c${i}`, image: "example/app:1" })),
      }),
    ]),
  }),

  "a chain of owners": (n) => ({
    text: documents(
      numbers(n).map((i) =>
        object("apps/v1", "ReplicaSet", `r${i}`, {
          metadata: {
            ownerReferences: [{ apiVersion: "apps/v1", kind: "ReplicaSet", name: `r${i + 1}` }],
          },
          spec: { template: { spec: { containers: [container({})] } } },
        })
      ),
    ),
  }),

  "volumes and mounts of one pod": (n) => ({
    text: documents([
      ...numbers(n).map((i) => object("v1", "ConfigMap", `c${i}`, { data: { a: "x" } })),
      pod("web", { app: "web" }, {
        volumes: numbers(n).map((i) => ({ name: `v${i}`, configMap: { name: `c${i}` } })),
        containers: [
          container({
            volumeMounts: numbers(n).map((i) => ({ name: `v${i}`, mountPath: `/m${i}` })),
          }),
        ],
      }),
    ]),
  }),

  "empty volumes and claims of one pod": (n) => ({
    text: documents([
      pod("web", { app: "web" }, {
        volumes: numbers(n).flatMap((i) => [{ name: `v${i}`, emptyDir: {} }, {
          name: `d${i}`,
          persistentVolumeClaim: { claimName: `d${i}` },
        }]),
        securityContext: { fsGroup: 1000 },
        containers: [container({
          volumeMounts: numbers(n).flatMap((
            i,
          ) => [{ name: `v${i}`, mountPath: `/m${i}` }, { name: `d${i}`, mountPath: `/d${i}` }]),
        })],
      }),
    ]),
  }),

  "mounts within each other": (n) => ({
    text: documents([
      pod("web", { app: "web" }, {
        volumes: [{ name: "v", emptyDir: {} }],
        containers: [container({
          volumeMounts: numbers(n).map((i) => ({
            name: "v",
            mountPath: "/m".repeat(i + 1),
            subPath: `s${i}`,
          })),
        })],
      }),
    ]),
  }),

  "a mount at a deep path": (n) => ({
    text: documents([
      pod("web", { app: "web" }, {
        volumes: [{ name: "v", emptyDir: {} }, {
          name: "c",
          persistentVolumeClaim: { claimName: "c" },
        }],
        securityContext: { fsGroup: 1000, runAsUser: 1000 },
        containers: [container({
          volumeMounts: [
            { name: "v", mountPath: "/m".repeat(n * 500) },
            { name: "v", mountPath: "/v", subPath: "m/".repeat(n * 500) + "x" },
            { name: "c", mountPath: "/c", subPath: "m/".repeat(n * 500) + "x" },
          ],
        })],
      }),
      object("v1", "PersistentVolumeClaim", "c", { spec: {} }),
    ]),
  }),

  "deep paths of items and of the host": (n) => ({
    text: documents([
      object("v1", "ConfigMap", "c", { data: { a: "a" } }),
      pod("web", { app: "web" }, {
        volumes: [
          {
            name: "c",
            configMap: { name: "c", items: [{ key: "a", path: "m/".repeat(n * 500) + "x" }] },
          },
          { name: "h", hostPath: { path: "/m".repeat(n * 500) } },
          {
            name: "d",
            downwardAPI: {
              items: [{
                path: "m/".repeat(n * 500) + "x",
                fieldRef: { fieldPath: "metadata.name" },
              }],
            },
          },
        ],
        containers: [container({
          workingDir: "/m".repeat(n * 500),
          volumeMounts: [
            { name: "c", mountPath: "/c" },
            { name: "h", mountPath: "/h" },
            { name: "d", mountPath: "/d" },
          ],
        })],
      }),
    ]),
  }),

  "many files with paths of many folders": (n) => ({
    text: documents([
      object("v1", "ConfigMap", "c", { data: { a: "a" } }),
      pod("web", { app: "web" }, {
        volumes: [{
          name: "c",
          configMap: {
            name: "c",
            items: numbers(n).map((i) => ({ key: "a", path: "m/".repeat(200) + i })),
          },
        }],
        containers: [container({ volumeMounts: [{ name: "c", mountPath: "/c" }] })],
      }),
    ]),
  }),

  "containers of one pod": (n) => ({
    text: documents([
      pod("web", { app: "web" }, {
        volumes: [{ name: "e", emptyDir: {} }],
        initContainers: numbers(n).map((i) => ({
          ...container({ volumeMounts: [{ name: "e", mountPath: "/e" }] }),
          name: `i${i}`,
        })),
        containers: numbers(n).map((i) => ({
          ...container({ volumeMounts: [{ name: "e", mountPath: "/e" }] }),
          name: `c${i}`,
        })),
      }),
    ]),
  }),

  "claims and volumes": (n) => ({
    text: documents(
      numbers(n).flatMap((i) => [
        object("v1", "PersistentVolume", `v${i}`, {
          metadata: { namespace: undefined, labels: { i: `${i}` } },
          spec: {
            capacity: { storage: `${n - i}Gi` },
            accessModes: ["ReadWriteOnce"],
            hostPath: { path: `/data/${i}` },
            storageClassName: "",
          },
        }),
        object("v1", "PersistentVolumeClaim", `c${i}`, {
          spec: {
            resources: { requests: { storage: "1Gi" } },
            accessModes: ["ReadWriteOnce"],
            storageClassName: "",
          },
        }),
        pod(`p${i}`, { app: "web" }, {
          volumes: [{ name: "d", persistentVolumeClaim: { claimName: `c${i}` } }],
          containers: [container({ volumeMounts: [{ name: "d", mountPath: "/d" }] })],
        }),
      ]),
    ),
  }),

  "CronJobs": (n) => ({
    text: documents(
      numbers(n).map((i) =>
        object("batch/v1", "CronJob", `c${i}`, {
          spec: {
            schedule: "*/7 * * * *",
            timeZone: "Europe/Berlin",
            jobTemplate: { spec: { template: { spec: { containers: [container({})] } } } },
          },
        })
      ),
    ),
  }),

  "LimitRanges": (n) => ({
    text: documents(
      numbers(n).flatMap((i) => [
        pod(`p${i}`, { app: "web" }),
        object("v1", "LimitRange", `l${i}`, {
          spec: { limits: [{ type: "Container", default: { cpu: "1" } }] },
        }),
      ]),
    ),
  }),

  "unmatched kinds": (n) => ({
    text: documents(
      numbers(n).map((i) => object(`example${i}.com/v1`, `Kind${i}`, "x", { spec: { a: "b" } })),
    ),
  }),

  "RBAC": (n) => ({
    text: documents(
      numbers(n).flatMap((i) => [
        object("v1", "ServiceAccount", `a${i}`),
        object("rbac.authorization.k8s.io/v1", "ClusterRole", `r${i}`, {
          metadata: { labels: { agg: "x" } },
          rules: [{ apiGroups: ["example.com"], resources: ["widgets/status"], verbs: ["update"] }],
          aggregationRule: { clusterRoleSelectors: [{ matchLabels: { agg: "x" } }] },
        }),
        object("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", `b${i}`, {
          roleRef: { kind: "ClusterRole", name: `r${i}` },
          subjects: [{ kind: "ServiceAccount", name: `a${i}`, namespace: "shop" }],
        }),
        pod(`p${i}`, { app: "web" }, { serviceAccountName: `a${i}` }),
      ]),
    ),
  }),

  "roles and access rules of PostgreSQL": (n) => ({
    text: documents([
      ...numbers(n).map((i) =>
        object("v1", "Secret", `r${i}`, { stringData: { password: `secret of ${i}` } })
      ),
      object("postgresql.cnpg.io/v1", "Cluster", "pg", {
        spec: {
          instances: 1,
          storage: { size: "1Gi" },
          managed: {
            roles: numbers(n).map((i) => ({
              name: `r${i}`,
              login: true,
              passwordSecret: { name: `r${i}` },
            })),
          },
          postgresql: {
            pg_hba: numbers(20 * n).map((i) => `host all r${i % n} 10.0.0.0/8 md5`),
          },
        },
      }),
    ]),
  }),

  "clusters of PostgreSQL": (n) => ({
    text: documents(
      numbers(n).map((i) =>
        object("postgresql.cnpg.io/v1", "Cluster", `pg${i}`, {
          spec: { instances: 1, storage: { size: "1Gi" } },
        })
      ),
    ),
  }),
};
