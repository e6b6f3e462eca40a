/**
 * What an extension is handed: the manifests, look-ups over them, and places
 * to put what it makes.
 *
 * @module
 */

import type { ComposeNetwork, ComposeVolume } from "./compose.ts";
import type { Config, ExtensionConfig, Replacement } from "./config.ts";
import type { Diagnostics } from "./diagnostics.ts";
import type { OutputFiles, PreviousFiles } from "./files.ts";
import type { ConfigMap, Manifest, Secret } from "./kubernetes.ts";
import type { Names } from "./names.ts";
import type { ResourceIndex } from "./resources.ts";
import type { ServiceIndex } from "./services.ts";
import type { WorkloadIndex } from "./workloads.ts";

/** Top-level keys of compose.yml that extensions add to. */
export interface ComposeExtras {
  /** Named volumes. */
  volumes: Record<string, ComposeVolume>;
  /** Networks beside `default`. */
  networks: Record<string, ComposeNetwork>;
  /** Any other top-level key. */
  [key: string]: unknown;
}

/** What an extension is handed. */
export interface ConvertContext {
  /** Manifests by kind. Read-only: add synthetic ones by {@linkcode ConvertContext.addManifest}. */
  readonly manifests: ReadonlyMap<string, readonly Manifest[]>;
  /** Kinds that a loaded extension converts: whether `Certificate`s, say, will be issued. */
  readonly claimedKinds: ReadonlySet<string>;
  /** Adds a manifest for converters that have not run yet. */
  addManifest(manifest: Manifest): void;
  /** dekube.yaml, checked. */
  readonly config: Config;
  /** The called extension's own settings (`extensions.<name>`). */
  readonly extensionConfig: ExtensionConfig;
  /** ConfigMaps, filled by an indexer. */
  readonly configMaps: ResourceIndex<ConfigMap>;
  /** Secrets, filled by an indexer. */
  readonly secrets: ResourceIndex<Secret>;
  /** Services, filled by an indexer. */
  readonly services: ServiceIndex;
  /**
   * Workloads that make services, filled by the engine. An extension that runs something for an object
   * of its own may add it, so that transforms know it.
   */
  readonly workloads: WorkloadIndex;
  /** Service, by `serviceKey()`, -> Compose services behind it. */
  readonly aliasMap: Map<string, string[]>;
  /** Port of a Service, by `servicePortKey()`, -> container port. */
  readonly servicePortMap: Map<string, number>;
  /** Claims that something mounts or declares, as `names.claim()` calls them. */
  readonly pvcNames: Set<string>;
  /** Text replacements of dekube.yaml. */
  readonly replacements: readonly Replacement[];
  /** Top-level keys of compose.yml. */
  readonly composeExtras: ComposeExtras;
  /** Files to write. */
  readonly files: OutputFiles;
  /** Files that the last run wrote. */
  readonly previous: PreviousFiles;
  /** Whether there was no dekube.yaml yet. */
  readonly firstRun: boolean;
  /**
   * Certificates of the public authorities, as PEM: the system's, where the command runs the conversion; empty where
   * nobody handed any in.
   */
  rootCertificates(): string;
  /** What there is to say. */
  readonly diagnostics: Diagnostics;
  /** Unique names. */
  readonly names: Names;
}
