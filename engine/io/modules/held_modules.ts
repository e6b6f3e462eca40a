/**
 * Holds files of modules in memory, and has them loaded from there: what runs is what was looked at, whatever has come
 * into the files' places meanwhile.
 *
 * @module
 */

import { fromFileUrl, isAbsolute, normalize } from "@std/path";
import { inlineModule } from "./inline_module.ts";

/** Files by their URLs. */
export type HeldFiles = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/** All that is held, by URLs and by paths. */
const HELD = new Map<string, Uint8Array<ArrayBuffer>>();

/**
 * Holds files from now on. Their modules are loaded as they are here, and Deno's functions for whole files read them,
 * though nothing else may be read.
 */
export function holdModules(files: HeldFiles): void {
  if (files.size > 0 && HELD.size === 0) letRead();
  for (const [url, bytes] of files) {
    HELD.set(url, bytes);
    HELD.set(fromFileUrl(url), bytes);
  }
}

/** Imports a file that is held; nothing where it is not. */
export function importHeld(url: string): Promise<object> | undefined {
  if (!HELD.has(url)) return undefined;
  return inlineModule(url, heldText).then((address) => import(address));
}

function heldText(url: string): string | undefined {
  return decoded(HELD.get(url));
}

/** Has Deno's functions read what is held. */
function letRead(): void {
  const { readFile, readFileSync, readTextFile, readTextFileSync } = Deno;
  Object.assign(Deno, {
    readFile: async (path: string | URL, options?: Deno.ReadFileOptions) =>
      held(path)?.slice() ?? await readFile(path, options),
    readFileSync: (path: string | URL) => held(path)?.slice() ?? readFileSync(path),
    readTextFile: async (path: string | URL, options?: Deno.ReadFileOptions) =>
      decoded(held(path)) ?? await readTextFile(path, options),
    readTextFileSync: (path: string | URL) => decoded(held(path)) ?? readTextFileSync(path),
  });
}

function held(path: string | URL): Uint8Array<ArrayBuffer> | undefined {
  if (typeof path !== "string") return HELD.get(path.href);
  return isAbsolute(path) ? HELD.get(normalize(path)) : undefined;
}

function decoded(bytes: Uint8Array<ArrayBuffer> | undefined): string | undefined {
  return bytes && new TextDecoder().decode(bytes);
}
