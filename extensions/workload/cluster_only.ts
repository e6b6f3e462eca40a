/**
 * Programs that only make sense in a cluster.
 *
 * @module
 */

import type { ClusterProgram } from "@dekube/engine/pacts";

/** What issues certificates, routes requests or copies Secrets for a cluster has nothing to do here. */
export const CLUSTER_ONLY: readonly ClusterProgram[] = [
  {
    images: [
      ...["jetstack/cert-manager-*", "cert-manager-controller", "cert-manager-webhook"],
      ...["cert-manager-cainjector", "cert-manager-acmesolver", "cert-manager-startupapicheck"],
      ...["bitnami/cert-manager", "bitnamilegacy/cert-manager"],
    ],
    charts: ["cert-manager"],
  },
  {
    images: ["ingress-nginx/controller", "ingress-nginx-controller", "nginx-ingress-controller"],
    charts: ["ingress-nginx", "nginx-ingress-controller"],
  },
  { images: ["nginx/nginx-ingress", "nginxinc/kubernetes-ingress"], charts: ["nginx-ingress"] },
  { images: ["haproxytech/kubernetes-ingress"], charts: ["kubernetes-ingress"] },
  { images: ["haproxy-ingress", "haproxy-ingress-controller"], charts: ["haproxy-ingress"] },
  { images: ["kong/kubernetes-ingress-controller"] },
  {
    // With a provider of files alone it is a proxy like any other.
    images: ["traefik"],
    flags: [
      ...["providers.kubernetescrd", "providers.kubernetesingress", "providers.kubernetesgateway"],
      "providers.kubernetesingressnginx",
    ],
  },
  { images: ["istio/pilot"] },
  { images: ["metrics-server/metrics-server"], charts: ["metrics-server"] },
  { images: ["external-dns/external-dns", "bitnami/external-dns"], charts: ["external-dns"] },
  { images: ["emberstack/kubernetes-reflector"], charts: ["reflector"] },
];
