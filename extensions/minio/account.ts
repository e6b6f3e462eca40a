/**
 * What becomes of the fields of MinIO's kinds.
 *
 * @module
 */

import {
  type FieldPlace,
  type FieldRules,
  mapping,
  meaningless,
  rulesBelow,
} from "@dekube/engine/pacts";
import { MINIO_JOB, POLICY_BINDING, TENANT } from "./kinds.ts";

const SERVER = { becomes: "the server" };
const SERVICES = { becomes: "its Services" };
const SETUP = { becomes: "what the server is set up with" };
const CERTIFICATE = { becomes: "the server's certificates" };
const ONE_SERVER = "there is one server, on one host";
const EMPTY = { meaningless: "it is empty", when: isEmpty };
const NO_KES = "the server keeps its key itself";

/** The field holds nothing. */
function isEmpty({ value }: FieldPlace): boolean {
  return typeof value === "object";
}

const POOL: FieldRules = {
  "": SERVER,
  resources: [EMPTY, SERVER],
  // An empty one takes the operator's own away.
  containerSecurityContext: SERVER,
  ...meaningless(
    "a cluster checks it; no container is another for it",
    "securityContext.runAsNonRoot containerSecurityContext.runAsNonRoot",
  ),
  "securityContext.fsGroupChangePolicy": {
    meaningless: "volumes get their owner each time that the pod starts",
  },
  "volumeClaimTemplate.metadata": [EMPTY, SERVER],
  ...meaningless(ONE_SERVER, "affinity nodeSelector tolerations topologySpreadConstraints"),
  "volumeClaimTemplate.spec": { meaningless: "a folder has neither size nor class" },
  "volumeClaimTemplate.apiVersion": { meaningless: "the kind is known" },
  "volumeClaimTemplate.kind": { meaningless: "the kind is known" },
  "volumeClaimTemplate.status": { meaningless: "it is what a cluster found" },
};

/** By kind. */
export const ACCOUNT: Readonly<Record<string, FieldRules>> = {
  [TENANT]: {
    scheduler: { meaningless: ONE_SERVER },
    ...rulesBelow("spec", {
      "": SERVER,
      ...rulesBelow("pools[]", POOL),
      ...rulesBelow("zones[]", POOL),
      ...meaningless(
        "one container is always placed, and pulled with the host's credentials",
        "podManagementPolicy imagePullSecret priorityClassName",
      ),
      serviceAccountName: { meaningless: "the server asks no API" },
      certExpiryAlertThreshold: { meaningless: "the certificate is issued for ten years" },
      prometheusOperatorScrapeMetricsPaths: {
        meaningless: "nothing tells Prometheus of the server",
      },
      externalClientCertSecret: { meaningless: NO_KES },
      externalCertSecret: CERTIFICATE,
      externalCaCertSecret: CERTIFICATE,
      "features.domains": [EMPTY, SERVER],
      certConfig: [
        EMPTY,
        {
          meaningless: "no certificate is asked for",
          when: ({ manifest }) => mapping(manifest.spec).requestAutoCert === false,
        },
        CERTIFICATE,
      ],
      ...meaningless(
        NO_KES,
        "kes.annotations kes.labels kes.replicas kes.image kes.imagePullPolicy kes.serviceAccountName",
        "kes.kesSecret kes.externalCertSecret kes.clientCertSecret kes.gcpCredentialSecretName",
        "kes.gcpWorkloadIdentityPool kes.resources kes.nodeSelector kes.tolerations kes.affinity",
        "kes.topologySpreadConstraints kes.securityContext kes.containerSecurityContext kes.env",
        "serviceMetadata.kesServiceLabels serviceMetadata.kesServiceAnnotations",
      ),
      "sideCars.resources": { meaningless: "the operator's own sidecar is not needed" },
      exposeServices: [EMPTY, SERVICES],
      serviceMetadata: [EMPTY, SERVICES],
      users: SETUP,
      buckets: SETUP,
    }),
  },
  [POLICY_BINDING]: rulesBelow("spec", {
    policies: { meaningless: "nobody is given credentials with them, which is said" },
  }),
  [MINIO_JOB]: rulesBelow("spec", {
    "": { becomes: "a Job that runs mc" },
    execution: { meaningless: "the commands run one after the other" },
    imagePullSecret: { meaningless: "images are pulled with the host's credentials" },
  }),
};
