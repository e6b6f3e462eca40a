/**
 * Judges one line of pg_ident.conf: with a line that it can't read, a server has no user maps at all.
 *
 * @see https://www.postgresql.org/docs/current/auth-username-maps.html
 * @module
 */

import { fieldProblem, fieldsOf, onlyWord } from "./auth_file.ts";
import { isSafeRegex } from "./auth_regex.ts";
import { isStorable } from "./quote.ts";

const FORM = "the name of the map, a user of the system, and a role of the database";

/** Why PostgreSQL would not take a line of pg_ident.conf; `undefined` where it does. */
export function userMapProblem(line: string, major: number): string | undefined {
  if (!isStorable(line)) return "it has a NUL in it";
  if (line.endsWith("\\")) return "a backslash at its end joins it with the next line";
  const fields = fieldsOf(line);
  const [map, user, role] = fields.slice(0, 3).map(onlyWord);
  if (fields.length === 2 && /^include(_if_exists|_dir)?$/.test(map?.text ?? "")) {
    return "there are no other files to include. Write what they hold in its place";
  }
  if (!map || !user || !role) return `it needs ${FORM}, one of each`;
  for (const field of fields) {
    const problem = fieldProblem(field, major);
    if (problem) return problem;
  }
  // Roles may be expressions from 16 on.
  const regex = [user, ...major >= 16 ? [role] : []]
    .find(({ text }) => text.startsWith("/") && !isSafeRegex(text.slice(1)));
  return regex && `"${regex.text}" is no regular expression that can be judged here`;
}
