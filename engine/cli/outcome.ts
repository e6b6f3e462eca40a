/**
 * What came of a run, and how it is reported to programs.
 *
 * @module
 */

import type { Diagnostic } from "../../pacts/mod.ts";
import { printableJson } from "../../pacts/printable.ts";
import type { Account } from "../core/account/verdict.ts";
import type { EntryPoint } from "../core/entry_points.ts";
import type { InnerPort } from "../core/port_to_publish.ts";
import type { ServiceChanges } from "../core/output/service_changes.ts";
import type { DistributionManifest } from "../io/distribution/manifest.ts";
import type { WriteReport } from "../io/output/plan.ts";
import type { UpOutcome } from "./up/start_project.ts";

/** What a project was and is. */
export interface ProjectOutcome {
  /** Its name. */
  name: string;
  /** Path of its Compose file. */
  composeFile: string;
  /** Whether Docker Compose takes that file without being told its name. */
  isTaken: boolean;
  /** Whether the changes were made. */
  isWritten: boolean;
  services: ServiceChanges;
  /** How people get in. */
  entryPoints: readonly EntryPoint[];
  /** What people may want to open, where there is no way in. */
  portToPublish?: InnerPort;
  files: WriteReport;
}

/** What came of a run. */
export interface Outcome {
  /** 0 done, 1 failed, 2 no services came out, 3 done but not without messages, 4 written but not all of it came up. */
  exitCode: 0 | 1 | 2 | 3 | 4;
  /** All that there was to say, each by itself, but for what is accepted. */
  diagnostics: readonly Diagnostic[];
  /** What `accept` of dekube.yaml names of it. */
  accepted?: readonly Diagnostic[];
  /** The project, where there is one. */
  project?: ProjectOutcome;
  /** What became of every field, where that was asked for. */
  account?: Account;
  /** What came of starting it, where that was asked for. */
  up?: UpOutcome;
  /** What a question that is no conversion is answered with. */
  answer?: Readonly<Record<string, unknown>>;
}

/** An outcome as the text of one JSON object, which docs/running.md describes. */
export function renderReport(
  { exitCode, diagnostics, accepted = [], project, account, up, answer }: Outcome,
  { name, version }: Pick<DistributionManifest, "name" | "version">,
): string {
  const report = {
    distribution: name,
    version,
    exitCode,
    ...project
      ? {
        project: project.name,
        composeFile: project.composeFile,
        written: project.isWritten,
        services: project.services,
        files: project.files,
        urls: project.entryPoints,
      }
      : {},
    ...up ? { up } : {},
    ...answer,
    diagnostics,
    accepted,
    ...account ? { account } : {},
  };
  return printableJson(JSON.stringify(report, null, 2));
}

/** Whether something was withheld, left out or guessed. */
export function hasWarnings(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity !== "info");
}
