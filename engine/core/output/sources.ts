/**
 * What mounts of compose.yml have as their sources.
 *
 * @module
 */

import { isMapping, type Mount, text } from "../../../pacts/mod.ts";

/** Source of a bind mount in either syntax. In the short one, only what begins with a dot is in a folder of ours. */
export function sourceOf(item: string | Mount): string | undefined {
  if (typeof item !== "string") {
    return isMapping(item) && item.type === "bind" && item.source !== undefined
      ? text(item.source)
      : undefined;
  }
  return item.startsWith(".") && item.includes(":") ? item.slice(0, item.indexOf(":")) : undefined;
}

/** Path below the output folder of a mount's source; empty for the folder itself, `undefined` where it is elsewhere. */
export function pathBelow(source: string): string | undefined {
  // Compose reads a doubled dollar as one.
  const path = source.replaceAll("$$", "$");
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  return /^[/~]/.test(path) || parts[0] === ".." ? undefined : parts.join("/");
}
