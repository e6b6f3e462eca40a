/**
 * Configs of the Elastic Stack: settings by names with dots, which may stand as mappings in each other too.
 *
 * @module
 */

import { isMapping, type Mapping } from "@dekube/engine/pacts";

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

/** The defaults, and what the user sets in place of them: one of a name, of what is below it, or of what it is below. */
export function withDefaults(defaults: Mapping, own: FlatConfig): FlatConfig {
  const kept = [...flatten(defaults)].filter(([name]) =>
    ![...own.keys()].some((other) =>
      other === name || other.startsWith(`${name}.`) || name.startsWith(`${other}.`)
    )
  );
  return new Map([...kept, ...own]);
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
