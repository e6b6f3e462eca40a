/**
 * The shapes of extensions. An extension is recognised by its shape among a module's exports: a class that
 * extends one of these, or a plain object that has the same members. A class is made anew for each conversion,
 * so its fields are that conversion's state.
 *
 * @module
 */

import type { FieldRules } from "./account.ts";
import type { ComposeProject, ComposeService } from "./compose.ts";
import type { ConvertContext } from "./context.ts";
import type { Diagnostic } from "./diagnostics.ts";
import type { FieldNames } from "./fields.ts";
import type { OutputFile } from "./files.ts";
import type { ControllerProgram } from "./ingress/controllers.ts";
import type { AccessRestriction } from "./ingress/access.ts";
import type { IngressEntry } from "./ingress/entry.ts";
import type { RouteFeature } from "./ingress/feature.ts";
import type { Guard } from "./ingress/guard.ts";
import type { ServedSite } from "./ingress/served_site.ts";
import type { StreamRoute } from "./ingress/stream_route.ts";
import type { Ingress } from "./kubernetes/types.ts";
import type { Manifest, ResourceId } from "./manifest.ts";
import type { Settings } from "./settings.ts";

/** A value, or a promise of it. */
export type Awaitable<T> = T | Promise<T>;

/** What an extension module exports as `extension`: what it wants of the engine. */
export interface ExtensionInfo {
  /** Its name, as in the catalogue. */
  name: string;
  /** Extensions that must be loaded too. */
  depends?: readonly string[];
  /** Extensions that must not be loaded too. */
  incompatible?: readonly string[];
  /** Its settings, `extensions.<name>` in dekube.yaml. Where it says them, others get a warning. */
  settings?: Settings;
  /**
   * Old keys of dekube.yaml, at the top or `extensions.<name>.<key>`, and the place that each of them has now:
   * `{ caddy_email: "extensions.caddy.email" }`.
   */
  legacyKeys?: Readonly<Record<string, string>>;
  /** Kinds of the cluster's own, with their group, that belong to no namespace. Kubernetes' own are known. */
  clusterScoped?: readonly string[];
  /** Kinds, with their group, that need no converting where this extension is: nobody is warned that none does. */
  needless?: readonly string[];
  /** Programs of a cluster whose work it does: workloads that run them are left out, unless the user says otherwise. */
  replaces?: readonly ClusterProgram[];
  /** Programs that only make sense in a cluster, likewise. */
  clusterOnly?: readonly ClusterProgram[];
  /** Annotations that it acts upon, whatever object has them; where it is missing, the user is told of it. */
  annotations?: readonly string[];
  /** The annotations that there are of its controller: whoever writes another is told that nobody reads it. */
  annotationNames?: AnnotationNames;
  /** The fields that its kinds have, by the kind with its group: whoever writes another is told that nobody reads it. */
  fields?: Readonly<Record<string, FieldNames>>;
  /** What becomes of the fields of its kinds, by the kind with its group: what the account of a conversion goes by. */
  account?: Readonly<Record<string, FieldRules>>;
  /**
   * Variables of containers that it reads and puts elsewhere, as names or patterns (`*_PASSWORD_FILE`): an account says of
   * all others that a service has no longer that they mean nothing.
   */
  variables?: readonly string[];
  /** Codes by which it says that nothing at all is made of an object: what an account says of all its fields then. */
  leavesOut?: readonly string[];
  /**
   * Fields of its kinds that hold secrets, by the kind with its group: pages do not show them. `*` is whatever stands there:
   * `{ "example.com/Store": ["spec.fake.*.value"] }`.
   */
  confidential?: Readonly<Record<string, readonly string[]>>;
  /** Names that `exclude` may have beside those of objects and containers: services that are made without an object. */
  excludable?: readonly string[];
  /**
   * Kinds that its controller makes and that others look for, so that it comes before theirs: Secrets of values that come
   * from elsewhere.
   */
  makes?: readonly string[];
  /**
   * What the controllers of a cluster make of the objects that came in, before anything is named: new objects by the one
   * whose place they take, or by each where one is made of several. Objects that it does not name stay.
   */
  controller?(
    manifests: readonly Manifest[],
    ctx: ControllerContext,
  ): Awaitable<ReadonlyMap<Manifest, readonly Manifest[]>>;
  /**
   * What there is to say where the user turned the extension off (`extensions.<name>.enabled: false`) and something is
   * open, or withheld, for want of it. The services are those that the others made; it changes nothing.
   */
  whenOff?(
    services: Readonly<Record<string, ComposeService>>,
    ctx: ConvertContext,
  ): void;
}

/** All annotations of a controller that it reads on objects of some kinds. */
export interface AnnotationNames {
  /** What begins their names, or ends what begins them: `cert-manager.io`, and `acme.cert-manager.io` with it. */
  domain: string;
  /** The kinds, with their group. */
  kinds: readonly string[];
  /** Their whole names. */
  names: readonly string[];
}

/** A program, known by what a workload runs or what installed it, never by what the workload is called. */
export interface ClusterProgram {
  /**
   * Shell patterns of its images' repositories, or of as many parts at their ends: `ingress-nginx/controller` is
   * `registry.k8s.io/ingress-nginx/controller:v1.11.0` too.
   */
  images?: readonly string[];
  /** Flags of which its images are started with one, without dashes and values; absent: with whatever flags. */
  flags?: readonly string[];
  /** Helm charts that install it, by their names. */
  charts?: readonly string[];
}

/** What a controller is handed: names and look-ups come later. */
export type ControllerContext = Pick<
  ConvertContext,
  "config" | "extensionConfig" | "generated" | "limits" | "report" | "supplied"
>;

/** What a converter returns. */
export interface ConverterResult {
  /** Routes for the reverse proxy. */
  ingressEntries?: IngressEntry[];
  /** Routes of connections that are no HTTP, or whose TLS ends at the backend. */
  streamRoutes?: StreamRoute[];
}

/** A Compose service with the object that it runs for. */
export interface OwnedService extends ComposeService {
  /** The object that it runs for. */
  owner: ResourceId;
}

/** What a provider returns. */
export interface ProviderResult extends ConverterResult {
  /** Compose services by name. */
  services: Record<string, OwnedService>;
}

/** Manifests by kind, each kind with its group, Kubernetes' own bare. */
export type ManifestsByKind = ReadonlyMap<string, readonly Manifest[]>;

/** Turns manifests of some kinds into something. Called once for each kind, in the order of `kinds`. */
export abstract class Converter {
  /** Its name, for settings and messages. */
  abstract readonly name: string;
  /** Kinds that it claims: `["cert-manager.io/Certificate"]`; Kubernetes' own stand bare, `["Deployment"]`. */
  abstract readonly kinds: readonly string[];
  /** What comes out of it: only a provider's services are used (`converter`). */
  readonly role?: "converter" | "indexer" | "provider" = "converter";
  /** Lower runs first: converters 1000, indexers 50, providers 500. */
  readonly priority?: number;
  /** Names of converters that run before it, whatever the priorities. */
  readonly after?: readonly string[];
  /** Names of converters that run after it, whatever the priorities. */
  readonly before?: readonly string[];
  /** Converts all manifests of one kind; called again where others add some later. */
  abstract convert(
    kind: string,
    manifests: readonly Manifest[],
    ctx: ConvertContext,
  ): Awaitable<ConverterResult | ProviderResult>;
}

/**
 * An operator: {@linkcode ExtensionInfo.controller} makes other objects of its kinds, and by the time that kinds are converted
 * none of them are left. The class says which those are.
 *
 * @example
 * ```ts
 * import { type Manifest, Operator } from "@dekube/engine/pacts";
 *
 * export class Widgets extends Operator {
 *   readonly name = "widgets";
 *   readonly kinds = ["example.com/Widget"];
 * }
 * ```
 */
export abstract class Operator extends Converter {
  /** Nothing is left to convert. */
  convert(): ConverterResult {
    return {};
  }
}

/** A converter that makes a kind known to the other extensions, and yields nothing. */
export abstract class IndexerConverter extends Converter {
  /** `indexer`. */
  override readonly role?: "converter" | "indexer" | "provider" = "indexer";
}

/** A converter that yields services. */
export abstract class Provider extends Converter {
  /** `provider`. */
  override readonly role?: "converter" | "indexer" | "provider" = "provider";
}

/**
 * A converter that takes the manifests of all its kinds in one call, for kinds that say nothing without each other. One
 * that yields services sets `role` to `provider`.
 */
export abstract class CombinedConverter {
  /** Its name, for settings and messages. */
  abstract readonly name: string;
  /** Kinds that it claims, with their group. */
  abstract readonly kinds: readonly string[];
  /** What comes out of it: only a provider's services are used (`converter`). */
  readonly role?: "converter" | "indexer" | "provider" = "converter";
  /** Lower runs first: converters 1000, providers 500. */
  readonly priority?: number;
  /** Names of converters that run before it, whatever the priorities. */
  readonly after?: readonly string[];
  /** Names of converters that run after it, whatever the priorities. */
  readonly before?: readonly string[];
  /** Converts all manifests of all its kinds; called again, with those alone, where others add some later. */
  abstract convertAll(
    manifests: ManifestsByKind,
    ctx: ConvertContext,
  ): Awaitable<ConverterResult | ProviderResult>;
}

/** What a reverse proxy may look at, beside the routes. It changes nothing of it. */
export interface ProxyContext extends
  Pick<
    ConvertContext,
    | "config"
    | "extensionConfig"
    | "configMaps"
    | "secrets"
    | "services"
    | "previous"
    | "workloads"
  > {
  /** The routes of connections, where the proxy can do those: see {@linkcode IngressProvider.streams}. */
  readonly streams: readonly StreamRoute[];
  /** Which kinds of objects loaded extensions convert, and the objects. */
  readonly manifests: Pick<ConvertContext["manifests"], "isConverted" | "of">;
  /** Names in the output. */
  readonly names: Pick<ConvertContext["names"], "folder"> & {
    /** The name that the proxy's Compose service gets, where it would like to be called `wanted`. */
    service(wanted: string): string;
    /**
     * Path of the folder below `volume_root` where the proxy keeps what must not be lost, such as keys. It is called
     * `wanted`, but where a claim is kept there.
     */
    dataFolder(wanted: string): string;
  };
}

/** What says whether a proxy forwards connections: what the user set. */
export type StreamsContext = Pick<ConvertContext, "config" | "extensionConfig" | "report">;

/** Files of a reverse proxy, by path below the output folder. */
export type ProxyFiles = Record<string, Pick<OutputFile, "content"> & Partial<OutputFile>>;

/** What a reverse proxy runs as. */
export interface ProxyServices {
  /** Compose services by name. */
  services: Record<string, ComposeService>;
  /** Files that they mount, but for the config. */
  files?: ProxyFiles;
  /** What there is to say. */
  diagnostics?: Iterable<Diagnostic>;
}

/** What a reverse proxy is told. */
export interface ProxyConfig {
  /** The config, and whatever it refers to. */
  files: ProxyFiles;
  /** What it serves, for people; where left out, what the routes say. `servedSites` of `pacts/proxy` makes it. */
  sites?: readonly ServedSite[];
  /** The routes of connections that it forwards; where left out, all that it was given. */
  streams?: readonly StreamRoute[];
  /** What there is to say. */
  diagnostics?: Iterable<Diagnostic>;
}

/**
 * The reverse proxy: two functions of the routes. Both are pure, so that what they return is all that they do. One
 * is called before the transforms, which may change the services, the other after, since they may change routes.
 */
export abstract class IngressProvider {
  /** Its name, for settings and messages. */
  abstract readonly name: string;
  /** Kinds that rewriters turn into entries for it. */
  readonly kinds: readonly string[] = ["Ingress"];
  /** Restrictions that its proxy can keep. A route with any other answers 403. */
  readonly guards?: readonly Guard[];
  /** Fields of routes that its proxy can do, of those that not every one can. What a route has beside is said. */
  readonly features?: readonly RouteFeature[];
  /**
   * Whether its proxy forwards connections of TCP, UDP and TLS (`ctx.streams`). Where it does not, the engine publishes
   * the backend's own port if one backend alone is meant, and says so. A function where that depends on its settings.
   */
  readonly streams?: boolean | ((ctx: StreamsContext) => boolean);
  /** What the user does to have its proxy forward connections, where that can be had: "set … in dekube.yaml". */
  readonly streamsRemedy?: string;
  /** The proxy's services for some routes. */
  abstract buildService(
    entries: readonly IngressEntry[],
    ctx: ProxyContext,
  ): Awaitable<ProxyServices>;
  /** The proxy's config for some routes. */
  abstract writeConfig(
    entries: readonly IngressEntry[],
    ctx: ProxyContext,
  ): Awaitable<ProxyConfig>;
}

/** Reads the annotations of one ingress controller. */
export abstract class IngressRewriter {
  /** Its name: what `ingress_types` maps a class to. */
  abstract readonly name: string;
  /** Lower is asked first (1000). */
  readonly priority?: number;
  /** Names of rewriters that are asked before it, whatever the priorities. */
  readonly after?: readonly string[];
  /** Names of rewriters that are asked after it, whatever the priorities. */
  readonly before?: readonly string[];
  /** Annotations that it understands. Any other of an ingress controller's gets a diagnostic. */
  readonly annotations?: readonly string[];
  /** It understands them in any case, as its controller does. */
  readonly ignoresCase?: boolean;
  /**
   * Those among them that it reads on the Service behind a route, too. Where it says so, one on another object gets a
   * diagnostic: nobody reads it there.
   */
  readonly serviceAnnotations?: readonly string[];
  /**
   * The programs whose controllers' own settings, a ConfigMap for instance, it reads. What others restrict by theirs closes
   * the routes of the Ingresses that they read.
   */
  readonly controllers?: readonly ControllerProgram[];
  /** Whether an Ingress is its own. */
  abstract match(manifest: Ingress, ctx: ConvertContext): boolean;
  /** Turns an Ingress into routes. */
  abstract rewrite(
    manifest: Ingress,
    ctx: ConvertContext,
  ): Awaitable<IngressEntry[]>;
  /**
   * The routes of connections that an Ingress asks for, beside those of `rewrite()`: where TLS of its hosts ends at the
   * backend, for instance.
   */
  streamRoutes?(manifest: Ingress, ctx: ConvertContext): Awaitable<readonly StreamRoute[]>;
  /** The routes of connections that its controllers' own settings ask for, whatever Ingresses there are. */
  controllerStreams?(ctx: ConvertContext): Awaitable<readonly StreamRoute[]>;
  /**
   * What annotations restrict whose names do not say it: those that name objects, for instance. A route that does not
   * keep all of it answers 403. The engine takes such an annotation for a restriction unless the rewriter has this
   * method and lists the annotation; it always reads `auth-url`, `whitelist-source-range` and the like itself.
   */
  restrictions?(manifest: Ingress, ctx: ConvertContext): readonly AccessRestriction[];
}

/** Changes what the converters made. */
export abstract class Transform {
  /** Its name, for settings and messages. */
  abstract readonly name: string;
  /** Lower runs first (1000). */
  readonly priority?: number;
  /** Names of transforms that run before it, whatever the priorities. */
  readonly after?: readonly string[];
  /** Names of transforms that run after it, whatever the priorities. */
  readonly before?: readonly string[];
  /**
   * First look at the objects, before anything is made of them: `ctx.manifests.add()` replaces those that are to be
   * converted otherwise.
   */
  prepare?(ctx: ConvertContext): Awaitable<void>;
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
  | CombinedConverter
  | IngressProvider
  | IngressRewriter
  | Transform;
