/**
 * Sprig's digests.
 *
 * @see https://masterminds.github.io/sprig/crypto.html
 * @module
 */

import { adler32, sha1, sha256, sha512 } from "../digests.ts";
import { fn, type FunctionTable, type GoFunction } from "../function.ts";

/** What a byte of a digest costs. */
const STEPS = 20;

function digest(of: (text: string) => string): GoFunction {
  return fn(["string"], ({ budget }, text) => {
    budget.spend(STEPS * (text.length + 64));
    return of(text);
  });
}

/** Digests. */
export const CRYPTO: FunctionTable = {
  sha1sum: digest(sha1),
  sha256sum: digest(sha256),
  sha512sum: digest(sha512),
  adler32sum: digest((text) => String(adler32(text))),
};
