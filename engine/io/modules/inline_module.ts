/**
 * Makes modules of files into modules that hold themselves.
 *
 * The loader of an executable reads every file that a module asks for, and asks for no permission. So its imports of files
 * lead nowhere, and what it is to load of others is handed to it as text.
 *
 * @module
 */

import { fromFileUrl } from "@std/path";
import { sizeText } from "../../../pacts/limits.ts";
import { readRegularText } from "../read_regular.ts";
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
const ADDRESS = /data:text\/javascript;base64,([\w+/=.]*)(?:#json)?/g;

/** What is said of modules in an executable, with the files that they are. */
export function withFiles(message: string): string {
  return message.replaceAll(NOWHERE, "file:///")
    .replaceAll(ADDRESS, (address, code) => FILES.get(code.slice(-SHOWN_END)) ?? address);
}

/** What a module may take with all that it imports, since each holds whole what it imports. */
const MOST_CHARACTERS = 64 * 2 ** 20;

/**
 * A module of a file as a `data:` URL, with all of this machine that it imports as far as its text says it. What it puts
 * together at run time stays out of reach.
 *
 * @throws {TypeError} where a module imports itself, or is too large with what it imports.
 */
export async function inlineModule(file: string, most = MOST_CHARACTERS): Promise<string> {
  const made = new Map<string, string>();

  async function inline(url: string, by: readonly string[]): Promise<string> {
    if (by.includes(url)) {
      throw new TypeError(
        `${
          fromFileUrl(url)
        } imports itself by way of others, and an executable loads no such circle`,
      );
    }
    const before = made.get(url);
    if (before !== undefined) return before;
    const source = await sourceOf(url);
    const inlined = new Map<string, string>();
    for (const specifier of source === undefined ? [] : scanSource(source).imports) {
      if (!/^(\.{0,2}\/|file:)/i.test(specifier)) continue;
      inlined.set(specifier, await inline(new URL(specifier, url).href, [...by, url]));
    }
    const result = source === undefined
      ? url
      : dataUrl(renameImports(source, (name) => inlined.get(name) ?? name), url);
    if (result.length > most) {
      throw new TypeError(
        `${fromFileUrl(file)} is larger than ${
          sizeText(most)
        } with what it imports, and an executable loads no more`,
      );
    }
    made.set(url, result);
    return result;
  }

  return await inline(file, []);
}

/** The text of a module; nothing where there is none, which is an error for whoever needs it. */
async function sourceOf(url: string): Promise<string | undefined> {
  const { pathname } = new URL(url);
  try {
    const text = await readRegularText(fromFileUrl(url), MOST_CHARACTERS);
    if (pathname.endsWith(".json")) return `export default JSON.parse(${JSON.stringify(text)});`;
    return TYPED.test(pathname) ? withoutTypes(text) : text;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

const TYPED = /\.[cm]?tsx?$/;

interface TypeStripper {
  stripTypeScriptTypes?: (text: string, options: { mode: "transform" }) => string;
}

/** JavaScript of TypeScript, where the runtime knows how; else the text, of which it says what it is. */
function withoutTypes(text: string): string {
  const { stripTypeScriptTypes } = process.getBuiltinModule("node:module") as TypeStripper;
  return stripTypeScriptTypes?.(text, { mode: "transform" }) ?? text;
}

/** How an import says that it is of JSON, statically or in a call. */
const ATTRIBUTES =
  /(#json["'])(?:\s*\b(?:with|assert)\s*\{[^{}]*\}|\s*,\s*\{\s*(?:with|assert)\s*:\s*\{[^{}]*\}\s*(?:,\s*)?\})/g;

function dataUrl(text: string, url: string): string {
  const code = text.replaceAll(ATTRIBUTES, "$1");
  const end = `//${`${FILES.size}`.padStart(SHOWN_END * 3 / 4 - "//".length, "0")}`;
  // Three bytes are four characters: with as many bytes the last of them are those of the end.
  const gap = "\n".repeat(3 - new TextEncoder().encode(code).length % 3);
  const address = new TextEncoder().encode(`${code}${gap}${end}`).toBase64();
  FILES.set(address.slice(-SHOWN_END), fromFileUrl(url));
  const mark = new URL(url).pathname.endsWith(".json") ? "#json" : "";
  return `data:text/javascript;base64,${address}${mark}`;
}
