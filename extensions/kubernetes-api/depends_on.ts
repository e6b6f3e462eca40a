/**
 * Command lines of opsfleet/depends-on.
 *
 * @see https://github.com/opsfleet/depends-on
 * @module
 */

import type { Reference } from "./reference.ts";

/** A flag as Go's flag package takes it: one dash or two, its value joined or the next word. */
const FLAG = /^--?([a-z][\w-]*)(?:=(.*))?$/s;

/**
 * What it waits for, all in its own namespace: Services that have an endpoint (`-service=db`), and Jobs that have succeeded
 * (`-job=migrate`). `undefined` where it names none, and so is another program.
 *
 * @example
 * ```ts
 * import { readDependsOn } from "./depends_on.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(readDependsOn(["-service=db", "-check_interval", "5"], "shop"), [
 *   { kind: "service", name: "db", selector: "", namespace: "shop", gone: false },
 * ]);
 * assertEquals(readDependsOn(["--help"], "shop"), undefined);
 * ```
 */
export function readDependsOn(
  words: readonly string[],
  namespace: string,
): Reference[] | undefined {
  const found: Reference[] = [];
  for (let index = 0; index < words.length; index++) {
    const [, kind, joined] = FLAG.exec(words[index]) ?? [];
    if (kind !== "service" && kind !== "job") continue;
    const name = joined ?? words[++index] ?? "";
    if (name !== "") found.push({ kind, name, selector: "", namespace, gone: false });
  }
  return found.length > 0 ? found : undefined;
}
