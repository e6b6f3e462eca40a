/**
 * Further names for what a Certificate's Secret holds: operators promise their own.
 *
 * @module
 */

/** Annotation of a Certificate that has the names, as {@linkcode certificateKeys} writes them. */
export const CERTIFICATE_KEYS = "dekube.io/secret-keys";

/**
 * The annotation that has a Certificate's Secret hold something under a further key.
 *
 * @param keys The keys, each with the one that holds the same: `tls.crt`, `tls.key` or `ca.crt`.
 *
 * @example
 * ```ts
 * import { certificateKeys } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(certificateKeys({ "public.crt": "tls.crt", "private.key": "tls.key" }), {
 *   "dekube.io/secret-keys": "public.crt=tls.crt,private.key=tls.key",
 * });
 * ```
 */
export function certificateKeys(keys: Readonly<Record<string, string>>): Record<string, string> {
  return {
    [CERTIFICATE_KEYS]: Object.entries(keys).map(([own, source]) => `${own}=${source}`).join(","),
  };
}

/**
 * Reads what {@linkcode certificateKeys} wrote; what is no pair of keys that a Secret may have is passed over.
 *
 * @example
 * ```ts
 * import { readCertificateKeys } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(readCertificateKeys("public.crt=tls.crt, ../x=tls.key"), { "public.crt": "tls.crt" });
 * ```
 */
export function readCertificateKeys(text: string): Record<string, string> {
  const pairs = text.split(",").map((pair) => pair.trim().split("="));
  return Object.fromEntries(
    pairs.filter((pair) => pair.length === 2 && pair.every((key) => KEY.test(key))),
  );
}

/** A key of a Secret, which is a file's name too: no path leads out of its folder. */
const KEY = /^(?!\.{1,2}$)[-._A-Za-z0-9]{1,253}$/;
