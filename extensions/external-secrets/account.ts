/**
 * What becomes of the fields of the External Secrets Operator's kinds.
 *
 * @module
 */

import { type FieldRules, mapping, meaningless, rulesBelow } from "@dekube/engine/pacts";
import {
  CLUSTER_EXTERNAL_SECRET,
  CLUSTER_GENERATOR,
  CLUSTER_SECRET_STORE,
  EXTERNAL_SECRET,
  FAKE,
  OUTER_GENERATORS,
  PASSWORD,
  SECRET_STORE,
  UUID,
} from "./kinds.ts";

const SECRET = { becomes: "a Secret" };
const RIGHTS = { becomes: "who gets the values" };
const ONCE = "values are read once, in each run";
const NEWEST = "secrets.yaml has the newest version alone";
const BY_USER = "the values come from secrets.yaml, wherever the store is";
const GIVEN_OUT = "what it would give out comes from secrets.yaml";

/** One field, wherever a value is asked for. */
const REF: FieldRules = {
  ...meaningless(NEWEST, "version"),
  ...meaningless("tags are the store's", "metadataPolicy"),
  ...meaningless("a text in secrets.yaml holds none", "nullBytePolicy"),
};

const EXTERNAL: FieldRules = {
  "": SECRET,
  ...meaningless(ONCE, "refreshInterval refreshPolicy syncWindow"),
  "target.deletionPolicy": { meaningless: "nothing is taken out of a store while nothing runs" },
  "target.immutable": { meaningless: "nothing changes a Secret here" },
  "target.template.engineVersion": { meaningless: "one engine fills all templates in" },
  "target.template.metadata.finalizers": { meaningless: "nothing is deleted here" },
  ...rulesBelow("data[].remoteRef", REF),
  "data[].remoteRef.conversionStrategy": {
    meaningless: "it is for names of keys, and this one has its own",
  },
  ...rulesBelow("dataFrom[].extract", REF),
  ...rulesBelow("dataFrom[].find", REF),
  "dataFrom[].find.path": { meaningless: "names in secrets.yaml are whole" },
};

/** By kind. */
export const ACCOUNT: Readonly<Record<string, FieldRules>> = {
  [EXTERNAL_SECRET]: rulesBelow("spec", EXTERNAL),
  [CLUSTER_EXTERNAL_SECRET]: {
    ...rulesBelow("spec", { "": SECRET, refreshTime: { meaningless: ONCE } }),
    ...rulesBelow("spec.externalSecretSpec", EXTERNAL),
  },
  [SECRET_STORE]: store(),
  [CLUSTER_SECRET_STORE]: store(),
  [PASSWORD]: rulesBelow("spec", { "": SECRET }),
  [UUID]: rulesBelow("spec", { "": SECRET }),
  [FAKE]: rulesBelow("spec", { "": SECRET, controller: { meaningless: "there is no controller" } }),
  [CLUSTER_GENERATOR]: rulesBelow("spec", {
    "": [
      {
        meaningless: GIVEN_OUT,
        when: ({ manifest }) =>
          !["Password", "UUID", "Fake"].includes(String(mapping(manifest.spec).kind)),
      },
      SECRET,
    ],
  }),
  ...Object.fromEntries(
    OUTER_GENERATORS.map((kind) => [kind, rulesBelow("spec", { "": { meaningless: GIVEN_OUT } })]),
  ),
};

function store(): FieldRules {
  return rulesBelow("spec", {
    "": { meaningless: BY_USER },
    "provider.fake": SECRET,
    "provider.fake.validationResult": { meaningless: "it is for tests of the operator" },
    "provider.kubernetes.remoteNamespace": SECRET,
    "provider.kubernetes.server.url": RIGHTS,
    "provider.kubernetes.auth.serviceAccount": RIGHTS,
    conditions: RIGHTS,
  });
}
