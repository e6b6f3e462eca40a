/**
 * The command, and what a distribution is made with.
 *
 * @module
 */

import type { Config, Manifest } from "../pacts/mod.ts";
import { serveHost } from "./cli/host/serve_host.ts";
import { run } from "./cli/run.ts";
import {
  type Conversion,
  convert,
  type ConvertOptions,
  type ExtensionSource,
} from "./core/convert.ts";
import type { LoadedExtension } from "./core/extensions/registry.ts";
import { OFFERS } from "./io/distribution/catalogue.ts";
import { commandSettingsOf } from "./io/distribution/command_settings.ts";
import type { ResolvedEntry } from "./io/distribution/entry.ts";
import type { DistributionManifest } from "./io/distribution/manifest.ts";
import { resolveDistribution } from "./io/distribution/resolve.ts";
import { checkCompatibility } from "./core/extensions/check_compatibility.ts";
import { loadModules } from "./core/extensions/load_modules.ts";
import { loadEntries } from "./io/extensions/load.ts";
import { isSandboxed } from "./io/sandbox/serve.ts";

export type { DistributionManifest } from "./io/distribution/manifest.ts";

/** {@linkcode convert} with a distribution's extensions; further ones are the user's own. */
export type BoundConvert = (
  manifests: readonly (Manifest | object)[],
  config?: Partial<Config>,
  extensions?: readonly ExtensionSource[],
  options?: ConvertOptions,
) => Promise<Conversion>;

/** A named list of extensions, as a command and as a library. */
export interface Distribution {
  /** distribution.json. */
  readonly manifest: DistributionManifest;
  /** Where entries of it that are paths start from. */
  readonly location: string;
  /** Its extensions, those of its base first. */
  extensions(): Promise<LoadedExtension[]>;
  /** Converts manifests with its extensions. */
  readonly convert: BoundConvert;
  /** Runs the command and returns its exit code. */
  run(args: readonly string[]): Promise<number>;
  /** Runs the command with this process's arguments, and exits. */
  main(): void;
}

/** What a build knows that a run would have to find out. */
export interface DistributionOptions {
  /**
   * Modules of the extensions by entry as written, in order, those of the bases included: used in
   * place of importing them. A build turns the list of a distribution into static imports with it.
   */
  modules?: Readonly<Record<string, object>>;
}

/**
 * A distribution from its distribution.json. `location` is where entries that are paths start from:
 * the module that the file lies beside.
 *
 * ```ts no-run
 * import { defineDistribution } from "@dekube/engine/cli";
 *
 * const mine = defineDistribution(
 *   { name: "mine", version: "1.0.0", base: "helmfile2compose", extensions: ["./thing.ts"] },
 *   import.meta.url,
 * );
 * if (import.meta.main) mine.main();
 * ```
 */
export function defineDistribution(
  manifest: DistributionManifest,
  location: string,
  options: DistributionOptions = {},
): Distribution {
  const { modules } = options;
  const entries = async () => modules ? undefined : await resolveDistribution(manifest, location);
  const load = async (resolved: ResolvedEntry[] | undefined) =>
    // In a sandbox they are named by whoever has opened it.
    resolved ? await loadEntries(resolved, false) : loadModules(modules ?? {});
  const extensions = async () => {
    const loaded = await load(await entries());
    checkCompatibility(loaded);
    return loaded;
  };
  // The command itself looks who can be together: what the user adds counts too.
  const command = {
    manifest,
    entries,
    load,
    settings: () => commandSettingsOf(manifest, location),
  };
  return {
    manifest,
    location,
    extensions,
    convert: async (manifests, config, own = [], options) =>
      await convert(manifests, config, [...await extensions(), ...own], {
        offers: OFFERS,
        ...options,
      }),
    run: (args) => run(args, command),
    main() {
      // No await at the top level: a single file that an extension imports would wait for itself.
      if (isSandboxed()) serveHost(command);
      else run(Deno.args, { ...command, program: Deno.mainModule }).then((code) => Deno.exit(code));
    },
  };
}

if (import.meta.main) {
  defineDistribution({ name: "dekube", version: "1.0.0", extensions: [] }, import.meta.url).main();
}
