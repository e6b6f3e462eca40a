/**
 * Bytes of a YAML file as text.
 *
 * @see https://yaml.org/spec/1.2.2/#52-character-encodings
 * @module
 */

/**
 * The text of UTF-8 or UTF-16, told apart as YAML does: by a byte order mark, or by the zero byte beside the first
 * character. Windows' PowerShell writes UTF-16 for `>`.
 *
 * @throws {Error} where it is neither.
 */
export function decodeYaml(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    // Each of several files that were put together has its own mark.
    return text.includes("\ufeff") ? text.replace(/(^|[\n\r])\ufeff/g, "$1") : text;
  } catch {
    throw new Error(
      encoding === "utf-8"
        ? "it is neither UTF-8 nor UTF-16 text; save it as UTF-8"
        : `it begins as ${encoding.toUpperCase()} text, but is none; save it as UTF-8`,
    );
  }
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe || first > 0 && second === 0) return "utf-16le";
  if (first === 0xfe && second === 0xff || first === 0 && second > 0) return "utf-16be";
  return "utf-8";
}
