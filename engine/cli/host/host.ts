/**
 * What holds the extensions of a run and converts with them: in this program, or in a sandbox.
 *
 * @module
 */

import type { Config, Diagnostic, Diagnostics, Manifest, OutputFile } from "../../../pacts/mod.ts";
import type { Conversion, ConvertOptions } from "../../core/convert.ts";
import type { PreviousOutput } from "../../io/output/previous.ts";
import type { LoadPlan } from "../load_extensions.ts";

/** What is to be loaded, and what decides whether that goes together. */
export interface LoadRequest {
  plan: LoadPlan;
  config: Config;
  /** Names of extensions whose incompatibilities the user takes on. */
  ignored: readonly string[];
}

/** A conversion as the command uses it. */
export interface Converted extends
  Pick<
    Conversion,
    | "project"
    | "config"
    | "diagnostics"
    | "entryPoints"
    | "portToPublish"
    | "variables"
    | "needs"
    | "details"
    | "refusal"
    | "account"
  > {
  files: Iterable<[string, OutputFile]>;
}

/** What a conversion is told, of what can be told from outside. */
export interface ConversionOptions
  extends Omit<ConvertOptions, "offers" | "diagnostics" | "previous"> {
  /** What an earlier run wrote. */
  previous?: PreviousOutput;
}

/** What is asked about extensions. */
export interface ListQuery {
  /** The one to tell of; all where there is none. */
  name?: string;
  /** Whether the answer is the text of JSON, in place of one for people. */
  asJson: boolean;
}

/** Holds extensions. What it has to say goes to `diagnostics`, when it fails too. */
export interface ExtensionHost extends AsyncDisposable {
  /** Whether it works beside this program, so that both can work at once. */
  readonly isApart: boolean;
  /** Loads extensions, and checks that they can be together. */
  load(request: LoadRequest, diagnostics: Diagnostics): Promise<void>;
  /** Converts with them. */
  convert(
    manifests: readonly Manifest[],
    config: Config,
    options: ConversionOptions,
    diagnostics: Diagnostics,
  ): Promise<Converted>;
  /** Loads extensions, and tells of one or of all: what `extensions` prints. */
  list(
    request: LoadRequest,
    query: ListQuery,
    diagnostics: Diagnostics,
  ): Promise<string>;
}

/** Adds what a sandbox had to say. */
export function addAll(said: Iterable<Diagnostic>, diagnostics: Diagnostics): void {
  for (const diagnostic of said) diagnostics.add(diagnostic);
}
