/**
 * What was said of the fields of an object.
 *
 * @module
 */

import { type Diagnostic, idOf, kindOf, type Manifest } from "../../../pacts/mod.ts";
import { holdersOf, type Keys, placesOf, plainPlace } from "./places.ts";
import { keyOf } from "../resource_key.ts";

/** What is said of these is not said of each field in them. */
const TOO_WIDE: ReadonlySet<string> = new Set([
  "metadata",
  "metadata.name",
  "spec",
  "spec.jobTemplate",
  "spec.template",
  "spec.template.spec",
]);

/** What was said of a field. */
export interface Said {
  /** That. */
  diagnostic: Diagnostic;
  /** Whether it is about this very field, and not one that holds it. */
  isExact: boolean;
}

/** What was said of one object. */
export class SaidOf {
  /** What was said of it as a whole: that nothing is made of it. */
  readonly whole: Diagnostic | undefined;
  /** The worst that was said of it in general. */
  readonly general: Diagnostic | undefined;
  readonly #manifest: Manifest;
  /** What was said of each place, with its turn among all that was. */
  readonly #places: ReadonlyMap<string, readonly (readonly [turn: number, said: Diagnostic])[]>;

  constructor(
    said: readonly Diagnostic[],
    manifest: Manifest,
    leavesOut: ReadonlySet<string>,
  ) {
    this.#manifest = manifest;
    this.whole = said.find(({ code }) => leavesOut.has(code));
    const wide = said.filter(({ path }) => path === undefined || TOO_WIDE.has(path));
    this.general = wide.find(({ severity }) => severity !== "info") ?? wide[0];
    const narrow = said.flatMap((diagnostic, turn) => {
      const { path } = diagnostic;
      if (path === undefined || TOO_WIDE.has(path) || /^\w*[cC]ontainers\[[^\]]*\]$/.test(path)) {
        return [];
      }
      return [[plainPlace(path), [turn, diagnostic]] as const];
    });
    this.#places = new Map(
      [...Map.groupBy(narrow, ([place]) => place)]
        .map(([place, all]) => [place, all.map(([, one]) => one)]),
    );
  }

  /** What was said of a field, or of one that it is in. */
  about(keys: Keys): Said | undefined {
    if (this.#places.size === 0) return undefined;
    const places = placesOf(keys, this.#manifest);
    const holders = new Set(places.flatMap((place) => [...holdersOf(place)]));
    const found = [...holders].flatMap((holder) =>
      (this.#places.get(holder) ?? []).filter(([, { message }]) =>
        // What is said of all annotations names those that it is about.
        !holder.endsWith("metadata.annotations") || message.includes(String(keys.at(-1)))
      ).map(([turn, diagnostic]) => [turn, holder, diagnostic] as const)
    ).sort(([one], [other]) => one - other);
    const worst = found.find(([, , { severity }]) => severity !== "info") ?? found[0];
    return worst && { diagnostic: worst[2], isExact: places.includes(worst[1]) };
  }
}

/** What was said, by the object that it is about. */
export class SaidByObject {
  readonly #said = new Map<string, Diagnostic[]>();
  readonly #leavesOut: ReadonlySet<string>;

  /** `leavesOut` are codes that say that nothing is made of an object. */
  constructor(diagnostics: Iterable<Diagnostic>, leavesOut: ReadonlySet<string>) {
    this.#leavesOut = leavesOut;
    for (const diagnostic of diagnostics) {
      if (!diagnostic.resource) continue;
      const key = keyOf(diagnostic.resource);
      const own = this.#said.get(key);
      if (own) own.push(diagnostic);
      else this.#said.set(key, [diagnostic]);
    }
  }

  /** What was said of one object, and of what is made in its place. */
  of(manifest: Manifest, made: readonly Manifest[] = [manifest]): SaidOf {
    const id = idOf(manifest);
    const keys = new Set([manifest, ...made].map((one) => keyOf(idOf(one))));
    const own = [...keys].flatMap((key) => this.#said.get(key) ?? []);
    if (kindOf(manifest) !== "CronJob") return new SaidOf(own, manifest, this.#leavesOut);
    // A CronJob makes Jobs, of which the same is to be said.
    const ofJob = (this.#said.get(keyOf({ ...id, kind: "Job" })) ?? []).map((diagnostic) => ({
      ...diagnostic,
      ...(diagnostic.path?.startsWith("spec.")
        ? { path: `spec.jobTemplate.${diagnostic.path}` }
        : {}),
    }));
    return new SaidOf([...own, ...ofJob], manifest, this.#leavesOut);
  }
}
