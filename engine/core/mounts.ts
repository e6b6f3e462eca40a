/**
 * Mounts as Compose writes them. Within a conversion they are data; text is what goes into compose.yml, and what
 * users and extensions in JavaScript may have written.
 *
 * @module
 */

import { items, type Mount, mount } from "../../pacts/mod.ts";

/** A mount in Compose's short syntax, as data. */
export function parseMount(text: string): Mount {
  const [source, target, flags = ""] = text.split(":");
  if (target === undefined) return { type: "volume", target: source };
  return mount(source, target, { readOnly: flags.split(",").includes("ro") });
}

/** The mounts of a service, whichever syntax they are in. */
export function mountsOf(service: { volumes?: readonly (string | Mount)[] } | null): Mount[] {
  return items(service?.volumes).map((item) => typeof item === "string" ? parseMount(item) : item);
}

/**
 * A mount in short syntax where that can say it, otherwise in long syntax (a `:` in a path would be taken for the
 * separator).
 */
export function renderMount({ origin: _notWritten, ...mount }: Mount): string | Mount {
  const { type, source, target, read_only = false, ...options } = mount;
  const isPlain = type !== "tmpfs" && Object.keys(options).length === 0 &&
    !target.includes(":") && !source?.includes(":");
  if (!isPlain) return mount;
  if (source === undefined) return read_only ? mount : target;
  return `${source}:${target}${read_only ? ":ro" : ""}`;
}
