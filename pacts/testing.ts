/**
 * What tests of an extension need in place of an engine: a context to convert in, and views of what
 * came out of it.
 *
 * ```ts
 * import type { ConvertContext, Manifest } from "@dekube/engine/pacts";
 * import { said, testContext, written } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const ctx = testContext([{ kind: "Widget", metadata: { name: "web", namespace: "shop" } }]);
 * ctx.files.write("widgets/web.json", "{}");
 * ctx.diagnostics.warn("no-size", "the Widget has no size", { path: "spec.size" });
 * assertEquals(written(ctx), { "widgets/web.json": "644 {}" });
 * assertEquals(said(ctx), ["no-size spec.size"]);
 * ```
 *
 * @module
 */

import { type Config, defaultConfig, type ExtensionConfig } from "./config.ts";
import type { ConvertContext } from "./context.ts";
import { Diagnostics } from "./diagnostics.ts";
import type { OutputFile, OutputFiles } from "./files.ts";
import type { ConfigMap, Manifest, Secret, Service } from "./kubernetes.ts";
import { ResourceIndex } from "./resources.ts";
import { buildAliasMap, buildServicePortMap, ServiceIndex } from "./services.ts";
import { skipReason, WORKLOAD_KINDS, WorkloadIndex, workloadOf } from "./workloads.ts";

/** What else a conversion would know. */
export interface TestContextOptions {
  /** dekube.yaml; what is left out has its default. */
  config?: Partial<Config>;
  /** The extension's own settings (`extensions.<name>`). */
  settings?: ExtensionConfig;
  /** What an earlier run wrote: the `files` of its context. */
  previous?: Pick<OutputFiles, "get">;
  /** Whether there was no dekube.yaml yet. */
  firstRun?: boolean;
  /** Kinds that other extensions convert, for instance `["Certificate"]`. */
  claimedKinds?: readonly string[];
  /** Certificates of the public authorities, as PEM. */
  rootCertificates?: string;
}

/**
 * A context with everything indexed that the manifests hold, as if the indexers had run. Names stay
 * what they are.
 *
 * @example
 * ```ts
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const secret = { kind: "Secret", metadata: { name: "db", namespace: "shop" } };
 * const ctx = testContext([secret], { settings: { image: "example/db" } });
 * assertEquals(ctx.secrets.get("shop", "db"), secret);
 * assertEquals(ctx.extensionConfig.image, "example/db");
 * ```
 */
export function testContext(
  manifests: readonly Manifest[],
  options: TestContextOptions = {},
): ConvertContext {
  const { settings = {}, previous, firstRun = false, rootCertificates = "" } = options;
  const config = { ...defaultConfig(), name: "demo", ...options.config };
  const claimedKinds = new Set([...WORKLOAD_KINDS, ...options.claimedKinds ?? []]);
  const byKind = Map.groupBy(manifests, ({ kind }) => kind);
  const workloads = new WorkloadIndex();
  for (const manifest of manifests) addWorkload(manifest);
  const services = new ServiceIndex(workloads);
  for (const service of byKind.get("Service") ?? []) services.add(service as Service);
  const configMaps = new ResourceIndex<ConfigMap>();
  for (const map of byKind.get("ConfigMap") ?? []) configMaps.set(map as ConfigMap);
  const secrets = new ResourceIndex<Secret>();
  for (const secret of byKind.get("Secret") ?? []) secrets.set(secret as Secret);
  const files = new Map<string, OutputFile>();
  const taken = new Set([...workloads].map(({ id }) => id.name));
  const ctx: ConvertContext = {
    manifests: byKind,
    claimedKinds,
    addManifest(manifest) {
      byKind.set(manifest.kind, [...byKind.get(manifest.kind) ?? [], manifest]);
      addWorkload(manifest);
    },
    config,
    extensionConfig: settings,
    configMaps,
    secrets,
    services,
    workloads,
    aliasMap: new Map(),
    servicePortMap: new Map(),
    pvcNames: new Set(),
    replacements: config.replacements,
    composeExtras: { volumes: {}, networks: {} },
    files: {
      write: (path, content, { mode = 0o644 } = {}) => void files.set(path, { content, mode }),
      get: (path) => files.get(path),
      has: (path) => files.has(path),
      entries: () => files.entries(),
    },
    previous: { read: (path) => bytesOf(previous?.get(path)) },
    firstRun,
    rootCertificates: () => rootCertificates,
    diagnostics: new Diagnostics(),
    names: {
      service: ({ name }) => name,
      folder: ({ name }) => name.replace(/[^\w.-]/g, "-"),
      claim: (_namespace, claim) => claim,
      reserve(wanted) {
        let name = wanted;
        for (let number = 2; taken.has(name); number++) name = `${wanted}-${number}`;
        taken.add(name);
        return name;
      },
    },
  };
  for (const [key, names] of buildAliasMap(ctx)) ctx.aliasMap.set(key, names);
  for (const [key, port] of buildServicePortMap(ctx)) ctx.servicePortMap.set(key, port);
  return ctx;

  function addWorkload(manifest: Manifest): void {
    const workload = workloadOf(manifest);
    if (workload && !skipReason(manifest, config.exclude)) workloads.add(workload);
  }
}

function bytesOf(file: OutputFile | undefined): Uint8Array | undefined {
  if (file === undefined) return undefined;
  return typeof file.content === "string" ? new TextEncoder().encode(file.content) : file.content;
}

/**
 * What a conversion had to say, each diagnostic as `code path`.
 *
 * @example
 * ```ts
 * import { said, testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const ctx = testContext([]);
 * ctx.diagnostics.info("one-replica", "3 replicas become one container");
 * assertEquals(said(ctx), ["one-replica"]);
 * ```
 */
export function said(ctx: Pick<ConvertContext, "diagnostics">): string[] {
  return [...ctx.diagnostics].map(({ code, path }) =>
    path === undefined ? code : `${code} ${path}`
  );
}

/**
 * What a conversion wrote, by path, as `mode content`.
 *
 * @example
 * ```ts
 * import { testContext, written } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const ctx = testContext([]);
 * ctx.files.write("secrets/db/password", "pass", { mode: 0o600 });
 * assertEquals(written(ctx), { "secrets/db/password": "600 pass" });
 * ```
 */
export function written(ctx: Pick<ConvertContext, "files">): Record<string, string> {
  return Object.fromEntries(
    [...ctx.files.entries()].map(([path, { content, mode }]) => [
      path,
      `${mode.toString(8)} ${typeof content === "string" ? content : `[${content.join(" ")}]`}`,
    ]),
  );
}
