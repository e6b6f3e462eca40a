/**
 * Sprig's functions of JSON, which write it as Go does.
 *
 * @module
 */

import type { Budget } from "../budget.ts";
import { refuse } from "../errors.ts";
import { toGo } from "../convert.ts";
import { fn, type FunctionTable, type GoFunction } from "../function.ts";
import { goText, isBroken, jsText, toRunes } from "../go_text.ts";
import { GoInt, GoList, GoMap, type GoValue, sortedKeys } from "../values.ts";

/** How JSON is written. */
interface Style {
  /** Whether each value stands on a line of its own. */
  pretty?: boolean;
  /** Whether `<`, `>` and `&` stay as they are. */
  raw?: boolean;
}

/**
 * A value as JSON.
 *
 * @throws {Refusal} where a number has none.
 */
export function jsonText(value: GoValue, budget: Budget, style: Style = {}): string {
  const parts: string[] = [];
  let size = 0;
  add(value, 0);
  return parts.join("");

  function push(text: string): void {
    size += text.length;
    budget.spendText(size > budget.longest ? size : text.length);
    parts.push(text);
  }

  function line(depth: number): void {
    if (style.pretty) push(`\n${"  ".repeat(depth)}`);
  }

  function add(value: GoValue, depth: number): void {
    budget.enter(depth);
    if (typeof value === "string") push(jsonString(value, style.raw));
    else if (typeof value === "number") push(jsonNumber(value));
    else if (value instanceof GoInt) push(String(value.value));
    else if (value instanceof GoList) {
      if (value.isNil) return push("null");
      push("[");
      for (const [index, item] of value.items.entries()) {
        if (index > 0) push(",");
        line(depth + 1);
        add(item, depth + 1);
      }
      if (value.items.length > 0) line(depth);
      push("]");
    } else if (value instanceof GoMap) {
      if (value.isNil) return push("null");
      budget.spend(value.entries.size);
      push("{");
      for (const [index, key] of sortedKeys(value).entries()) {
        if (index > 0) push(",");
        line(depth + 1);
        push(`${jsonString(key, style.raw)}:${style.pretty ? " " : ""}`);
        add(value.entries.get(key) ?? null, depth + 1);
      }
      if (value.entries.size > 0) line(depth);
      push("}");
    } else push(String(value));
  }
}

function jsonNumber(value: number): string {
  if (!Number.isFinite(value)) refuse("JSON has no such number");
  return Object.is(value, -0) ? "-0" : String(value);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\b": "\\b",
  "\f": "\\f",
};

function jsonString(text: string, isRaw = false): string {
  const parts: string[] = ['"'];
  for (const rune of toRunes(text)) {
    const code = rune.codePointAt(0)!;
    if (Object.hasOwn(ESCAPES, rune)) parts.push(ESCAPES[rune]);
    else if (isBroken(code)) parts.push("\\ufffd");
    else if (
      code < 0x20 || code === 0x2028 || code === 0x2029 || (!isRaw && "<>&".includes(rune))
    ) parts.push(`\\u${code.toString(16).padStart(4, "0")}`);
    else parts.push(goText(rune));
  }
  parts.push('"');
  return parts.join("");
}

/** What JSON says; `undefined` where it is none. */
function read(text: string, budget: Budget): GoValue | undefined {
  budget.spend(text.length);
  let value: unknown;
  try {
    value = JSON.parse(jsText(text));
  } catch {
    return undefined;
  }
  return toGo(value, budget, true);
}

/** Nothing stands for what has no JSON, where an error is not asked for. */
function write(style: Style): GoFunction {
  return fn(["any"], ({ budget }, value) => {
    try {
      return jsonText(value, budget, style);
    } catch (error) {
      if (error instanceof Error && error.message === "JSON has no such number") return "";
      throw error;
    }
  });
}

function mustWrite(style: Style): GoFunction {
  return fn(["any"], ({ budget }, value) => jsonText(value, budget, style));
}

const fromJson = fn(["string"], ({ budget }, text) => read(text, budget) ?? null);

/** Functions that read and write JSON. */
export const JSON_FUNCTIONS: FunctionTable = {
  fromJson,
  mustFromJson: fn(["string"], ({ budget }, text) => {
    const value = read(text, budget);
    return value === undefined ? refuse("the text is no JSON") : value;
  }),
  toJson: write({}),
  toPrettyJson: write({ pretty: true }),
  toRawJson: mustWrite({ raw: true }),
  mustToJson: mustWrite({}),
  mustToPrettyJson: mustWrite({ pretty: true }),
  mustToRawJson: mustWrite({ raw: true }),
  // What templates of External Secrets Operator's engine v1 have.
  fromJSON: fromJson,
  toJSON: write({}),
};
