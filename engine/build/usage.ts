/**
 * What `build.ts --help` prints.
 *
 * @module
 */

/** Text of `build.ts --help`. */
export const USAGE = `Makes a distribution into one file and one executable, or into a page.

Usage: build.ts [options] [NAME]

NAME is a distribution of the catalogue, the path of a distribution.json, or a new name for what
--base and --extensions-dir describe. Without one, the bare engine is built: dekube.

  --extensions-dir DIR      build in the .ts and .js files in DIR (repeatable)
  --base PATH               stand on this distribution.json: a path, a URL, a jsr: specifier
  --base-distribution NAME  stand on a distribution of the catalogue
    --base-version VERSION    in this version, from JSR
  --core-dir DIR            build with the engine of this checkout
  --target TARGET           system that the executable is for, as for deno compile
  --js                      make the single file only
  --page                    make a page instead, which converts in a browser: one HTML file
  --output-dir DIR          where to write (dist)
  --registry DIR            instead, lay all packages out in DIR as a JSR registry of files

  -h, --help                print this

It writes NAME.js, which any Deno 2 runs without the network; a deno.json beside it, by which
extensions find the contracts in it; and NAME, an executable. Each is tried before the build ends.
With --page it writes NAME.html, and the same as NAME-page/index.html, a folder to host.
Without NAME that is kubernetes2simple, as dekube.html.
deno compile downloads a runtime stub, denort. Where it can't, DENORT_BIN names the file.
Exit codes: 0 all was made; 1 something was not.
`;
