/**
 * What an entry of a list of extensions means.
 *
 * @module
 */

import { toFileUrl } from "@std/path";
import { nearest } from "../../../pacts/nearest.ts";
import { UserError } from "../../core/user_error.ts";
import { checkFileUrl } from "../file_url.ts";
import { EXTENSIONS, extensionSpecifier } from "./catalogue.ts";

/** An extension by where it is loaded from. */
export interface ResolvedEntry {
  /** The entry as written. */
  entry: string;
  /** What `import()` takes. */
  specifier: string;
  /** File or flag that names it, for messages. */
  namedBy?: string;
}

/**
 * What an entry means to a file at the URL `location`, which messages call `namedBy`: a name of the
 * catalogue, which may have a version behind `@`, a specifier, a URL, or a path from the file.
 *
 * @throws {UserError} for a name that the catalogue does not have.
 */
export function resolveEntry(entry: string, location: string, namedBy: string): ResolvedEntry {
  const specifier = resolveAddress(entry, location, namedBy);
  if (specifier !== undefined) return { entry, specifier, namedBy };
  const [, name, version] = /^([^@]*)(?:@(.+))?$/s.exec(entry) ?? [, entry];
  if (Object.hasOwn(EXTENSIONS, name!)) {
    if (version !== undefined && !VERSION.test(version)) {
      throw new UserError(
        `${namedBy} names ${
          JSON.stringify(entry)
        }, and what stands behind @ is no version. Write one as in ${name}@1.0.0 or ${name}@^1`,
      );
    }
    return { entry, specifier: extensionSpecifier(name!, version), namedBy };
  }
  throw new UserError(
    `${namedBy} names an extension "${entry}", which the catalogue does not have${
      // A version may stand behind it as Python's packages have theirs.
      nearest(
        name!.replace(/[=~!<>].*$/s, "").trimEnd(),
        Object.keys(EXTENSIONS),
      )}. Write a name of the catalogue, a jsr: specifier, an https: URL, or a path that begins with ./`,
  );
}

/** A version, or a range that is one word: what JSR takes. */
const VERSION = /^(?:[\^~]|[<>]=?)?[\dxX*][\w.+*-]*$/;

/**
 * A specifier, URL or path as `import()` takes it; nothing for a name.
 *
 * @throws {UserError} for what looks like a URL and is none, or like a path that this system does not have.
 */
export function resolveAddress(
  written: string,
  location: string,
  namedBy: string,
): string | undefined {
  try {
    const address = addressOf(written, location);
    if (address?.startsWith("file:")) checkFileUrl(address);
    else if (address !== undefined) new URL(address);
    if (isOtherScheme(written)) throw new TypeError("nothing is loaded from there");
    return address;
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof URIError)) throw error;
    throw new UserError(
      `${namedBy} names ${
        JSON.stringify(written)
      }, which is no address that something can be loaded from. Write a jsr: specifier, an https: URL, or a path that begins with ./`,
      { cause: error },
    );
  }
}

/** `ftp://`, `git+https://` and the like; one letter is a drive of Windows. */
function isOtherScheme(written: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(written) && !LOADED.test(written);
}

/** How a specifier begins that something is loaded from. */
const LOADED = /^(jsr:|npm:|https?:|file:)/;

function addressOf(written: string, location: string): string | undefined {
  // A file has one address, by which it is remembered.
  if (written.startsWith("file:")) return new URL(written).href;
  if (LOADED.test(written)) return written;
  if (/^[A-Za-z]:[\\/]/.test(written)) return toFileUrl(written).href;
  const isPath = /^\.{0,2}[\\/]/.test(written) || /^[^@]+\.([jt]s|json)$/.test(written);
  if (!isPath) return undefined;
  // In the name of a file these signs stand for themselves.
  const path = location.startsWith("file:")
    ? written.replace(/[%?#]/g, encodeURIComponent)
    : written;
  return new URL(path, location).href;
}
