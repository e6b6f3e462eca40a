/**
 * Sizes as nginx writes them.
 *
 * @module
 */

/** Powers of 1024, as nginx has them; what ends in `b` is as Caddy reads it. */
const UNITS: Record<string, [bytes: number, caddy: string]> = {
  "": [1, "B"],
  b: [1, "B"],
  k: [2 ** 10, "KiB"],
  kib: [2 ** 10, "KiB"],
  m: [2 ** 20, "MiB"],
  mib: [2 ** 20, "MiB"],
  g: [2 ** 30, "GiB"],
  gib: [2 ** 30, "GiB"],
  kb: [1e3, "KB"],
  mb: [1e6, "MB"],
  gb: [1e9, "GB"],
};

/**
 * A size of nginx as Caddy writes it; 0 means no limit. `undefined` for what is no size.
 *
 * @example
 * ```ts ignore
 * assertEquals(caddySize("20m"), "20MiB");
 * assertEquals(caddySize("0"), 0);
 * ```
 */
export function caddySize(size: string): string | 0 | undefined {
  const match = /^(\d{1,15})\s*([kmg]?(?:i?b)?)$/i.exec(size.trim());
  const unit = UNITS[match?.[2].toLowerCase() ?? "none"];
  if (!match || !unit) return undefined;
  const number = Number(match[1]);
  if (number === 0) return 0;
  return Number.isSafeInteger(number * unit[0]) ? `${number}${unit[1]}` : undefined;
}
