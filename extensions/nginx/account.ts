/**
 * What becomes of annotations that ask for what others ask for already.
 *
 * @module
 */

import {
  above,
  type FieldCondition,
  type FieldRules,
  mapping,
  mappings,
  readOnce,
  text,
} from "@dekube/engine/pacts";

const PREFIX = "nginx.ingress.kubernetes.io/";

/** Another annotation stands beside. */
function beside(name: string): FieldCondition {
  return (place) => mapping(above(place, 1))[`${PREFIX}${name}`] !== undefined;
}

/** What the Ingresses of one host have in common. */
interface HostPaths {
  /** Some Ingress has all paths of the host read as patterns. */
  isPattern: boolean;
  /** How many rules there are of each path. */
  rules: Map<string, number>;
}

const hostsIn = readOnce(["Ingress"], ({ manifests }: Parameters<FieldCondition>[1]) => {
  const hosts = new Map<string, HostPaths>();
  for (const { metadata, spec } of manifests.of("Ingress")) {
    const annotations = mapping(metadata.annotations);
    const isPattern = text(annotations[`${PREFIX}use-regex`]) === "true" ||
      text(annotations[`${PREFIX}rewrite-target`]) !== "";
    for (const rule of mappings(mapping(spec).rules)) {
      const known = hosts.get(text(rule.host)) ?? { isPattern: false, rules: new Map() };
      hosts.set(text(rule.host), known);
      known.isPattern ||= isPattern;
      for (const path of mappings(mapping(rule.http).paths).map(({ path }) => text(path))) {
        known.rules.set(path, (known.rules.get(path) ?? 0) + 1);
      }
    }
  }
  return hosts;
});

/** The path is read as a pattern, and no other rule has it, of which one would be exact. */
const isPattern: FieldCondition = (place, ctx) => {
  const host = hostsIn(ctx).get(text(mapping(above(place, 4)).host));
  return host !== undefined && host.isPattern &&
    host.rules.get(text(mapping(above(place, 1)).path)) === 1;
};

/** By kind; what else there is, is read where it is understood. */
export const ACCOUNT: Readonly<Record<string, FieldRules>> = {
  Ingress: {
    [`metadata.annotations["${PREFIX}use-regex"]`]: {
      meaningless: "rewrite-target has the paths read as patterns in any case",
      when: beside("rewrite-target"),
    },
    "spec.rules[].http.paths[].pathType": {
      meaningless: "an Ingress of the host has all its paths read as patterns",
      when: isPattern,
    },
  },
};
