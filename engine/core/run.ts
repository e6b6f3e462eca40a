/**
 * One conversion while it runs: what came in, and what the passes have made of it so far.
 *
 * @module
 */

import type {
  ComposeProject,
  ComposeService,
  Config,
  Diagnostics,
  ExtensionInfo,
  IngressEntry,
  IngressProvider,
  Manifest,
  StreamRoute,
} from "../../pacts/mod.ts";
import type { ServedSite } from "../../pacts/ingress/mod.ts";
import type { EngineContext } from "./context.ts";
import type { EntryPoint } from "./entry_points.ts";
import type { ConvertOptions } from "./options.ts";
import type { InnerPort } from "./port_to_publish.ts";
import type { GeneratedValues } from "./secrets/generated_values.ts";
import type { SuppliedValues } from "./secrets/supplied_values.ts";
import type { Precedence } from "./extensions/order.ts";
import type { LoadedExtension, Registry } from "./extensions/registry.ts";

/** The reverse proxy of a run. */
export interface RunningProxy {
  /** The extension. */
  provider: IngressProvider;
  /** Its Compose services, by the names that they have. */
  services: string[];
  /** The names that it was given, by those that it asked for. */
  names: Map<string, string>;
  /** The folders that it was given, by the names that it asked for. */
  folders: Map<string, string>;
  /** What it says that it serves. */
  sites?: readonly ServedSite[];
}

/** What an attempt at a conversion shows, so that the next does better. */
export interface Learned {
  /** Converters that must run before others, which asked for what they add. */
  needs: readonly Precedence[];
  /** Converters that should run before others, which list kinds that they add to. Needs go before wishes. */
  wishes: readonly Precedence[];
  /** Names that no Compose service may have, since a Service that somebody adds leads elsewhere by them. */
  avoidedNames: ReadonlySet<string>;
}

/** An object that nothing is made of, and why. */
export interface Dropped {
  /** The object. */
  manifest: Manifest;
  /** Code of the diagnostic that says so, where it is said. */
  code: string;
  /** Why. */
  reason: string;
}

/** The state of one conversion. Passes fill it in the order of their list. */
export interface Run {
  /** What the caller handed in. */
  readonly input: {
    manifests: readonly (Manifest | object)[];
    config: Config;
    extensions: readonly LoadedExtension[];
    options: ConvertOptions;
    /** What an earlier attempt has shown. */
    learned: Learned;
    /** What all attempts have made up, by path. */
    generated: Map<string, string>;
  };
  /** What there is to say. */
  readonly diagnostics: Diagnostics;
  /** All Kubernetes objects that came in, for the files of diagnostics. */
  admitted: Manifest[];
  /** The manifests to convert. */
  manifests: Manifest[];
  /** The manifests that are asked for, before controllers make others of them. */
  asked: Manifest[];
  /** Those that were taken out before, and why. */
  dropped: Dropped[];
  /** Objects that controllers made others of, for the files of diagnostics. */
  replaced: Manifest[];
  /** What they made of each, by the objects that are asked for. */
  successors: ReadonlyMap<Manifest, readonly Manifest[]>;
  /** The config in force. */
  config: Config;
  /** The extensions, in order. */
  registry: Registry;
  /** What is made up, in this run and in earlier ones. */
  generated: GeneratedValues;
  /** What the user supplies, and what of it is asked for. */
  supplied: SuppliedValues;
  /** What the engine works with. */
  ctx: EngineContext;
  /** Compose services by name. */
  services: Record<string, ComposeService>;
  /** The extension that made each of them. */
  makers: Map<string, string>;
  /** Routes. */
  entries: IngressEntry[];
  /** Routes of connections. */
  streams: StreamRoute[];
  /** Whether the reverse proxy forwards connections. */
  forwardsStreams: boolean;
  /** Those of them whose port somebody has: the proxy that forwards them, or their backend. */
  keptStreams: readonly StreamRoute[];
  /** The reverse proxy, where there is one. */
  proxy?: RunningProxy;
  /** The finished project. */
  project: ComposeProject;
  /** How people get in. */
  entryPoints: EntryPoint[];
  /** What people may want to open, where there is no way in. */
  portToPublish?: InnerPort;
  /** Variables that it refers to, where values of Secrets are kept out of it. */
  variables?: Record<string, string>;
}

/** What the loaded extensions say of themselves, each once. */
export function infosOf({ input }: Pick<Run, "input">): ExtensionInfo[] {
  return [...new Set(input.extensions.map(({ info }) => info))].filter((info) =>
    info !== undefined
  );
}
