/**
 * The X.509 library, loaded by the first run that issues a certificate.
 *
 * @module
 */

import type * as Library from "@peculiar/x509";

/** The library's exports. */
export type X509 = typeof Library;
/** A certificate. */
export type X509Certificate = Library.X509Certificate;
/** An extension of a certificate. */
export type X509Extension = Library.Extension;
/** A distinguished name. */
export type X509Name = Library.Name;

let loading: Promise<X509> | undefined;

/** Loads it once; a run without Certificates never does. */
export function loadX509(): Promise<X509> {
  return loading ??= load();
}

async function load(): Promise<X509> {
  // The library's registry of algorithms does not start without it.
  await import("reflect-metadata");
  return await import("@peculiar/x509");
}
