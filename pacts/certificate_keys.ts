/**
 * What operators promise of a certificate beside the Secret that cert-manager fills: keys of their own, and Secrets without
 * the key for whoever trusts the certificate.
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

/** Annotation of a Certificate that has the Secrets, as {@linkcode publicCopies} writes them. */
export const PUBLIC_COPIES = "dekube.io/public-secrets";

/** A Secret, by what tells it apart. */
export interface SecretName {
  /** Its namespace; empty where it has none. */
  namespace: string;
  /** Its name. */
  name: string;
}

/**
 * The annotation that has a Certificate fill further Secrets, with all but the key: `tls.crt` and `ca.crt`.
 *
 * @example
 * ```ts
 * import { publicCopies } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(publicCopies([{ namespace: "shop", name: "search-ca" }]), {
 *   "dekube.io/public-secrets": "shop/search-ca",
 * });
 * ```
 */
export function publicCopies(secrets: readonly SecretName[]): Record<string, string> {
  return {
    [PUBLIC_COPIES]: secrets.map(({ namespace, name }) => `${namespace}/${name}`).join(","),
  };
}

/**
 * Reads what {@linkcode publicCopies} wrote; what can't be a Secret is passed over.
 *
 * @example
 * ```ts
 * import { readPublicCopies } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(readPublicCopies("shop/search-ca, ../x"), [{ namespace: "shop", name: "search-ca" }]);
 * ```
 */
export function readPublicCopies(text: string): SecretName[] {
  return text.split(",").flatMap((pair) => {
    const [namespace, name, ...rest] = pair.trim().split("/");
    const isSecret = name !== undefined && rest.length === 0 && OBJECT.test(name) &&
      (namespace === "" || OBJECT.test(namespace));
    return isSecret ? [{ namespace, name }] : [];
  });
}

/** A name of an object. */
const OBJECT = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

/** A key of a Secret, which is a file's name too: no path leads out of its folder. */
const KEY = /^(?!\.{1,2}$)[-._A-Za-z0-9]{1,253}$/;
