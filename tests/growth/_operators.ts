/**
 * What operators watch.
 *
 * @module
 */

import { documents, numbers, object, pod, service, type Shape } from "./_objects.ts";

/** Inputs by what multiplies in them. */
export const OPERATORS: Readonly<Record<string, Shape>> = {
  "ServiceMonitors over Services": (n) => ({
    text: documents([
      object("monitoring.coreos.com/v1", "Prometheus", "main", {
        spec: { serviceMonitorSelector: {} },
      }),
      pod("web", { app: "web" }),
      ...numbers(n).flatMap((i) => [
        service(`s${i}`, { app: "web" }, {}, { labels: { team: "all" } }),
        object("monitoring.coreos.com/v1", "ServiceMonitor", `m${i}`, {
          spec: { selector: { matchLabels: { team: "all" } }, endpoints: [{ port: "http" }] },
        }),
      ]),
    ]),
  }),

  "PodMonitors over Pods": (n) => ({
    text: documents([
      object("monitoring.coreos.com/v1", "Prometheus", "main", {
        spec: { podMonitorSelector: {} },
      }),
      ...numbers(n).flatMap((i) => [
        pod(`p${i}`, { app: "web" }),
        object("monitoring.coreos.com/v1", "PodMonitor", `m${i}`, {
          spec: {
            selector: { matchLabels: { app: "web" } },
            podMetricsEndpoints: [{ port: "http" }],
          },
        }),
      ]),
    ]),
  }),

  "Certificates": (n) => ({
    text: documents([
      object("cert-manager.io/v1", "Issuer", "self", { spec: { selfSigned: {} } }),
      ...numbers(n).map((i) =>
        object("cert-manager.io/v1", "Certificate", `c${i}`, {
          spec: {
            secretName: `c${i}`,
            dnsNames: [`c${i}.example.com`],
            issuerRef: { name: "self" },
          },
        })
      ),
    ]),
  }),

  "Certificates with large keys": (n) => ({
    text: documents([
      object("cert-manager.io/v1", "Issuer", "self", { spec: { selfSigned: {} } }),
      object("cert-manager.io/v1", "Certificate", "c", {
        spec: {
          secretName: "c",
          dnsNames: numbers(n).map((i) => `c${i}.example.com`),
          issuerRef: { name: "self" },
          privateKey: { algorithm: "RSA", size: n < 1000 ? 2048 : 8192 },
        },
      }),
    ]),
    ...n < 1000 ? {} : { config: { limits: { keys: 200 } } },
  }),

  "rules and alerts of Prometheus": (n) => ({
    text: documents([
      object("monitoring.coreos.com/v1", "Prometheus", "main", { spec: { ruleSelector: {} } }),
      object("monitoring.coreos.com/v1", "Alertmanager", "main", {
        spec: { alertmanagerConfigSelector: {} },
      }),
      ...numbers(n).flatMap((i) => [
        object("monitoring.coreos.com/v1", "PrometheusRule", `r${i}`, {
          spec: { groups: [{ name: "g", rules: [{ alert: "a", expr: "up == 0" }] }] },
        }),
        object("monitoring.coreos.com/v1alpha1", "AlertmanagerConfig", `c${i}`, {
          spec: {
            route: { receiver: "r" },
            receivers: [{ name: "r", webhookConfigs: [{ url: "http://x/y" }] }],
          },
        }),
      ]),
    ]),
  }),

  "Bundles over ConfigMaps": (n) => ({
    text: documents([
      pod("web", { app: "web" }),
      ...numbers(n).flatMap((i) => [
        object("v1", "ConfigMap", `c${i}`, {
          metadata: { labels: { team: "all" } },
          data: { "ca.crt": "no certificate ".repeat(20) },
        }),
        object("trust.cert-manager.io/v1alpha1", "Bundle", `b${i}`, {
          metadata: { namespace: undefined },
          spec: {
            sources: [{ configMap: { selector: { matchLabels: { team: "all" } }, key: "ca.crt" } }],
            target: { configMap: { key: "ca.crt" } },
          },
        }),
      ]),
    ]),
  }),

  "bundles of trust-manager": (n) => ({
    text: documents(
      numbers(n).flatMap((i) => [
        object("v1", "Namespace", `n${i}`, { metadata: { namespace: undefined } }),
        object("trust.cert-manager.io/v1alpha1", "Bundle", `b${i}`, {
          metadata: { namespace: undefined },
          spec: { sources: [{ inLine: "x" }], target: { configMap: { key: "ca.pem" } } },
        }),
      ]),
    ),
  }),
};
