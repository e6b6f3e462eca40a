/**
 * Finds the files on this machine that an extension is made of.
 *
 * @module
 */

import { fromFileUrl } from "@std/path";
import { scanSource } from "../modules/scan_source.ts";

/** The files that some modules are made of. */
export interface LocalModules {
  /** What each file holds, as `sha256-…`, by its URL. */
  readonly digests: ReadonlyMap<string, string>;
  /** Files that are named and are not there, by their URLs. */
  readonly missing: readonly string[];
  /** Whether something comes from elsewhere: by `jsr:`, `npm:`, `https:`, or a name that an import map knows. */
  readonly hasRemote: boolean;
}

/** What Deno has built in, and what every form of the engine brings along. */
const AT_HAND = /^(?:node:|data:|(?:jsr:\/?)?@dekube\/engine(?:@[^/]*)?\/pacts(?:\/[a-z]+)?$)/;

/**
 * The files that modules import from this machine, themselves included, as far as their text says it: what a run
 * puts together is not found. Whoever loads them will say what is missing or can't be read.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { digests } = await readLocalModules([import.meta.url]);
 * assertEquals(digests.has(import.meta.url), true);
 * ```
 */
export async function readLocalModules(specifiers: Iterable<string>): Promise<LocalModules> {
  const digests = new Map<string, string>();
  const missing: string[] = [];
  const seen = new Set<string>();
  const waiting = [...specifiers];
  let hasRemote = false;
  for (let specifier = waiting.pop(); specifier !== undefined; specifier = waiting.pop()) {
    if (seen.has(specifier)) continue;
    seen.add(specifier);
    if (!specifier.startsWith("file:")) {
      hasRemote ||= !AT_HAND.test(specifier);
      continue;
    }
    const bytes = await readBytes(specifier);
    if (bytes === "missing") missing.push(specifier);
    if (!(bytes instanceof Uint8Array)) continue;
    digests.set(specifier, await digestOf(bytes));
    if (!/\.[cm]?[jt]sx?$/.test(new URL(specifier).pathname)) continue;
    const { imports } = scanSource(new TextDecoder().decode(bytes));
    for (const imported of imports) {
      waiting.push(
        /^(\.{0,2}\/|file:)/.test(imported) ? new URL(imported, specifier).href : imported,
      );
    }
  }
  const sorted = new Map([...digests].sort(([a], [b]) => a < b ? -1 : 1));
  return { digests: sorted, missing, hasRemote };
}

/** A digest of bytes, as `sha256-…`. */
export async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return `sha256-${new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex()}`;
}

async function readBytes(
  url: string,
): Promise<Uint8Array<ArrayBuffer> | "missing" | undefined> {
  try {
    return await Deno.readFile(fromFileUrl(url));
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    return error instanceof Deno.errors.NotFound ? "missing" : undefined;
  }
}
