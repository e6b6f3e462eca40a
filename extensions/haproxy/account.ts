/**
 * What becomes of annotations that ask for what others ask for already.
 *
 * @module
 */

import { above, type FieldRules, mapping } from "@dekube/engine/pacts";

const PREFIX = "haproxy.org/";

/** By kind; what else there is, is read where it is understood. */
export const ACCOUNT: Readonly<Record<string, FieldRules>> = {
  Ingress: {
    [`metadata.annotations["${PREFIX}server-ssl"]`]: {
      meaningless: "server-ca asks for TLS by itself",
      when: (place) => mapping(above(place, 1))[`${PREFIX}server-ca`] !== undefined,
    },
  },
};
