/**
 * Finds the files on this machine that an extension is made of.
 *
 * @module
 */

import { dirname, fromFileUrl, join, relative } from "@std/path";
import { sizeText } from "../../../pacts/limits.ts";
import { UserError } from "../../core/user_error.ts";
import { scanSource } from "../modules/scan_source.ts";
import { checkFileUrl } from "../file_url.ts";
import { readRegular, TooLargeError } from "../read_regular.ts";

/** The files that some modules are made of. */
export interface LocalModules {
  /** What each file holds, as `sha256-…`, by its URL. */
  readonly digests: ReadonlyMap<string, string>;
  /** Files that are named and are not there, by their URLs. */
  readonly missing: readonly string[];
  /** Whether something may come from elsewhere: by `jsr:`, `npm:`, `https:`, or a name that an import map knows. */
  readonly hasRemote: boolean;
}

/** What Deno has built in, and what every form of the engine brings along. A `data:` module may import from elsewhere. */
const AT_HAND = /^(?:node:|(?:jsr:\/?)?@dekube\/engine(?:@[^/]*)?\/pacts(?:\/[a-z]+)?$)/;

/** What Deno loads as code, or as data of code. */
const SCRIPT = /\.[cm]?[jt]sx?$/;
const CODE = /\.(?:[cm]?[jt]sx?|json)$/;

/** More than any module has, and no more than is scanned in a moment. */
const MOST_BYTES = 4 * 2 ** 20;

/** More than all modules have that are found from one. */
const MOST_BYTES_IN_ALL = 64 * 2 ** 20;

/**
 * The files that modules import from this machine, themselves included, as far as their text says it: what a run
 * puts together is not found. Whoever loads them will say what is missing or can't be read.
 *
 * All that is found may be read by the modules. So where they are others', which is taken for granted unless they
 * are said to be our own, it is code alone, in the folder of the module that is named or below.
 *
 * @throws {UserError} where a module of others imports something else, or a file is too large.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { digests } = await readLocalModules([import.meta.url], { areOurs: true });
 * assertEquals(digests.has(import.meta.url), true);
 * ```
 */
export async function readLocalModules(
  specifiers: Iterable<string>,
  { areOurs = false } = {},
): Promise<LocalModules> {
  const digests = new Map<string, string>();
  const missing = new Set<string>();
  const known = new Map<string, string[]>();
  let hasRemote = false;
  let size = 0;

  /** What a file imports. */
  async function importsOf(url: string): Promise<string[]> {
    const before = known.get(url);
    if (before) return before;
    const imports: string[] = [];
    known.set(url, imports);
    const bytes = await readBytes(url);
    if (bytes === "missing") missing.add(url);
    if (!(bytes instanceof Uint8Array)) return imports;
    size += bytes.length;
    if (!areOurs && size > MOST_BYTES_IN_ALL) {
      throw new UserError(
        `with ${fromFileUrl(url)} the modules of extensions are larger than ${
          sizeText(MOST_BYTES_IN_ALL)
        }, and more is not loaded`,
      );
    }
    digests.set(url, await digestOf(bytes));
    if (SCRIPT.test(new URL(url).pathname)) {
      const scan = scanSource(new TextDecoder().decode(bytes));
      imports.push(...scan.imports);
      hasRemote ||= scan.mayImportMore;
    }
    return imports;
  }

  for (const entry of specifiers) {
    const bounds = areOurs || !entry.startsWith("file:") ? undefined : await boundsOf(entry);
    const seen = new Set<string>();
    const waiting = [{ specifier: entry, by: entry }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { specifier, by } = next;
      if (seen.has(specifier)) continue;
      seen.add(specifier);
      if (!specifier.startsWith("file:")) {
        hasRemote ||= !AT_HAND.test(specifier);
        continue;
      }
      await bounds?.check(specifier, by);
      for (const imported of await importsOf(specifier)) {
        const isLocal = /^(\.{0,2}\/|file:)/i.test(imported);
        waiting.push({
          specifier: isLocal ? localUrl(imported, specifier) : imported,
          by: specifier,
        });
      }
    }
  }
  const sorted = new Map([...digests].sort(([a], [b]) => a < b ? -1 : 1));
  return { digests: sorted, missing: [...missing], hasRemote };
}

/** The URL of a file that a module imports. */
function localUrl(imported: string, by: string): string {
  try {
    const url = new URL(imported, by).href;
    checkFileUrl(url);
    return url;
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof URIError)) throw error;
    throw new UserError(
      `${fromFileUrl(by)} imports ${
        JSON.stringify(imported)
      }, which is no path, so it is not loaded. Write it as the files are called`,
      { cause: error },
    );
  }
}

/** A module in a folder, where one is there that bears a usual name, or no other is. */
async function exampleIn(folder: string): Promise<string> {
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name).catch(() => []);
  const scripts = names.filter((name) => SCRIPT.test(name));
  const usual = ["mod.ts", "mod.js", "main.ts", "index.ts"].find((name) => scripts.includes(name));
  const name = usual ?? (scripts.length === 1 ? scripts[0] : undefined);
  return name === undefined ? "" : `, such as ${join(folder, name)}`;
}

/** Where the files of a module of others may lie. */
async function boundsOf(entry: string): Promise<{ check(url: string, by: string): Promise<void> }> {
  const entryPath = fromFileUrl(entry);
  if (!SCRIPT.test(entryPath)) {
    const isFolder = await Deno.stat(entryPath).then(({ isDirectory }) => isDirectory, () => false);
    throw new UserError(
      `${entryPath} is no module, so it is not loaded as an extension: one is a .ts or .js file${
        isFolder
          ? `. Name the one in it that is the extension${await exampleIn(
            entryPath,
          )}; a folder of extensions is given with --extensions-dir`
          : ""
      }`,
    );
  }
  const folder = dirname(entryPath);
  const isLink = await Deno.lstat(entryPath).then(({ isSymlink }) => isSymlink, () => false);
  // To look at the folder may take a permission that is not needed where it is only read in.
  const real = isLink ? await realPath(folder) : await realPath(entryPath, dirname);
  return {
    async check(url, by) {
      const path = fromFileUrl(url);
      const isCode = CODE.test(path) && isIn(folder, path);
      // A link may lead to something else.
      const target = isCode ? await realPath(path) : undefined;
      if (isCode && (target === undefined || CODE.test(target) && isIn(real ?? folder, target))) {
        return;
      }
      const leads = target === undefined ? path : `${path}, a link to ${target}`;
      throw new UserError(
        `the extension ${entryPath} may read code alone, in its own folder or below, and ${
          url === by ? "it is" : `${fromFileUrl(by)} imports`
        } ${leads}. Put a .ts, .js or .json file that it imports into ${folder}, and nothing else`,
      );
    },
  };
}

/** Where a path leads; `undefined` where that is nowhere, and whoever reads it will say so. */
async function realPath(path: string, of = (real: string) => real): Promise<string | undefined> {
  try {
    return of(await Deno.realPath(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    return undefined;
  }
}

function isIn(folder: string, path: string): boolean {
  return !/^(?:\.\.(?:[/\\]|$)|[/\\]|[a-z]:)/i.test(relative(folder, path));
}

/** A digest of bytes, as `sha256-…`. */
export async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return `sha256-${new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex()}`;
}

async function readBytes(
  url: string,
): Promise<Uint8Array<ArrayBuffer> | "missing" | undefined> {
  try {
    return await readRegular(fromFileUrl(url), MOST_BYTES);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    if (error instanceof TooLargeError) {
      throw new UserError(`${fromFileUrl(url)} is no module to load: ${error.message}`);
    }
    return error instanceof Deno.errors.NotFound ? "missing" : undefined;
  }
}
