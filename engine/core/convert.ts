/**
 * The conversion: manifests, config, extensions and what the last run wrote in; a Compose project,
 * files and diagnostics out. It touches no file, process, network or environment.
 *
 * @module
 */

import {
  type ComposeProject,
  type ComposeService,
  type Config,
  type ConvertContext,
  defaultConfig,
  type Diagnostic,
  Diagnostics,
  type Extension,
  idOf,
  type IngressEntry,
  type IngressProvider,
  isMapping,
  items,
  type Manifest,
  type OutputFiles,
  type PreviousFiles,
  type ResourceId,
} from "../../pacts/mod.ts";
import { rewriteAddresses } from "./addresses.ts";
import { checkClaims, firstVolumes } from "./claims.ts";
import { contextFor, createContext } from "./context.ts";
import { onManifests, onProject } from "./failures.ts";
import { completeConfig } from "./first_run.ts";
import { withoutIdleHooks } from "./helm_hooks.ts";
import { shortenHostnames } from "./hostnames.ts";
import { denyUnsupported, ingressEntries } from "./ingress.ts";
import { warnUnconvertedKinds } from "./kinds.ts";
import { admitManifests, lastOfEach } from "./manifests.ts";
import { inferNamespaces } from "./namespaces.ts";
import { addNetworkAliases } from "./networks.ts";
import { applyUserServices } from "./overrides.ts";
import { assembleProject, checkReferences, escapeDollars } from "./project.ts";
import { dropTakenPorts } from "./published_ports.ts";
import {
  buildRegistry,
  extensionsIn,
  isIngressProvider,
  type LoadedExtension,
  type Registry,
} from "./registry.ts";
import { sourceOf } from "./source.ts";

/** Things that a conversion may be told beyond manifests, config and extensions. */
export interface ConvertOptions {
  /** What an earlier run wrote; nothing where left out. */
  previous?: PreviousFiles;
  /**
   * There is no dekube.yaml yet: cluster-only workloads are excluded, and the result's `config`
   * is what to write there.
   */
  firstRun?: boolean;
  /** Where the manifests came from, for the project's name on a first run. */
  sourceName?: string;
  /** Release -> namespace, as `helmfile list` says. */
  releaseNamespaces?: ReadonlyMap<string, string>;
  /** Certificates of the public authorities, as PEM; asked for only where a manifest wants them. */
  rootCertificates?: () => string;
  /** Collects what is said; a new collection where left out. */
  diagnostics?: Diagnostics;
}

/** What a conversion makes. */
export interface Conversion {
  /** The Compose project. */
  project: ComposeProject;
  /** Files beside compose.yml, by path below the output folder. */
  files: OutputFiles;
  /** What there is to say. */
  diagnostics: Diagnostic[];
  /** The config in force; on a first run, what dekube.yaml should hold. */
  config: Config;
}

/** Extensions as a script has them: instances, whole modules, or loaded ones. */
export type ExtensionSource = Extension | LoadedExtension | object;

/**
 * Converts Kubernetes manifests into a Compose project.
 *
 * @param manifests Kubernetes objects, `List`s included.
 * @param config Settings of dekube.yaml; what is left out has its default.
 * @param extensions Extensions, or modules that export them.
 * @throws {UserError} where extensions are at odds, or one throws.
 *
 * @example
 * ```ts
 * import { convert } from "@dekube/engine";
 * import { assertEquals } from "@std/assert";
 *
 * const widgets = {
 *   name: "widgets",
 *   role: "provider",
 *   kinds: ["Widget"],
 *   convert: () => ({ services: { widget: { image: "example/widget" } } }),
 * };
 * const manifests = [{ kind: "Widget", metadata: { name: "widget" } }];
 * const { project } = await convert(manifests, { name: "demo" }, [widgets]);
 * assertEquals(project, { name: "demo", services: { widget: { image: "example/widget" } } });
 * ```
 */
export async function convert(
  manifests: readonly (Manifest | object)[],
  config: Partial<Config> = {},
  extensions: readonly ExtensionSource[] = [],
  options: ConvertOptions = {},
): Promise<Conversion> {
  const { diagnostics = new Diagnostics(), firstRun = false, sourceName = "" } = options;
  const settings: Config = { ...defaultConfig(), ...withoutUndefined(config) };
  const admitted = manifests.flatMap((manifest) =>
    sourceOf(manifest as Manifest)
      ? [manifest as Manifest]
      : admitManifests([manifest], diagnostics)
  );
  const living = withoutIdleHooks(admitted, diagnostics);
  const placed = settings.inferNamespaces
    ? inferNamespaces(living, options.releaseNamespaces)
    : living;
  const inForce = firstRun ? completeConfig(settings, placed, sourceName, diagnostics) : settings;
  const registry = buildRegistry(loadedExtensions(extensions), inForce, diagnostics);
  const final = lastOfEach(placed, registry.claimedKinds, diagnostics);
  const ctx = createContext({
    manifests: final,
    config: inForce,
    claimedKinds: registry.claimedKinds,
    diagnostics,
    previous: options.previous ?? { read: () => undefined },
    firstRun,
    rootCertificates: options.rootCertificates ?? (() => ""),
  });

  const { services, entries, proxy } = await runConverters(registry, ctx);
  rewriteAddresses(services, ctx);
  addNetworkAliases(services, ctx);
  warnUnconvertedKinds(registry.claimedKinds, ctx);
  shortenHostnames(services, diagnostics);
  for (const transform of registry.transforms) {
    await onProject(
      transform.name,
      () => transform.transform(services, entries, contextFor(transform.name, ctx)),
    );
  }
  if (proxy) {
    denyUnsupported(entries, proxy.provider, ctx);
    await onProject(
      proxy.provider.name,
      () => proxy.provider.writeConfig(entries, contextFor(proxy.provider.name, ctx)),
    );
  }
  dropTakenPorts(services, proxy?.services ?? [], diagnostics);
  checkClaims(services, ctx);

  const finished = escapeDollars(services);
  applyUserServices(finished, ctx);
  const project = assembleProject(finished, ctx);
  for (const transform of registry.transforms) {
    await onProject(
      transform.name,
      () => transform.preWrite?.(project, contextFor(transform.name, ctx)),
    );
  }
  checkReferences(project, ctx);
  return {
    project,
    files: ctx.files,
    diagnostics: withFiles(diagnostics, [...admitted, ...placed]),
    config: firstRun
      ? { ...inForce, volumes: { ...firstVolumes(ctx.pvcNames), ...inForce.volumes } }
      : inForce,
  };
}

/** What a script leaves undefined has its default too. */
function withoutUndefined(config: Partial<Config>): Partial<Config> {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
}

function loadedExtensions(sources: readonly ExtensionSource[]): LoadedExtension[] {
  const instances = new Map();
  return sources.flatMap((source) => {
    if ("extension" in source && "origin" in source) return [source as LoadedExtension];
    return extensionsIn(source, instances).map((extension) => ({
      extension,
      origin: "given to convert()",
      runtime: false,
    }));
  });
}

interface Converted {
  services: Record<string, ComposeService>;
  entries: IngressEntry[];
  proxy?: { provider: IngressProvider; services: string[] };
}

/** Runs the converters in order; the proxy is built after all, from everybody's routes. */
async function runConverters(registry: Registry, ctx: ConvertContext): Promise<Converted> {
  const services: Record<string, ComposeService> = {};
  const entries: IngressEntry[] = [];
  let provider: IngressProvider | undefined;
  for (const { extension, kinds } of registry.converters) {
    for (const kind of kinds) {
      const manifests = ctx.manifests.get(kind) ?? [];
      if (isIngressProvider(extension)) {
        provider = extension;
        entries.push(...await ingressEntries(manifests, registry.rewriters, ctx));
        continue;
      }
      if (manifests.length === 0) continue;
      const result = await onManifests(
        extension.name,
        manifests,
        (watched) => extension.convert(kind, watched, contextFor(extension.name, ctx)),
      );
      if (typeof result !== "object" || result === null) {
        ctx.diagnostics.warn(
          "no-result",
          `the extension "${extension.name}" returned nothing for the kind ${kind}; a converter returns an object, {} where it made nothing`,
        );
        continue;
      }
      entries.push(...items(result.ingressEntries));
      const made = "services" in result ? result.services ?? {} : {};
      if (extension.role === "provider") addServices(services, made, extension.name, ctx);
      else warnNoProvider(extension.name, kind, made, ctx);
    }
  }
  if (!provider) return { services, entries };
  const { name } = provider;
  denyUnsupported(entries, provider, ctx);
  const own = await onProject(name, () => provider.buildService(entries, contextFor(name, ctx)));
  addServices(services, own ?? {}, name, ctx);
  return { services, entries, proxy: { provider, services: Object.keys(own ?? {}) } };
}

function addServices(
  services: Record<string, ComposeService>,
  made: Record<string, ComposeService>,
  extension: string,
  ctx: ConvertContext,
): void {
  for (const [name, service] of Object.entries(made)) {
    if (!isMapping(service)) {
      ctx.diagnostics.warn(
        "no-service",
        `the extension "${extension}" returned something else than a service under "${name}"; it is left out`,
      );
    } else if (Object.hasOwn(services, name)) {
      let free = name;
      // Not every extension reserves the names that it uses.
      while (Object.hasOwn(services, free)) free = ctx.names.reserve(name);
      ctx.diagnostics.warn(
        "service-name-taken",
        `the extension "${extension}" made a service "${name}", which is there already; it is called "${free}"`,
      );
      services[free] = service;
    } else {
      services[name] = service;
    }
  }
}

function warnNoProvider(
  extension: string,
  kind: string,
  made: Record<string, ComposeService>,
  ctx: ConvertContext,
): void {
  const names = Object.keys(made);
  if (names.length === 0) return;
  ctx.diagnostics.warn(
    "services-not-used",
    `the extension "${extension}" returned services for the kind ${kind} (${
      names.join(", ")
    }), but it is no provider, so they are not used. Its author should extend Provider, or set role: "provider"`,
  );
}

/** Diagnostics with the file of the object that they are about. */
function withFiles(diagnostics: Diagnostics, manifests: readonly Manifest[]): Diagnostic[] {
  const files = new Map<string, string>();
  for (const manifest of manifests) {
    const source = sourceOf(manifest);
    if (source) files.set(keyOf(idOf(manifest)), source.file);
  }
  return [...diagnostics].map((diagnostic) => {
    const file = diagnostic.file ?? (diagnostic.resource && files.get(keyOf(diagnostic.resource)));
    return file ? { ...diagnostic, file } : diagnostic;
  });
}

function keyOf({ kind, namespace, name }: ResourceId): string {
  return JSON.stringify([kind, namespace, name]);
}
