/**
 * postgresql.conf: which parameters it may have, and how they are written.
 *
 * @see https://www.postgresql.org/docs/current/config-setting.html
 * @module
 */

import { text } from "../read.ts";
import { configValue, isStorable } from "./quote.ts";

/** A parameter's name, with its extension's before it. */
const PARAMETER = /^[A-Za-z_][\w$]*(\.[A-Za-z_][\w$]*)?$/;

/** What reads other files where the name of a parameter may stand. */
const DIRECTIVE = /^include(_dir|_if_exists)?$/i;

/** Whether a name and what a manifest gives it make a line of postgresql.conf. */
export function isParameter(name: string, value: unknown): boolean {
  return PARAMETER.test(name) && !DIRECTIVE.test(name) && typeof value !== "object" &&
    isStorable(text(value));
}

/** Content of postgresql.conf. `source` says what it is made from, `data` is the folder of the data. */
export function configFile(
  source: string,
  data: string,
  settings: Iterable<readonly [name: string, value: string]>,
): string {
  return [
    `# Written by dekube from ${source}.`,
    "",
    "# What initdb found out about the machine; all below goes before it.",
    `include_if_exists = ${configValue(`${data}/postgresql.conf`)}`,
    "",
    ...[...settings].map(([name, value]) => `${name} = ${configValue(value)}`),
    "",
  ].join("\n");
}
