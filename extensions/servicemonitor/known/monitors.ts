/**
 * Fields that monitors have.
 *
 * @module
 */

import { type FieldNames, leaves } from "@dekube/engine/pacts";
import {
  AUTHORIZATION,
  BASIC_AUTH,
  KEY,
  OAUTH2,
  RELABELING,
  SELECTOR,
  TLS_CONFIG,
  TLS_OR_FILES,
} from "./shared.ts";

/** `spec` of a ServiceMonitor. */
export const SERVICE_MONITOR: FieldNames = {
  ...leaves(
    "bodySizeLimit convertClassicHistogramsToNHCB fallbackScrapeProtocol jobLabel",
    "keepDroppedTargets labelLimit labelNameLengthLimit labelValueLengthLimit",
    "nativeHistogramBucketLimit nativeHistogramMinBucketFactor podTargetLabels",
    "sampleLimit scrapeClass scrapeClassicHistograms scrapeNativeHistograms",
    "scrapeProtocols selectorMechanism serviceDiscoveryRole targetLabels",
    "targetLimit",
  ),
  attachMetadata: leaves("node"),
  endpoints: {
    ...leaves(
      "bearerTokenFile enableHttp2 filterRunning followRedirects honorLabels",
      "honorTimestamps interval noProxy params path port proxyConnectHeader",
      "proxyFromEnvironment proxyUrl scheme scrapeTimeout targetPort",
      "trackTimestampsStaleness",
    ),
    authorization: AUTHORIZATION,
    basicAuth: BASIC_AUTH,
    bearerTokenSecret: KEY,
    metricRelabelings: RELABELING,
    oauth2: OAUTH2,
    relabelings: RELABELING,
    tlsConfig: TLS_OR_FILES,
  },
  namespaceSelector: leaves("any matchNames"),
  selector: SELECTOR,
};

/** `spec` of a PodMonitor. */
export const POD_MONITOR: FieldNames = {
  ...leaves(
    "bodySizeLimit convertClassicHistogramsToNHCB fallbackScrapeProtocol jobLabel",
    "keepDroppedTargets labelLimit labelNameLengthLimit labelValueLengthLimit",
    "nativeHistogramBucketLimit nativeHistogramMinBucketFactor podTargetLabels",
    "sampleLimit scrapeClass scrapeClassicHistograms scrapeNativeHistograms",
    "scrapeProtocols selectorMechanism targetLimit",
  ),
  attachMetadata: leaves("node"),
  namespaceSelector: leaves("any matchNames"),
  podMetricsEndpoints: {
    ...leaves(
      "enableHttp2 filterRunning followRedirects honorLabels honorTimestamps interval",
      "noProxy params path port portNumber proxyConnectHeader proxyFromEnvironment",
      "proxyUrl scheme scrapeTimeout targetPort trackTimestampsStaleness",
    ),
    authorization: AUTHORIZATION,
    basicAuth: BASIC_AUTH,
    bearerTokenSecret: KEY,
    metricRelabelings: RELABELING,
    oauth2: OAUTH2,
    relabelings: RELABELING,
    tlsConfig: TLS_CONFIG,
  },
  selector: SELECTOR,
};
