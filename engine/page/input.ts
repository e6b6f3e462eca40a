/**
 * What a page is made of.
 *
 * @module
 */

import type { ComposeProject, Diagnostic, OutputFile, ResourceId } from "../../pacts/mod.ts";
import type { ConversionDetails, EntryPoint } from "../core/convert.ts";
import type { PageVerdict } from "./data.ts";

/** What became of the fields of objects. */
export interface PageAccount {
  /** The objects. */
  objects: readonly {
    /** The object. */
    resource: ResourceId;
    /** Its fields. */
    fields: readonly {
      /** Where it stands. */
      path: string;
      /** What became of it. */
      verdict: PageVerdict;
      /** Who made that of it. */
      by?: string;
      /** Where it went. */
      to?: readonly string[];
      /** Why. */
      reason?: string;
      /** Code of the diagnostic that says why. */
      code?: string;
    }[];
  }[];
}

/** What a drawing is made of. */
export interface DrawingInput {
  /** The project, as the conversion made it. */
  project: ComposeProject;
  /** How people get in. */
  entryPoints: readonly EntryPoint[];
  /** Files beside compose.yml. */
  files: Iterable<readonly [string, OutputFile]>;
  /** What the conversion went through. */
  details: ConversionDetails;
}

/** What a page is made of. */
export interface PageInput extends DrawingInput {
  /** The project as compose.yml has it, where that is another: its mounts name files of one version. */
  written?: ComposeProject;
  /** What there is to say. */
  diagnostics: readonly Diagnostic[];
  /** What became of each field, where that is known. */
  account?: PageAccount;
  /** What made the project: `helmfile2compose 1.0.0`. */
  generator: string;
}
