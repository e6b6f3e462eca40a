/**
 * acme2compose: helmfile2compose, with what Acme adds to it.
 *
 * @module
 */

import {
  type BoundConvert,
  defineDistribution,
  type Distribution,
  // By its whole name: whoever loads this file from elsewhere does not heed the deno.json beside it.
} from "jsr:@dekube/engine@^1/cli";
import manifest from "./distribution.json" with { type: "json" };

/** The distribution: its manifest, its extensions, its command. */
const acme2compose: Distribution = defineDistribution(
  manifest,
  import.meta.url,
);
export default acme2compose;

/** Converts manifests with this distribution's extensions. */
export const convert: BoundConvert = acme2compose.convert;

if (import.meta.main) acme2compose.main();
