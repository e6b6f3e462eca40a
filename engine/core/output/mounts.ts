/**
 * Mounts as Compose writes them. Within a conversion they are data; text is what goes into compose.yml, and what
 * users and extensions in JavaScript may have written.
 *
 * @module
 */

import { items, type Mount, mount } from "../../../pacts/mod.ts";

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
  const options = flags.split(",").filter((flag) => !["", "ro", "rw", "nocopy"].includes(flag));
  return {
    ...mount(source, target, { readOnly: flags.split(",").includes("ro") }),
    ...(flags.split(",").includes("nocopy") ? { volume: { nocopy: true } } : {}),
    ...(options.length > 0 ? { options } : {}),
  };
}

/** The mounts of a service, whichever syntax they are in. */
export function mountsOf(service: { volumes?: readonly (string | Mount)[] } | null): Mount[] {
  return items(service?.volumes).map((item) => typeof item === "string" ? parseMount(item) : item);
}

/** Fields of a mount that the short syntax has, and those that are not written. */
const SHORT = new Set(["type", "source", "target", "read_only", "options", "origin"]);

/** Whether only the `tmpfs` key of a service can say what a mount is: the long syntax has no `exec`. */
export function isTmpfsEntry({ type, target, options = [] }: Mount): boolean {
  return type === "tmpfs" && options.length > 0 && !target.includes(":");
}

/** A mount as an entry of the `tmpfs` key: `/tmp:exec,size=64m`. */
export function tmpfsEntry({ target, read_only: isReadOnly, options = [], tmpfs }: Mount): string {
  return `${target}:${
    [
      ...(isReadOnly ? ["ro"] : []),
      ...options,
      ...(tmpfs?.size === undefined ? [] : [`size=${tmpfs.size}`]),
      ...(tmpfs?.mode === undefined ? [] : [`mode=${tmpfs.mode.toString(8)}`]),
    ].join(",")
  }`;
}

/**
 * A mount in short syntax where that can say it, otherwise in long syntax (a `:` in a path would be taken for the
 * separator).
 */
export function renderMount(mount: Mount): string | Mount {
  const { source, target, read_only: isReadOnly = false } = mount;
  const options = [...(isEmptied(mount) ? ["nocopy"] : []), ...(mount.options ?? [])];
  // The long syntax has no such options.
  if (!mount.options?.length && !isPlain(mount)) return longMount(mount);
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
  // Compose takes no colon for one behind that, up to a brace that closes it.
  if (`${source} ${target}`.includes("${")) return false;
  if (source === undefined && (isReadOnly || mount.volume)) return false;
  for (const field in mount) {
    if (!SHORT.has(field) && !(field === "volume" && isEmptied(mount))) return false;
  }
  return true;
}

/** Whether all that there is to say of a volume is that it starts without the image's files. */
function isEmptied({ volume }: Mount): boolean {
  return volume?.nocopy === true && Object.keys(volume).length === 1;
}

function longMount({ origin: _notWritten, options: _none, ...mount }: Mount): Mount {
  return mount;
}

/** Whether a source has a colon behind a drive of Windows. */
function hasSeparator(source = ""): boolean {
  // A volume of one letter would be a drive.
  if (/^[A-Za-z]$/.test(source)) return true;
  return source.includes(":") && source.replace(/^[A-Za-z]:(?=[\\/])/, "").includes(":");
}
