/**
 * Passwords in what is said.
 *
 * @module
 */

/** What stands for a password. */
export const HIDDEN = "***";

/**
 * User and password of a URL: up to the `@` before its host. Where it is written wrong, with a slash or an `@` in the password,
 * up to the last `@` before it ends; digits up to a slash are a port. The user may be a token, so it is hidden as well. It may
 * lack the scheme, or have other slashes.
 */
const USER_INFO =
  /(\b[a-z][a-z0-9+.-]{1,30}:[\/\\]{1,3}|(?<![^\s"'`<>=(,])\/\/)(?:[^\s"'`<>@/:]*:(?!\d{1,5}(?:[/?#]|$))[^\s"'`<>]*|[^\s"'`<>@/:]+)@/gi;

/** User and password as drivers of Go have them, in front of how the server is reached. */
const DRIVER_INFO = /^[^:@]*:.*@(?=(?:tcp|udp|unix)6?\()/;

/** What a word with a password has, however it is written. */
const MAY_HAVE_ONE = /:[\/\\]|^\/\/|[=(,]\/\/|@(?:tcp|udp|unix)6?\(/;

/** Parameters of a URL that are secret by their names. */
const SECRET_PARAMETERS =
  /([?&;](?:[a-z_-]{0,20}(?:password|passwd|pwd|secret|token|api_?key)|sig|signature)=)[^\s"'`<>&#;]+/gi;

/**
 * A text whose URLs have lost users and passwords, those among their parameters too.
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
 * assertEquals(withoutPasswords("jdbc:mysql://db/app?password=s3cret"), "jdbc:mysql://db/app?password=***");
 * assertEquals(withoutPasswords("http://web:8080/@me"), "http://web:8080/@me");
 * ```
 */
export function withoutPasswords(text: string): string {
  // Most texts have no URL.
  if (!/[\/\\]|@\w+\(/.test(text)) return text;
  return text.replace(/[^\s"'`<>]+/g, (word) => {
    if (!MAY_HAVE_ONE.test(word)) return word;
    // Behind the last `@` of a word no password can end, and looking for one from every scheme would take its time.
    const end = word.lastIndexOf("@") + 1;
    const hidden = word.slice(0, end).replace(USER_INFO, `$1${HIDDEN}@`);
    const shown = (hidden + word.slice(end)).replace(DRIVER_INFO, `${HIDDEN}@`);
    return shown.replace(SECRET_PARAMETERS, `$1${HIDDEN}`);
  });
}
