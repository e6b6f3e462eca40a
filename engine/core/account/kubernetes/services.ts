/**
 * What becomes of the fields of Services.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/
 * @module
 */

import { type FieldRules, rulesBelow } from "../../../../pacts/account.ts";
import {
  all,
  either,
  is,
  isIdleNumber,
  isMeantByName,
  isMeantPort,
  isMeantService,
  isPublished,
  isPublishedAsPort,
  leadsToOther,
  sameAs,
  selectsNothing,
} from "../conditions.ts";

const ONE_HOST = { meaningless: "there is one network, whose addresses Docker gives" };
const ONE_CONTAINER = { meaningless: "there is one container behind a Service" };
const REACHED = {
  meaningless:
    "containers of a network reach all ports of each other; nothing that is converted goes by this one",
};
const MEANT = { becomes: "where connections to the Service lead", when: isMeantPort };
const PUBLISHED = { becomes: "services.*.ports", when: isPublished };

/** By kind. */
export const SERVICES: Readonly<Record<string, FieldRules>> = {
  Service: rulesBelow("spec", {
    "": { meaningless: "it is empty" },
    "selector.*": {
      meaningless: "nothing that is converted has the other labels",
      when: selectsNothing,
    },
    selector: { becomes: "which services its name leads to" },
    externalName: { becomes: "where the Service's name leads" },
    externalIPs: { becomes: "services.*.ports" },
    loadBalancerIP: { becomes: "services.*.ports" },
    loadBalancerSourceRanges: { becomes: "who may come in by the port" },
    loadBalancerClass: { meaningless: "there is no load balancer" },
    allocateLoadBalancerNodePorts: { meaningless: "there is no load balancer" },
    type: [
      { meaningless: "it is the default", when: is("ClusterIP") },
      {
        becomes: "where the Service's name leads",
        when: all(is("ExternalName"), either(leadsToOther, isMeantService)),
      },
      { meaningless: "the name that it leads to says it", when: is("ExternalName") },
      { becomes: "services.*.ports" },
    ],
    clusterIP: ONE_HOST,
    clusterIPs: ONE_HOST,
    ipFamilies: ONE_HOST,
    ipFamily: ONE_HOST,
    ipFamilyPolicy: ONE_HOST,
    externalTrafficPolicy: ONE_CONTAINER,
    internalTrafficPolicy: ONE_CONTAINER,
    healthCheckNodePort: ONE_CONTAINER,
    publishNotReadyAddresses: { meaningless: "Docker knows a container's name once it starts" },
    sessionAffinity: ONE_CONTAINER,
    sessionAffinityConfig: ONE_CONTAINER,
    topologyKeys: ONE_CONTAINER,
    trafficDistribution: ONE_CONTAINER,
    "ports[].port": [
      { ...PUBLISHED, when: isPublishedAsPort },
      {
        meaningless:
          "nothing that is converted goes by this number, unless the container listens on it",
        when: isIdleNumber,
      },
      MEANT,
      REACHED,
    ],
    "ports[].name": [
      { becomes: MEANT.becomes, when: isMeantByName },
      REACHED,
    ],
    "ports[].targetPort": [
      PUBLISHED,
      { meaningless: "it is the default", when: sameAs("port") },
      MEANT,
      REACHED,
    ],
    "ports[].nodePort": { becomes: "services.*.ports" },
    "ports[].protocol": [{ meaningless: "it is the default", when: is("TCP") }, PUBLISHED, REACHED],
    "ports[].appProtocol": [
      { becomes: "how the reverse proxy asks", when: isMeantPort },
      { meaningless: "nothing that is converted asks through the port" },
    ],
  }),
};
