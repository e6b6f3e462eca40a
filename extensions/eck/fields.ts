/**
 * The fields of the operator's kinds: those of its version 3, and those that earlier ones had and that are read here.
 *
 * @module
 */

import { type FieldNames, leaves } from "@dekube/engine/pacts";
import {
  APM_SERVER,
  BEAT,
  ELASTICSEARCH,
  ENTERPRISE_SEARCH,
  KIBANA,
  LOGSTASH,
  MAPS_SERVER,
  PACKAGE_REGISTRY,
} from "./kinds.ts";

const SERVICE = leaves("metadata spec");
const SECRET = leaves("secretName");
const REFERENCE = leaves("name namespace serviceName secretName clientCertificateSecretName");
const TLS: FieldNames = {
  selfSignedCertificate: leaves("disabled subjectAltNames"),
  certificate: SECRET,
};
const HTTP: FieldNames = { service: SERVICE, tls: TLS };
const SECURE_SETTINGS: FieldNames = { secretName: true, entries: leaves("key path") };
const MONITORING: FieldNames = {
  metrics: { elasticsearchRefs: REFERENCE },
  logs: { elasticsearchRefs: REFERENCE },
};
const COMMON = leaves("version image revisionHistoryLimit");
const SERVER: FieldNames = {
  ...COMMON,
  ...leaves("count config podTemplate resources serviceAccountName"),
  http: HTTP,
};
const CLIENT: FieldNames = { ...SERVER, elasticsearchRef: REFERENCE };

const NODE_SET: FieldNames = {
  ...leaves("name count config podTemplate volumeClaimTemplates resources"),
  zoneAwareness: leaves("topologyKey zones"),
};

const ELASTICSEARCH_SPEC: FieldNames = {
  ...COMMON,
  ...leaves("serviceAccountName volumeClaimDeletePolicy podDisruptionBudget"),
  nodeSets: NODE_SET,
  nodes: NODE_SET,
  http: { service: SERVICE, tls: { ...TLS, client: leaves("authentication") } },
  transport: {
    service: SERVICE,
    tls: {
      ...leaves("otherNameSuffix subjectAltNames"),
      certificate: SECRET,
      certificateAuthorities: leaves("configMapName"),
      selfSignedCertificates: leaves("disabled"),
    },
  },
  auth: { disableElasticUser: true, fileRealm: SECRET, roles: SECRET },
  updateStrategy: { changeBudget: leaves("maxUnavailable maxSurge") },
  secureSettings: SECURE_SETTINGS,
  remoteClusters: { ...leaves("name apiKey"), elasticsearchRef: REFERENCE },
  remoteClusterServer: { enabled: true, service: SERVICE },
  monitoring: MONITORING,
};

const METADATA = leaves("apiVersion kind metadata status");

/** By kind. */
export const FIELDS: Readonly<Record<string, FieldNames>> = {
  [ELASTICSEARCH]: { ...METADATA, spec: ELASTICSEARCH_SPEC },
  [KIBANA]: {
    ...METADATA,
    spec: {
      ...CLIENT,
      enterpriseSearchRef: REFERENCE,
      packageRegistryRef: REFERENCE,
      secureSettings: SECURE_SETTINGS,
      monitoring: MONITORING,
    },
  },
  [APM_SERVER]: {
    ...METADATA,
    spec: { ...CLIENT, kibanaRef: REFERENCE, secureSettings: SECURE_SETTINGS },
  },
  [BEAT]: {
    ...METADATA,
    spec: {
      ...COMMON,
      ...leaves("type config resources serviceAccountName"),
      configRef: SECRET,
      elasticsearchRef: REFERENCE,
      kibanaRef: REFERENCE,
      secureSettings: SECURE_SETTINGS,
      monitoring: MONITORING,
      daemonSet: leaves("podTemplate updateStrategy"),
      deployment: leaves("podTemplate replicas strategy"),
    },
  },
  [LOGSTASH]: {
    ...METADATA,
    spec: {
      ...COMMON,
      ...leaves(
        "count config podTemplate resources serviceAccountName pipelines volumeClaimTemplates",
        "updateStrategy",
      ),
      configRef: SECRET,
      pipelinesRef: leaves("secretName configMapName"),
      elasticsearchRefs: { ...REFERENCE, clusterName: true },
      secureSettings: SECURE_SETTINGS,
      monitoring: MONITORING,
      services: { name: true, service: SERVICE, tls: TLS },
    },
  },
  [ENTERPRISE_SEARCH]: { ...METADATA, spec: { ...CLIENT, configRef: SECRET } },
  [MAPS_SERVER]: { ...METADATA, spec: { ...CLIENT, configRef: SECRET } },
  [PACKAGE_REGISTRY]: { ...METADATA, spec: { ...SERVER, configRef: SECRET } },
};
