/**
 * The command lines of a service: its program's, its health check's, and those of its hooks.
 *
 * @module
 */

import type { ServiceKeys } from "./compose.ts";
import { isMapping } from "./read.ts";

/** A command line of a service. */
export interface CommandLine {
  /** Where it stands: `command`, `healthcheck`, `post_start`. */
  key: string;
  /** Its words; what the user wrote as one text is one word. */
  words: readonly unknown[];
}

/** Keys of a service that hold a command line. */
const PROGRAM_KEYS = ["entrypoint", "command"];

/** Keys that hold a list of hooks, each with a `command`. */
const HOOK_KEYS = ["post_start", "pre_stop"];

/**
 * All command lines of a service, in any form that Compose takes.
 *
 * @example
 * ```ts
 * import { commandLines } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([...commandLines({ command: ["a"], post_start: [{ command: ["b", "c"] }] })], [
 *   { key: "command", words: ["a"] },
 *   { key: "post_start", words: ["b", "c"] },
 * ]);
 * ```
 */
export function* commandLines(service: ServiceKeys): Iterable<CommandLine> {
  for (const key of PROGRAM_KEYS) yield* line(key, service[key]);
  const { healthcheck } = service;
  yield* line("healthcheck", isMapping(healthcheck) ? healthcheck.test : undefined);
  for (const key of HOOK_KEYS) {
    for (const hook of [service[key]].flat()) {
      if (isMapping(hook)) yield* line(key, hook.command);
    }
  }
}

function* line(key: string, value: unknown): Iterable<CommandLine> {
  if (value === undefined || value === null) return;
  yield { key, words: [value].flat() };
}

/**
 * Changes each word of the command lines of a service; what is one text is one word. `before` is the word before it.
 *
 * @example
 * ```ts
 * import { changeCommandLines, type ComposeService } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const service: ComposeService = { command: ["curl", "http://web"] };
 * changeCommandLines(service, (word, before) => before === "curl" ? `${word}:8080` : word);
 * assertEquals(service.command, ["curl", "http://web:8080"]);
 * ```
 */
export function changeCommandLines(
  service: ServiceKeys,
  change: (word: string, before: string) => string,
): void {
  const changed = (words: unknown) => {
    if (typeof words === "string") return change(words, "");
    if (!Array.isArray(words)) return words;
    return words.map((word, index) => {
      // An extension may have put numbers there, which Compose takes as well.
      if (typeof word !== "string") return word;
      const before = words[index - 1];
      return change(word, typeof before === "string" ? before : "");
    });
  };
  for (const key of PROGRAM_KEYS) {
    if (service[key] !== undefined) service[key] = changed(service[key]);
  }
  const { healthcheck } = service;
  if (isMapping(healthcheck) && healthcheck.test !== undefined) {
    service.healthcheck = { ...healthcheck, test: changed(healthcheck.test) as string[] };
  }
  for (const key of HOOK_KEYS) {
    const hooks = service[key];
    if (!Array.isArray(hooks)) continue;
    service[key] = hooks.map((hook) =>
      isMapping(hook) && hook.command !== undefined
        ? { ...hook, command: changed(hook.command) }
        : hook
    );
  }
}
