/**
 * What dekube.yaml says, checked and with its defaults filled in.
 *
 * @module
 */

import type { RenderedService } from "./compose.ts";
import type { Limits } from "./limits.ts";

/** A text replacement (`replacements[]`). */
export interface Replacement {
  /** The text to look for. */
  old: string;
  /** The text to put there. */
  new: string;
}

/**
 * Where a claim is kept (`volumes.<claim>`): with `host_path` a bind mount, else
 * a named volume with these options.
 */
export interface VolumeConfig {
  /** Bare: below `volume_root`. With a leading `/`, `./` or `../`: as it is. */
  host_path?: string;
  /** Options of the named volume, for instance `driver`. */
  [key: string]: unknown;
}

/** What an image is to be, for all services that have it (`images.<image>`), in Compose's own words. */
export interface ImageConfig {
  /** Another image; `:tag` or `sha256:…` where only that is another. */
  image?: string;
  /** How it is built: a folder, or a mapping. */
  build?: string | Record<string, unknown>;
  /** How what runs is kept up to date with its source. */
  develop?: Record<string, unknown>;
  /** For which system. */
  platform?: string;
  /** When it is got. */
  pull_policy?: string;
}

/** Settings of one extension (`extensions.<name>`). */
export interface ExtensionConfig {
  /** `false` leaves the extension out. */
  enabled?: boolean;
  /** Whatever the extension reads. */
  [key: string]: unknown;
}

/** dekube.yaml, read. */
export interface Config {
  /** Project name (`name`); empty: Compose's own default. */
  name: string;
  /** Folder of the bind mounts (`volume_root`, `./data`). */
  volumeRoot: string;
  /** Where each claim is kept (`volumes`). */
  volumes: Record<string, VolumeConfig>;
  /** Workloads to leave out, as shell patterns (`exclude`). */
  exclude: string[];
  /** Text replacements (`replacements`). */
  replacements: Replacement[];
  /** Write the proxy's config, but run no proxy (`disable_ingress`). */
  disableIngress: boolean;
  /**
   * HTTPS for all routes (`https`): `off`, `internal` (certificates of the proxy's own authority) or `public` (public ones
   * where a name can have one); `auto`: where a route asks for it.
   */
  https: "auto" | "off" | "internal" | "public";
  /** Other names for hosts, by the names that they have in the manifests (`hosts`). */
  hosts: Record<string, string>;
  /** Codes of diagnostics that the command shows no more (`accept`): `code`, or `code:Kind/name`. */
  accept: string[];
  /**
   * Where values of Secrets are that programs are told (`secrets`): in compose.yml (`inline`), or in a `.env` beside it
   * (`env-file`).
   */
  secrets: "inline" | "env-file";
  /** Guess missing namespaces (`infer_namespaces`, true). */
  inferNamespaces: boolean;
  /** Ingress class -> rewriter (`ingress_types`). */
  ingressTypes: Record<string, string>;
  /** Annotations and kinds (`group/Kind`) that keep nobody out, as shell patterns, of those that nobody here knows (`harmless`). */
  harmless: string[];
  /** An existing network to join (`network`); empty: the project's own. */
  network: string;
  /** The project's own network, where pods have fixed addresses (`subnet`); empty: one by the project's name. */
  subnet: string;
  /** What images are to be, by their names (`images`). */
  images: Record<string, ImageConfig>;
  /** Patches over generated services (`overrides`). */
  overrides: Record<string, Record<string, unknown> | null>;
  /** Services of the user's own (`services`). */
  services: Record<string, RenderedService>;
  /** Settings of extensions, by name (`extensions`). */
  extensions: Record<string, ExtensionConfig>;
  /** How much may come of how little (`limits`), where it is not as much as {@linkcode defaultLimits} says. */
  limits: Partial<Limits>;
  /** Further extensions to load (`depends`). */
  depends: string[];
  /** Name of the distribution that the project expects (`distribution`). */
  distribution: string;
  /** Its version (`distribution_version`). */
  distributionVersion: string;
  /** Those of these keys that the file has, as it spells them today. */
  written: string[];
  /** Keys that are none of these. Extensions may have known them once. */
  other: Record<string, unknown>;
  /** The file that all this stands in, for messages. */
  file: string;
}

/**
 * A config in which nothing is set.
 *
 * @example
 * ```ts
 * import { defaultConfig } from "./config.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(defaultConfig().volumeRoot, "./data");
 * ```
 */
export function defaultConfig(): Config {
  return {
    name: "",
    volumeRoot: "./data",
    volumes: {},
    exclude: [],
    replacements: [],
    disableIngress: false,
    https: "auto",
    hosts: {},
    accept: [],
    secrets: "inline",
    inferNamespaces: true,
    ingressTypes: {},
    harmless: [],
    network: "",
    subnet: "",
    images: {},
    overrides: {},
    services: {},
    extensions: {},
    limits: {},
    depends: [],
    distribution: "",
    distributionVersion: "",
    written: [],
    other: {},
    file: "dekube.yaml",
  };
}
