/**
 * Mounts as Compose writes them. Within a conversion they are data; text is what goes into compose.yml, and what
 * users and extensions in JavaScript may have written.
 *
 * @module
 */

import { items, type Mount, mount } from "../../pacts/mod.ts";

/** Source, target and options; a source may begin with a drive of Windows. */
const SHORT = /^([A-Za-z]:\\[^:]*|[A-Za-z]:\/[^:]*(?=:\/)|[^:]*)(?::([^:]*))?(?::(.*))?$/s;

/** A mount in Compose's short syntax, as data. */
export function parseMount(text: string): Mount {
  const [, source, target, flags = ""] = SHORT.exec(text)!;
  if (target === undefined) return { type: "volume", target: source };
  const options = flags.split(",").filter((flag) => !["", "ro", "rw"].includes(flag));
  return {
    ...mount(source, target, { readOnly: flags.split(",").includes("ro") }),
    ...(options.length > 0 ? { options } : {}),
  };
}

/** The mounts of a service, whichever syntax they are in. */
export function mountsOf(service: { volumes?: readonly (string | Mount)[] } | null): Mount[] {
  return items(service?.volumes).map((item) => typeof item === "string" ? parseMount(item) : item);
}

/**
 * A mount in short syntax where that can say it, otherwise in long syntax (a `:` in a path would be taken for the
 * separator).
 */
export function renderMount({ origin: _notWritten, options, ...mount }: Mount): string | Mount {
  const { type, source, target, read_only = false, ...rest } = mount;
  const isPlain = type !== "tmpfs" && Object.keys(rest).length === 0 &&
    !target.includes(":") && !source?.replace(DRIVE, "").includes(":");
  // The long syntax has no such options.
  if (!isPlain && !options) return mount;
  if (source === undefined) return read_only ? mount : target;
  const flags = [...(read_only ? ["ro"] : []), ...(options ?? [])];
  return [source, target, ...(flags.length > 0 ? [flags.join(",")] : [])].join(":");
}

/** A drive of Windows, which has a colon of its own. */
const DRIVE = /^[A-Za-z]:(?=[\\/])/;
