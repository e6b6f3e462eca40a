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
import { isSame } from "../output/rooted.ts";
import { readRegular, TooLargeError } from "../read_regular.ts";

/** The files that some modules are made of. */
export interface LocalModules {
  /** What each file held when it was read, by its URL. */
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /** The same as `sha256-…`. */
  readonly digests: ReadonlyMap<string, string>;
  /** The files that each of the modules is made of, by its specifier. */
  readonly madeOf: ReadonlyMap<string, readonly string[]>;
  /** Whether something may come from elsewhere: by `jsr:`, `npm:`, `https:`, or a name that an import map knows. */
  readonly hasRemote: boolean;
}

/** What Deno has built in, and what every form of the engine brings along. A `data:` module may import from elsewhere. */
const AT_HAND = /^(?:node:|(?:jsr:\/?)?@dekube\/engine(?:@[^/]*)?\/pacts(?:\/[a-z_]+)?$)/;

/** What Deno loads as code, or as data of code. */
const SCRIPT = /\.[cm]?[jt]sx?$/;
const CODE = /\.(?:[cm]?[jt]sx?|json)$/;

/** More than any module has, and no more than is scanned in a moment. */
const MOST_BYTES = 4 * 2 ** 20;

/** More than all modules have that are found from one. */
const MOST_BYTES_IN_ALL = 64 * 2 ** 20;

/**
 * The files that modules import from this machine, themselves included, as far as their text says it: what a run
 * puts together is not found. Whoever loads them will say what is not there or can't be read.
 *
 * Each is read once, so that what is loaded can be what was looked at. All that is found may be read by the modules. So
 * where they are others', which is taken for granted unless they are said to be our own, it is code alone, in the folder
 * of the module that is named or below.
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
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const digests = new Map<string, string>();
  const madeOf = new Map<string, string[]>();
  const known = new Map<string, string[]>();
  let hasRemote = false;
  let size = 0;

  /** What a file imports. */
  async function importsOf(url: string, bounds: Bounds | undefined): Promise<string[]> {
    const before = known.get(url);
    if (before) return before;
    const imports: string[] = [];
    known.set(url, imports);
    const bytes = await readBytes(url, bounds);
    if (!bytes) return imports;
    size += bytes.length;
    if (!areOurs && size > MOST_BYTES_IN_ALL) {
      throw new UserError(
        `with ${fromFileUrl(url)} the modules of extensions are larger than ${
          sizeText(MOST_BYTES_IN_ALL)
        }, and more is not loaded`,
      );
    }
    files.set(url, bytes);
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
      for (const imported of await importsOf(specifier, bounds)) {
        const isLocal = /^(\.{0,2}\/|file:)/i.test(imported);
        waiting.push({
          specifier: isLocal ? localUrl(imported, specifier) : imported,
          by: specifier,
        });
      }
    }
    madeOf.set(entry, [...seen].filter((url) => files.has(url)).sort());
  }
  const sorted = new Map([...digests].sort(([a], [b]) => a < b ? -1 : 1));
  return { files, digests: sorted, madeOf, hasRemote };
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
interface Bounds {
  /** Refuses what lies elsewhere. */
  check(url: string, by: string): Promise<void>;
  /** Refuses what was opened where it is not what lies there: meanwhile a link may have come into a part's place. */
  confirm(url: string, opened: Deno.FileInfo): void;
}

async function boundsOf(entry: string): Promise<Bounds> {
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
  // A link may lead to something else.
  const isWithin = (target: string) => CODE.test(target) && isIn(real ?? folder, target);
  return {
    confirm(url, opened) {
      const path = fromFileUrl(url);
      const target = Deno.realPathSync(path);
      if (isWithin(target) && isSame(opened, infoOf(target, path))) return;
      throw new UserError(`${path} became another file while it was read. Run the command again`);
    },

    async check(url, by) {
      const path = fromFileUrl(url);
      const isCode = CODE.test(path) && isIn(folder, path);
      const target = isCode ? await realPath(path) : undefined;
      if (isCode && (target === undefined || isWithin(target))) return;
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

/** What a file is, no link followed; one that was named by a link may be all that may be looked at. */
function infoOf(target: string, path: string): Deno.FileInfo {
  try {
    return Deno.lstatSync(target);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    return Deno.statSync(path);
  }
}

/** What a file holds; nothing where it can't be read, which whoever loads it will say. */
async function readBytes(
  url: string,
  bounds: Bounds | undefined,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const check = bounds && ((opened: Deno.FileInfo) => bounds.confirm(url, opened));
  try {
    return await readRegular(fromFileUrl(url), MOST_BYTES, { check });
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable || error instanceof UserError) throw error;
    if (error instanceof TooLargeError) {
      throw new UserError(`${fromFileUrl(url)} is no module to load: ${error.message}`);
    }
    return undefined;
  }
}
