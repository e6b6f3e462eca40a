/**
 * Makes what extensions are handed.
 *
 * @module
 */

import {
  type ComposeExtras,
  type Config,
  type ConvertContext,
  type Diagnostics,
  type ExtensionConfig,
  type Manifest,
  type PreviousFiles,
  ResourceIndex,
  type Secret,
  ServiceIndex,
  skipReason,
  type Workload,
  WORKLOAD_KINDS,
  WorkloadIndex,
  workloadOf,
} from "../../pacts/mod.ts";
import { OutputNames } from "./names.ts";
import { OutputTree } from "./output_tree.ts";
import { resolveSecretPlaceholders } from "./placeholders.ts";

/** What a context is made from. */
export interface ContextInput {
  /** All manifests, namespaces inferred, no two of one identity. */
  manifests: readonly Manifest[];
  /** dekube.yaml, checked. */
  config: Config;
  /** Kinds that a loaded extension converts. */
  claimedKinds: ReadonlySet<string>;
  /** Where to say things. */
  diagnostics: Diagnostics;
  /** What the last run wrote. */
  previous: PreviousFiles;
  /** Whether there was no dekube.yaml yet. */
  firstRun: boolean;
  /** Certificates of the public authorities; asked for only where something needs them. */
  rootCertificates: () => string;
}

/** Makes the context of one conversion. */
export function createContext(input: ContextInput): ConvertContext {
  const { manifests, config, claimedKinds, diagnostics, previous, firstRun, rootCertificates } =
    input;
  const byKind = groupByKind(manifests);
  const workloads = indexWorkloads(byKind, claimedKinds, config);
  const names = new OutputNames({ manifests: byKind, workloads });
  const composeExtras: ComposeExtras = { volumes: {}, networks: {} };
  return {
    manifests: byKind,
    claimedKinds,
    addManifest(manifest) {
      const list = byKind.get(manifest.kind);
      if (list) list.push(manifest);
      else byKind.set(manifest.kind, [manifest]);
      const workload = claimedKinds.has(manifest.kind) && activeWorkload(manifest, config);
      if (!workload) return;
      workloads.add(workload);
      names.add(workload);
    },
    config,
    extensionConfig: {},
    configMaps: new ResourceIndex(),
    secrets: new ResourceIndex(),
    services: new ServiceIndex(workloads),
    workloads,
    aliasMap: new Map(),
    servicePortMap: new Map(),
    pvcNames: new Set(),
    replacements: resolveReplacements(
      config,
      byKind.get("Secret") ?? [],
      diagnostics,
    ),
    composeExtras,
    files: new OutputTree(),
    previous,
    firstRun,
    rootCertificates,
    diagnostics,
    names,
  };
}

/** The context as one extension sees it: with its own settings. */
export function contextFor(name: string, ctx: ConvertContext): ConvertContext {
  const settings: ExtensionConfig = Object.hasOwn(ctx.config.extensions, name)
    ? ctx.config.extensions[name]
    : {};
  return { ...ctx, extensionConfig: settings };
}

function groupByKind(manifests: readonly Manifest[]): Map<string, Manifest[]> {
  const byKind = new Map<string, Manifest[]>();
  for (const manifest of manifests) {
    const list = byKind.get(manifest.kind);
    if (list) list.push(manifest);
    else byKind.set(manifest.kind, [manifest]);
  }
  return byKind;
}

function indexWorkloads(
  byKind: ReadonlyMap<string, readonly Manifest[]>,
  claimedKinds: ReadonlySet<string>,
  config: Config,
): WorkloadIndex {
  const workloads = new WorkloadIndex();
  for (const kind of WORKLOAD_KINDS) {
    if (!claimedKinds.has(kind)) continue;
    for (const manifest of byKind.get(kind) ?? []) {
      const workload = activeWorkload(manifest, config);
      if (workload) workloads.add(workload);
    }
  }
  return workloads;
}

/** The workload that a manifest describes, where it is one that makes services. */
function activeWorkload(manifest: Manifest, config: Config): Workload | undefined {
  if (!WORKLOAD_KINDS.includes(manifest.kind) || skipReason(manifest, config.exclude)) return;
  return workloadOf(manifest);
}

function resolveReplacements(
  config: Config,
  secrets: readonly Manifest[],
  diagnostics: Diagnostics,
): Config["replacements"] {
  if (config.replacements.length === 0) return [];
  const index = new ResourceIndex<Secret>();
  for (const secret of secrets) index.set(secret);
  return config.replacements.map((replacement) => ({
    old: resolveSecretPlaceholders(replacement.old, index, diagnostics),
    new: resolveSecretPlaceholders(replacement.new, index, diagnostics),
  }));
}
