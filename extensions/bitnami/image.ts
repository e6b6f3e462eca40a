/**
 * Images of Bitnami's.
 *
 * @module
 */

/** An image of Bitnami's. */
export interface BitnamiImage {
  /** Its name, for instance `redis`. */
  name: string;
  /** The first number of its tag; `undefined` where it has none. */
  major?: number;
}

/**
 * What a reference to an image of Bitnami's names (`docker.io/bitnami/redis:8.2.1`, `bitnamilegacy/redis`,
 * `registry.example/mirror/bitnami/redis@sha256:…`); `undefined` for any other image.
 *
 * @example
 * ```ts ignore
 * bitnamiImage("bitnami/redis:8.2.1-debian-12-r0"); // { name: "redis", major: 8 }
 * bitnamiImage("redis:7"); // undefined
 * ```
 */
export function bitnamiImage(reference: string): BitnamiImage | undefined {
  const [repository] = reference.split("@");
  const parts = repository.split("/");
  const [name, tag = ""] = parts.pop()!.split(":");
  const isBitnami = parts.some((part) => /^bitnami[a-z0-9_-]*$/.test(part));
  if (!isBitnami || name === "") return undefined;
  const major = /^v?(\d{1,4})(?!\d)/.exec(tag)?.[1];
  return { name, ...(major === undefined ? {} : { major: Number(major) }) };
}
