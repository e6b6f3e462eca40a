/**
 * What becomes of the fields of these kinds.
 *
 * @module
 */

import {
  type FieldPlace,
  type FieldRule,
  type FieldRules,
  type LikeField,
  meaningless,
  rulesBelow,
  rulesOfFields,
} from "@dekube/engine/pacts";
import { FIELDS } from "./fields.ts";
import {
  CLUSTER,
  INSTALLATION,
  KEEPER,
  KEEPER_INSTALLATION,
  OPERATOR_CONFIGURATION,
  TEMPLATE,
} from "./kinds.ts";

const CONFIG = { becomes: "the config of the server" };
const USERS = { becomes: "the users of the server" };
const SERVER = { becomes: "the server" };
const SERVICES = { becomes: "its Services" };
const ONE_SERVER = "there is one server, on one host";
const NO_RECONCILE = "nothing is changed while it runs: containers are replaced at once";
const FOLDER = "a folder has neither size nor class";

function like(path: string, kind = "StatefulSet"): LikeField {
  return { like: { kind, path } };
}

/** Templates that are used by their names. */
const USED: FieldRules = rulesBelow("templates", {
  "": SERVER,
  ...Object.fromEntries(
    [
      "serviceTemplate",
      "serviceTemplates",
      "clusterServiceTemplate",
      "shardServiceTemplate",
      "replicaServiceTemplate",
    ]
      .map((name) => [name, SERVICES]),
  ),
});

/** What is said of one server, of several, or of all. */
const OWN: FieldRules = {
  "": SERVER,
  ...USED,
  ...rulesBelow("settings", { "": CONFIG }),
  ...rulesBelow("files", { "": CONFIG }),
};

/** Lists begin behind the name, without a dot. */
function joined(rules: FieldRules): FieldRules {
  return Object.fromEntries(
    Object.entries(rules).map(([path, rule]) => [path.replaceAll(".[]", "[]"), rule]),
  );
}

const OTHER_PLACE = {
  meaningless: "the server of this place is the first one",
  when: isOtherPlace,
};

/** Whether a field says something of another place than that of the server which runs. */
function isOtherPlace({ keys }: FieldPlace): boolean {
  const layout = keys.indexOf("layout");
  return keys.slice(layout).some((key) => typeof key === "number" && key > 0);
}

/** What is said of one place of a server; but for its names, nothing comes of it where it is not the first. */
function place(rules: FieldRules): FieldRules {
  const services = Object.keys(USED).filter((path) => USED[path] === SERVICES);
  return rulesBelow("[]", {
    ...Object.fromEntries(
      Object.entries(rules).map(([path, rule]) => [path, [OTHER_PLACE, rule as FieldRule]]),
    ),
    ...Object.fromEntries(services.map((path) => [path, SERVICES])),
    name: { becomes: "the names that lead to the server" },
  });
}

const COUNT = { becomes: "how many names lead to the server" };

const LAYOUT: FieldRules = {
  shardsCount: COUNT,
  replicasCount: COUNT,
  type: { meaningless: "the operator no longer reads it" },
  ...rulesBelow("shards", {
    ...place({
      ...OWN,
      weight: CONFIG,
      internalReplication: CONFIG,
      definitionType: { meaningless: "the operator no longer reads it" },
    }),
    "[].replicasCount": COUNT,
    ...rulesBelow("[].replicas", place(OWN)),
  }),
  ...rulesBelow("replicas", {
    ...place(OWN),
    "[].shardsCount": COUNT,
    ...rulesBelow("[].shards", place(OWN)),
  }),
};

const ALTINITY: FieldRules = joined(rulesBelow("spec", {
  "": SERVER,
  stop: { becomes: "whether there is a server" },
  ...meaningless(
    NO_RECONCILE,
    "taskID restart suspend reconcile reconciling",
  ),
  "reconcile.macros": CONFIG,
  "reconciling.macros": CONFIG,
  namespaceDomainPattern: { meaningless: "names of the project are found by all of their ends" },
  "configuration.users": USERS,
  "configuration.profiles": USERS,
  "configuration.quotas": USERS,
  "configuration.settings": CONFIG,
  "configuration.files": CONFIG,
  "configuration.zookeeper": CONFIG,
  ...rulesBelow(
    "configuration.clusters",
    rulesBelow("[]", {
      ...OWN,
      name: { becomes: "the server's names" },
      zookeeper: CONFIG,
      secret: CONFIG,
      secure: CONFIG,
      insecure: CONFIG,
      ...meaningless(ONE_SERVER, "pdbManaged pdbMaxUnavailable schemaPolicy"),
      reconcile: { meaningless: NO_RECONCILE },
      ...rulesBelow("layout", LAYOUT),
    }),
  ),
  defaults: SERVER,
  "defaults.distributedDDL": CONFIG,
  "defaults.replicasUseFQDN": { meaningless: "both of the server's names lead to it" },
  "defaults.storageManagement": { meaningless: "folders stay until somebody removes them" },
  ...rulesBelow("defaults", USED),
  ...rulesBelow(
    "templates.hostTemplates",
    rulesBelow("[]", {
      "": SERVER,
      portDistribution: { meaningless: "there is one server, which has the first of the ports" },
      ...rulesBelow("spec", OWN),
    }),
  ),
  ...rulesBelow(
    "templates.podTemplates",
    rulesBelow("[]", {
      "": SERVER,
      metadata: like("spec.template.metadata"),
      spec: like("spec.template.spec"),
      ...meaningless(ONE_SERVER, "zone distribution podDistribution"),
    }),
  ),
  ...rulesBelow(
    "templates.serviceTemplates",
    rulesBelow("[]", {
      "": SERVICES,
      spec: like("spec", "Service"),
      "spec.ports": SERVICES,
      "spec.selector": SERVICES,
    }),
  ),
  ...rulesBelow(
    "templates.volumeClaimTemplates",
    rulesBelow("[]", {
      "": { becomes: "services.*.volumes" },
      metadata: { meaningless: "a folder has no labels" },
      spec: { meaningless: FOLDER },
      ...meaningless("folders stay until somebody removes them", "reclaimPolicy provisioner"),
    }),
  ),
  templating: { becomes: "which resources the template is for" },
  useTemplates: { becomes: "what the templates add" },
  "useTemplates[].useType": { meaningless: "the operator knows one way to use them" },
}));

const POD: FieldRules = rulesBelow("podTemplate", {
  "": like("spec.template.spec"),
  ...meaningless(ONE_SERVER, "topologyZoneKey nodeHostnameKey"),
});

const OFFICIAL: FieldRules = rulesBelow("spec", {
  "": SERVER,
  replicas: [
    { meaningless: "it is one server in any case", when: isOne },
    { becomes: "that there is one server" },
  ],
  shards: { meaningless: "there is one server, which has all data" },
  keeperClusterRef: CONFIG,
  labels: like("metadata.labels"),
  annotations: like("metadata.annotations"),
  ...POD,
  containerTemplate: like("spec.template.spec.containers[]"),
  "containerTemplate.image": { becomes: "services.*.image" },
  dataVolumeClaimSpec: { becomes: "services.*.volumes" },
  ...rulesBelow(
    "dataVolumeClaimSpec",
    meaningless(
      FOLDER,
      "accessModes resources storageClassName volumeAttributesClassName volumeMode selector volumeName dataSource dataSourceRef",
    ),
  ),
  settings: CONFIG,
  "settings.enableDatabaseSync": { meaningless: "there is no other server with databases" },
  "settings.defaultUserPassword": USERS,
  "settings.extraUsersConfig": USERS,
  clusterDomain: CONFIG,
});

function isOne({ value }: FieldPlace): boolean {
  return value === 1;
}

const RULES: Readonly<Record<string, FieldRules>> = {
  [INSTALLATION]: ALTINITY,
  [TEMPLATE]: ALTINITY,
  [KEEPER_INSTALLATION]: ALTINITY,
  [CLUSTER]: OFFICIAL,
  [KEEPER]: OFFICIAL,
};

/** By kind. */
export const ACCOUNT: Readonly<Record<string, FieldRules>> = {
  ...rulesOfFields(RULES, FIELDS),
  [OPERATOR_CONFIGURATION]: rulesBelow("spec", {
    "": { meaningless: "no operator runs that it would set up" },
  }),
};
