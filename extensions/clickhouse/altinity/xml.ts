/**
 * XML, as the servers read their config.
 *
 * @module
 */

/** An element. */
export interface Element {
  /** Its name. */
  name: string;
  /** Its attributes. */
  attributes?: Readonly<Record<string, string>>;
  /** What it holds: a text, or elements. */
  content?: string | readonly Element[];
}

/** Whether something may be called so: what else XML allows, not all parsers do. */
export function isElementName(name: string): boolean {
  return /^[A-Za-z_][\w.-]*$/.test(name);
}

/** An element that holds a text or elements. */
export function element(name: string, content: string | readonly Element[]): Element {
  return { name, content };
}

/**
 * A file of config.
 *
 * @throws {TypeError} where an element or an attribute is called as none can be.
 */
export function configFile(elements: readonly Element[]): string {
  const lines: string[] = [];
  write(element("clickhouse", elements), 0, lines);
  return lines.join("\n") + "\n";
}

function write({ name, attributes = {}, content = "" }: Element, depth: number, lines: string[]) {
  const given = Object.entries(attributes);
  const bad = [name, ...given.map(([key]) => key)].find((one) => !isElementName(one));
  if (bad !== undefined) throw new TypeError(`no element can be called ${JSON.stringify(bad)}`);
  const indent = "    ".repeat(depth);
  const open = name + given.map(([key, value]) => ` ${key}="${escaped(value)}"`).join("");
  if (typeof content === "string") {
    lines.push(`${indent}<${open}>${escaped(content)}</${name}>`);
    return;
  }
  lines.push(`${indent}<${open}>`);
  for (const one of content) write(one, depth + 1, lines);
  lines.push(`${indent}</${name}>`);
}

/** What no XML can hold, not even escaped. */
// deno-lint-ignore no-control-regex
const UNSPEAKABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

function escaped(text: string): string {
  return text.toWellFormed().replace(UNSPEAKABLE, "").replace(/[&<>"\r]/g, (sign) => ESCAPES[sign]);
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#13;",
};

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

/** The text that is meant: the operator writes values as they stand, so that entities in them are read. */
export function meant(value: string): string {
  return value.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name]);
}
