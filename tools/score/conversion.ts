/**
 * Conversions of a sample, each as a run of the command would do it, and what tells one from another.
 *
 * @module
 */

import kubernetes2simple from "../../distributions/kubernetes2simple/mod.ts";
import { readRootCertificates } from "../../engine/io/root_certificates.ts";
import { failureMessage } from "../../engine/cli/failure_message.ts";
import { type Conversion, renderCompose, UserError } from "../../mod.ts";
import type { Manifest, PreviousFiles } from "../../pacts/mod.ts";

/** How a conversion ended. */
export type Outcome = Finished | Failed;

/** A conversion that came to its end. */
export interface Finished extends Conversion {
  /** compose.yml. */
  text: string;
}

/** A conversion that ended early. */
export interface Failed {
  /** What the command would say. */
  failure: string;
  /** Whether it is a bug, rather than something that the user can mend. */
  isCrash: boolean;
}

/** Converts as a first run does, into a folder where an earlier run may have left files. */
export async function run(
  manifests: readonly Manifest[],
  sourceName: string,
  previous?: PreviousFiles,
): Promise<Outcome> {
  try {
    const conversion = await kubernetes2simple.convert(manifests, {}, [], {
      firstRun: true,
      sourceName,
      ...previous ? { previous } : {},
      rootCertificates: readRootCertificates,
    });
    return { ...conversion, text: renderCompose(conversion.project) };
  } catch (error) {
    // An extension that throws is named by an error for the user, whose cause is what it threw.
    const isCrash = !(error instanceof UserError) || error.cause !== undefined;
    const stack = isCrash ? stackOf(error) : "";
    return { failure: `${failureMessage(error, "command")}${stack}`, isCrash };
  }
}

/** Codes by which an extension says that nothing is made of an object. */
export async function leavingOut(): Promise<ReadonlySet<string>> {
  const extensions = await kubernetes2simple.extensions();
  return new Set(extensions.flatMap(({ info }) => info?.leavesOut ?? []));
}

function stackOf(error: unknown): string {
  const thrown = error instanceof UserError ? error.cause : error;
  const [, place] = /\n\s+(at .*)/.exec(thrown instanceof Error ? thrown.stack ?? "" : "") ?? [];
  return place ? ` (${place.replace(/file:\/\/\S*?\/(?=(?:engine|extensions|pacts)\/)/, "")})` : "";
}

/** What a conversion wrote, for the next to find. */
export function filesOf({ files }: Finished): PreviousFiles {
  const encoder = new TextEncoder();
  return {
    read(path) {
      const content = files.get(path)?.content;
      return typeof content === "string" ? encoder.encode(content) : content;
    },
  };
}

/** What came out and what was said, as texts that are equal where those are. */
export interface Prints {
  /** compose.yml and the files. */
  output: string;
  /** The diagnostics, in order, and dekube.yaml, which says what is left out. */
  said: string;
}

/** The prints of a conversion. */
export function printsOf(outcome: Outcome): Prints {
  if ("failure" in outcome) return { output: "", said: outcome.failure };
  const { text, files, config, diagnostics } = outcome;
  const contents = [...files.entries()].map(([path, { content, mode, exact }]) => [
    path,
    mode,
    exact,
    typeof content === "string" ? content : content.toHex(),
  ]);
  return {
    output: JSON.stringify([text, contents]),
    said: JSON.stringify([diagnostics, config]),
  };
}
