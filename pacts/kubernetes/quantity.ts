/**
 * Kubernetes quantities (`500m`, `256Mi`, `1e3`) as numbers and as Compose writes them.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 * @module
 */

import { text } from "../read.ts";

const SUFFIXES: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** Kubernetes keeps a quantity in 63 bits and cuts off what is larger. */
const LARGEST = 2 ** 63;

/** More memory than any machine has; Docker doubles a limit to have one of memory and swap, in 63 bits. */
const MOST_MEMORY = 2 ** 60;

const QUANTITY = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))(?:[eE]([+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/;

/**
 * A quantity as a number, `undefined` where it is none.
 *
 * @example
 * ```ts
 * import { parseQuantity } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseQuantity("500m"), 0.5);
 * assertEquals(parseQuantity("1.5Gi"), 1610612736);
 * assertEquals(parseQuantity("12e6"), 12000000);
 * assertEquals(parseQuantity("lots"), undefined);
 * ```
 */
export function parseQuantity(value: unknown): number | undefined {
  const match = QUANTITY.exec(text(value).trim());
  if (!match) return undefined;
  const [, digits, exponent, suffix = ""] = match;
  const scale = exponent === undefined ? SUFFIXES[suffix] : 10 ** Number(exponent);
  const quantity = Math.min(Number(digits) * scale, LARGEST);
  // 0.1 * 3 is not 0.3 in binary: round at Kubernetes' own precision, a billionth.
  return Math.round(quantity * 1e9) / 1e9;
}

/**
 * CPUs as Compose's `cpus` takes them.
 *
 * @example
 * ```ts
 * import { composeCpus } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(composeCpus("500m"), "0.5");
 * ```
 */
export function composeCpus(value: unknown): string | undefined {
  const cpus = parseQuantity(value);
  return cpus === undefined || cpus <= 0 ? undefined : String(cpus);
}

/**
 * Memory in Compose's byte units (`b`, `k`, `m`, `g`: powers of 1024), the
 * largest that holds it without a fraction; no more than Docker can count.
 *
 * @example
 * ```ts
 * import { composeMemory } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(composeMemory("256Mi"), "256m");
 * assertEquals(composeMemory("1500k"), "1500000b");
 * ```
 */
export function composeMemory(value: unknown): string | undefined {
  const quantity = parseQuantity(value);
  if (quantity === undefined || quantity <= 0) return undefined;
  const bytes = Math.min(Math.ceil(quantity), MOST_MEMORY);
  for (
    const [unit, size] of [["g", 2 ** 30], ["m", 2 ** 20], [
      "k",
      2 ** 10,
    ]] as const
  ) {
    if (bytes % size === 0) return `${bytes / size}${unit}`;
  }
  return `${bytes}b`;
}
