/**
 * Services, names and addresses.
 *
 * @module
 */

import { container, documents, numbers, object, pod, service, type Shape } from "./_objects.ts";

/** Inputs by what multiplies in them. */
export const NETWORK: Readonly<Record<string, Shape>> = {
  "a chain of ExternalNames": (n) => ({
    text: documents([
      ...numbers(n).map((i) =>
        object("v1", "Service", `s${i}`, {
          spec: { type: "ExternalName", externalName: `s${i + 1}.shop.svc.cluster.local` },
        })
      ),
      service(`s${n}`, { app: "web" }),
      pod("web", { app: "web" }),
    ]),
  }),

  "Pods under Services that select all": (n) => ({
    text: documents(
      numbers(n).flatMap((i) => [pod(`p${i}`, { app: "web" }), service(`s${i}`, { app: "web" })]),
    ),
  }),

  "NetworkPolicies": (n) => ({
    text: documents(
      numbers(n).flatMap((i) => [
        pod(`p${i}`, { app: "web" }),
        object("networking.k8s.io/v1", "NetworkPolicy", `n${i}`, {
          spec: {
            podSelector: { matchLabels: { app: "web" } },
            ingress: [{ from: [{ podSelector: {} }] }],
          },
        }),
      ]),
    ),
  }),

  "ports of the host that NetworkPolicies close": (n) => ({
    text: documents(
      numbers(n).flatMap((i) => [
        pod(`p${i}`, { app: `a${i}` }, {
          containers: [container({ ports: [{ containerPort: 80, hostPort: 10_000 + i }] })],
        }),
        object("networking.k8s.io/v1", "NetworkPolicy", `n${i}`, {
          spec: { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] },
        }),
      ]),
    ),
  }),

  "names that nothing answers to": (n) => ({
    text: documents(
      numbers(n).map((i) =>
        pod(`p${i}`, { app: "web" }, {
          containers: [
            container({
              env: [{ name: "URL", value: `http://nobody${i}.shop.svc.cluster.local:80/x` }],
            }),
          ],
        })
      ),
    ),
  }),

  "names in one long text": (n) => ({
    text: documents([
      pod(`p`, { app: "web" }, {
        volumes: [{ name: "c", configMap: { name: "c" } }],
        containers: [container({
          env: [{ name: "URLS", value: numbers(n).map((i) => `http://nobody${i}:80/x`).join(",") }],
          volumeMounts: [{ name: "c", mountPath: "/c" }],
        })],
      }),
      ...numbers(n).map((i) =>
        service(`nobody${i}`, { app: "web" }, { ports: [{ port: 80, targetPort: 8080 }] })
      ),
      object("v1", "ConfigMap", "c", {
        data: { c: numbers(n).map((i) => `http://nobody${i}.shop:80/x`).join("\n") },
      }),
    ]),
  }),

  "objects of one generated name": (n) => ({
    text: documents(
      numbers(n).map(() =>
        object("batch/v1", "Job", "", {
          metadata: { name: undefined, generateName: "run-" },
          spec: { template: { spec: { containers: [container({})] } } },
        })
      ),
    ),
  }),

  "one name in many kinds and namespaces": (n) => ({
    text: documents(
      numbers(n).map((i) =>
        object("apps/v1", "Deployment", "web", {
          metadata: { namespace: `n${i}` },
          spec: { template: { spec: { containers: [container({})] } } },
        })
      ),
    ),
  }),

  "names that come to the same": (n) => ({
    text: documents(
      numbers(n).map((i) =>
        object("apps/v1", "Deployment", "web" + ".".repeat(i % 50) + "-" + "_".repeat(i / 50), {
          spec: { template: { spec: { containers: [container({})] } } },
        })
      ),
    ),
  }),

  "names that lead elsewhere, one after the other": (n) => ({
    text: documents(
      numbers(n).flatMap((i) => [
        pod(i === 0 ? "web" : `web-${i + 1}`, { app: `a${i}` }),
        service(i === 0 ? "web" : `web-${i + 1}`, { app: `a${(i + 1) % n}` }),
      ]),
    ),
  }),

  "Services whose names other pods have": (n) => ({
    text: documents([
      ...numbers(n).map((i) =>
        pod(`web${"-pod".repeat(i % 40)}${Math.floor(i / 40) || ""}`, { app: `a${i}` })
      ),
      ...numbers(n).map((i) =>
        service(`web${"-pod".repeat(i % 40)}${Math.floor(i / 40) || ""}`, {
          app: `a${(i + 1) % n}`,
        })
      ),
    ]),
  }),

  "slices of endpoints": (n) => ({
    text: documents([
      object("v1", "Service", "s", { spec: { ports: [{ port: 80 }] } }),
      ...numbers(n).map((i) =>
        object("discovery.k8s.io/v1", "EndpointSlice", `e${i}`, {
          metadata: { labels: { "kubernetes.io/service-name": "s" } },
          addressType: "IPv4",
          endpoints: [{ addresses: [`10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`] }],
          ports: [{ port: 80 }],
        })
      ),
    ]),
  }),

  "Services and pods that say so in their environment": (n) => ({
    text: documents([
      ...numbers(n).map((i) => service(`s${i}`, { app: "web" })),
      pod("web", { app: "web" }, {
        containers: [container({ command: numbers(n).map((i) => `$(S${i}_SERVICE_HOST)`) })],
      }),
    ]),
  }),

  "host aliases": (n) => ({
    text: documents([
      ...numbers(n).map((i) =>
        pod(`p${i}`, { app: "web" }, {
          hostAliases: [{ ip: `10.0.0.${i % 250}`, hostnames: [`h${i}`] }],
        })
      ),
    ]),
  }),

  "published ports": (n) => ({
    text: documents([
      pod("web", { app: "web" }),
      ...numbers(n).map((i) =>
        service(`s${i}`, { app: "web" }, {
          type: "LoadBalancer",
          ports: [{ port: 10000 + i % 50000, targetPort: 8080 }],
        })
      ),
    ]),
  }),

  "ports of one pod by their names": (n) => ({
    text: documents([
      pod("web", { app: "web" }, {
        containers: [{
          name: "app",
          image: "example/app:1",
          ports: numbers(n * 10).map((i) => ({ name: `p${i}`, containerPort: i + 1 })),
        }],
      }),
      service("web", { app: "web" }, {
        ports: numbers(n * 10).map((i) => ({ name: `q${i}`, port: i + 1, targetPort: `p${i}` })),
      }),
    ]),
  }),

  "headless StatefulSets": (n) => ({
    text: documents(
      numbers(n).flatMap((i) => [
        object("apps/v1", "StatefulSet", `d${i}`, {
          spec: {
            serviceName: `h${i}`,
            template: {
              metadata: { labels: { app: `d${i}` } },
              spec: {
                containers: [container({ env: [{ name: "ME", value: `d${i}-0.h${i}.shop.svc` }] })],
              },
            },
            volumeClaimTemplates: [{ metadata: { name: "data" }, spec: {} }],
          },
        }),
        service(`h${i}`, { app: `d${i}` }, { clusterIP: "None" }),
      ]),
    ),
  }),
};
