/**
 * The dekube.yaml that a first run leaves behind.
 *
 * @module
 */

import type { Config } from "../../../pacts/mod.ts";
import { renderYaml } from "../output/render.ts";
import { KEYS } from "./keys.ts";
import { SCHEMA_LINE } from "./schema.ts";

/** Completes a config that nobody wrote: the project's name is the source folder's. */
export function completeConfig(config: Config, sourceName: string): Config {
  return { ...config, name: config.name || projectName(sourceName) };
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

/**
 * Text of a first dekube.yaml: what a conversion with `firstRun` decided (`name`, `volume_root`, `volumes`, `exclude`,
 * `hosts`, and what is set of `extensions` and `overrides`), and the common other keys as comments.
 *
 * @example
 * ```ts
 * import { convert, parseConfig, renderConfig } from "@dekube/engine";
 * import { assertEquals } from "@std/assert";
 *
 * const { config } = await convert([], {}, [], { firstRun: true, sourceName: "Shop" });
 * const text = renderConfig(config);
 * assertEquals(parseConfig(text, "dekube.yaml").name, "shop");
 * ```
 */
export function renderConfig(config: Config): string {
  const { name, volumeRoot, volumes, exclude, hosts, extensions, overrides } = config;
  const settings = {
    name,
    volume_root: volumeRoot,
    ...(Object.keys(volumes).length > 0 ? { volumes } : {}),
    ...(exclude.length > 0 ? { exclude } : {}),
    ...filled({ hosts, extensions, overrides }),
  };
  return `${SCHEMA_LINE}
# Written once by dekube, yours from now on: later runs only read it. Review it.
${renderYaml(settings)}
${furtherKeys(Object.keys(settings))}`;
}

/** Mappings with something in them. */
function filled(settings: Record<string, object>): Record<string, object> {
  return Object.fromEntries(
    Object.entries(settings).filter(([, value]) => Object.keys(value).length > 0),
  );
}

/** Those that many need, as comments. */
function furtherKeys(written: readonly string[]): string {
  const lines = Object.entries(KEYS).flatMap(([key, { description, example }]) =>
    example === undefined || written.includes(key)
      ? []
      : [`\n# ${description}\n# ${key}: ${example}\n`]
  );
  return `# What else many need; take the # in front of a key away. All keys:\n# editors offer them by the schema above, and docs/settings.md of dekube explains them.\n${
    lines.join("")
  }`;
}
