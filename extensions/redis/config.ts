/**
 * Lines of Redis' config.
 *
 * @see https://redis.io/docs/latest/operate/oss_and_stack/management/config/
 * @module
 */

/** A directive whose values stay one word each, whatever they hold. */
export function directive(name: string, ...values: readonly (string | number)[]): string {
  return [name, ...values.map((value) => quoted(String(value)))].join(" ");
}

function quoted(value: string): string {
  if (/^[\w.:/*+@%,-]+$/.test(value)) return value;
  const escaped = value.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
  return `"${escaped}"`;
}

/** Directives of which a file has one line for so many values, where `CONFIG SET` takes all of them at once. */
const IN_PARTS: ReadonlyMap<string, number> = new Map([
  ["save", 2],
  ["client-output-buffer-limit", 4],
]);

/** Lines for what an operator sets in a running server: a parameter, and all of its value. */
export function settingLines(setting: string): string[] {
  const said = setting.trim();
  const [name] = said.split(/\s/, 1);
  const rest = said.slice(name.length).trim();
  if (name === "") return [];
  const size = IN_PARTS.get(name.toLowerCase());
  const value = /^"([^"]*)"$/.exec(rest)?.[1] ?? rest;
  if (size === undefined || value === "") return [`${name} ${rest === "" ? '""' : oneLine(rest)}`];
  const words = value.split(/\s+/);
  const lines = [];
  // Values that a file says add to the server's own.
  if (name.toLowerCase() === "save") lines.push('save ""');
  for (let at = 0; at < words.length; at += size) {
    lines.push(directive(name, ...words.slice(at, at + size)));
  }
  return lines;
}

function oneLine(value: string): string {
  return value.split(/[\r\n]+/).map((line) => line.trim()).join(" ");
}
