/**
 * What a program that was asked for JSON answers with.
 *
 * @module
 */

import { InputError } from "../errors.ts";

/**
 * The value that an answer of Docker Compose or Docker is.
 *
 * @throws {InputError} where it is no JSON: a wrapper, a plugin or a proxy printed something else.
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * assertEquals(parseAnswer('{"State":"running"}'), { State: "running" });
 * assertThrows(() => parseAnswer("Emulate Docker CLI using podman."), Error, "Emulate Docker CLI");
 * ```
 */
export function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const shown = text.trim().split("\n", 1)[0].slice(0, LONGEST);
    throw new InputError(
      `Docker answers with something that is no JSON (${
        shown || "nothing"
      }). Expected what Docker Compose 2.20 or newer prints with --format json; see what "docker compose ps --format json" prints, and whether "docker" is Docker's own program`,
    );
  }
}

const LONGEST = 200;
