/**
 * What the operator is told for all clusters: by an OperatorConfiguration, by its ConfigMap, and by the user here.
 *
 * @see https://postgres-operator.readthedocs.io/en/latest/reference/operator_parameters/
 * @module
 */

import {
  type ControllerContext,
  isMapping,
  type Manifest,
  type Mapping,
  namespaceOf,
  type ObjectIndex,
  ownValue,
  readSettings,
  textMap,
  word,
} from "@dekube/engine/pacts";
import { type Configuration, Configurations } from "./operators.ts";
import { SETTINGS } from "./settings.ts";

/** The option by which Secrets are made, and taken, in namespaces that a cluster names. */
export const ACROSS = "enable_cross_namespace_secret";

/** Options, whichever way they were written. */
export interface OperatorOptions {
  /** Whether the operator's own configuration is known, which most often is elsewhere. */
  isKnown: boolean;
  /** Namespace that its Secrets are looked for in. */
  namespace: string;
  /** One word. */
  text(name: string, fallback?: string): string;
  /** Yes or no. */
  flag(name: string, fallback: boolean): boolean;
  /** Several words. */
  list(name: string, fallback?: readonly string[]): string[];
  /** Words by their names. */
  map(name: string, fallback?: Readonly<Record<string, string>>): Record<string, string>;
  /** The value as it is written. */
  raw(name: string): unknown;
  /** Whether an option is the user's own here, or that of an operator that may read all namespaces. */
  isTrusted(name: string): boolean;
}

/** The options that hold for the clusters of a namespace: one object for all namespaces that have the same. */
export function operatorOptions(
  objects: ObjectIndex,
  clusters: readonly Manifest[],
  ctx: ControllerContext,
): (namespace: string) => OperatorOptions {
  const { options } = readSettings("zalando-postgres", SETTINGS, ctx);
  const configurations = new Configurations(objects);
  configurations.sayLeftOut(clusters, ctx);
  const known = new Map<Manifest | undefined, OperatorOptions>();
  return (namespace) => {
    const configuration = configurations.of(namespace);
    const found = known.get(configuration?.manifest);
    if (found) return found;
    const made = optionsOf(options, configuration);
    if (configuration && isAcross(configuration) && !made.isTrusted(ACROSS)) {
      ctx.report(configuration.manifest).warn(
        "foreign-configuration",
        `"${ACROSS}" has no effect, since no operator among the manifests that may act on all namespaces has these options: Secrets of users are in the clusters' own namespaces. If it is the operator's, write it below extensions.zalando-postgres.options in dekube.yaml`,
      );
    }
    known.set(configuration?.manifest, made);
    return made;
  };
}

/** Options by their names: the user's own, before those of the operator. */
export function optionsOf(own: Mapping, configuration?: Configuration): OperatorOptions {
  const given: Record<string, unknown> = { ...configuration?.given, ...own };
  const isTrusted = (name: string) => Object.hasOwn(own, name) || configuration?.isTrusted === true;
  if (!isTrusted(ACROSS)) delete given[ACROSS];
  const raw = (name: string) => ownValue(given, name);
  return {
    isKnown: configuration !== undefined,
    namespace: configuration ? namespaceOf(configuration.manifest) : "",
    raw,
    isTrusted,
    text: (name, fallback = "") => word(raw(name)) || fallback,
    flag(name, fallback) {
      const said = word(raw(name)).toLowerCase();
      return /^(true|false)$/.test(said) ? said === "true" : fallback;
    },
    list(name, fallback = []) {
      const value = raw(name);
      const items = Array.isArray(value) ? value.map(word) : parts(word(value));
      return items.length > 0 ? items.filter((item) => item !== "") : [...fallback];
    },
    map(name, fallback = {}) {
      const value = raw(name);
      if (isMapping(value)) return textMap(value);
      const pairs = parts(word(value)).flatMap((part) => {
        const at = part.indexOf(":");
        return at > 0 ? [[part.slice(0, at).trim(), part.slice(at + 1).trim()]] : [];
      });
      return pairs.length > 0 ? Object.fromEntries(pairs) : { ...fallback };
    },
  };
}

function isAcross({ given }: Configuration): boolean {
  return word(ownValue(given, ACROSS)).toLowerCase() === "true";
}

function parts(text: string): string[] {
  return text.split(",").map((part) => part.trim()).filter((part) => part !== "");
}
