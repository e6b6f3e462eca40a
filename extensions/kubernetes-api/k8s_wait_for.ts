/**
 * Command lines of groundnuty/k8s-wait-for.
 *
 * @see https://github.com/groundnuty/k8s-wait-for
 * @module
 */

import { kindNamed, type Reference } from "./reference.ts";

/**
 * What `wait_for.sh` waits for: `job migrate`, `pod -lapp=db`, `pod-we -lapp=db`, `service web`. A word after the kind says
 * whether failures count, which has no counterpart here.
 *
 * @example
 * ```ts
 * import { readWaitFor } from "./k8s_wait_for.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(readWaitFor(["job-wr", "migrate"], "shop"), [
 *   { kind: "job", name: "migrate", selector: "", namespace: "shop", gone: false },
 * ]);
 * ```
 */
export function readWaitFor(
  words: readonly string[],
  ownNamespace: string,
): Reference[] | undefined {
  const [what, ...rest] = words;
  const kind = kindNamed((what ?? "").replace(/-(we|wr)$/, ""));
  if (!["pod", "job", "service"].includes(kind)) return undefined;
  let namespace = ownNamespace;
  let name = "";
  let selector = "";
  for (let index = 0; index < rest.length; index++) {
    const word = rest[index];
    const [, flag, joined] = /^(-n|-l|--namespace|--selector)=?(.*)$/s.exec(word) ?? [];
    if (flag === undefined) {
      if (!word.startsWith("-")) name ||= word;
      continue;
    }
    const value = joined || rest[++index] || "";
    if (flag.includes("n") && !flag.includes("l")) namespace = value;
    else if (flag === "--namespace") namespace = value;
    else selector = value;
  }
  if (name === "" && selector === "") return undefined;
  return [{ kind, name, selector: name === "" ? selector : "", namespace, gone: false }];
}
