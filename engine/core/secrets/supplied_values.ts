/**
 * What the user supplies for others to use: secrets.yaml.
 *
 * @module
 */

import {
  type Diagnostics,
  isMapping,
  type Mapping,
  settingPath,
  type Supplied,
} from "../../../pacts/mod.ts";
import { nearest } from "../../../pacts/nearest.ts";

/** The values of one conversion, and which of them are asked for. */
export class SuppliedValues {
  readonly #given: Mapping;
  readonly #asked: Asked = { keys: new Map() };

  /** Values by the names of the extensions that they are for. */
  constructor(given: Mapping = {}) {
    this.#given = given;
  }

  /** What is there for one extension. */
  of(extension: string): Supplied {
    const find = (path: readonly string[]): unknown => {
      let found: unknown = this.#given;
      for (const key of [extension, ...path]) {
        found = isMapping(found) && Object.hasOwn(found, key) ? found[key] : undefined;
      }
      return found;
    };
    return {
      value: (path) => {
        this.#ask([extension, ...path]).isWhole = true;
        const found = find(path);
        return typeof found === "string" ? found : undefined;
      },
      values: (path) => {
        this.#ask([extension, ...path]).holdsAny = true;
        const found = find(path);
        if (!isMapping(found)) return undefined;
        const texts = Object.entries(found).filter(([, value]) => typeof value === "string");
        return texts.length > 0 ? Object.fromEntries(texts) as Record<string, string> : undefined;
      },
      peek: find,
      place: (path) => settingPath(extension, ...path),
    };
  }

  /** All that is asked for, with a place for each value, filled or not; nothing where nobody asks. */
  needs(): Mapping | undefined {
    return this.#asked.keys.size === 0 ? undefined : placesOf(this.#asked) as Mapping;
  }

  /** Says what is there and nobody asks for: it is misspelt, or no longer needed. */
  warnUnused(file: string, diagnostics: Diagnostics): void {
    const visit = (given: unknown, asked: Asked, path: readonly string[]) => {
      if (!isMapping(given) || asked.holdsAny || asked.isWhole) return;
      const known = [...asked.keys.keys()];
      for (const [key, value] of Object.entries(given)) {
        const inner = asked.keys.get(key);
        if (inner) visit(value, inner, [...path, key]);
        else {
          diagnostics.warn(
            "unused-value",
            `nothing asks for "${settingPath(...path, key)}"${
              nearest(key, known.filter((name) => !Object.hasOwn(given, name)))
            }. Mend its name, or take it out`,
            { file },
          );
        }
      }
    };
    // Where nobody asks for anything it is another program's file.
    if (this.#asked.keys.size > 0) visit(this.#given, this.#asked, []);
  }

  #ask(path: readonly string[]): Asked {
    let asked = this.#asked;
    for (const key of path) {
      let inner = asked.keys.get(key);
      if (!inner) asked.keys.set(key, inner = { keys: new Map() });
      asked = inner;
    }
    return asked;
  }
}

/** What is asked for below a key; a value where there is nothing. */
interface Asked {
  keys: Map<string, Asked>;
  /** Whether it is asked for itself, whatever stands below. */
  isWhole?: boolean;
  /** Whether whatever stands below is taken. */
  holdsAny?: boolean;
}

function placesOf({ keys, holdsAny = false }: Asked): Mapping | null {
  if (keys.size === 0) return holdsAny ? {} : null;
  return Object.fromEntries([...keys].map(([key, inner]) => [key, placesOf(inner)]));
}
