/**
 * The lines of pg_hba.conf and pg_ident.conf that a server starts with, of those that a manifest has.
 *
 * @see https://www.postgresql.org/docs/current/auth-pg-hba-conf.html
 * @module
 */

import type { Reporter } from "../diagnostics.ts";
import { badRule } from "./access_rule.ts";
import { fieldsOf, linesOf } from "./auth_file.ts";
import { userMapProblem } from "./user_map.ts";

const CODE = "bad-access-rule";

/**
 * Lines of pg_hba.conf. A rule that can't be kept is left out, and whom it lets in comes under those behind it. One that
 * turns away never opens anything by that: a wider one stands in its place. Both are said.
 */
export function keptAccessRules(
  entries: readonly string[],
  major: number,
  report: Reporter,
): string[] {
  return linesIn(entries, major).flatMap((line) => {
    const bad = badRule(line, major);
    if (!bad) return [line];
    const message = `"${shownRule(line)}" is no rule that PostgreSQL ${major} takes: ${
      shownRule(bad.problem)
    }`;
    if (bad.instead === undefined) {
      report.warn(CODE, `${message}. It is left out, since no server starts with it`);
      return [];
    }
    report.error(
      CODE,
      `${message}. Since it turns clients away, "${bad.instead}" stands in its place, until it is put right`,
    );
    return [bad.instead];
  });
}

/** Lines of pg_ident.conf; one that can't be kept is left out, which is said. */
export function keptUserMaps(
  entries: readonly string[],
  major: number,
  report: Reporter,
): string[] {
  return linesIn(entries, major).filter((line) => {
    const problem = userMapProblem(line, major);
    if (problem === undefined) return true;
    report.warn(
      CODE,
      `"${shownRule(line)}" is no user map that PostgreSQL ${major} takes: ${
        shownRule(problem)
      }. It is left out, since with it there are none`,
    );
    return false;
  });
}

/** Lines that say something. */
function linesIn(entries: readonly string[], major: number): string[] {
  return linesOf(entries, major).filter((line) => fieldsOf(line).length > 0);
}

/** A line as it may be said: without the passwords in it. */
export function shownRule(line: string): string {
  return line.replace(/(ldapbindpasswd|radiussecrets)=.*/gs, "$1=…");
}
