/**
 * Kinds of Kubernetes' own that say what a cluster does, and mean nothing on one host.
 *
 * @module
 */

import { type FieldRules, rulesBelow } from "../../../../pacts/account.ts";
import { isClosing } from "../closing_policies.ts";
import { all, is, isAlone, isMeantService, not } from "../conditions.ts";

const NO_API =
  "there is no API that anybody could be allowed to ask; it only tells which programs would";
const EXTENDS_API = "there is no API that it could add to";
const STORAGE = "a folder has neither size nor class";

/** Why each of them means nothing. */
export const CLUSTER_KINDS: Readonly<Record<string, string>> = {
  APIService: EXTENDS_API,
  CSIDriver: STORAGE,
  ClusterRole: NO_API,
  ClusterRoleBinding: NO_API,
  CustomResourceDefinition: EXTENDS_API,
  EndpointSlice: "a cluster writes down there where Services lead",
  Endpoints: "a cluster writes down there where Services lead",
  IngressClass: "there is one reverse proxy",
  Lease: "there is one of each program, and nothing to lead",
  LimitRange: "a cluster refuses by it what asks for too much",
  MutatingWebhookConfiguration: EXTENDS_API,
  Namespace: "names tell namespaces apart, and all is in one network",
  NetworkPolicy: "containers of a network reach each other, and it closes no port to the outside",
  PersistentVolume: STORAGE,
  PodDisruptionBudget: "there is one of each pod, and one node",
  PriorityClass: "there is one node",
  ResourceQuota: "a cluster refuses by it what asks for too much",
  Role: NO_API,
  RoleBinding: NO_API,
  ServiceAccount: NO_API,
  StorageClass: STORAGE,
  ValidatingWebhookConfiguration: EXTENDS_API,
};

const CLOSES = { becomes: "which ports are published", when: isClosing };

/** What of them is read nevertheless. */
export const READ_OF_CLUSTER_KINDS: Readonly<Record<string, FieldRules>> = {
  Endpoints: { subsets: { becomes: "where the Service's name leads", when: isMeantService } },
  EndpointSlice: {
    endpoints: { becomes: "where the Service's name leads", when: isMeantService },
    ports: { becomes: "where the Service's name leads", when: isMeantService },
  },
  LimitRange: { "spec.limits": { becomes: "services.*.deploy.resources" } },
  NetworkPolicy: rulesBelow("spec", {
    podSelector: CLOSES,
    "policyTypes[]": { ...CLOSES, when: all(isClosing, is("Ingress"), not(isAlone)) },
    "ingress[].ports[].port": CLOSES,
    "ingress[].ports[].endPort": CLOSES,
    "ingress[].from[].ipBlock": CLOSES,
  }),
  PersistentVolume: {
    spec: { becomes: "volumes" },
    "spec.storageClassName": { meaningless: STORAGE },
    "spec.persistentVolumeReclaimPolicy": {
      meaningless: "Compose keeps volumes until they are removed",
    },
  },
};
