/**
 * Files of users, as `htpasswd` writes them.
 *
 * @module
 */

/**
 * The users of a file, name -> hash: lines `user:hash`, perhaps with `:` and a comment; the first
 * line of a user counts. What is no such line is left out.
 *
 * @example
 * ```ts
 * import { readHtpasswd } from "@dekube/engine/pacts/ingress";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(readHtpasswd("# users\nann:$apr1$x$y\nann:other\n"), { ann: "$apr1$x$y" });
 * ```
 */
export function readHtpasswd(file: string): Record<string, string> {
  const users = new Map<string, string>();
  for (const line of file.split(/\r?\n/)) {
    if (line.startsWith("#")) continue;
    const [user, hash = ""] = line.split(":");
    if (!users.has(user) && isUser(user, hash.trim())) users.set(user, hash.trim());
  }
  return Object.fromEntries(users);
}

/**
 * Whether a name and a hash can stand in such a file: passwords have neither spaces nor control
 * characters once they are hashed.
 *
 * @example
 * ```ts
 * import { isUser } from "@dekube/engine/pacts/ingress";
 * import { assert } from "@std/assert";
 *
 * assert(isUser("ann", "{SHA}x") && !isUser("a:b", "x") && !isUser("ann", ""));
 * ```
 */
export function isUser(user: string, hash: string): boolean {
  return /^[^\s:][^\p{Cc}:]*$/u.test(user) && /^[!-~]+$/.test(hash);
}
