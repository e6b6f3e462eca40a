/**
 * Finds and loads the distribution that another stands on.
 *
 * @module
 */

import { fromFileUrl } from "@std/path";
import { isMapping } from "../../../pacts/mod.ts";
import { nearest } from "../../../pacts/nearest.ts";
import { UserError } from "../../core/user_error.ts";
import { importInTime } from "../modules/import_in_time.ts";
import { packageSpecifier, RUN_FORM, type RunForm } from "../modules/run_form.ts";
import { whyNotLoaded } from "../modules/why_not_loaded.ts";
import { LARGEST, NoFileError, readRegular, TooLargeError } from "../read_regular.ts";
import { DISTRIBUTIONS } from "./catalogue.ts";
import { resolveAddress } from "./entry.ts";
import { type DistributionManifest, isManifest, manifestNeeds } from "./manifest.ts";

/** A distribution that was found. */
export interface Base {
  manifest: DistributionManifest;
  /** Where its paths start from. */
  location: string;
  /** What messages call it: the URL of its file, or its specifier. */
  file: string;
}

/**
 * What `import()` takes for a base.
 *
 * @throws {UserError} for a name that the catalogue does not have.
 */
export function findBase(
  base: string,
  location: string,
  namedBy: string,
  form: RunForm = RUN_FORM,
): string {
  const found = resolveAddress(base, location, namedBy);
  if (found !== undefined) return found;
  if (Object.hasOwn(DISTRIBUTIONS, base)) return packageSpecifier("distributions", base, form);
  throw new UserError(
    `${namedBy} has the base "${base}", which the catalogue does not have${
      nearest(base, Object.keys(DISTRIBUTIONS))
    }. Write a name of the catalogue, a jsr: specifier, or the path or https: URL of a distribution.json`,
  );
}

/**
 * Loads a base from its distribution.json, or from the module of its package, which has the
 * manifest: what lies behind `jsr:` gives away only what it exports.
 *
 * @throws {UserError} where it can't be loaded, or is no distribution.
 */
export async function loadBase(
  specifier: string,
  base: string,
  namedBy: string,
): Promise<Base> {
  const isModule = /^(jsr|npm):/.test(specifier) || /\.[jt]s$/.test(specifier);
  let loaded: unknown;
  try {
    if (!isModule && specifier.startsWith("file:")) await checkFile(fromFileUrl(specifier));
    const module = await importInTime(
      specifier,
      isModule ? undefined : { with: { type: "json" } },
    ) as { default?: unknown };
    loaded = module.default;
  } catch (error) {
    throw new UserError(
      `${namedBy} has the base "${base}", which can't be loaded: ${whyNotLoaded(error, specifier)}`,
      { cause: error },
    );
  }
  const { manifest, location } = isModule && isMapping(loaded)
    ? loaded
    : { manifest: loaded, location: specifier };
  if (!isManifest(manifest) || typeof location !== "string") {
    throw new UserError(
      `${namedBy} has the base "${base}", but ${specifier} is no ${
        isModule
          ? "distribution: its module has no default export that defineDistribution() made"
          : `distribution.json: it needs ${manifestNeeds(manifest)}`
      }`,
    );
  }
  return { manifest, location, file: specifier };
}

/** Looks at a file that is to be loaded: what is loaded is read to its end. */
async function checkFile(path: string): Promise<void> {
  try {
    await readRegular(path, LARGEST.settings);
  } catch (error) {
    if (error instanceof TooLargeError || error instanceof NoFileError) throw error;
    // Of what is missing, say, loading it tells more.
  }
}
