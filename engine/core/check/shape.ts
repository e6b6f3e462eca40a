/**
 * What a value read from YAML may be, and where it is something else.
 *
 * A form of the Compose Specification has at most one meaning for each type of value, so a shape says for each type what
 * is right, and a mistake is found without trying alternatives.
 *
 * @module
 */

import { isMapping } from "../../../pacts/mod.ts";

/** What a text must look like beyond being text. */
export interface Form {
  /** What is expected, for people. */
  means: string;
  /** Whether a text is one. */
  test(text: string): boolean;
}

/** What a value may be; a type that is not named is refused. */
export interface Shape {
  /** Text, of a form where one is given. */
  text?: true | Form;
  /** Numbers. */
  number?: { whole?: boolean; least?: number; most?: number };
  /** `true` and `false`. */
  flag?: true;
  /** `null`. */
  nothing?: true;
  /** Lists of these. */
  list?: Shape | typeof ANYTHING;
  /** Mappings. */
  mapping?: Keys;
}

/** Keys of a mapping. */
export interface Keys {
  /** Those that have a name of their own. */
  known: Readonly<Record<string, Shape | (() => Shape)>>;
  /** Those that anybody may choose, where there are any. */
  chosen?: { name: RegExp; shape: Shape | (() => Shape) };
  /** Whether keys that are neither are left alone. */
  open?: true;
  /** Whether keys that begin with `x-` are right, which is how the specification lets others add some. */
  extended?: true;
  /** Those that must be there. */
  required?: readonly string[];
  /** What has these keys, for people: `services`. */
  of: string;
}

/** What is not looked at. */
export const ANYTHING = "anything";

/** Where something stands: names of mappings, and positions in lists. */
export type Path = readonly (string | number)[];

/** Something that is not as it should be. */
export interface Mistake {
  /** Where. */
  path: Path;
  /** What is wrong with it, as it goes on behind its place: `should be text, but it is a list`. */
  problem: string;
  /** Whether it is of the right type, and a text that does not look right. */
  isForm?: true;
}

/** The mistakes in a value. `nearest` adds what somebody may have meant. */
export function mistakesIn(
  value: unknown,
  shape: Shape | typeof ANYTHING,
  nearest: (written: string, known: readonly string[]) => string,
): Mistake[] {
  const mistakes: Mistake[] = [];
  const look = (value: unknown, shape: Shape | typeof ANYTHING, path: Path): void => {
    if (shape === ANYTHING) return;
    if (Array.isArray(value) && shape.list) {
      const { list } = shape;
      value.forEach((item, index) => look(item, list, [...path, index]));
    } else if (isMapping(value) && shape.mapping) {
      lookInto(value, shape.mapping, path);
    } else {
      const wrong = scalarProblem(value, shape);
      if (wrong) mistakes.push({ path, ...wrong });
    }
  };
  const lookInto = (value: Record<string, unknown>, keys: Keys, path: Path): void => {
    const { known, chosen, open, extended, required = [], of } = keys;
    for (const [key, item] of Object.entries(value)) {
      const below = [...path, key];
      if (Object.hasOwn(known, key)) look(item, shapeOf(known[key]), below);
      else if (chosen?.name.test(key)) look(item, shapeOf(chosen.shape), below);
      else if (!open && !(extended && key.startsWith("x-"))) {
        const names = Object.keys(known);
        const problem = names.length > 0
          ? `is nothing that the Compose Specification has for ${of}${nearest(key, names)}`
          : `is no name for ${of}; letters, digits, ".", "_" and "-" are`;
        mistakes.push({ path: below, problem });
      }
    }
    for (const key of required) {
      if (!Object.hasOwn(value, key)) mistakes.push({ path, problem: `lacks "${key}"` });
    }
  };
  look(value, shape, []);
  return mistakes;
}

function shapeOf(shape: Shape | (() => Shape)): Shape {
  return typeof shape === "function" ? shape() : shape;
}

function scalarProblem(value: unknown, shape: Shape): Omit<Mistake, "path"> | undefined {
  if (typeof value === "string") {
    // Compose fills texts in before it looks what they are.
    if (isFilledIn(value) && (shape.text || shape.number || shape.flag)) return undefined;
    if (shape.text === true || shape.text?.test(value)) return undefined;
    const problem = `should be ${expected(shape)}, but it is ${found(value)}`;
    return shape.text ? { problem, isForm: true } : { problem };
  }
  if (typeof value === "number" && shape.number) {
    const { whole, least = -Infinity, most = Infinity } = shape.number;
    if ((!whole || Number.isInteger(value)) && value >= least && value <= most) return undefined;
  } else if (typeof value === "boolean" ? shape.flag : value === null && shape.nothing) {
    return undefined;
  }
  return { problem: `should be ${expected(shape)}, but it is ${found(value)}` };
}

/** Whether Compose puts something else into a text: `$$` is no more than a `$`. */
export function isFilledIn(text: string): boolean {
  return /\$[{A-Za-z_]/.test(text.replaceAll("$$", ""));
}

/** What a shape takes, for people. */
function expected({ text, number, flag, list, mapping, nothing }: Shape): string {
  const kinds = [
    text === true ? "text" : text?.means,
    // Where text does as well, a number in quotes is none the wiser.
    number ? numberOf(number) : undefined,
    flag ? "true or false" : undefined,
    list ? "a list" : undefined,
    mapping ? "a mapping" : undefined,
    nothing ? "empty" : undefined,
  ].filter((kind) => kind !== undefined);
  return kinds.length < 2
    ? kinds.join("")
    : `${kinds.slice(0, -1).join(", ")} or ${kinds[kinds.length - 1]}`;
}

function numberOf({ whole, least, most }: NonNullable<Shape["number"]>): string {
  const name = whole ? "a whole number" : "a number";
  if (least === undefined) return name;
  return most === undefined ? `${name} from ${least} on` : `${name} from ${least} to ${most}`;
}

/** What a value is, for people. */
export function found(value: unknown): string {
  if (value === null || value === undefined) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "function") return "a function";
  if (isMapping(value)) return "a mapping";
  return typeof value === "string" ? `the text "${shortened(value)}"` : `${value}`;
}

/** Enough to know it by; a key or a script is long. */
function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
