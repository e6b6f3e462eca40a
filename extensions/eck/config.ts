/**
 * Configs of the Elastic Stack: settings by names with dots, which may stand as mappings in each other too.
 *
 * @module
 */

import { isMapping, type Mapping, type Reporter } from "@dekube/engine/pacts";

/** Settings by their whole names. */
export type FlatConfig = ReadonlyMap<string, unknown>;

/** Settings by their whole names: `{ node: { roles: [] } }` is `node.roles`. What is `null` says nothing. */
export function flatten(config: Mapping): FlatConfig {
  const flat = new Map<string, unknown>();
  const add = (prefix: string, value: Mapping) => {
    for (const [name, item] of Object.entries(value)) {
      const path = prefix + name;
      if (isMapping(item) && Object.keys(item).length > 0) add(`${path}.`, item);
      else if (item !== null && item !== undefined) flat.set(path, item);
    }
  };
  add("", config);
  return flat;
}

/**
 * The defaults, and what the user sets in place of them, of a name or of what is below it. A name above those of defaults
 * takes none of them away: what stands there is left out, and said where it is more than an empty mapping.
 */
export function withDefaults(defaults: Mapping, own: FlatConfig, report: Reporter): FlatConfig {
  const operators = flatten(defaults);
  const given = [...own].filter(([name, value]) => {
    const isAbove = [...operators.keys()].some((other) => isBelow(other, name));
    if (isMapping(value)) return !isAbove && !operators.has(name);
    if (isAbove) {
      report.warn(
        "misplaced-setting",
        `"${name}" holds settings of the operator's and is none itself, so the value is left out. Set what is below it by its whole name`,
      );
    }
    return !isAbove;
  });
  const kept = [...operators].filter(([name]) =>
    !given.some(([other]) => other === name || isBelow(other, name))
  );
  return new Map([...kept, ...given]);
}

/** Whether a setting is one of those that another name holds. */
export function isBelow(name: string, holder: string): boolean {
  return name.startsWith(`${holder}.`);
}

/** A config as YAML, a setting a line. */
export function renderConfig(config: FlatConfig): string {
  return [...config].map(([name, value]) =>
    `${/^[\w.-]+$/.test(name) ? name : JSON.stringify(name)}: ${JSON.stringify(value)}\n`
  ).join("");
}

/** Settings in each other, for a program that knows no names with dots. Of two in one place the later one stays. */
export function nested(config: FlatConfig): Mapping {
  const root = emptyMapping();
  for (const [name, value] of config) {
    const parts = name.split(".");
    let here = root;
    for (const part of parts.slice(0, -1)) {
      const inner = here[part];
      here = isMapping(inner) ? inner : here[part] = emptyMapping();
    }
    here[parts.at(-1)!] = value;
  }
  return root;
}

/** The names in it are the user's: none is that of something which every object has. */
function emptyMapping(): Mapping {
  return Object.create(null);
}
