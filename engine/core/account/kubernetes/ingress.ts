/**
 * What becomes of the fields of Ingresses.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-v1/
 * @module
 */

import { type FieldRules, rulesBelow } from "../../../../pacts/account.ts";
import {
  hasControllerAnnotations,
  hasTls,
  isPresentSecret,
  isToldByAnnotations,
} from "../conditions.ts";

const ROUTE = { becomes: "a route of the reverse proxy" };

/** Which controller it is for, be it by the field or by the annotation that was before it. */
const CLASS = [
  { meaningless: "the annotations tell whose they are", when: isToldByAnnotations },
  { becomes: "whose annotations are read", when: hasControllerAnnotations },
  { becomes: "whether requests are sent on to HTTPS", when: hasTls },
  { meaningless: "there is one reverse proxy, and no annotation that a controller would read" },
];

/** By kind. */
export const INGRESSES: Readonly<Record<string, FieldRules>> = {
  Ingress: {
    'metadata.annotations["kubernetes.io/ingress.class"]': CLASS,
    ...rulesBelow("spec", {
      backend: ROUTE,
      defaultBackend: ROUTE,
      rules: ROUTE,
      tls: ROUTE,
      ingressClassName: CLASS,
      "tls[].secretName": [
        { becomes: "the certificate of the reverse proxy", when: isPresentSecret },
        { meaningless: "there is no such Secret, and the reverse proxy makes certificates itself" },
      ],
    }),
  },
};
