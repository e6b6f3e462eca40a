/**
 * What becomes of the fields of cert-manager's kinds.
 *
 * @module
 */

import {
  type FieldCondition,
  type FieldRules,
  mapping,
  meaningless,
  rulesBelow,
  text,
} from "@dekube/engine/pacts";
import { CERTIFICATE } from "./annotated.ts";
import { CLUSTER_ISSUER, ISSUER } from "./issuers.ts";

const SECRET = { becomes: "the Secret that it names" };

/** A Certificate names the issuer. */
const isNamed: FieldCondition = ({ manifest }, { manifests }) =>
  manifests.of(CERTIFICATE).some(({ spec }) => {
    const { kind, name } = mapping(mapping(spec).issuerRef);
    return text(name) === manifest.metadata.name && (text(kind) || "Issuer") === manifest.kind;
  });

const ISSUERS: FieldRules = rulesBelow("spec", {
  "": [
    { becomes: "who signs the certificates that name it", when: isNamed },
    { meaningless: "no Certificate names it" },
  ],
  ...meaningless(
    "certificates are signed here by the project's own authorities; a Certificate that asks for this one is said",
    "acme vault venafi",
  ),
  "selfSigned.crlDistributionPoints": SECRET,
});

/** By kind. */
export const ACCOUNT: Readonly<Record<string, FieldRules>> = {
  [CERTIFICATE]: rulesBelow("spec", {
    "": SECRET,
    revisionHistoryLimit: { meaningless: "there are no requests to keep" },
    renewal: { meaningless: "a certificate is renewed by the run that finds it old" },
  }),
  [CLUSTER_ISSUER]: ISSUERS,
  [ISSUER]: ISSUERS,
};
