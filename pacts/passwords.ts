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
  /(\b[a-z][a-z0-9+.-]{1,30}:[\/\\]{1,3}|(?<![^\s"'`<>=(,]):?[\/\\]{2,3}|(?<![^\s"'`<>=(,]):[\/\\])(?:[^\s"'`<>@/:]*:(?!\d{1,5}(?:[/?#]|$))[^\s"'`<>]*|[^\s"'`<>@/:]+)@/gi;

/** User and password as drivers of Go have them, in front of how the server is reached. */
const DRIVER_INFO = /^[^:@]*:.*@(?=(?:tcp|udp|unix)6?\()/;

/**
 * User and password in front of a host alone, without a scheme. Images have digests and packages versions behind an `@`, files
 * of ours hashes: no such is a host; `npm:` and `mailto:` are no users.
 */
const BARE_INFO =
  /^([("'[{=]*(?:\.{0,2}\/{1,3})?)(?![("'[{=]|(?:npm|jsr|node|file|mailto|acct|sips?|xmpp|docker|oci|git|github):)[^\s:@\/\\]*:(?!\d{1,5}(?:[\/?#]|$))[^\s@\/\\]+@(?!sha\d+:|v?\d+(?:\.\d+){0,2}(?:[-+][\w.]+)?$|[\^~<>=]|[0-9a-f]{8,}(?:[:\/]|$))(?=[\w[])/;

/** What a word with a password has, however it is written. */
const MAY_HAVE_ONE = /:[\/\\]|^[\/\\]{2}|[=(,]\/\/|@(?:tcp|udp|unix)6?\(/;

/** Names of what is secret. */
const SECRET = String.raw`[a-z_-]{0,20}(?:password|passwd|pwd|secret|token|api_?key)`;

/** Parameters of a URL, or of a driver, that are secret by their names. */
const SECRET_PARAMETERS = new RegExp(
  `((?:^|[?&;,\\s"'\`(])(?:${SECRET}|[?&;](?:sig|signature))=)(?!\\s|$|[\\[{*$<…])[^\\s"'\`<>&#;,]+`,
  "gi",
);

/** A password with a space in it, or a line of its own. */
const SPACED_INFO =
  /(\b[a-z][a-z0-9+.-]{1,30}:\/\/)[^\s"'`<>@\/:]*:(?!\d{1,5}[\s\/?#])[^"'`<>@\/\s]{0,100}\s{1,3}[^"'`<>@\/\s:]{0,100}@(?=[\w[])/gi;

/** What signs in by a header: a word with more than small letters in it, or any that is quoted. */
const CREDENTIALS =
  /((?:["'`]|\b)(?:[Bb]earer|BEARER|[Bb]asic|BASIC|[Tt]oken)\s{1,9})(?:(?<=["'`]\w{1,9}\s{1,9})[^"'`\s]+(?=["'`])|(?=[^\s"'`]*(?:[0-9]|[a-z][A-Z]|[A-Z]{2}|[=+\/_]))[^\s"'`<>]{4,})/g;

/** Signs that look like those of a URL, each with the one that it looks like. */
const FOLDED: Readonly<Record<string, string>> = {
  ...{ "：": ":", "﹕": ":", "＠": "@", "﹫": "@", "／": "/", "＼": "\\" },
  ...{ "？": "?", "＝": "=", "＆": "&", "；": ";" },
};

const LOOKALIKES = new RegExp(`[${Object.keys(FOLDED).join("")}]`, "g");

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
  // Most texts have none of these.
  if (!/[\/\\@=]|bearer|basic|token/i.test(text) && text.search(LOOKALIKES) < 0) return text;
  const folded = text.replace(LOOKALIKES, (sign) => FOLDED[sign]);
  const shown = masked(folded);
  return shown === folded ? text : shown;
}

function masked(text: string): string {
  return text
    .replace(CREDENTIALS, `$1${HIDDEN}`)
    .replace(SPACED_INFO, `$1${HIDDEN}@`)
    .replace(/[^\s"'`<>]+/g, (word) => {
      if (!MAY_HAVE_ONE.test(word)) return word.replace(BARE_INFO, `$1${HIDDEN}@`);
      // Behind the last `@` of a word no password can end, and looking for one from every scheme would take its time.
      const end = word.lastIndexOf("@") + 1;
      const hidden = word.slice(0, end).replace(USER_INFO, `$1${HIDDEN}@`);
      return (hidden + word.slice(end)).replace(DRIVER_INFO, `${HIDDEN}@`);
    })
    .replace(SECRET_PARAMETERS, `$1${HIDDEN}`);
}
