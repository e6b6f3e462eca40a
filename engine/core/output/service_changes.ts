/**
 * Which services of a project are new, changed or gone, by the texts of two compose.yml.
 *
 * Both were printed here, so a service is the lines between its key and the next one: nothing has to be parsed.
 *
 * @module
 */

/** Names of services, each list in the order of the file. */
export interface ServiceChanges {
  /** Those that were not there before. */
  added: string[];
  /** Those that are others now. */
  changed: string[];
  /** Those that are gone. */
  removed: string[];
  /** Those that are as they were. */
  unchanged: string[];
}

/**
 * Compares two compose.yml of one project; `before` may be none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const before = "services:\n  web:\n    image: web:1\n  old:\n    image: old\n";
 * const after = "services:\n  web:\n    image: web:2\n  db:\n    image: db\n";
 * assertEquals(serviceChanges(before, after), {
 *   added: ["db"],
 *   changed: ["web"],
 *   removed: ["old"],
 *   unchanged: [],
 * });
 * ```
 */
export function serviceChanges(before: string | undefined, after: string): ServiceChanges {
  const [old, now] = [servicesIn(before ?? ""), servicesIn(after)];
  const names = [...now.keys()];
  return {
    added: names.filter((name) => !old.has(name)),
    changed: names.filter((name) => old.has(name) && old.get(name) !== now.get(name)),
    removed: [...old.keys()].filter((name) => !now.has(name)),
    unchanged: names.filter((name) => old.get(name) === now.get(name)),
  };
}

/** The lines of each service. */
function servicesIn(text: string): Map<string, string> {
  const services = new Map<string, string>();
  let isWithin = false;
  let name: string | undefined;
  let lines: string[] = [];
  const keep = () => name !== undefined && services.set(name, lines.join("\n"));
  // What ends the file is no line of its last service.
  for (const line of (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n")) {
    if (/^[^\s#]/.test(line)) isWithin = line === "services:";
    const [, key] = isWithin ? /^ {2}(\S.*?): *(?:\{\})?$/.exec(line) ?? [] : [];
    if (key !== undefined || !isWithin) {
      keep();
      [name, lines] = [key === undefined ? undefined : unquoted(key), []];
    } else {
      lines.push(line);
    }
  }
  keep();
  return services;
}

function unquoted(key: string): string {
  return /^(['"])(.*)\1$/.exec(key)?.[2] ?? key;
}

/** Keys of each service that differ between two compose.yml which both have it. */
export function changedKeys(before: string, after: string): Map<string, string[]> {
  const old = servicesIn(before);
  return new Map(
    [...servicesIn(after)].filter(([name, text]) => (old.get(name) ?? text) !== text)
      .map(([name, text]) => {
        const [from, to] = [keysIn(old.get(name)!), keysIn(text)];
        const keys = [...new Set([...to.keys(), ...from.keys()])];
        return [name, keys.filter((key) => from.get(key) !== to.get(key))];
      }),
  );
}

/** The lines of each key of a service. */
function keysIn(text: string): Map<string, string> {
  const keys = new Map<string, string>();
  let key = "";
  for (const line of text.split("\n")) {
    key = /^ {4}([A-Za-z_][\w-]*):/.exec(line)?.[1] ?? key;
    keys.set(key, `${keys.get(key) ?? ""}${line}\n`);
  }
  return keys;
}
