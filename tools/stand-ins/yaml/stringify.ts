// The very version that std was ported from: later ones quote otherwise ("a#b", "=").
// deno-lint-ignore no-import-prefix -- goes into a registry, which has no import map
import yaml from "npm:js-yaml@3.13.1";
import { createSchemas, type SchemaType } from "./_schema.ts";
import { AstralText } from "./_astral_text.ts";

export type { SchemaType };

/** Options for {@linkcode stringify}. */
export interface StringifyOptions {
  /** Spaces a level. */
  indent?: number;
  /** Whether the items of a list stand further in than its key. */
  arrayIndent?: boolean;
  /** Leave out what YAML has no form for; otherwise it is an error. */
  skipInvalid?: boolean;
  /** The level from which on collections are written `{…}` and `[…]`; -1 for never. */
  flowLevel?: number;
  /** Which values are more than text. */
  schema?: SchemaType;
  /** Whether, or how, to sort keys. */
  sortKeys?: boolean | ((a: string, b: string) => number);
  /** Where to fold long text; -1 for never. */
  lineWidth?: number;
  /** Write an object's second appearance as a reference to the first. */
  useAnchors?: boolean;
  /** Quote what YAML 1.1 took for a boolean: yes, no, on, off, y, n. */
  compatMode?: boolean;
}

const SCHEMAS = createSchemas(yaml);

/** The value as a YAML document. */
export function stringify(
  data: unknown,
  options: StringifyOptions = {},
): string {
  const astral = new AstralText();
  const copy = copyValue(data, options.skipInvalid ?? false, astral);
  if (copy.value === undefined) return "";
  const text = yaml.dump(copy.value, {
    indent: options.indent,
    noArrayIndent: options.arrayIndent === false,
    flowLevel: options.flowLevel,
    schema: SCHEMAS[options.schema ?? "default"],
    sortKeys: options.sortKeys,
    lineWidth: options.lineWidth,
    // js-yaml looks for shared objects in quadratic time, so only where there are any.
    noRefs: options.useAnchors === false || !copy.shares,
    noCompatMode: options.compatMode === false,
  });
  return astral.restore(text);
}

/** A copy that js-yaml treats as std treats the original; it keeps which objects are shared. */
function copyValue(data: unknown, skipInvalid: boolean, astral: AstralText) {
  const copies = new Map<unknown, unknown>();
  let shares = false;

  function copy(value: unknown): unknown {
    if (typeof value === "string") return astral.replace(value);
    if (value === null || ["boolean", "number"].includes(typeof value)) {
      return value;
    }
    if (typeof value !== "object") {
      if (skipInvalid) return undefined;
      throw new TypeError(`Cannot stringify ${typeof value}`);
    }
    if (value instanceof Date || value instanceof Uint8Array) return value;
    if (copies.has(value)) {
      shares = true;
      return copies.get(value);
    }
    return Array.isArray(value) ? copyArray(value) : copyObject(value);
  }

  function copyArray(array: unknown[]): unknown[] {
    const result: unknown[] = [];
    copies.set(array, result);
    for (const item of array) {
      const value = copy(item);
      if (value !== undefined) result.push(value);
    }
    return result;
  }

  function copyObject(object: object): object {
    const result = {};
    copies.set(object, result);
    for (const [key, item] of Object.entries(object)) {
      const value = copy(item);
      if (value === undefined) continue;
      // Not an assignment: a key may be "__proto__".
      Object.defineProperty(
        result,
        key.includes("\n") ? key : astral.replace(key),
        {
          value,
          enumerable: true,
        },
      );
    }
    return result;
  }

  const value = copy(data);
  return { value, shares };
}
