/**
 * Conversions for tests, and promtool's word on what they write.
 *
 * @module
 */

import type { ComposeService, ConvertContext, Manifest, OutputFiles } from "@dekube/engine/pacts";
import {
  said,
  type TestContext,
  testContext,
  type TestContextOptions,
} from "@dekube/engine/testing";
import { parse } from "@std/yaml";
import { inFolder } from "../../tools/in_folder.ts";
import { runTestTool } from "../../tools/needs_tool.ts";
import { ServiceMonitorProvider } from "./mod.ts";

/** What came of a conversion. */
export interface Made {
  ctx: TestContext;
  /** The Compose service; an empty one where none was made. */
  service: ComposeService;
  /** `prometheus.yml`, read. */
  // deno-lint-ignore no-explicit-any -- tests reach into it at will
  config: any;
  /** Diagnostics as `code path`. */
  said: string[];
}

/** Converts manifests with this extension alone. */
export function make(manifests: readonly Manifest[], options: TestContextOptions = {}): Made {
  const ctx = testContext(manifests, options);
  const provider = new ServiceMonitorProvider();
  const own = new Map(provider.kinds.map((kind) => [kind, ctx.manifests.of(kind)]));
  const { services } = provider.convertAll(own, ctx);
  return {
    ctx,
    service: Object.values(services)[0] ?? {},
    config: readConfig(ctx.files),
    said: said(ctx),
  };
}

/** Mounts of a service, as text. */
export function mountsOf({ volumes = [] }: ComposeService): string[] {
  return volumes.map(({ source, target, read_only }) =>
    [source, target, read_only && "ro"].filter(Boolean).join(":")
  );
}

/** `prometheus.yml`, read; `null` where there is none. */
// deno-lint-ignore no-explicit-any -- tests reach into it at will
export function readConfig(files: OutputFiles): any {
  return parse(configText(files) ?? "");
}

/** `prometheus.yml`, wherever it lies. */
export function configText(files: OutputFiles): string | undefined {
  const file = files.get("configmaps/.prometheus/prometheus.yml") ??
    files.get("secrets/.prometheus/prometheus.yml");
  return file?.content as string | undefined;
}

/** A file's text. */
export function fileText(ctx: Pick<ConvertContext, "files">, path: string): string | undefined {
  const content = ctx.files.get(path)?.content;
  return content === undefined || typeof content === "string"
    ? content
    : new TextDecoder().decode(content);
}

/** A manifest in the namespace `shop`. */
export function object(kind: string, name: string, spec: unknown, labels = {}): Manifest {
  const isOperators =
    /^(?:Prometheus(?:Rule)?|(?:Service|Pod)Monitor|ScrapeConfig|Alertmanager(?:Config)?)$/.test(
      kind,
    );
  return {
    ...isOperators ? { apiVersion: "monitoring.coreos.com/v1" } : {},
    kind,
    metadata: { name, namespace: "shop", labels },
    spec,
  };
}

/** A Prometheus of the version that promtool has, so that it takes all that is written for it. */
export function prometheus(spec: object = {}, name = "main"): Manifest {
  return object("Prometheus", name, { version: "v2.42.0", ...spec });
}

/** A ServiceMonitor of what is labelled `app: web`. */
export function serviceMonitor(endpoint: object = { port: "http" }, spec: object = {}): Manifest {
  return object("ServiceMonitor", "web", {
    selector: { matchLabels: { app: "web" } },
    endpoints: [endpoint],
    ...spec,
  });
}

/** A PodMonitor of what is labelled `app: web`. */
export function podMonitor(endpoint: object = { port: "www" }, spec: object = {}): Manifest {
  return object("PodMonitor", "web", {
    selector: { matchLabels: { app: "web" } },
    podMetricsEndpoints: [endpoint],
    ...spec,
  });
}

/** A Deployment that listens on 8080 (`www`), and the Service in front of it on 80 (`http`). */
export function web(name = "web", namespace = "shop"): Manifest[] {
  const labels = { app: name, tier: "front" };
  return [
    {
      kind: "Deployment",
      metadata: { name, namespace },
      spec: {
        template: {
          metadata: { labels },
          spec: {
            containers: [{
              name: "app",
              image: "example/app",
              ports: [{ name: "www", containerPort: 8080 }],
            }],
          },
        },
      },
    },
    {
      kind: "Service",
      metadata: { name, namespace, labels },
      spec: {
        selector: { app: name },
        ports: [{ name: "http", port: 80, targetPort: "www" }],
      },
    },
  ];
}

/** A Secret in the namespace `shop`. */
export function secret(name: string, stringData: Record<string, string>): Manifest {
  return { kind: "Secret", metadata: { name, namespace: "shop" }, stringData };
}

/** A ConfigMap in the namespace `shop`. */
export function configMap(name: string, data: Record<string, string>): Manifest {
  return { kind: "ConfigMap", metadata: { name, namespace: "shop" }, data };
}

/** Places of the container, and where their files are in the output. */
const MOUNTS = [
  ["/etc/prometheus/config/", "configmaps/.prometheus/"],
  ["/etc/prometheus/credentials/", "secrets/.prometheus/"],
];

/** Lays the files out in a folder, and hands promtool's arguments the config's path in it. */
export async function promtool(
  files: OutputFiles,
  args: (config: string) => string[] = (config) => ["check", "config", config],
): Promise<{ success: boolean; said: string }> {
  const all = [...files.entries()];
  const [config] = all.find(([path]) => path.endsWith(CONFIG)) ?? [""];
  return await inFolder(
    (folder) =>
      all.map(([path, { content }]) => [path, path === config ? here(content, folder) : content]),
    (folder) => runTestTool("promtool", args(`${folder}/${config}`)),
  );
}

const CONFIG = "/.prometheus/prometheus.yml";

/** The config with places of the container in a folder. */
function here(config: string | Uint8Array, folder: string): string {
  return MOUNTS.reduce(
    (text, [there, path]) => text.replaceAll(there, `${folder}/${path}`),
    String(config),
  );
}

/** promtool's word on rules, each in a group of its own. */
export function checkedRules(
  rules: readonly Record<string, unknown>[],
): Promise<{ success: boolean; said: string }> {
  const groups = rules.map((rule, index) => ({ name: `g${index}`, rules: [rule] }));
  return inFolder(
    [["rules.yml", JSON.stringify({ groups })]],
    (folder) => runTestTool("promtool", ["check", "rules", `${folder}/rules.yml`]),
  );
}
