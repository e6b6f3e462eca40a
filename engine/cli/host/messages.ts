/**
 * What the command and a sandbox say to each other. All of it is data that can be cloned.
 *
 * @module
 */

import type { Config, Diagnostic, Manifest, ResourceId } from "../../../pacts/mod.ts";
import type { Source } from "../../core/manifests/source.ts";
import type { HeldFiles } from "../../io/modules/held_modules.ts";
import type { PreviousCopy } from "../../io/sandbox/previous_copy.ts";
import type { ConversionOptions, ListQuery, LoadRequest } from "./host.ts";

/** A manifest, and where it came from. */
export type SourcedManifest = readonly [manifest: Manifest, source: Source | undefined];

/**
 * What a sandbox is asked; `diagnostics` is what has been said so far, and `files` are those of this machine that
 * extensions of others are made of.
 */
export type Request =
  & { diagnostics: Diagnostic[] }
  & (
    | { task: "load"; request: LoadRequest; files: HeldFiles }
    | { task: "list"; request: LoadRequest; query: ListQuery; files: HeldFiles }
    | {
      task: "convert";
      manifests: SourcedManifest[];
      config: Config;
      options: Omit<ConversionOptions, "previous" | "rootCertificates">;
      previous: PreviousCopy;
      rootCertificates: string | { failure: string };
    }
  );

/** What it answers: a result, or why there is none. */
export type Response =
  & { diagnostics: Diagnostic[] }
  & ({ result: unknown } | Failure);

/** Why there is no result, and what that is about. */
export interface Failure {
  failure: string;
  isBug: boolean;
  stack?: string;
  resource?: ResourceId;
  file?: string;
}
