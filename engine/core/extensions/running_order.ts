/**
 * Who must run before whom, by what converters say of themselves and what has been learned.
 *
 * @module
 */

import type { Precedence } from "./order.ts";
import type { Run } from "../run.ts";

/** The order that the converters of a run are bound to. */
export class RunningOrder {
  readonly #followers = new Map<string, Set<string>>();
  readonly #behind = new Map<string, ReadonlySet<string>>();
  readonly #places: ReadonlyMap<string, number>;

  /** The order of a run's converters. `learned` binds them as well. */
  constructor({ registry: { converters } }: Pick<Run, "registry">, learned: readonly Precedence[]) {
    this.#places = new Map(converters.map(({ extension }, place) => [extension.name, place]));
    for (const { extension: { name, after = [], before = [] } } of converters) {
      for (const other of after) this.#add(other, name);
      for (const other of before) this.#add(name, other);
    }
    for (const [first, second] of learned) this.#add(first, second);
  }

  /** Whether one must run before another. */
  precedes(first: string, second: string): boolean {
    let behind = this.#behind.get(first);
    if (!behind) this.#behind.set(first, behind = this.#allBehind(first));
    return behind.has(second);
  }

  /** Whether two converters, of which the first runs first, may change places. */
  canTurn(first: string, second: string): boolean {
    const places = [first, second].map((name) => this.#places.get(name) ?? NaN);
    return places[0] < places[1] && !this.precedes(first, second);
  }

  #add(first: string, second: string): void {
    const followers = this.#followers.get(first);
    if (followers) followers.add(second);
    else this.#followers.set(first, new Set([second]));
  }

  #allBehind(first: string): Set<string> {
    const behind = new Set(this.#followers.get(first));
    for (const name of behind) {
      for (const follower of this.#followers.get(name) ?? []) behind.add(follower);
    }
    return behind;
  }
}
