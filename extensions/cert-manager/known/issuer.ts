/**
 * Fields that issuers have, be they of a namespace or of the cluster.
 *
 * @module
 */

import { type FieldNames, leaves } from "@dekube/engine/pacts";
import { KEY } from "./shared.ts";

/** `spec` of an Issuer. */
export const ISSUER: FieldNames = {
  acme: {
    ...leaves(
      "caBundle disableAccountKeyGeneration email enableDurationFeature",
      "preferredChain profile renewalInformationSource server skipTLSVerify",
    ),
    externalAccountBinding: { ...leaves("keyAlgorithm keyID"), keySecretRef: KEY },
    privateKeySecretRef: KEY,
    solvers: {
      waitInsteadOfSelfCheck: true,
      dns01: {
        ...leaves("cnameStrategy nameservers"),
        acmeDNS: { host: true, accountSecretRef: KEY },
        akamai: {
          serviceConsumerDomain: true,
          accessTokenSecretRef: KEY,
          clientSecretSecretRef: KEY,
          clientTokenSecretRef: KEY,
        },
        azureDNS: {
          ...leaves(
            "clientID environment hostedZoneName resourceGroupName subscriptionID tenantID",
            "zoneType",
          ),
          clientSecretSecretRef: KEY,
          managedIdentity: leaves("clientID resourceID tenantID"),
        },
        cloudDNS: {
          ...leaves("hostedZoneName project"),
          serviceAccountSecretRef: KEY,
        },
        cloudflare: {
          email: true,
          apiKeySecretRef: KEY,
          apiTokenSecretRef: KEY,
        },
        digitalocean: { tokenSecretRef: KEY },
        rfc2136: {
          ...leaves("nameserver protocol tsigAlgorithm tsigKeyName"),
          tsigSecretSecretRef: KEY,
        },
        route53: {
          ...leaves("accessKeyID hostedZoneID region role"),
          accessKeyIDSecretRef: KEY,
          auth: { kubernetes: { serviceAccountRef: leaves("audiences name") } },
          secretAccessKeySecretRef: KEY,
        },
        webhook: leaves("config groupName solverName"),
      },
      http01: {
        gatewayHTTPRoute: {
          ...leaves("labels podTemplate serviceType"),
          parentRefs: leaves("group kind name namespace port sectionName"),
        },
        ingress: {
          ...leaves("class ingressClassName name podTemplate serviceType"),
          ingressTemplate: { metadata: leaves("annotations labels") },
        },
      },
      selector: leaves("dnsNames dnsZones matchLabels"),
    },
  },
  ca: leaves("crlDistributionPoints issuingCertificateURLs ocspServers secretName"),
  selfSigned: leaves("crlDistributionPoints"),
  vault: {
    ...leaves("caBundle namespace path server serverName"),
    auth: {
      appRole: { ...leaves("path roleId"), secretRef: KEY },
      aws: {
        ...leaves("iamRoleArn mountPath region role vaultHeaderValue"),
        serviceAccountRef: leaves("audiences name"),
      },
      clientCertificate: leaves("mountPath name secretName"),
      kubernetes: {
        ...leaves("mountPath role"),
        secretRef: KEY,
        serviceAccountRef: leaves("audiences name"),
      },
      tokenSecretRef: KEY,
    },
    caBundleSecretRef: KEY,
    clientCertSecretRef: KEY,
    clientKeySecretRef: KEY,
  },
  venafi: {
    zone: true,
    cloud: { url: true, apiTokenSecretRef: KEY },
    ngts: { ...leaves("tokenEndpoint tsgID url"), credentialsRef: leaves("name") },
    tpp: {
      ...leaves("caBundle url"),
      caBundleSecretRef: KEY,
      credentialsRef: leaves("name"),
    },
  },
};
