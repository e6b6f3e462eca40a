/**
 * What an extension is handed: the objects, look-ups over them, and places to put what it makes.
 *
 * @module
 */

import type { AccountNotes } from "./account_notes.ts";
import type { Addresses } from "./addresses.ts";
import type { ComposeVolume } from "./compose.ts";
import type { Confidential } from "./confidential.ts";
import type { Config, ExtensionConfig } from "./config.ts";
import type { Reporter } from "./diagnostics.ts";
import type { OutputFiles, PreviousFiles } from "./files.ts";
import type { Generated } from "./generated.ts";
import type { LimitGuard } from "./limits.ts";
import type { ConfigMap, Secret } from "./kubernetes/types.ts";
import type {
  ClaimLookup,
  ManifestStore,
  ResourceLookup,
  ServiceLookup,
  WorkloadLookup,
} from "./lookups.ts";
import type { Manifest, ResourceId } from "./manifest.ts";
import type { Names } from "./names.ts";
import type { ReleaseLookup } from "./releases.ts";
import type { Supplied } from "./supplied.ts";

/** Top-level keys of compose.yml that extensions add to. */
export interface ComposeExtras {
  /** Named volumes. */
  volumes: Record<string, ComposeVolume>;
  /** Networks beside `default`. */
  networks: Record<string, ComposeVolume>;
  /** Any other top-level key. */
  [key: string]: unknown;
}

/** What an extension is handed. */
export interface ConvertContext {
  /** The objects, and the way to add some. */
  readonly manifests: ManifestStore;
  /** ConfigMaps. */
  readonly configMaps: ResourceLookup<ConfigMap>;
  /** Secrets. */
  readonly secrets: ResourceLookup<Secret>;
  /** Services, and what stands behind them. */
  readonly services: ServiceLookup;
  /** What runs containers. */
  readonly workloads: WorkloadLookup;
  /** Claims, and the volumes of the cluster that they are bound to. */
  readonly claims: ClaimLookup;
  /** What is installed together. */
  readonly releases: ReleaseLookup;
  /** dekube.yaml, checked. It is the user's: whoever writes to it fails. */
  readonly config: Config;
  /** The called extension's own settings (`extensions.<name>`). */
  readonly extensionConfig: ExtensionConfig;
  /** Unique names. */
  readonly names: Names;
  /** Fixed addresses, for who needs one. */
  readonly addresses: Addresses;
  /** Files to write. */
  readonly files: OutputFiles;
  /** Limits on what multiplies. */
  readonly limits: LimitGuard;
  /** Notes what comes from Secrets, where somebody wants to know. */
  readonly confidential?: Confidential;
  /** What is made up once and kept: passwords, for instance. */
  readonly generated: Generated;
  /** What only the user has: values that the cluster gets from elsewhere. */
  readonly supplied: Supplied;
  /** Notes for the account of the fields, where somebody wants one. */
  readonly account?: AccountNotes;
  /** Files that the last run wrote. */
  readonly previous: PreviousFiles;
  /** Top-level keys of compose.yml. */
  readonly composeExtras: ComposeExtras;
  /**
   * Certificates of the public authorities, as PEM: the system's, where the command runs the conversion; empty where
   * nobody handed any in.
   */
  rootCertificates(): string;
  /** Says things about an object and a field of it; about the project as a whole where neither is named. */
  report(object?: Manifest | ResourceId, path?: string): Reporter;
}
