/**
 * Names of a Secret's keys, made of names that stores have.
 *
 * @see https://external-secrets.io/latest/guides/datafrom-rewrite/
 * @module
 */

import { isMapping, type Mapping, mapping, mappings, text, texts } from "@dekube/engine/pacts";
import {
  renderGoTemplate,
  replaceGoRegex,
  type TemplateLimits,
} from "@dekube/engine/pacts/go_template";
import type { Value, Values } from "./value.ts";

/** Why values can't be had under the keys that they should have. */
export class KeyError extends Error {
  /** `KeyError`. */
  override readonly name = "KeyError";
}

/** Values under keys by a `conversionStrategy`: what no key can have is replaced. */
export function converted(values: Values, strategy: string): Values {
  const of = (key: string) =>
    [...key].map((char) =>
      /[\p{N}\p{L}._-]/u.test(char)
        ? char
        : strategy === "Unicode"
        ? `_U${char.codePointAt(0)!.toString(16).padStart(4, "0")}_`
        : "_"
    ).join("");
  const result = new Map<string, Value>();
  for (const [key, value] of values) {
    const wanted = of(key);
    if (result.has(wanted)) throw new KeyError(`two values would have the key "${wanted}"`);
    result.set(wanted, value);
  }
  return result;
}

/**
 * Values after the operations of a `rewrite`, one after the other.
 *
 * @throws {KeyError} where one can't be done.
 */
export function rewritten(
  values: Values,
  operations: unknown,
  limits: TemplateLimits,
): Values {
  let result = values;
  for (const operation of mappings(operations)) {
    if (isMapping(operation.merge)) result = merged(result, operation.merge);
    else if (isMapping(operation.regexp)) {
      const { source, target } = operation.regexp;
      result = renamed(
        result,
        (key) => replaceGoRegex(text(source), key, text(target), limits),
      );
    } else if (isMapping(operation.transform)) {
      const template = text(operation.transform.template);
      result = renamed(result, (key) => renderGoTemplate(template, { value: key }, { limits }));
    }
  }
  return result;
}

/** Letters of a key while it is rewritten; in the end it may have 253. */
const LONGEST_KEY = 4096;

function renamed(values: Values, rename: (key: string) => string): Values {
  return new Map([...values].map(([key, value]) => {
    const renamed = rename(key);
    if (renamed.length > LONGEST_KEY) {
      throw new KeyError("a key would be of more than 4,096 letters");
    }
    return [renamed, value];
  }));
}

/** The members of all values that are JSON objects, together. */
function merged(values: Values, operation: Mapping): Values {
  const { priorityPolicy, conflictPolicy, strategy, into } = operation;
  const priority = texts(operation.priority);
  const keys = [...values.keys()].filter((key) => !priority.includes(key)).sort();
  const all = new Map<string, unknown>();
  for (const key of [...keys, ...priority]) {
    const value = values.get(key);
    if (value === undefined) {
      if (priorityPolicy === "IgnoreNotFound") continue;
      throw new KeyError(`there is no "${key}" to merge`);
    }
    for (const [name, member] of Object.entries(objectIn(value, key))) {
      if (all.has(name) && conflictPolicy !== "Ignore") {
        throw new KeyError(`"${name}" is there twice`);
      }
      all.set(name, member);
    }
  }
  if (strategy !== "JSON") {
    return new Map([...all].map(([key, member]) => [
      key,
      typeof member === "string" ? member : JSON.stringify(member),
    ]));
  }
  if (text(into) === "") throw new KeyError('"into" is missing');
  const sorted = [...all].sort(([a], [b]) => a < b ? -1 : 1);
  return new Map([...values, [text(into), JSON.stringify(Object.fromEntries(sorted))]]);
}

function objectIn(value: Value, key: string): Mapping {
  try {
    const parsed: unknown = JSON.parse(String(value));
    if (isMapping(parsed)) return mapping(parsed);
  } catch {
    // As if it were another thing.
  }
  throw new KeyError(`the value of "${key}" is no JSON object`);
}

/** Whether a text can be a key of a Secret. */
export function isKey(key: string): boolean {
  return /^[-._a-zA-Z0-9]{1,253}$/.test(key) && key !== "." && key !== "..";
}
