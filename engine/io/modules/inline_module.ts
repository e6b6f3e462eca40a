/**
 * Makes modules of files into modules that hold themselves.
 *
 * What others wrote is handed over as text, as it was looked at: a file could be another one by the time that Deno's loader
 * reads it. The loader of an executable even reads every file that a module asks for, and asks for no permission, so its
 * imports of files lead nowhere.
 *
 * @module
 */

import { dirname, fromFileUrl } from "@std/path";
import { sizeText } from "../../../pacts/limits.ts";
import { readRegularText } from "../read_regular.ts";
import { moduleText, STRIPS_TYPES } from "./module_text.ts";
import { renameImports, scanSource } from "./scan_source.ts";

/** Where files lead that are imported in an executable: to no module. */
const NOWHERE = "no-file:/";

/** The entry of its import map by which an executable imports no file, whatever path is named. */
export const NO_FILES: Readonly<Record<string, string>> = { "file:///": NOWHERE };

/** The files whose modules were made, by how the addresses of these end. */
const FILES = new Map<string, string>();

/** Of a long address Deno shows the beginning, and as much of its end. */
const SHOWN_END = 20;

/** An address as it is made here, or as it is shown. */
const ADDRESS = /data:text\/(?:java|type)script;base64,([\w+/=.]*)(?:#json)?/g;

/** What Deno says of a file that leads nowhere. */
const UNLOADED =
  /Unsupported scheme "no-file" for module "([^"]*)"\. Supported schemes:(?:\n - .*)*/g;

/** What is said of modules that hold themselves, with the files that they are. */
export function withFiles(message: string): string {
  return message.replace(UNLOADED, 'Module not found "$1"').replaceAll(NOWHERE, "file:///")
    .replaceAll(ADDRESS, (address, code) => FILES.get(code.slice(-SHOWN_END)) ?? address);
}

/** What a module may take with all that it imports, since each holds whole what it imports. */
const MOST_CHARACTERS = 64 * 2 ** 20;

/** Modules that were made, by what their texts come from: one that several import is one module, as Deno has it. */
const MADE = new WeakMap<TextOf, Map<string, string>>();

/** What is being made; another one waits for it, since it may be made of the same. */
let making: Promise<unknown> = Promise.resolve();

/** The text of a file by its URL; nothing where there is none. */
type TextOf = (url: string) => string | undefined | Promise<string | undefined>;

/**
 * A module of a file as a `data:` URL, with all of this machine that it imports as far as its text says it. What it puts
 * together at run time stays out of reach.
 *
 * @throws {TypeError} where a module imports itself, or is too large with what it imports.
 */
export function inlineModule(
  file: string,
  textOf: TextOf = textOnDisk,
  most = MOST_CHARACTERS,
): Promise<string> {
  const made = making.then(() => makeModule(file, textOf, most));
  making = made.catch(() => {});
  return made;
}

async function makeModule(file: string, textOf: TextOf, most: number): Promise<string> {
  const made = MADE.get(textOf) ?? new Map<string, string>();
  MADE.set(textOf, made);

  async function inline(url: string, by: readonly string[]): Promise<string> {
    if (by.includes(url)) {
      throw new TypeError(
        `${
          fromFileUrl(url)
        } imports itself by way of others, and modules of extensions are loaded in no such circle`,
      );
    }
    const before = made.get(url);
    if (before !== undefined) return before;
    const source = sourceOf(await textOf(url), url);
    const inlined = new Map<string, string>();
    for (const specifier of source === undefined ? [] : scanSource(source).imports) {
      if (!/^(\.{0,2}\/|file:)/i.test(specifier)) continue;
      inlined.set(specifier, await inline(new URL(specifier, url).href, [...by, url]));
    }
    const result = source === undefined
      ? url.replace("file:///", NOWHERE)
      : dataUrl(renameImports(source, (name) => inlined.get(name) ?? name), url);
    if (result.length > most) {
      throw new TypeError(
        `${fromFileUrl(file)} is larger than ${
          sizeText(most)
        } with what it imports, and more is not loaded`,
      );
    }
    made.set(url, result);
    return result;
  }

  return await inline(file, []);
}

async function textOnDisk(url: string): Promise<string | undefined> {
  try {
    return await readRegularText(fromFileUrl(url), MOST_CHARACTERS);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** The text of a module; nothing where there is none, which is an error for whoever needs it. */
function sourceOf(text: string | undefined, url: string): string | undefined {
  if (text === undefined) return undefined;
  if (isJson(url)) return `export default JSON.parse(${JSON.stringify(text)});`;
  return moduleText(text, url);
}

function isJson(url: string): boolean {
  return new URL(url).pathname.endsWith(".json");
}

/** What a module is of. An executable that can't take types away can't be told of them either. */
function languageOf(url: string): string {
  const hasTypes = /\.[cm]?tsx?$/.test(new URL(url).pathname);
  return hasTypes && !STRIPS_TYPES && !Deno.build.standalone ? "typescript" : "javascript";
}

/** How an import says that it is of JSON, statically or in a call. */
const ATTRIBUTES =
  /(#json["'])(?:\s*\b(?:with|assert)\s*\{[^{}]*\}|\s*,\s*\{\s*(?:with|assert)\s*:\s*\{[^{}]*\}\s*(?:,\s*)?\})/g;

/** What has a module know the file that it is of. It stands in the first line, so that lines are what they were. */
function ownAddress(url: string): string {
  const path = fromFileUrl(url);
  const meta = { url, filename: path, dirname: dirname(path) };
  return `Object.assign(import.meta, ${JSON.stringify(meta)});`;
}

function dataUrl(text: string, url: string): string {
  const code = `${ownAddress(url)}${text.replace(/^#!/, "//").replaceAll(ATTRIBUTES, "$1")}`;
  const end = `//${`${FILES.size}`.padStart(SHOWN_END * 3 / 4 - "//".length, "0")}`;
  // Three bytes are four characters: with as many bytes the last of them are those of the end.
  const gap = "\n".repeat(3 - new TextEncoder().encode(code).length % 3);
  const address = new TextEncoder().encode(`${code}${gap}${end}`).toBase64();
  FILES.set(address.slice(-SHOWN_END), fromFileUrl(url));
  return `data:text/${languageOf(url)};base64,${address}${isJson(url) ? "#json" : ""}`;
}
