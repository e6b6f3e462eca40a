/**
 * Makes a distribution into one file and one executable:
 *
 *     deno run -A build.ts                       the bare engine
 *     deno run -A build.ts helmfile2compose      a distribution of the catalogue
 *     deno run -A build.ts ./distribution.json   one of your own
 *
 * `--help` lists the flags.
 *
 * @module
 */

import { build } from "./engine/build/build.ts";

export { build };

if (import.meta.main) Deno.exit(await build(Deno.args));
