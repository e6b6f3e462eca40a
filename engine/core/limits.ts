/**
 * Holds a conversion to its limits.
 *
 * @module
 */

import {
  limitError,
  type LimitGuard,
  type LimitPlace,
  type Limits,
  sizeText,
} from "../../pacts/limits.ts";
import type { Config } from "../../pacts/config.ts";
import { describe } from "./extensions/failures.ts";

/** Counts what one conversion makes. */
export class OutputLimits implements LimitGuard {
  readonly settings: Limits;
  #written = 0;
  #generated = 0;
  #keys = 0;
  #files = 0;

  constructor(settings: Limits) {
    this.settings = settings;
  }

  /** See {@linkcode LimitGuard.write}. */
  write(bytes: number, place: LimitPlace): void {
    this.#written += bytes;
    if (this.#written <= this.settings.output) return;
    throw limitError("output", this.settings, `${textOf(place)}with it the output would be larger`);
  }

  /** See {@linkcode LimitGuard.writeFiles}. */
  writeFiles(count: number, place: LimitPlace): void {
    this.#files += count;
    if (this.#files <= this.settings.outputFiles) return;
    throw limitError("outputFiles", this.settings, `${textOf(place)}with it there are more files`);
  }

  /**
   * Counts the rules of dekube.yaml that are held against everything. Names on `exclude` are looked up at once, and are
   * none of them.
   *
   * @throws {LimitError} where they are more than there may be.
   */
  checkRules(
    { replacements, exclude, file }: Pick<Config, "replacements" | "exclude" | "file">,
  ): void {
    const most = this.settings.rules;
    if (replacements.length + exclude.length <= most) return;
    const patterns = new Set(exclude.filter((pattern) => /[*?[]/.test(pattern)));
    if (replacements.length + patterns.size <= most) return;
    throw limitError(
      "rules",
      this.settings,
      `${file}: "replacements" and the patterns of "exclude" are more`,
    );
  }

  /** See {@linkcode LimitGuard.generate}. */
  generate(bytes: number, place: LimitPlace): void {
    this.#generated += bytes;
    if (this.#generated <= this.settings.generated) return;
    throw limitError(
      "generated",
      this.settings,
      `${textOf(place)}with it all that is generated would be larger`,
    );
  }

  /** See {@linkcode LimitGuard.makeKey}. */
  makeKey(place: LimitPlace, cost = 1): void {
    this.#keys += cost;
    if (this.#keys <= this.settings.keys) return;
    const weight = cost > 1 ? `, which counts as ${cost},` : "";
    throw limitError(
      "keys",
      this.settings,
      `${textOf(place)}with its private key${weight} there are more`,
    );
  }

  /** See {@linkcode LimitGuard.checkExpanded}. */
  checkExpanded(bytes: number, place: LimitPlace): void {
    if (bytes <= this.settings.expandedValue) return;
    throw limitError(
      "expandedValue",
      this.settings,
      `${textOf(place)}with what it refers to, this is larger (${sizeText(bytes)})`,
    );
  }
}

function textOf({ object, path }: LimitPlace): string {
  const about = [object ? describe(object) : "", path ?? ""].filter(Boolean).join(" ");
  return about === "" ? "" : `${about}: `;
}
