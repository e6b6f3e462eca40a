/**
 * Whole numbers as a cluster takes them, and what Compose is told of them.
 *
 * @module
 */

import { text } from "../read.ts";

/** Kubernetes counts, and measures seconds, in 31 bits. */
const MOST = 2 ** 31 - 1;

/**
 * A count or a number of seconds of a manifest, which may be text; `undefined` where it is none that a cluster takes.
 *
 * @example
 * ```ts
 * import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([30, "30", 0].map(wholeNumber), [30, 30, 0]);
 * assertEquals([-1, 0.5, 1e30, "9999999999", "", null].map(wholeNumber), Array(6).fill(undefined));
 * ```
 */
export function wholeNumber(value: unknown): number | undefined {
  const number = /^\d{1,10}$/.test(text(value)) ? Number(text(value)) : NaN;
  return number <= MOST ? number : undefined;
}

/**
 * A number of seconds as Compose has it. What is more than a cluster can say, such as a product of two numbers, is as much
 * as it can.
 *
 * @example
 * ```ts
 * import { secondsText } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([secondsText(90), secondsText(1e30)], ["90s", "2147483647s"]);
 * ```
 */
export function secondsText(seconds: number): string {
  return `${Math.min(Math.ceil(seconds), MOST)}s`;
}
