/**
 * What lies beside a single file.
 *
 * @module
 */

import { isMapping } from "../../pacts/mod.ts";
import { CONTRACT_SPECIFIERS } from "../io/modules/contracts.ts";

/** The deno.json by which extensions find the contracts in a single file: one module, one identity. */
export function companionConfig(file: string): string {
  const imports = Object.fromEntries(CONTRACT_SPECIFIERS.map((name) => [name, `./${file}`]));
  // A workspace of its own: else Deno misses it among the members of one around it.
  return `${JSON.stringify({ imports, workspace: [] }, null, 2)}\n`;
}

/** Whether a deno.json is one that a build wrote, so that the next may replace it. */
export function isCompanion(text: string): boolean {
  try {
    const { imports, ...rest } = JSON.parse(text);
    return isMapping(imports) && JSON.stringify(rest) === '{"workspace":[]}' &&
      Object.keys(imports).every((name) => CONTRACT_SPECIFIERS.includes(name));
  } catch {
    return false;
  }
}
