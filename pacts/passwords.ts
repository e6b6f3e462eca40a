/**
 * Passwords in what is said.
 *
 * @module
 */

/** What stands for a password. */
export const HIDDEN = "***";

/**
 * User and password of a URL: up to the `@` before its host. Where it is written wrong, with a slash or an `@` in the password,
 * up to the last `@` before it ends; digits up to a slash are a port. The user may be a token, so it is hidden as well.
 */
const USER_INFO =
  /\b([a-z][a-z0-9+.-]{0,30}:\/\/)(?:[^\s"'`<>@/:]*:(?!\d{1,5}(?:[/?#]|$))[^\s"'`<>]*|[^\s"'`<>@/:]+)@/gi;

/**
 * A text whose URLs have lost users and passwords.
 *
 * @example
 * ```ts
 * import { withoutPasswords } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(
 *   withoutPasswords('"postgres://app:s3cret@db:5432/app" is no URL'),
 *   '"postgres://***@db:5432/app" is no URL',
 * );
 * assertEquals(withoutPasswords("http://web:8080/@me"), "http://web:8080/@me");
 * ```
 */
export function withoutPasswords(text: string): string {
  // Most texts have no URL.
  if (!text.includes("://") || !text.includes("@")) return text;
  // Behind the last `@` of a word no password can end, and looking for one from every scheme would take its time.
  return text.replace(/[^\s"'`<>]+/g, (word) => {
    const end = word.lastIndexOf("@") + 1;
    return word.slice(0, end).replace(USER_INFO, `$1${HIDDEN}@`) + word.slice(end);
  });
}
