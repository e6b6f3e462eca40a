/**
 * What the user has read and takes as it is: `accept` in dekube.yaml.
 *
 * @module
 */

import type { Diagnostic } from "../../../pacts/mod.ts";
import { nearest } from "../../../pacts/nearest.ts";

/** What there is to say, and what the user has accepted of it. */
export interface Sorted {
  /** What is still to be said. */
  said: Diagnostic[];
  /** What is accepted. */
  accepted: Diagnostic[];
}

/** An entry of `accept`: of one object where it names one. */
interface Entry {
  code: string;
  /** In small letters, as kubectl takes it. */
  kind?: string;
  namespace?: string;
  name?: string;
}

/** How an entry is written, for messages. */
export const ACCEPT_FORM =
  'the code of a message (see --verbose), such as "one-replica", or with an object: "one-replica:Deployment/web"';

const ENTRY = /^([^:\s/]+)(?::([^/\s]+)\/(?:([^/\s]+)\/)?([^/\s]+))?$/;

/** Whether a text can be an entry. */
export function isAcceptEntry(text: string): boolean {
  return ENTRY.test(text);
}

/**
 * Sorts out what is accepted, by its code, or its code and object. An entry that nothing bears is said, since it may be a
 * mistake, or be of no use any more.
 *
 * @example
 * ```ts
 * import { withoutAccepted } from "./accepted.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const web = { kind: "Deployment", namespace: "shop", name: "web" };
 * const note = { severity: "info", code: "one-replica", message: "3 become one", resource: web } as const;
 * const { said, accepted } = withoutAccepted([note], ["one-replica:Deployment/web"], "dekube.yaml");
 * assertEquals([said, accepted], [[], [note]]);
 * ```
 */
export function withoutAccepted(
  diagnostics: readonly Diagnostic[],
  accept: readonly string[],
  file: string,
): Sorted {
  const entries = [...new Set(accept)].map((written) => ({ written, entry: read(written) }));
  const used = new Set<string>();
  const [said, accepted]: [Diagnostic[], Diagnostic[]] = [[], []];
  for (const diagnostic of diagnostics) {
    const by = entries.filter(({ entry }) => isMeant(diagnostic, entry));
    for (const { written } of by) used.add(written);
    (by.length > 0 ? accepted : said).push(diagnostic);
  }
  for (const { written, entry } of entries) {
    if (!used.has(written)) said.push(unused(written, entry, diagnostics, file));
  }
  return { said, accepted };
}

function read(written: string): Entry {
  const [, code = written, kind, namespace, name] = ENTRY.exec(written) ?? [];
  return { code, kind: kind?.toLowerCase(), namespace, name };
}

function isMeant({ code, resource }: Diagnostic, entry: Entry): boolean {
  return code === entry.code &&
    (entry.kind === undefined ||
      resource !== undefined && resource.kind.toLowerCase() === entry.kind &&
        resource.name === entry.name &&
        (entry.namespace === undefined || resource.namespace === entry.namespace));
}

function unused(
  written: string,
  entry: Entry,
  diagnostics: readonly Diagnostic[],
  file: string,
): Diagnostic {
  const alike = diagnostics.filter(({ code }) => code === entry.code);
  const known = (alike.length > 0 ? alike : diagnostics).flatMap((diagnostic) =>
    write(diagnostic, entry)
  );
  return {
    severity: "warning",
    code: "unknown-accept",
    message: `"${written}" on "accept" is of nothing that was said${
      nearest(written, [...new Set(known)])
    }, so it has no effect. ${
      alike.length > 0 && known.length === 0
        ? `That message is about no one object: write "${entry.code}"`
        : "Correct it, or take it off"
    }`,
    file,
  };
}

/** What would accept a message, in the form of an entry. */
function write({ code, resource }: Diagnostic, { kind, namespace }: Entry): string[] {
  if (kind === undefined) return [code];
  if (resource === undefined) return [];
  const place = namespace === undefined ? "" : `${resource.namespace}/`;
  return [`${code}:${resource.kind}/${place}${resource.name}`];
}
