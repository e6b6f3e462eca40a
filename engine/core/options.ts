/**
 * What a conversion may be told beyond manifests, config and extensions.
 *
 * @module
 */

import type { Diagnostics, Mapping, PreviousFiles } from "../../pacts/mod.ts";
import type { Offer } from "./extensions/offers.ts";

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
  /** Release -> the releases that it needs, as `helmfile build` says. */
  releaseNeeds?: ReadonlyMap<string, readonly string[]>;
  /** Namespace of the manifests that name none, as `kubectl apply --namespace` has it; guessed where left out. */
  namespace?: string;
  /** Certificates of the public authorities, as PEM; asked for only where a manifest wants them. */
  rootCertificates?: () => string;
  /** Extensions that could be loaded besides: named where they would convert what is left out. */
  offers?: readonly Offer[];
  /** What secrets.yaml holds: values by the names of the extensions that they are for. */
  supplied?: Mapping;
  /** Whether to account for every field; the result's `account` says what became of each. */
  account?: boolean;
  /** Whether the result has {@linkcode ConversionDetails}, which whoever shows a conversion to people wants. */
  details?: boolean;
  /** Told of each step before it is done: its name, and how many of how many are done. */
  progress?: (step: string, done: number, of: number) => void;
  /** Collects what is said; a new collection where left out. */
  diagnostics?: Diagnostics;
}
