/**
 * Checks that the extensions of a run can be loaded together.
 *
 * @module
 */

import { type Config, type Diagnostics, items } from "../../../pacts/mod.ts";
import { nearest } from "../../../pacts/nearest.ts";
import { adviceOf, type Offer } from "./offers.ts";
import { type LoadedExtension, sourceOf } from "./registry.ts";
import { UserError } from "../user_error.ts";

/**
 * Refuses extensions that lack one they depend on, or meet one they can't be with, unless one of the
 * two is among `ignored`. `offers` are extensions that could be loaded besides.
 *
 * @throws {UserError} naming both.
 */
export function checkCompatibility(
  loaded: readonly LoadedExtension[],
  ignored: readonly string[] = [],
  config?: Pick<Config, "extensions">,
  offers: readonly Offer[] = [],
): void {
  const isOff = ({ extension }: LoadedExtension) =>
    config?.extensions[extension.name]?.enabled === false;
  const names = namesOf(loaded);
  const active = loaded.filter((item) => !isOff(item));
  const present = namesOf(active);
  for (const item of active) {
    const { info } = item;
    if (!info) continue;
    const who = `the extension "${info.name}" (${sourceOf(item)})`;
    for (const name of items(info.depends)) {
      // One that the user turned off is missed knowingly.
      if (names.has(name)) continue;
      throw new UserError(
        `${who} depends on "${name}", which is not loaded${
          howToLoad(name, names, offers)
        }, or leave "${info.name}" out`,
      );
    }
    for (const name of items(info.incompatible)) {
      if (!present.has(name) || ignored.includes(name) || ignored.includes(info.name)) continue;
      throw new UserError(
        `${who} can't be loaded together with "${name}". Leave one of them out, or have both with --ignore-compatibility-errors ${info.name}`,
      );
    }
  }
}

function howToLoad(
  name: string,
  loaded: ReadonlySet<string>,
  offers: readonly Offer[],
): string {
  const offer = offers.find((one) => one.name === name);
  if (offer) return `. ${adviceOf(offer)}`;
  const known = [...loaded, ...offers.map(({ name }) => name)];
  return `${nearest(name, known)}. Load it too`;
}

/** A name of `--ignore-compatibility-errors` that nothing bears has no effect. */
export function warnIgnoredUnknown(
  ignored: readonly string[],
  loaded: readonly LoadedExtension[],
  diagnostics: Diagnostics,
): void {
  const names = namesOf(loaded);
  for (const name of ignored) {
    if (names.has(name)) continue;
    diagnostics.warn(
      "unknown-extension",
      `"--ignore-compatibility-errors ${name}" has no effect: no extension of that name is loaded${
        nearest(name, [...names])
      }`,
    );
  }
}

function namesOf(loaded: readonly LoadedExtension[]): Set<string> {
  return new Set(loaded.map(({ extension, info }) => info?.name ?? extension.name));
}
