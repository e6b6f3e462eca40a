/**
 * What there is to say of the keys of a controller's own ConfigMap: those that nobody keeps here, and those that no
 * controller reads.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import type { Manifest } from "../manifest.ts";
import { nearest } from "../nearest.ts";
import { mapping, textMap } from "../read.ts";

/** Settings that are lost for one reason. */
export interface LostKeys {
  /** What that means, as the end of a sentence: `requests are not mirrored`. */
  readonly what: string;
  /** Their names. */
  readonly keys: readonly string[];
  /** What others of them are called like. */
  readonly pattern?: RegExp;
  /** Whether a value asks for something at all; any but an empty one does where this is left out. */
  readonly isAsked?: (value: string, data: Readonly<Record<string, string>>) => boolean;
}

/** All settings that a controller has. */
export interface ConfigKeys {
  /** Those that are kept, that close routes, or that mean nothing here. */
  readonly understood: Iterable<string>;
  /** Those that are lost. */
  readonly lost: readonly LostKeys[];
}

/**
 * Says in a warning each which keys of a controller's ConfigMap are lost, and which it does not have.
 *
 * @example
 * ```ts
 * import { reportConfigKeys } from "@dekube/engine/pacts/ingress";
 * import { said, testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const config = {
 *   kind: "ConfigMap",
 *   metadata: { name: "edge" },
 *   data: { "use-gzip": "true", "limit-rate": "100", "use-gzipp": "true" },
 * };
 * const keys = {
 *   understood: ["use-gzip"],
 *   lost: [{ what: "the speed of answers is not limited", keys: ["limit-rate"] }],
 * };
 * const ctx = testContext([config]);
 * reportConfigKeys(config, keys, ctx);
 * assertEquals(said(ctx), ["lost-controller-settings data", "unknown-controller-settings data"]);
 * ```
 */
export function reportConfigKeys(
  config: Manifest,
  { understood, lost }: ConfigKeys,
  ctx: Pick<ConvertContext, "report">,
): void {
  const data = textMap(mapping(config).data);
  const given = Object.keys(data).filter((key) => data[key].trim() !== "");
  const about = ctx.report(config, "data");
  const reasons = new Map<string, string[]>();
  for (const reason of lost) {
    const { what, isAsked = () => true } = reason;
    const asked = given.filter((key) => isFor(reason, key) && isAsked(data[key].trim(), data));
    if (asked.length > 0) reasons.set(what, [...reasons.get(what) ?? [], ...asked]);
  }
  if (reasons.size > 0) {
    about.warn(
      "lost-controller-settings",
      `says of all routes of its controller what can't be kept here: ${
        [...reasons].map(([what, keys]) => `${keys.join(", ")} (${what})`).join("; ")
      }`,
    );
  }
  const known = [...understood, ...lost.flatMap(({ keys }) => keys)];
  const unknown = given.filter((key) =>
    !known.includes(key) && !lost.some((reason) => isFor(reason, key))
  );
  if (unknown.length > 0) {
    about.warn(
      "unknown-controller-settings",
      `its controller has no setting ${
        unknown.map((key) => key + nearest(key, known)).join(", ")
      }, so nobody reads ${
        unknown.length === 1 ? "it" : "them"
      }, not in a cluster either. Correct or take out what is misspelt`,
    );
  }
}

function isFor({ keys, pattern }: LostKeys, key: string): boolean {
  return keys.includes(key) || pattern?.test(key) === true;
}
