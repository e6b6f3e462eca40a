/**
 * The shapes of extensions. An extension is recognised by its shape among a module's exports: a class that
 * extends one of these, or a plain object that has the same members.
 *
 * @module
 */

import type { ComposeProject, ComposeService } from "./compose.ts";
import type { ConvertContext } from "./context.ts";
import type { Guard, IngressEntry } from "./ingress/ingress.ts";
import type { Ingress, Manifest } from "./kubernetes.ts";

/** A value, or a promise of it. */
export type Awaitable<T> = T | Promise<T>;

/** What an extension module exports as `extension`, so that a distribution knows it. */
export interface ExtensionInfo {
  /** Its name, as in the catalogue. */
  name: string;
  /** Extensions that must be loaded too. */
  depends?: readonly string[];
  /** Extensions that must not be loaded too. */
  incompatible?: readonly string[];
}

/** What a converter returns. */
export interface ConverterResult {
  /** Routes for the ingress provider. */
  ingressEntries?: IngressEntry[];
}

/** What a provider returns. */
export interface ProviderResult extends ConverterResult {
  /** Compose services by name. */
  services: Record<string, ComposeService>;
}

/** What a converter is good for. Only a provider's services are used. */
export type ConverterRole =
  | "converter"
  | "indexer"
  | "provider"
  | "ingress-provider";

/** Turns manifests of some kinds into something. Called once for each kind, in the order of `kinds`. */
export abstract class Converter {
  /** Its name, for settings and messages. */
  abstract readonly name: string;
  /** Kinds that it claims, for instance `["Certificate"]`. */
  abstract readonly kinds: readonly string[];
  /** What it is good for (`converter`). */
  readonly role?: ConverterRole = "converter";
  /** Lower runs first: converters 1000, indexers 50, providers 500, ingress providers 900. */
  readonly priority?: number;
  /** Converts all manifests of one kind. */
  abstract convert(
    kind: string,
    manifests: readonly Manifest[],
    ctx: ConvertContext,
  ): Awaitable<ConverterResult | ProviderResult>;
}

/** A converter that fills the context's look-ups and yields no services. */
export abstract class IndexerConverter extends Converter {
  /** `indexer`. */
  override readonly role?: ConverterRole = "indexer";
}

/** A converter that yields services. */
export abstract class Provider extends Converter {
  /** `provider`. */
  override readonly role?: ConverterRole = "provider";
}

/** The reverse proxy: takes all Ingresses, by way of the rewriters. */
export abstract class IngressProvider {
  /** Its name, for settings and messages. */
  abstract readonly name: string;
  /** Kinds that rewriters turn into entries for it. */
  readonly kinds: readonly string[] = ["Ingress"];
  /** `ingress-provider`. */
  readonly role?: ConverterRole = "ingress-provider";
  /** Lower runs first (900). */
  readonly priority?: number;
  /** Restrictions that its proxy can keep. A route with any other answers 403. */
  readonly guards?: readonly Guard[];
  /** The proxy's services; called after all converters. */
  abstract buildService(
    entries: IngressEntry[],
    ctx: ConvertContext,
  ): Awaitable<Record<string, ComposeService>>;
  /** Writes the proxy's config into `ctx.files`; called after all transforms. */
  abstract writeConfig(
    entries: IngressEntry[],
    ctx: ConvertContext,
  ): Awaitable<void>;
}

/** Reads the annotations of one ingress controller. */
export abstract class IngressRewriter {
  /** Its name: what `ingress_types` maps a class to. */
  abstract readonly name: string;
  /** Lower is asked first (1000). */
  readonly priority?: number;
  /** Annotations that it understands. Any other of an ingress controller's gets a diagnostic. */
  readonly annotations?: readonly string[];
  /** Whether an Ingress is its own. */
  abstract match(manifest: Ingress, ctx: ConvertContext): boolean;
  /** Turns an Ingress into routes. */
  abstract rewrite(
    manifest: Ingress,
    ctx: ConvertContext,
  ): Awaitable<IngressEntry[]>;
}

/** Changes what the converters made. */
export abstract class Transform {
  /** Its name, for settings and messages. */
  abstract readonly name: string;
  /** Lower runs first (1000). */
  readonly priority?: number;
  /** Changes services and entries in place. */
  abstract transform(
    services: Record<string, ComposeService>,
    ingressEntries: IngressEntry[],
    ctx: ConvertContext,
  ): Awaitable<void>;
  /** Last look at the whole project, after the user's overrides. */
  preWrite?(compose: ComposeProject, ctx: ConvertContext): Awaitable<void>;
}

/** Any extension. */
export type Extension =
  | Converter
  | IngressProvider
  | IngressRewriter
  | Transform;
