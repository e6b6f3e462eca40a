/**
 * Mounts as Compose writes them. Within a conversion they are data; text is what goes into compose.yml, and what
 * users and extensions in JavaScript may have written.
 *
 * @module
 */

import { items, type Mount, mount } from "../../pacts/mod.ts";

/** Source, target and options of a mount whose source may begin with a drive of Windows: `C:\data:/data`. */
function partsOf(text: string): string[] {
  const [drive, ...parts] = text.split(":");
  const isPath = parts[0].startsWith("\\") || parts[0].startsWith("/") && parts[1]?.startsWith("/");
  return isPath ? [`${drive}:${parts[0]}`, ...parts.slice(1)] : [drive, ...parts];
}

/** A mount in Compose's short syntax, as data. */
export function parseMount(text: string): Mount {
  const [source, target, flags = ""] = text[1] === ":" ? partsOf(text) : text.split(":");
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

/** Fields of a mount that the short syntax has, and those that are not written. */
const SHORT = new Set(["type", "source", "target", "read_only", "options", "origin"]);

/**
 * A mount in short syntax where that can say it, otherwise in long syntax (a `:` in a path would be taken for the
 * separator).
 */
export function renderMount(mount: Mount): string | Mount {
  const { source, target, read_only: isReadOnly = false, options = [] } = mount;
  // The long syntax has no such options.
  if (options.length === 0 && !isPlain(mount)) return longMount(mount);
  if (source === undefined) return target;
  const flags = isReadOnly ? ["ro", ...options] : options;
  const short = `${source}:${target}`;
  return flags.length > 0 ? `${short}:${flags.join(",")}` : short;
}

/** Whether the short syntax can say what a mount is. */
function isPlain(mount: Mount): boolean {
  const { type, source, target, read_only: isReadOnly = false } = mount;
  if (type === "tmpfs" || type === "image") return false;
  if (target.includes(":") || hasSeparator(source)) return false;
  if (source === undefined && isReadOnly) return false;
  for (const field in mount) if (!SHORT.has(field)) return false;
  return true;
}

function longMount({ origin: _notWritten, options: _none, ...mount }: Mount): Mount {
  return mount;
}

/** Whether a source has a colon behind a drive of Windows. */
function hasSeparator(source = ""): boolean {
  return source.includes(":") && source.replace(/^[A-Za-z]:(?=[\\/])/, "").includes(":");
}
