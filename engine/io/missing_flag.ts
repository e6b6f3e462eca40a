/**
 * Says by which flag Deno is given what it lacks.
 *
 * @module
 */

/**
 * What to add, of an error about a permission; nothing where the error does not say it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const error = new Deno.errors.NotCapable(
 *   'Requires read access to "out", run again with the --allow-read flag',
 * );
 * assertEquals(missingFlag(error), "add --allow-read=out");
 * ```
 */
export function missingFlag({ message }: Error): string | undefined {
  const [, kind, what] = /Requires (\w+) access(?: to "([^"]+)")?/.exec(message) ?? [];
  // What the system makes itself, such as /proc, Deno leaves to programs that may do everything.
  if (kind === "all") return "Deno reaches that with -A alone. Give that, or name another path";
  return kind && `add ${permissionFlag(kind, what ? [what] : [])}`;
}

/** The flag that grants a permission for some things, or for all. */
export function permissionFlag(kind: string, what: readonly string[]): string {
  // A comma parts one thing from the next, and two are one in a name.
  const list = what.map((item) => item.replaceAll(",", ",,")).join(",");
  return `--allow-${kind}${list && `=${/[^\w@%+=:,./-]/.test(list) ? `'${list}'` : list}`}`;
}
