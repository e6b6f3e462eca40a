/**
 * Versions of Prometheus: an older one refuses a config with fields that it does not know.
 *
 * @module
 */

/** A version that an image's tag or the CR names; `undefined` where nobody knows, taken for a recent one. */
export type Version = { major: number; minor: number } | undefined;

/** Reads `v2.45.0`, `3.5.0-debian-12-r3` and the like. */
export function parseVersion(value: string): Version {
  const match = /^v?(\d{1,4})\.(\d{1,4})(?![\w])/.exec(value);
  return match ? { major: Number(match[1]), minor: Number(match[2]) } : undefined;
}

/** The version in an image's tag. */
export function imageVersion(image: string): Version {
  const name = image.split("@")[0];
  return parseVersion(/:([^:/]+)$/.exec(name)?.[1] ?? "");
}

/** Whether a version has what came with another. */
export function isAtLeast(version: Version, major: number, minor: number): boolean {
  if (!version) return true;
  return version.major > major || (version.major === major && version.minor >= minor);
}
