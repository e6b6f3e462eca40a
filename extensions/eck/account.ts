/**
 * What becomes of the fields of the operator's kinds.
 *
 * @module
 */

import {
  type FieldRules,
  type LikeField,
  meaningless,
  rulesBelow,
  rulesOfFields,
} from "@dekube/engine/pacts";
import { FIELDS } from "./fields.ts";
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

const PROGRAM = { becomes: "the program" };
const CONFIG = { becomes: "the config of the program" };
const SERVICES = { becomes: "its Services" };
const CERTIFICATE = { becomes: "its certificate" };
const CONNECTION = { becomes: "what it knows of the other, and a user there" };
const USERS = { becomes: "the users of Elasticsearch" };
const NO_ACCESS = { meaningless: "there is no API that says who may refer to whom" };
const AT_ONCE = "containers are replaced at once, and no earlier ones are kept";

const like = (kind: string, path: string): LikeField => ({ like: { kind, path } });

const METADATA: FieldRules = rulesBelow("service", {
  "": SERVICES,
  spec: like("Service", "spec"),
  "spec.selector": SERVICES,
  "spec.ports": SERVICES,
});

const HTTP: FieldRules = { ...rulesBelow("http", METADATA), "http.tls": CERTIFICATE };

const COMMON: FieldRules = {
  "": PROGRAM,
  image: { becomes: "services.*.image" },
  version: { becomes: "services.*.image" },
  config: CONFIG,
  configRef: CONFIG,
  secureSettings: { becomes: "the keystore of the program" },
  elasticsearchRef: CONNECTION,
  elasticsearchRefs: CONNECTION,
  kibanaRef: CONNECTION,
  enterpriseSearchRef: CONNECTION,
  packageRegistryRef: CONNECTION,
  monitoring: { meaningless: "no Beat runs beside the program, which is said" },
  serviceAccountName: NO_ACCESS,
  revisionHistoryLimit: { meaningless: AT_ONCE },
};

function server(kind: string): FieldRules {
  return rulesBelow("spec", {
    ...COMMON,
    ...HTTP,
    count: like(kind, "spec.replicas"),
    podTemplate: like(kind, "spec.template"),
    resources: like(kind, "spec.template.spec.containers[].resources"),
  });
}

function nodeSets(name: string): FieldRules {
  return rulesBelow(name, {
    "[]": PROGRAM,
    "[].count": { meaningless: "one node does for all of them" },
    "[].config": CONFIG,
    "[].podTemplate": like("StatefulSet", "spec.template"),
    "[].resources": like("StatefulSet", "spec.template.spec.containers[].resources"),
    "[].volumeClaimTemplates": like("StatefulSet", "spec.volumeClaimTemplates"),
    "[].zoneAwareness": { meaningless: "the one node is in no zone" },
  });
}

/** Lists begin behind the name, without a dot. */
function joined(rules: FieldRules): FieldRules {
  return Object.fromEntries(
    Object.entries(rules).map(([path, rule]) => [path.replaceAll(".[]", "[]"), rule]),
  );
}

const RULES: Readonly<Record<string, FieldRules>> = {
  [ELASTICSEARCH]: joined(rulesBelow("spec", {
    ...COMMON,
    ...HTTP,
    ...nodeSets("nodeSets"),
    ...nodeSets("nodes"),
    ...rulesBelow("transport", METADATA),
    "transport.tls": {
      meaningless: "no other node connects; this one has a certificate of its own",
    },
    auth: USERS,
    updateStrategy: { meaningless: AT_ONCE },
    podDisruptionBudget: { meaningless: AT_ONCE },
    volumeClaimDeletePolicy: { meaningless: "a folder stays until somebody removes it" },
    remoteClusters: { meaningless: "clusters are not connected, which is said" },
    remoteClusterServer: { meaningless: "clusters are not connected, which is said" },
  })),
  [KIBANA]: server("Deployment"),
  [APM_SERVER]: server("Deployment"),
  [ENTERPRISE_SEARCH]: server("Deployment"),
  [MAPS_SERVER]: server("Deployment"),
  [PACKAGE_REGISTRY]: server("Deployment"),
  [BEAT]: rulesBelow("spec", {
    ...COMMON,
    resources: like("DaemonSet", "spec.template.spec.containers[].resources"),
    "daemonSet.podTemplate": like("DaemonSet", "spec.template"),
    "deployment.podTemplate": like("Deployment", "spec.template"),
    "deployment.replicas": like("Deployment", "spec.replicas"),
    ...meaningless(AT_ONCE, "daemonSet.updateStrategy deployment.strategy"),
  }),
  [LOGSTASH]: rulesBelow("spec", {
    ...COMMON,
    count: like("StatefulSet", "spec.replicas"),
    podTemplate: like("StatefulSet", "spec.template"),
    resources: like("StatefulSet", "spec.template.spec.containers[].resources"),
    volumeClaimTemplates: like("StatefulSet", "spec.volumeClaimTemplates"),
    pipelines: CONFIG,
    pipelinesRef: CONFIG,
    services: SERVICES,
    updateStrategy: { meaningless: AT_ONCE },
  }),
};

/** By kind. */
export const ACCOUNT: Readonly<Record<string, FieldRules>> = rulesOfFields(RULES, FIELDS);
