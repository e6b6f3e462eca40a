/**
 * The dekube.yaml that a first run leaves behind.
 *
 * @module
 */

import {
  type Config,
  type Diagnostics,
  isExcluded,
  kindOf,
  type Manifest,
} from "../../../pacts/mod.ts";
import { WORKLOAD_KINDS } from "../../../pacts/kubernetes/mod.ts";
import { renderYaml } from "../output/render.ts";

/** Kinds that run something. */
const RUNNING = new Set([...WORKLOAD_KINDS, "CronJob"]);

/**
 * Completes a config that nobody wrote: project name from the source folder's, and workloads
 * of the cluster's own on `exclude`, which is said. `clusterOnly` are shell patterns of their names.
 */
export function completeConfig(
  config: Config,
  manifests: readonly Manifest[],
  clusterOnly: readonly string[],
  sourceName: string,
  diagnostics: Diagnostics,
): Config {
  const exclude = manifests
    .filter((manifest) =>
      RUNNING.has(kindOf(manifest)) && isExcluded(manifest.metadata.name, clusterOnly)
    )
    .map(({ metadata }) => metadata.name);
  const added = [...new Set(exclude)].filter((name) => !config.exclude.includes(name)).sort();
  if (added.length > 0) {
    diagnostics.info(
      "auto-excluded",
      `left out, since they only make sense in a cluster: ${
        added.join(", ")
      }. Take them off "exclude" in dekube.yaml if you want them`,
    );
  }
  return {
    ...config,
    name: config.name || projectName(sourceName),
    exclude: [...config.exclude, ...added],
  };
}

/**
 * A valid Compose project name near the given one: lower-case letters, digits, `-` and `_`,
 * beginning with a letter or digit.
 *
 * @see https://github.com/compose-spec/compose-spec/blob/main/04-version-and-name.md
 */
export function projectName(name: string): string {
  const valid = name.toLowerCase().replace(/[^a-z0-9_-]+/g, "-").replace(/^[_-]+|-+$/g, "");
  return valid || "dekube";
}

/** Text of a first dekube.yaml. */
export function renderConfig(config: Config): string {
  const { name, volumeRoot, volumes, exclude } = config;
  return "# Written once by dekube, yours from now on: later runs only read it. Review it.\n" +
    renderYaml({
      name,
      volume_root: volumeRoot,
      ...(Object.keys(volumes).length > 0 ? { volumes } : {}),
      ...(exclude.length > 0 ? { exclude } : {}),
    });
}
