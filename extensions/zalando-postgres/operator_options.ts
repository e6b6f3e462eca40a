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
  mapping,
  namespaceOf,
  type ObjectIndex,
  ownValue,
  readSettings,
  textMap,
  word,
} from "@dekube/engine/pacts";
import { OPERATOR_CONFIGURATION } from "./kinds.ts";
import { SETTINGS } from "./settings.ts";

/** The ConfigMap's own name in the operator's manifests, and what its chart labels it with. */
const OPERATOR = "postgres-operator";

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
}

/** The options that hold for all clusters. */
export function operatorOptions(objects: ObjectIndex, ctx: ControllerContext): OperatorOptions {
  const { options } = readSettings("zalando-postgres", SETTINGS, ctx);
  const source = objects.of(OPERATOR_CONFIGURATION)[0] ?? configMapOf(objects);
  return optionsOf(
    { ...(source ? givenBy(source) : {}), ...options },
    source !== undefined,
    source ? namespaceOf(source) : "",
  );
}

/** Options by their names. */
export function optionsOf(given: Mapping, isKnown = false, namespace = ""): OperatorOptions {
  const raw = (name: string) => ownValue(given, name);
  return {
    isKnown,
    namespace,
    raw,
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

function configMapOf(objects: ObjectIndex): Manifest | undefined {
  return objects.of("ConfigMap").find(({ metadata, data }) =>
    (metadata.name === OPERATOR ||
      mapping(metadata.labels)["app.kubernetes.io/name"] === OPERATOR) &&
    ["docker_image", "cluster_labels", "resource_check_interval", "workers", "api_port"]
      .some((option) => Object.hasOwn(mapping(data), option))
  );
}

/** An OperatorConfiguration has its options in sections; no two of them have one of the same name. */
function givenBy(source: Manifest): Mapping {
  const data = mapping(source.data);
  const { configuration } = source as Mapping;
  if (!isMapping(configuration)) return data;
  const given: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(configuration)) {
    const options = SECTIONS.has(name) && isMapping(value) ? value : { [name]: value };
    for (const [option, said] of Object.entries(options)) {
      if (said !== null && option !== "__proto__") given[option] = said;
    }
  }
  return given;
}

const SECTIONS: ReadonlySet<string> = new Set(
  ("users major_version_upgrade kubernetes postgres_pod_resources timeouts load_balancer " +
    "aws_or_gcp debug teams_api logging_rest_api scalyr logical_backup connection_pooler patroni")
    .split(" "),
);

function parts(text: string): string[] {
  return text.split(",").map((part) => part.trim()).filter((part) => part !== "");
}
