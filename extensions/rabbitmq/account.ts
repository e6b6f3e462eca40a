/**
 * What becomes of the fields of these kinds.
 *
 * @module
 */

import {
  type FieldPlace,
  type FieldRules,
  hasField,
  type LikeField,
  meaningless,
  rulesBelow,
} from "@dekube/engine/pacts";
import { parseQuantity } from "@dekube/engine/pacts/kubernetes";
import { FIELDS } from "./fields.ts";
import { CLUSTER, TOPOLOGY } from "./kinds.ts";

const CONFIG = { becomes: "the config of the broker" };
/** An empty one takes the operator's own away. */
const EMPTIED = {
  becomes: "whom the broker runs as",
  when: ({ value }: FieldPlace) => typeof value === "object",
};
const DECLARED = { becomes: "the definitions that the broker loads" };

function like(path: string): LikeField {
  return { like: { kind: "StatefulSet", path } };
}

const KEPT = meaningless(
  "what is declared stays in the broker until somebody deletes it",
  "deletionPolicy deleteIfEmpty deleteIfUnused",
);

/** Of one kind of what is declared. */
function declared(kind: string): FieldRules {
  const kept = Object.entries(KEPT).filter(([name]) => hasField(FIELDS[kind], `spec.${name}`));
  return rulesBelow("spec", {
    "": DECLARED,
    rabbitmqClusterReference: { becomes: "the broker that it is declared in" },
    ...Object.fromEntries(kept),
  });
}

/** By kind. */
export const ACCOUNT: Readonly<Record<string, FieldRules>> = {
  ...Object.fromEntries(Object.values(TOPOLOGY).map((kind) => [kind, declared(kind)])),
  [TOPOLOGY.superStream]: {
    ...declared(TOPOLOGY.superStream),
    "spec.name": { meaningless: "the operator calls all of it after the object" },
  },
  [CLUSTER]: rulesBelow("spec", {
    image: { becomes: "services.*.image" },
    replicas: [
      { meaningless: "it is the default", when: ({ value }) => value === 1 },
      { becomes: "whether there is a broker" },
    ],
    resources: like("spec.template.spec.containers[].resources"),
    affinity: like("spec.template.spec.affinity"),
    tolerations: like("spec.template.spec.tolerations"),
    imagePullSecrets: like("spec.template.spec.imagePullSecrets"),
    terminationGracePeriodSeconds: like("spec.template.spec.terminationGracePeriodSeconds"),
    rabbitmq: CONFIG,
    tls: CONFIG,
    "tls.secretName": { becomes: "services.*.volumes" },
    persistence: { becomes: "services.*.volumes" },
    "persistence.storage": [
      {
        becomes: "whether the data have a folder",
        when: ({ value }) => parseQuantity(value) === 0,
      },
      { meaningless: "a folder has no size" },
    ],
    "persistence.storageClassName": { meaningless: "a folder has no class" },
    service: { becomes: "the Service that leads to the broker" },
    "service.ipFamilyPolicy": { meaningless: "Docker's network says which addresses there are" },
    "secretBackend.externalSecret": { becomes: "services.*.volumes" },
    "override.statefulSet": { becomes: "services.*" },
    "override.statefulSet.spec": like("spec"),
    "override.statefulSet.spec.template.spec.containers[].name": {
      becomes: "the container that the override is of",
    },
    "override.statefulSet.spec.template.spec.containers[].securityContext": EMPTIED,
    "override.statefulSet.spec.template.spec.securityContext": EMPTIED,
    "override.service": { becomes: "the Service that leads to the broker" },
    ...meaningless(
      "there is one node, which nobody waits for",
      "skipPostDeploySteps delayStartSeconds",
    ),
    autoEnableAllFeatureFlags: {
      meaningless: "a new broker has all feature flags; enable those of an old one's data by hand",
    },
  }),
};
