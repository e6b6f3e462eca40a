/**
 * Has messages name the file that settings were read from.
 *
 * @module
 */

import type { Diagnostic } from "../../pacts/mod.ts";
import { CONFIG_FILES } from "../core/settings/config_text.ts";

/** The code of what is said where the file has its old name. */
const OLD_NAME = "old-config-name";

/**
 * Messages with the name of the file that was read, where that is the old one: what they have put there would have no
 * effect in a new dekube.yaml beside it, or would take its place.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const messages = [
 *   { severity: "info", code: "old-config-name", message: "rename it to dekube.yaml" },
 *   { severity: "info", code: "x", message: 'set "hosts" in dekube.yaml' },
 * ] as const;
 * assertEquals(
 *   namingConfigFile(messages).map(({ message }) => message),
 *   ["rename it to dekube.yaml", 'set "hosts" in helmfile2compose.yaml'],
 * );
 * ```
 */
export function namingConfigFile(diagnostics: Iterable<Diagnostic>): Diagnostic[] {
  const all = [...diagnostics];
  const naming = namingIn(all);
  return all.map((diagnostic) =>
    diagnostic.code === OLD_NAME
      ? diagnostic
      : { ...diagnostic, message: naming(diagnostic.message) }
  );
}

/** How a text names the file that was read, going by what was said of it. */
export function namingIn(diagnostics: Iterable<Diagnostic>): (text: string) => string {
  const isOld = [...diagnostics].some(({ code }) => code === OLD_NAME);
  return isOld ? (text) => text.replaceAll(CONFIG_FILES[0], CONFIG_FILES[1]) : (text) => text;
}
