/**
 * What extensions note for the account while they run.
 *
 * @module
 */

import { type AccountNotes, type ComposeService, idOf, type Manifest } from "../../../pacts/mod.ts";
import { holdersOf, type Keys, placesOf, plainPlace } from "./places.ts";
import { keyOf } from "../resource_key.ts";

/** What stands in the place of what a field asked for. */
export interface Instead {
  /** The extension that has put it there. */
  by: string;
  /** Why. */
  reason: string;
}

/** What a field has shaped. */
export interface Shaped {
  /** The extension that made it. */
  by: string;
  /** What it is. */
  to: string[];
}

/** Keeps what extensions note. */
export class Notes {
  readonly #superseded = new WeakMap<ComposeService, Map<string, Instead>>();
  readonly #shaped = new Map<string, Map<string, Shaped>>();

  readonly #readers = new Map<string, string>();

  /** A rewriter reads an Ingress: the others' rules are not about it. */
  read(ingress: Manifest, rewriter: string): void {
    this.#readers.set(keyOf(idOf(ingress)), rewriter);
  }

  /** The rewriter that reads an Ingress. */
  readerOf(ingress: Manifest): string | undefined {
    return this.#readers.get(keyOf(idOf(ingress)));
  }

  /** What one extension notes. */
  by(extension: string): AccountNotes {
    return {
      superseded: (service, keys, reason) => {
        const known = this.#superseded.get(service) ?? new Map<string, Instead>();
        for (const key of keys) known.set(key, { by: extension, reason });
        this.#superseded.set(service, known);
      },
      shaped: (object, path, to) => {
        const key = keyOf("metadata" in object ? idOf(object) : object);
        const known = this.#shaped.get(key) ?? new Map<string, Shaped>();
        known.set(plainPlace(path), { by: extension, to: [to] });
        this.#shaped.set(key, known);
      },
    };
  }

  /** Whether something of a service is known to come of no manifest. */
  hasInstead(service: ComposeService | undefined): boolean {
    return service !== undefined && this.#superseded.has(service);
  }

  /** What stands at a key of a service, or at one that it is below. */
  instead(service: ComposeService | undefined, path: readonly string[]): Instead | undefined {
    const known = service && this.#superseded.get(service);
    if (!known) return undefined;
    // Names of variables may hold dots.
    const key = path.join(".");
    for (const [noted, instead] of known) {
      if (key === noted || key.startsWith(`${noted}.`)) return instead;
    }
    return undefined;
  }

  /** What a field has shaped of an object, or of what is made in its place. */
  shaped(keys: Keys, manifest: Manifest, made: readonly Manifest[] = []): Shaped | undefined {
    if (this.#shaped.size === 0) return undefined;
    for (const known of [manifest, ...made].map((one) => this.#shaped.get(keyOf(idOf(one))))) {
      if (!known) continue;
      for (const place of placesOf(keys, manifest)) {
        for (const holder of holdersOf(place)) {
          const shaped = known.get(holder);
          if (shaped) return shaped;
        }
      }
    }
    return undefined;
  }
}
