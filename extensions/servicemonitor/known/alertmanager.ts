/**
 * Fields that Alertmanagers have.
 *
 * @module
 */

import { type FieldNames, leaves } from "@dekube/engine/pacts";
import {
  AUTHORIZATION,
  BASIC_AUTH,
  KEY,
  KEY_OF,
  OAUTH2,
  POD_METADATA,
  SELECTOR,
  STORAGE,
  TLS_CONFIG,
  UPDATE_STRATEGY,
  WEB_HTTP,
  WEB_TLS,
} from "./shared.ts";

/** `spec` of an Alertmanager. */
export const ALERTMANAGER: FieldNames = {
  ...leaves(
    "additionalPeers affinity automountServiceAccountToken baseImage",
    "clusterAdvertiseAddress clusterGossipInterval clusterLabel clusterPeerTimeout",
    "clusterPushpullInterval configMaps configSecret containers dnsConfig dnsPolicy",
    "enableFeatures enableServiceLinks externalUrl forceEnableClusterMode",
    "hostAliases hostNetwork hostUsers image imagePullPolicy imagePullSecrets",
    "initContainers listenLocal logFormat logLevel minReadySeconds nodeSelector",
    "paused podManagementPolicy portName priorityClassName replicas resources",
    "retention routePrefix schedulerName secrets securityContext serviceAccountName",
    "serviceName sha tag terminationGracePeriodSeconds tolerations",
    "topologySpreadConstraints version volumeMounts volumes",
  ),
  additionalArgs: leaves("name value"),
  alertmanagerConfigMatcherStrategy: leaves("type"),
  alertmanagerConfigNamespaceSelector: SELECTOR,
  alertmanagerConfigSelector: SELECTOR,
  alertmanagerConfiguration: {
    name: true,
    global: {
      ...leaves("pagerdutyUrl resolveTimeout"),
      httpConfig: {
        ...leaves(
          "enableHttp2 followRedirects noProxy proxyConnectHeader proxyFromEnvironment",
          "proxyUrl",
        ),
        authorization: AUTHORIZATION,
        basicAuth: BASIC_AUTH,
        bearerTokenSecret: KEY,
        oauth2: OAUTH2,
        tlsConfig: TLS_CONFIG,
      },
      jira: leaves("apiURL"),
      mattermost: { webhookURL: KEY },
      opsGenieApiKey: KEY,
      opsGenieApiUrl: KEY,
      rocketChat: { apiURL: true, token: KEY, tokenID: KEY },
      slackApiUrl: KEY,
      smtp: {
        ...leaves("authIdentity authUsername forceImplicitTLS from hello requireTLS"),
        authPassword: KEY,
        authSecret: KEY,
        smartHost: leaves("host port"),
        tlsConfig: TLS_CONFIG,
      },
      telegram: leaves("apiURL"),
      victorops: { apiURL: true, apiKey: KEY },
      webex: leaves("apiURL"),
      wechat: { ...leaves("apiCorpID apiURL"), apiSecret: KEY },
    },
    templates: KEY_OF,
  },
  clusterTLS: { client: TLS_CONFIG, server: WEB_TLS },
  limits: leaves("maxPerSilenceBytes maxSilences"),
  persistentVolumeClaimRetentionPolicy: leaves("whenDeleted whenScaled"),
  podMetadata: POD_METADATA,
  storage: STORAGE,
  updateStrategy: UPDATE_STRATEGY,
  web: { ...leaves("getConcurrency timeout"), httpConfig: WEB_HTTP, tlsConfig: WEB_TLS },
};
