/**
 * Versions of the Elastic Stack.
 *
 * @module
 */

/**
 * Whether a version is another or a later one: both as `major.minor.patch`, of which the last may be left out.
 */
export function isAtLeast(version: string, least: string): boolean {
  const own = numbersOf(version);
  for (const [place, number] of numbersOf(least).entries()) {
    const difference = (own[place] ?? 0) - number;
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** Whether it reads as a version: `8.17.0`, `9.0.0-SNAPSHOT`. */
export function isVersion(version: string): boolean {
  return /^\d+\.\d+\.\d+([-+][\w.+-]+)?$/.test(version);
}

function numbersOf(version: string): number[] {
  return version.split(/[-+]/)[0].split(".").map(Number);
}
