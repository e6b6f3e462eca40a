/**
 * What becomes of annotations that ask for what others ask for already.
 *
 * @module
 */

import { above, type FieldCondition, type FieldRules, mapping } from "@dekube/engine/pacts";

const PREFIX = "nginx.ingress.kubernetes.io/";

/** Another annotation stands beside. */
function beside(name: string): FieldCondition {
  return (place) => mapping(above(place, 1))[`${PREFIX}${name}`] !== undefined;
}

/** By kind; what else there is, is read where it is understood. */
export const ACCOUNT: Readonly<Record<string, FieldRules>> = {
  Ingress: {
    [`metadata.annotations["${PREFIX}use-regex"]`]: {
      meaningless: "rewrite-target has the paths read as patterns in any case",
      when: beside("rewrite-target"),
    },
  },
};
