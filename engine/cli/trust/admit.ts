/**
 * Decides what code of others a run may load.
 *
 * @module
 */

import { readLocalModules } from "../../io/extensions/local_modules.ts";
import type { ResolvedEntry } from "../../io/distribution/entry.ts";
import {
  readRecord,
  type RecordPlace,
  recordPlace,
  type TrustRecord,
  writeRecord,
} from "../../io/trust/record.ts";
import type { ForeignModules } from "../load_extensions.ts";
import { allow, type AllowOptions } from "./allow.ts";
import { changedError, fileChanges } from "./check_changes.ts";

/** What is known beside the modules. */
export interface AdmitOptions extends AllowOptions {
  outputDir: string;
  /** Whether what has changed is taken as it is. */
  acceptChanges: boolean;
}

/** What may be loaded. */
export interface Admitted {
  /** All modules that are named, as `import()` takes them. */
  modules: string[];
  /** The files that they are made of, by their URLs, as they were when they were looked at. */
  files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /** Whether something of them is on no disk of the user's. */
  hasRemote: boolean;
  /** What is remembered of the folder, where something is. */
  memory?: { record: TrustRecord; place: RecordPlace };
}

/**
 * Sees to it that what a folder's dekube.yaml names is allowed, and is what it was when it was allowed. What the
 * user names on the command line is allowed by that; files among it are theirs to change.
 *
 * @throws {UserError} where it is neither.
 */
export async function admit(
  { depends, asked }: ForeignModules,
  options: AdmitOptions,
): Promise<Admitted> {
  const modules = [...depends.map(({ specifier }) => specifier), ...asked];
  // Before there is a yes nothing is read that the folder's files name.
  const known = depends.length > 0 ? await memoryOf(options.outputDir) : undefined;
  if (known) await allow(unknownTo(known.record, depends), options);
  const { files, digests, madeOf, hasRemote } = await readLocalModules(modules);
  // Of the user's own files nothing is remembered, and to look for that would take permissions.
  if (!known && !hasRemote) return { modules, files, hasRemote };
  const { place, record } = known ?? await memoryOf(options.outputDir);
  const now: TrustRecord["allowed"] = {};
  const changes: string[] = [];
  for (const { specifier } of depends) {
    const made = madeOf.get(specifier) ?? [];
    now[specifier] = Object.fromEntries(made.map((url) => [url, digests.get(url)!]));
    changes.push(...fileChanges(record.allowed[specifier] ?? now[specifier], now[specifier]));
  }
  if (changes.length > 0 && !options.acceptChanges) {
    throw changedError([...new Set(changes)], options.configFile);
  }
  const admitted = { ...record, allowed: now };
  if (JSON.stringify(record.allowed) !== JSON.stringify(now)) await writeRecord(place, admitted);
  return { modules, files, hasRemote, memory: { place, record: admitted } };
}

/** What is remembered of a folder. */
async function memoryOf(folder: string): Promise<NonNullable<Admitted["memory"]>> {
  const place = await recordPlace(folder);
  return { place, record: await readRecord(place) };
}

/** Those that nobody has allowed yet. */
export function unknownTo(
  { allowed }: TrustRecord,
  depends: readonly ResolvedEntry[],
): ResolvedEntry[] {
  return depends.filter(({ specifier }) => !Object.hasOwn(allowed, specifier));
}
