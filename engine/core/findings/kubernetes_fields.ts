/**
 * Fields of Kubernetes' own kinds that say who may come in, and where a request goes.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/
 * @module
 */

import { type FieldNames, leaves } from "../../../pacts/mod.ts";

/** Those of `v1beta1` beside those of today: what they say is read. */
const BACKEND: FieldNames = {
  resource: leaves("apiGroup kind name"),
  service: { name: true, port: leaves("name number") },
  ...leaves("serviceName servicePort"),
};

/** By kind. */
export const KUBERNETES_FIELDS: Readonly<Record<string, FieldNames>> = {
  Ingress: {
    spec: {
      backend: BACKEND,
      defaultBackend: BACKEND,
      ingressClassName: true,
      rules: { host: true, http: { paths: { backend: BACKEND, path: true, pathType: true } } },
      tls: leaves("hosts secretName"),
    },
  },
  Service: {
    spec: {
      ...leaves(
        "allocateLoadBalancerNodePorts clusterIP clusterIPs externalIPs externalName",
        "externalTrafficPolicy healthCheckNodePort internalTrafficPolicy ipFamilies ipFamily",
        "ipFamilyPolicy loadBalancerClass loadBalancerIP loadBalancerSourceRanges",
        "publishNotReadyAddresses selector sessionAffinity topologyKeys trafficDistribution type",
      ),
      ports: leaves("appProtocol name nodePort port protocol targetPort"),
      sessionAffinityConfig: { clientIP: leaves("timeoutSeconds") },
    },
  },
  // What guards a route, and what serves it, may be in one.
  Secret: leaves("data immutable stringData type"),
  ConfigMap: leaves("binaryData data immutable"),
};
