/**
 * What stands beside the servers, for their locations: maps, shares, zones.
 *
 * @module
 */

import { block, type Line } from "./blocks.ts";
import { type Share, shareLines } from "./shares.ts";

/** Variables and zones with names of their own; of two that say the same there is one. */
export class Definitions {
  readonly #names = new Map<string, string>();
  readonly #lines: Line[] = [];
  readonly #prefix: string;

  /** None yet. `project` tells those of several projects apart, where one nginx has them all. */
  constructor(project = "") {
    this.#prefix = project === "" ? "" : `${project.replace(/\W+/g, "_")}_`;
  }

  /** All of them, in the order in which they were asked for. */
  get lines(): readonly Line[] {
    return this.#lines;
  }

  /** A variable that is found by looking up a word: each case is a key and a word. nginx does so when it is asked for. */
  map(word: string, cases: readonly string[]): string {
    return this.#variable((name) => `map ${word} ${name}`, cases);
  }

  /** A variable that is looked up anew each time, since what it is found by changes while a request is answered. */
  changing(word: string, cases: readonly string[]): string {
    return this.map(word, ["volatile", ...cases]);
  }

  /** A variable that says whether a word matches an expression: `1` or `0`. The expression is quoted already. */
  test(word: string, expression: string): string {
    return this.map(word, ["default 0", `${expression} 1`]);
  }

  /** A variable that says whether the client is in one of some networks: `1` or `0`. */
  clientIn(networks: readonly string[]): string {
    return this.#variable((name) => `geo ${name}`, [
      "default 0",
      ...networks.map((network) => `${network} 1`),
    ]);
  }

  /** A variable that has the value of each part of some requests by its share of the whole; the last has what is left. */
  share(shares: readonly Share[], of: string): string {
    return this.#variable((name) => `split_clients ${of} ${name}`, shareLines(shares));
  }

  /** A zone that counts clients, and its name; `wanted` is one that nothing else has. */
  zone(kind: "limit_req_zone" | "limit_conn_zone", wanted: string, rate = ""): string {
    const name = this.#prefix + wanted;
    this.#lines.push(`${kind} $binary_remote_addr zone=${name}:1m${rate === "" ? "" : ` ${rate}`}`);
    return name;
  }

  #variable(head: (name: string) => string, body: readonly string[]): string {
    const key = [head("$"), ...body].join("\n");
    let name = this.#names.get(key);
    if (name === undefined) {
      name = `$dekube_${this.#prefix}${this.#names.size + 1}`;
      this.#names.set(key, name);
      this.#lines.push(block(head(name), body));
    }
    return name;
  }
}
