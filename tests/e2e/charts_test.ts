/**
 * Charts that others published come up with real programs behind their images, and do over HTTP what they are for.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { freePort } from "../../tools/free_port.ts";
import { SHARED } from "../_corpus.ts";
import { browse, chartTest } from "./_chart.ts";
import { tool } from "./_setting.ts";
import type { Stack } from "./_stack.ts";

const corpus = (path: string) => ["--from-dir", join(SHARED, "corpus", path)];

/** Where Prometheus is published: its chart has no Ingress. */
const prometheusPort = freePort();

/** Stops a project and starts it again: what it was given must be there still. */
async function restart(stack: Stack): Promise<void> {
  await stack.down();
  await stack.up();
}

chartTest({
  chart: "podinfo 6.9.2",
  does: "keeps what it is given in its Redis",
  from: { chart: "podinfo-chart" },
  converts: "helmfile2compose",
  input: () => ({
    name: "podinfo",
    manifests: [
      ...["--helm-chart", tool("podinfo-chart"), "--release", "podinfo"],
      ...["--set", "redis.enabled=true", "--set", "ingress.enabled=true"],
    ],
  }),
  images: { "ghcr.io/stefanprodan/podinfo:6.9.2": "podinfo", "redis:7.0.7": "redis" },
  programs: {
    podinfo: "echo podinfo $(./podinfo --version)",
    "podinfo-redis": "redis-server --version | cut -d' ' -f1-3",
  },
  async check(stack) {
    const url = "podinfo.local";
    await stack.healthy("podinfo", "podinfo-redis");
    assertStringIncludes((await browse(stack, `${url}/version`)).body, '"version": "6.9.2"');

    const { status } = await browse(stack, `${url}/cache/tea`, "--data", "Assam");
    assertEquals(status, 202);
    assertEquals((await browse(stack, `${url}/cache/tea`)).body, "Assam");
    assertEquals(await stack.sh("podinfo-redis", "redis-cli get tea"), "Assam");
  },
});

chartTest({
  chart: "temporal 1.6.0",
  does: "sets up its PostgreSQL, joins its servers, and keeps a namespace over down and up",
  from: { corpus: "projects/temporal" },
  converts: "kubernetes2simple",
  input: () => ({ name: "temporal", manifests: corpus("projects/temporal") }),
  images: {
    "postgres:16-alpine": "postgres",
    "temporalio/server:1.31.2": "temporal-server",
    "temporalio/admin-tools:1.31.2": "temporal-admin-tools",
    "temporalio/ui:2.52.0": "temporal-ui",
  },
  programs: {
    "temporal-frontend": "temporal-server --version",
    "temporal-web": "./ui-server --version",
    "temporal-db": "postgres --version",
  },
  async check(stack) {
    const url = "temporal.example.com";
    const patience = 120_000;
    const { body } = await stack.eventually(
      () => browse(stack, `${url}/api/v1/system-info`),
      ({ status }) => status === 200,
      patience,
    );
    assertEquals(JSON.parse(body).serverVersion, "1.31.2");

    // The interface hands out the token that a change needs.
    const cookies = join(stack.dir, "cookies");
    await browse(stack, `${url}/`, "--cookie-jar", cookies);
    const token = (await Deno.readTextFile(cookies)).match(/_csrf\s+(\S+)/)?.[1] ?? "";
    const namespace = { namespace: "tea", workflowExecutionRetentionPeriod: "86400s" };
    const made = await stack.eventually(
      () =>
        browse(
          stack,
          `${url}/api/v1/namespaces`,
          ...["--cookie", cookies, "--header", `X-CSRF-Token: ${token}`],
          ...["--json", JSON.stringify(namespace)],
        ),
      ({ status }) => status === 200,
      patience,
    );
    assertEquals(made.status, 200);
    const isThere = () =>
      stack.eventually(
        () => browse(stack, `${url}/api/v1/namespaces/tea`),
        ({ status, body }) => status === 200 && body.includes('"tea"'),
        patience,
      );
    await isThere();
    await restart(stack);
    await isThere();
  },
});

chartTest({
  chart: "oauth2-proxy 8.0.3 of Bitnami",
  does: "reaches its Redis with the password of a Secret, and sends to the provider",
  from: { corpus: "charts/oauth2-proxy" },
  converts: "helmfile2compose",
  input: () => ({ name: "oauth2-proxy", manifests: corpus("charts/oauth2-proxy") }),
  images: {
    "docker.io/bitnami/oauth2-proxy:7.12.0-debian-12-r0": "bitnami-oauth2-proxy",
    "docker.io/bitnami/redis:8.2.1-debian-12-r0": "redis",
  },
  programs: {
    "oauth2-proxy": "oauth2-proxy --version | cut -d' ' -f1-2",
    "oauth2-proxy-redis-master": "redis-server --version | cut -d' ' -f1-3",
  },
  async check(stack) {
    const url = "oaut2-proxy.local";
    await stack.healthy("oauth2-proxy-redis-master", "oauth2-proxy");
    // Ready is who has reached the store of its sessions.
    assertEquals((await browse(stack, `${url}/ready`)).body, "OK");

    const page = await browse(stack, `${url}/`);
    assertEquals(page.status, 403);
    assertStringIncludes(page.body, "Sign in with Google");
    const { headers } = await browse(stack, `${url}/oauth2/start`);
    const asked = new URL(headers.get("location") ?? "");
    const { OAUTH2_PROXY_CLIENT_ID: id } = stack.compose.services["oauth2-proxy"].environment;
    assertEquals([asked.hostname, asked.searchParams.get("client_id")], [
      "accounts.google.com",
      id,
    ]);
  },
});

chartTest({
  chart: "nats 9.0.29 of Bitnami",
  does: "takes messages of whom its Secret names, and of nobody else",
  from: { corpus: "charts/nats" },
  converts: "helmfile2compose",
  input: () => ({ name: "nats", manifests: corpus("charts/nats") }),
  images: { "docker.io/bitnami/nats:2.11.8-debian-12-r0": "bitnami-nats" },
  programs: { nats: "nats-server --version" },
  async check(stack) {
    await stack.healthy("nats");
    const publish = (password: string) => {
      const who = JSON.stringify({ user: "nats_client", pass: password, verbose: true });
      const talk = `CONNECT ${who}\\r\\nPUB tea 5\\r\\nAssam\\r\\nPING\\r\\n`;
      return stack.sh("nats", `(printf '${talk}'; sleep 1) | nc nats.demo 4222`);
    };
    assertStringIncludes(await publish("m7kjmoZP42"), "PONG");
    assertStringIncludes(await publish("guessed"), "Authorization Violation");

    const { server_name, in_msgs } = JSON.parse(
      (await browse(stack, "nats.local/varz")).body,
    );
    assertEquals([server_name, in_msgs], ["nats-0", 1]);
  },
});

chartTest({
  chart: "kube-prometheus 11.3.11 of Bitnami",
  does: "scrapes its exporters, evaluates its rules and delivers its alerts",
  from: { corpus: "charts/kube-prometheus" },
  converts: "kubernetes2simple",
  input: () => ({
    name: "kube-prometheus",
    manifests: corpus("charts/kube-prometheus"),
    config: {
      // It watches the Kubernetes API, and does nothing else.
      exclude: ["kube-prometheus-operator", "kube-prometheus-kube-state-metrics"],
      overrides: {
        prometheus: { ports: [`${prometheusPort}:9090`] },
        "kube-prometheus-node-exporter": { ports: [] },
      },
    },
  }),
  images: {
    "docker.io/bitnami/prometheus:3.5.0-debian-12-r3": "bitnami-prometheus",
    "docker.io/bitnami/alertmanager:0.28.1-debian-12-r15": "bitnami-alertmanager",
    "docker.io/bitnami/node-exporter:1.9.1-debian-12-r14": "bitnami-node-exporter",
    "docker.io/bitnami/blackbox-exporter:0.27.0-debian-12-r4": "bitnami-blackbox-exporter",
  },
  programs: {
    prometheus: "prometheus --version | head -n 1 | cut -d' ' -f1-3",
    alertmanager: "alertmanager --version 2>&1 | head -n 1 | cut -d' ' -f1-3",
    "kube-prometheus-node-exporter": "node_exporter --version 2>&1 | head -n 1 | cut -d' ' -f1-3",
    "kube-prometheus-blackbox-exporter":
      "blackbox_exporter --version 2>&1 | head -n 1 | cut -d' ' -f1-3",
  },
  async check(stack) {
    const ask = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${prometheusPort}/api/v1/${path}`);
      return (await response.json()).data;
    };
    const { result: up } = await stack.eventually(
      () => ask("query?query=up==1"),
      ({ result }) => result.length >= 3,
      120_000,
    );
    assertEquals(
      up.map(({ metric }: { metric: { job: string } }) => metric.job).sort(),
      ["kube-prometheus-alertmanager", "kube-prometheus-prometheus", "node-exporter"],
    );
    const { result } = await ask("query?query=node_memory_MemTotal_bytes");
    assertEquals(result.length, 1);
    assert((await ask("rules")).groups.length > 20);
    // The one alert that always fires reaches Alertmanager.
    const alerts = "wget -q -O - http://kube-prometheus-alertmanager.demo.svc:9093/api/v2/alerts";
    await stack.eventually(
      () => stack.sh("prometheus", alerts),
      (text) => text.includes('"alertname":"Watchdog"'),
      120_000,
    );

    const probe = "http://kube-prometheus-blackbox-exporter.demo.svc:19115/probe?module=http_2xx";
    const target = "http://kube-prometheus-prometheus.demo.svc:9090/-/healthy";
    assertMatch(
      await stack.sh("prometheus", `wget -q -O - '${probe}&target=${target}'`),
      /^probe_success 1$/m,
    );
  },
});

chartTest({
  chart: "minio 5.4.0",
  does: "makes bucket and user in a Job of two containers, and keeps objects over down and up",
  from: { chart: "minio-chart" },
  converts: "helmfile2compose",
  input: () => ({
    name: "minio",
    manifests: [
      ...["--helm-chart", tool("minio-chart"), "--release", "minio", "-n", "storage"],
      ...["--set", "mode=standalone", "--set", "replicas=1", "--set", "rootPassword=secret-root"],
      ...["--set", "buckets[0].name=tea", "--set", "buckets[0].policy=download"],
      ...["--set", "users[0].accessKey=shop", "--set", "users[0].secretKey=secret-shop"],
      ...["--set", "users[0].policy=readwrite", "--set", "resources.requests.memory=128Mi"],
      ...["--set", "ingress.enabled=true", "--set", "ingress.hosts[0]=minio.example.test"],
    ],
  }),
  images: {
    "quay.io/minio/minio:RELEASE.2024-12-18T13-15-44Z": "minio",
    "quay.io/minio/mc:RELEASE.2024-11-21T17-21-54Z": "minio-client",
  },
  programs: { minio: "minio --version | head -n 1 | cut -d' ' -f1-3" },
  async check(stack) {
    const url = "minio.example.test/tea/assam";
    const file = join(stack.dir, "assam");
    await Deno.writeTextFile(file, "Assam, 100 g");
    const put = (...who: string[]) => browse(stack, url, "--upload-file", file, ...who);
    const signed = ["--aws-sigv4", "aws:amz:us-east-1:s3", "--user", "shop:secret-shop"];

    await stack.eventually(() => put(...signed), ({ status }) => status === 200, 60_000);
    assertEquals((await put()).status, 403);
    await restart(stack);
    const { body } = await stack.eventually(
      () => browse(stack, url),
      ({ status }) => status === 200,
    );
    assertEquals(body, "Assam, 100 g");
  },
});
