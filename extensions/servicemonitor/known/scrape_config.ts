/**
 * Fields that ScrapeConfigs have.
 *
 * @module
 */

import { type FieldNames, leaves } from "@dekube/engine/pacts";
import { AUTHORIZATION, BASIC_AUTH, KEY, OAUTH2, RELABELING, TLS_CONFIG } from "./shared.ts";

/** `spec` of a ScrapeConfig. */
export const SCRAPE_CONFIG: FieldNames = {
  ...leaves(
    "bodySizeLimit convertClassicHistogramsToNHCB enableCompression enableHTTP2",
    "fallbackScrapeProtocol honorLabels honorTimestamps jobName keepDroppedTargets",
    "labelLimit labelNameLengthLimit labelValueLengthLimit metricsPath",
    "nameEscapingScheme nameValidationScheme nativeHistogramBucketLimit",
    "nativeHistogramMinBucketFactor noProxy params proxyConnectHeader",
    "proxyFromEnvironment proxyUrl sampleLimit scheme scrapeClass",
    "scrapeClassicHistograms scrapeInterval scrapeNativeHistograms scrapeProtocols",
    "scrapeTimeout targetLimit trackTimestampsStaleness",
  ),
  authorization: AUTHORIZATION,
  azureSDConfigs: {
    ...leaves(
      "authenticationMethod clientID enableHTTP2 environment followRedirects noProxy",
      "port proxyConnectHeader proxyFromEnvironment proxyUrl refreshInterval",
      "resourceGroup subscriptionID tenantID",
    ),
    authorization: AUTHORIZATION,
    basicAuth: BASIC_AUTH,
    clientSecret: KEY,
    oauth2: OAUTH2,
    tlsConfig: TLS_CONFIG,
  },
  basicAuth: BASIC_AUTH,
  consulSDConfigs: {
    ...leaves(
      "allowStale datacenter enableHTTP2 filter followRedirects healthFilter",
      "namespace noProxy nodeMeta partition pathPrefix proxyConnectHeader",
      "proxyFromEnvironment proxyUrl refreshInterval scheme server services",
      "tagSeparator tags",
    ),
    authorization: AUTHORIZATION,
    basicAuth: BASIC_AUTH,
    oauth2: OAUTH2,
    tlsConfig: TLS_CONFIG,
    tokenRef: KEY,
  },
  digitalOceanSDConfigs: {
    ...leaves(
      "enableHTTP2 followRedirects noProxy port proxyConnectHeader",
      "proxyFromEnvironment proxyUrl refreshInterval",
    ),
    authorization: AUTHORIZATION,
    oauth2: OAUTH2,
    tlsConfig: TLS_CONFIG,
  },
  dnsSDConfigs: leaves("names port refreshInterval type"),
  dockerSDConfigs: {
    ...leaves(
      "enableHTTP2 followRedirects host hostNetworkingHost matchFirstNetwork noProxy",
      "port proxyConnectHeader proxyFromEnvironment proxyUrl refreshInterval",
    ),
    authorization: AUTHORIZATION,
    basicAuth: BASIC_AUTH,
    filters: leaves("name values"),
    oauth2: OAUTH2,
    tlsConfig: TLS_CONFIG,
  },
  dockerSwarmSDConfigs: {
    ...leaves(
      "enableHTTP2 followRedirects host noProxy port proxyConnectHeader",
      "proxyFromEnvironment proxyUrl refreshInterval role",
    ),
    authorization: AUTHORIZATION,
    basicAuth: BASIC_AUTH,
    filters: leaves("name values"),
    oauth2: OAUTH2,
    tlsConfig: TLS_CONFIG,
  },
  ec2SDConfigs: {
    ...leaves(
      "enableHTTP2 followRedirects noProxy port proxyConnectHeader",
      "proxyFromEnvironment proxyUrl refreshInterval region roleARN",
    ),
    accessKey: KEY,
    filters: leaves("name values"),
    secretKey: KEY,
    tlsConfig: TLS_CONFIG,
  },
  eurekaSDConfigs: {
    ...leaves(
      "enableHTTP2 followRedirects noProxy proxyConnectHeader proxyFromEnvironment",
      "proxyUrl refreshInterval server",
    ),
    authorization: AUTHORIZATION,
    basicAuth: BASIC_AUTH,
    oauth2: OAUTH2,
    tlsConfig: TLS_CONFIG,
  },
  fileSDConfigs: leaves("files refreshInterval"),
  gceSDConfigs: leaves("filter port project refreshInterval tagSeparator zone"),
  hetznerSDConfigs: {
    ...leaves(
      "enableHTTP2 followRedirects labelSelector noProxy port proxyConnectHeader",
      "proxyFromEnvironment proxyUrl refreshInterval role",
    ),
    authorization: AUTHORIZATION,
    basicAuth: BASIC_AUTH,
    oauth2: OAUTH2,
    tlsConfig: TLS_CONFIG,
  },
  httpSDConfigs: {
    ...leaves(
      "enableHTTP2 followRedirects noProxy proxyConnectHeader proxyFromEnvironment",
      "proxyUrl refreshInterval url",
    ),
    authorization: AUTHORIZATION,
    basicAuth: BASIC_AUTH,
    oauth2: OAUTH2,
    tlsConfig: TLS_CONFIG,
  },
  ionosSDConfigs: {
    ...leaves(
      "datacenterID enableHTTP2 followRedirects noProxy port proxyConnectHeader",
      "proxyFromEnvironment proxyUrl refreshInterval",
    ),
    authorization: AUTHORIZATION,
    oauth2: OAUTH2,
    tlsConfig: TLS_CONFIG,
  },
  kubernetesSDConfigs: {
    ...leaves(
      "apiServer enableHTTP2 followRedirects noProxy proxyConnectHeader",
      "proxyFromEnvironment proxyUrl role",
    ),
    attachMetadata: leaves("node"),
    authorization: AUTHORIZATION,
    basicAuth: BASIC_AUTH,
    namespaces: leaves("names ownNamespace"),
    oauth2: OAUTH2,
    selectors: leaves("field label role"),
    tlsConfig: TLS_CONFIG,
  },
  kumaSDConfigs: {
    ...leaves(
      "clientID enableHTTP2 fetchTimeout followRedirects noProxy proxyConnectHeader",
      "proxyFromEnvironment proxyUrl refreshInterval server",
    ),
    authorization: AUTHORIZATION,
    basicAuth: BASIC_AUTH,
    oauth2: OAUTH2,
    tlsConfig: TLS_CONFIG,
  },
  lightSailSDConfigs: {
    ...leaves(
      "enableHTTP2 endpoint followRedirects noProxy port proxyConnectHeader",
      "proxyFromEnvironment proxyUrl refreshInterval region roleARN",
    ),
    accessKey: KEY,
    authorization: AUTHORIZATION,
    basicAuth: BASIC_AUTH,
    oauth2: OAUTH2,
    secretKey: KEY,
    tlsConfig: TLS_CONFIG,
  },
  linodeSDConfigs: {
    ...leaves(
      "enableHTTP2 followRedirects noProxy port proxyConnectHeader",
      "proxyFromEnvironment proxyUrl refreshInterval region tagSeparator",
    ),
    authorization: AUTHORIZATION,
    oauth2: OAUTH2,
    tlsConfig: TLS_CONFIG,
  },
  metricRelabelings: RELABELING,
  nomadSDConfigs: {
    ...leaves(
      "allowStale enableHTTP2 followRedirects namespace noProxy proxyConnectHeader",
      "proxyFromEnvironment proxyUrl refreshInterval region server tagSeparator",
    ),
    authorization: AUTHORIZATION,
    basicAuth: BASIC_AUTH,
    oauth2: OAUTH2,
    tlsConfig: TLS_CONFIG,
  },
  oauth2: OAUTH2,
  openstackSDConfigs: {
    ...leaves(
      "allTenants applicationCredentialId applicationCredentialName availability",
      "domainID domainName identityEndpoint port projectID projectName",
      "refreshInterval region role userid username",
    ),
    applicationCredentialSecret: KEY,
    password: KEY,
    tlsConfig: TLS_CONFIG,
  },
  ovhcloudSDConfigs: {
    ...leaves("applicationKey endpoint refreshInterval service"),
    applicationSecret: KEY,
    consumerKey: KEY,
  },
  puppetDBSDConfigs: {
    ...leaves(
      "enableHTTP2 followRedirects includeParameters noProxy port proxyConnectHeader",
      "proxyFromEnvironment proxyUrl query refreshInterval url",
    ),
    authorization: AUTHORIZATION,
    basicAuth: BASIC_AUTH,
    oauth2: OAUTH2,
    tlsConfig: TLS_CONFIG,
  },
  relabelings: RELABELING,
  scalewaySDConfigs: {
    ...leaves(
      "accessKey apiURL enableHTTP2 followRedirects nameFilter noProxy port projectID",
      "proxyConnectHeader proxyFromEnvironment proxyUrl refreshInterval role",
      "tagsFilter zone",
    ),
    secretKey: KEY,
    tlsConfig: TLS_CONFIG,
  },
  staticConfigs: leaves("labels targets"),
  tlsConfig: TLS_CONFIG,
};
