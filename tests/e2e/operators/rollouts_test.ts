/**
 * Applications that Argo Rollouts rolls out.
 *
 * @module
 */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { browse } from "../_chart.ts";
import { applicationTest, resource, restart } from "./_application.ts";

const API = "argoproj.io/v1alpha1";

const WORKLOAD = { apiVersion: "apps/v1", kind: "Deployment" };

applicationTest({
  operator: "argo-rollouts",
  application: "podinfo",
  does: "answers by the Service that its Rollout calls the active one, as does the preview",
  published: "podinfo-chart",
  values: {
    ui: { message: "Tea is ready" },
    ingress: {
      enabled: true,
      hosts: [{ host: "podinfo.example.test", paths: [{ path: "/", pathType: "Prefix" }] }],
    },
  },
  resources: [
    resource(API, "Rollout", "podinfo", {
      replicas: 3,
      workloadRef: { ...WORKLOAD, name: "podinfo", scaleDown: "onsuccess" },
      strategy: {
        blueGreen: {
          activeService: "podinfo",
          previewService: "podinfo-preview",
          activeMetadata: { labels: { role: "active" } },
          prePromotionAnalysis: { templates: [{ templateName: "smoke" }] },
        },
      },
    }),
    resource("v1", "Service", "podinfo-preview", {
      ports: [{ name: "http", port: 9898, targetPort: "http" }],
      selector: { "app.kubernetes.io/name": "podinfo" },
    }),
    resource(API, "AnalysisTemplate", "smoke", {
      metrics: [{ name: "smoke", provider: { web: { url: "http://podinfo-preview.shop:9898" } } }],
    }),
  ],
  images: { "ghcr.io/stefanprodan/podinfo:6.9.2": "podinfo" },
  async check(stack) {
    const isReady = async () => {
      const { body } = await stack.eventually(
        () => browse(stack, "podinfo.example.test/api/info"),
        ({ status }) => status === 200,
        120_000,
      );
      assertStringIncludes(body, "Tea is ready");
      const preview = "wget -q -O - http://podinfo-preview.shop.svc.cluster.local:9898/version";
      assertStringIncludes(await stack.sh("podinfo", preview), '"version": "6.9.2"');
    };
    await isReady();
    await restart(stack);
    await isReady();
    // The Deployment lends its template, and is none itself.
    const all = Object.values<{ image: string }>(stack.compose.services);
    assertEquals(all.filter(({ image }) => image.includes("podinfo")).length, 1);
  },
});

applicationTest({
  operator: "argo-rollouts",
  application: "miniflux",
  does: "is one version whatever the steps of its canary are, and keeps what it is told",
  values: {
    admin: { password: "tea-for-two" },
    database: { existingSecret: "feeds-app", uriKey: "uri", caSecret: "feeds-ca" },
  },
  resources: [
    resource("postgresql.cnpg.io/v1", "Cluster", "feeds", {
      instances: 1,
      imageName: "ghcr.io/cloudnative-pg/postgresql:15.18",
      bootstrap: { initdb: { database: "feeds", owner: "feeds" } },
      storage: { size: "1Gi" },
    }),
    resource(API, "Rollout", "miniflux", {
      replicas: 4,
      workloadRef: { ...WORKLOAD, name: "miniflux" },
      strategy: {
        canary: {
          stableService: "miniflux",
          canaryService: "miniflux-canary",
          trafficRouting: { nginx: { stableIngress: "miniflux" } },
          steps: [{ setWeight: 20 }, { pause: {} }],
        },
      },
    }),
    resource("v1", "Service", "miniflux-canary", {
      ports: [{ name: "http", port: 8080, targetPort: "http" }],
      selector: {
        "app.kubernetes.io/instance": "miniflux",
        "app.kubernetes.io/component": "server",
      },
    }),
  ],
  images: { "postgres:15.18": "postgres", "miniflux/miniflux:2.3.5": "miniflux" },
  async check(stack) {
    const ask = (...flags: string[]) =>
      browse(
        stack,
        "reader.example.test/v1/categories",
        ...["--user", "admin:tea-for-two", ...flags],
      );
    const isThere = (answer: { status: number }) => answer.status === 200;
    await stack.eventually(() => ask(), isThere, 120_000);
    assertEquals((await ask("--json", '{"title":"Assam"}')).status, 201);
    await restart(stack);
    const { body } = await stack.eventually(() => ask(), isThere, 120_000);
    assertStringIncludes(body, '"title":"Assam"');
    const canary = "wget -q -O - http://miniflux-canary.shop.svc.cluster.local:8080/healthcheck";
    assertEquals(await stack.sh("miniflux", canary), "OK");
  },
});
