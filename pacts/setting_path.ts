/**
 * Paths of settings in dekube.yaml, as messages name them and users may write them at the top of the file.
 *
 * @module
 */

/** The first key of a path: in quotes, or without dots. */
const KEY = /^(?:'([^']+)'|"([^"]+)"|([^.'"]+))(?:\.(?=.)|$)/;

/**
 * The path of a setting: its keys with dots between them, and those that have dots themselves in quotes.
 *
 * @example
 * ```ts
 * import { settingPath } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(settingPath("overrides", "web", "ports"), "overrides.web.ports");
 * assertEquals(settingPath("volumes", "my.claim", "host_path"), "volumes.'my.claim'.host_path");
 * ```
 */
export function settingPath(...keys: readonly string[]): string {
  return keys.map((key) => {
    if (/^[^.'"]+$/.test(key)) return key;
    return key.includes("'") ? `"${key}"` : `'${key}'`;
  }).join(".");
}

/**
 * The keys of a path; `undefined` where a text is none.
 *
 * @example
 * ```ts
 * import { settingKeys } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(settingKeys("volumes.'my.claim'.host_path"), ["volumes", "my.claim", "host_path"]);
 * assertEquals(settingKeys('overrides."z.z"'), ["overrides", "z.z"]);
 * assertEquals(settingKeys("overrides."), undefined);
 * ```
 */
export function settingKeys(path: string): string[] | undefined {
  const keys: string[] = [];
  for (let rest = path; rest !== "" || keys.length === 0;) {
    const found = KEY.exec(rest);
    if (!found) return undefined;
    const [whole, ...forms] = found;
    keys.push(forms.find((form) => form !== undefined)!);
    rest = rest.slice(whole.length);
  }
  return keys;
}
