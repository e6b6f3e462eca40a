/**
 * Settings whose names have dots, as mappings in mappings.
 *
 * @module
 */

import { isMapping, type Mapping } from "@dekube/engine/pacts";

/** `{ "net.port": 1 }` as `{ net: { port: 1 } }`, at any depth. */
export function nested(settings: Mapping): Mapping {
  const all: Mapping = {};
  for (const [name, value] of Object.entries(settings)) {
    const path = name.split(".");
    let place = all;
    for (const part of path.slice(0, -1)) {
      const own = Object.hasOwn(place, part) ? place[part] : undefined;
      const next: Mapping = isMapping(own) ? own : {};
      define(place, part, next);
      place = next;
    }
    const last = path[path.length - 1];
    const own = Object.hasOwn(place, last) ? place[last] : undefined;
    if (!isMapping(value)) define(place, last, value);
    else {
      const inner = nested(value);
      define(place, last, isMapping(own) ? joined(own, inner) : inner);
    }
  }
  return all;
}

function joined(one: Mapping, other: Mapping): Mapping {
  const all: Mapping = { ...one };
  for (const [name, value] of Object.entries(other)) {
    const own = Object.hasOwn(all, name) ? all[name] : undefined;
    define(all, name, isMapping(own) && isMapping(value) ? joined(own, value) : value);
  }
  return all;
}

/** A field whatever it is called. */
function define(target: Mapping, name: string, value: unknown): void {
  Object.defineProperty(target, name, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}
