/**
 * Finds the extensions that a distribution names.
 *
 * @module
 */

import { isMapping } from "../../pacts/mod.ts";
import { nearest } from "../core/nearest.ts";
import { UserError } from "../core/user_error.ts";
import catalogue from "../catalogue.json" with { type: "json" };

/** distribution.json. */
export interface DistributionManifest {
  /** Its name, which is its command's. */
  name: string;
  /** Its version. */
  version: string;
  /** Distribution that it stands on: a name, a path, a `jsr:` specifier or a URL. */
  base?: string;
  /**
   * Extensions: names of the catalogue, `jsr:` specifiers, `https:` URLs, or paths from the file.
   */
  extensions: readonly string[];
}

/** An extension by where it is loaded from. */
export interface ResolvedEntry {
  /** The entry as written. */
  entry: string;
  /** What `import()` takes. */
  specifier: string;
}

const EXTENSIONS: Record<string, unknown> = catalogue.extensions;
const DISTRIBUTIONS: Record<string, unknown> = catalogue.distributions;

/** Whether the engine runs from a checkout, so that names mean the folders beside it. */
const IS_CHECKOUT = import.meta.url.startsWith("file:");

/**
 * All extensions of a distribution, those of its base first. `location` is the URL of the
 * file or module that the manifest lies beside.
 *
 * @throws {UserError} for an unknown name, a base that is not there, a cycle of bases.
 */
export async function resolveDistribution(
  manifest: DistributionManifest,
  location: string,
): Promise<ResolvedEntry[]> {
  const entries: ResolvedEntry[] = [];
  const seen = new Set<string>();
  let current: DistributionManifest | undefined = manifest;
  let at = location;
  while (current) {
    const { name, extensions, base } = current;
    const from = at;
    entries.unshift(
      ...extensions.map((entry) => resolveEntry(entry, from, `the distribution "${name}"`)),
    );
    if (base === undefined || base === "engine" || base === "core") break;
    at = baseLocation(base, at, name);
    if (seen.has(at)) {
      throw new UserError(
        `the distribution "${manifest.name}" stands on itself: ${[...seen, at].join(" -> ")}`,
      );
    }
    seen.add(at);
    current = await loadManifest(at, base, name);
  }
  return entries;
}

/**
 * What an entry means to a file at the URL `location`, which `owner` names in messages: a name of the
 * catalogue, which may have a version behind `@`, a specifier, a URL, or a path from the file.
 *
 * @throws {UserError} for a name that the catalogue does not have.
 */
export function resolveEntry(entry: string, location: string, owner: string): ResolvedEntry {
  if (/^(jsr:|npm:|https?:|file:)/.test(entry)) return { entry, specifier: entry };
  if (/^\.{0,2}\//.test(entry)) return { entry, specifier: new URL(entry, location).href };
  const [name, version] = entry.split("@");
  if (version && Object.hasOwn(EXTENSIONS, name)) {
    return { entry, specifier: `jsr:@dekube/${name}@${version}` };
  }
  if (!Object.hasOwn(EXTENSIONS, entry)) {
    throw new UserError(
      `${owner} names an extension "${entry}", which the catalogue does not have${
        nearest(name, Object.keys(EXTENSIONS))
      }. Write a name of the catalogue, a jsr: specifier, an https: URL, or a path that begins with ./`,
    );
  }
  return { entry, specifier: packageSpecifier("extensions", entry) };
}

/** Where a package of ours is loaded from: the folder beside the engine in a checkout, else JSR. */
function packageSpecifier(folder: string, name: string): string {
  return IS_CHECKOUT
    ? new URL(`../../${folder}/${name}/mod.ts`, import.meta.url).href
    : `jsr:@dekube/${name}@^1.0.0`;
}

function baseLocation(base: string, location: string, distribution: string): string {
  if (/^(https?:|file:)/.test(base)) return base;
  if (/^\.{0,2}\//.test(base)) return new URL(base, location).href;
  if (!Object.hasOwn(DISTRIBUTIONS, base)) {
    throw new UserError(
      `the distribution "${distribution}" has the base "${base}", which the catalogue does not have${
        nearest(base, Object.keys(DISTRIBUTIONS))
      }`,
    );
  }
  return new URL(`../../distributions/${base}/distribution.json`, import.meta.url).href;
}

async function loadManifest(
  url: string,
  base: string,
  distribution: string,
): Promise<DistributionManifest> {
  let manifest: unknown;
  try {
    manifest = (await import(url, { with: { type: "json" } })).default;
  } catch (error) {
    throw new UserError(
      `the distribution "${distribution}" has the base "${base}", which can't be loaded: ${
        error instanceof Error ? error.message.split("\n")[0] : error
      }`,
    );
  }
  if (
    !isMapping(manifest) || typeof manifest.name !== "string" || !Array.isArray(manifest.extensions)
  ) {
    throw new UserError(`${url} is no distribution.json: it needs a name and a list of extensions`);
  }
  return manifest as unknown as DistributionManifest;
}
