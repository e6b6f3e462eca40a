/**
 * What becomes of the fields of the Prometheus operator's kinds.
 *
 * @module
 */

import {
  type FieldCondition,
  type FieldRules,
  mapping,
  meaningless,
  namespaceOf,
  rulesBelow,
  text,
} from "@dekube/engine/pacts";
import { configSecretOf } from "./alertmanager/config_file.ts";
import { WITHOUT_MEANING as OF_ALERTMANAGER } from "./alertmanager/instances.ts";
import { WITHOUT_MEANING as OF_PROMETHEUS } from "./instance.ts";
import {
  ALERTMANAGER,
  ALERTMANAGER_CONFIG,
  POD_MONITOR,
  PROMETHEUS,
  PROMETHEUS_RULE,
  SCRAPE_CONFIG,
  SERVICE_MONITOR,
} from "./kinds.ts";
import { isLabel } from "./target.ts";

const OPERATOR = "it says how the operator places and watches the pods; here there is one of each";

const CHECKED = "Compose starts the program again when it ends, and nothing waits for its checks";
const DEFAULT = "it is what Docker does anyway";

const isEmpty: FieldCondition = ({ value }) =>
  typeof value === "object" && value !== null && Object.keys(value).length === 0;

function is(...values: readonly unknown[]): FieldCondition {
  return ({ value }) => values.includes(value);
}

/** Of patches of the program's container, and of its pod. */
const SECURITY: FieldRules = {
  ...meaningless(DEFAULT, "seccompProfile"),
  ...meaningless("a cluster checks it; no container is another for it", "runAsNonRoot"),
  ...meaningless("volumes get their owner when they are made", "fsGroupChangePolicy"),
  privileged: [{ meaningless: DEFAULT, when: is(false) }, { becomes: "services.*" }],
  seLinuxOptions: [{ meaningless: "it is empty", when: isEmpty }, { becomes: "services.*" }],
};

const RESOURCES: FieldRules = {
  ...meaningless("Docker limits processors and memory; no other resource", "limits requests"),
  ...Object.fromEntries(
    ["limits.cpu", "limits.memory", "requests.cpu", "requests.memory"]
      .map((path) => [path, { becomes: "services.*.deploy.resources" }]),
  ),
};

const CONTAINER: FieldRules = {
  ...meaningless(CHECKED, "livenessProbe readinessProbe startupProbe lifecycle"),
  ...meaningless(OPERATOR, "imagePullPolicy ports"),
  ...meaningless(
    "a cluster shows it to people; no program reads it",
    "terminationMessagePath terminationMessagePolicy",
  ),
  ...rulesBelow("securityContext", SECURITY),
  ...rulesBelow("resources", RESOURCES),
};

/** Selectors: an empty one takes all. */
function selectors(...kinds: readonly string[]): FieldRules {
  const rules = [
    { meaningless: "an empty selector takes all", when: isEmpty },
    { becomes: "services.*" },
  ];
  const fields = kinds.flatMap((kind) => [`${kind}Selector`, `${kind}NamespaceSelector`]);
  return Object.fromEntries(fields.map((field) => [field, rules]));
}

/** Of what runs a program. */
function ofProgram(withoutMeaning: readonly string[], others: FieldRules): FieldRules {
  return rulesBelow("spec", {
    "": { becomes: "services.*" },
    ...meaningless(OPERATOR, ...withoutMeaning),
    ...rulesBelow("containers[]", CONTAINER),
    ...rulesBelow("securityContext", SECURITY),
    ...rulesBelow("resources", RESOURCES),
    "volumes[].emptyDir": [
      { meaningless: "a volume of no kind is one of this kind", when: isEmpty },
      { becomes: "services.*" },
    ],
    ...others,
  });
}

const SCRAPED = { becomes: "a scrape job in the config of Prometheus" };

const JOB = rulesBelow("spec", {
  "": SCRAPED,
  jobLabel: [{ meaningless: "it is empty", when: is("") }, SCRAPED],
});

/** An Alertmanager takes its configuration from the Secret, which need not be named. */
const isConfigSecret: FieldCondition = ({ manifest }, { manifests }) =>
  manifests.of(ALERTMANAGER).some((one) =>
    namespaceOf(one) === namespaceOf(manifest) &&
    configSecretOf(one.metadata.name, mapping(one.spec)) === manifest.metadata.name
  );

const CONFIGURATION = { becomes: "the config of Alertmanager", when: isConfigSecret };

/** Of what is scraped. */
const PODS: FieldRules = {
  "containers[].name": {
    becomes: "a label in the config of Prometheus",
    when: ({ manifest, value }, { workloads }) => {
      const workload = workloads.of(manifest);
      return workload !== undefined && isLabel(text(value), workload);
    },
  },
};

/** By kind. */
export const ACCOUNT: Readonly<Record<string, FieldRules>> = {
  Pod: rulesBelow("spec", PODS),
  ...Object.fromEntries(
    ["DaemonSet", "Deployment", "ReplicaSet", "ReplicationController", "StatefulSet"]
      .map((kind) => [kind, rulesBelow("spec.template.spec", PODS)]),
  ),
  [ALERTMANAGER]: ofProgram(OF_ALERTMANAGER, selectors("alertmanagerConfig")),
  [ALERTMANAGER_CONFIG]: rulesBelow("spec", { "": { becomes: "the config of Alertmanager" } }),
  [PROMETHEUS]: ofProgram(OF_PROMETHEUS, {
    ...selectors("serviceMonitor", "podMonitor", "scrapeConfig", "rule"),
    nameValidationScheme: [
      { meaningless: "it is the default", when: is("UTF8") },
      { becomes: "services.*" },
    ],
  }),
  [SERVICE_MONITOR]: JOB,
  [POD_MONITOR]: JOB,
  [SCRAPE_CONFIG]: rulesBelow("spec", { "": SCRAPED }),
  Secret: { "data.*": CONFIGURATION, "stringData.*": CONFIGURATION },
  [PROMETHEUS_RULE]: rulesBelow("spec", { "": { becomes: "the rules of Prometheus" } }),
};
