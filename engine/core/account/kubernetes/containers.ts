/**
 * What becomes of the fields of containers.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Container
 * @module
 */

import { type FieldRule, type FieldRules, rulesBelow } from "../../../../pacts/account.ts";
import {
  all,
  beside,
  is,
  isChecked,
  isFirstContainer,
  isOnlyMount,
  isOptionalAndAbsent,
  isReferred,
  mountOf,
  not,
  runsAsRootAlone,
} from "../conditions.ts";

const CHECK = { becomes: "services.*.healthcheck.test" };

/** Of the probe that a container has its health check of. */
const PROBE = {
  "": CHECK,
  initialDelaySeconds: { becomes: "services.*.healthcheck.start_period" },
  periodSeconds: { becomes: "services.*.healthcheck.interval" },
  timeoutSeconds: { becomes: "services.*.healthcheck.timeout" },
  failureThreshold: { becomes: "services.*.healthcheck.retries" },
  successThreshold: { meaningless: "Compose takes a container for healthy after one success" },
  terminationGracePeriodSeconds: {
    meaningless: "Compose does not stop a container whose check fails",
  },
  "httpGet.scheme": [{ meaningless: "it is the default", when: is("HTTP") }, CHECK],
} satisfies FieldRules;

/** Of the others. */
const NO_CHECK = {
  meaningless: "Compose has one health check, and it is that of another probe, or there is none",
  when: not(isChecked),
};

/** What a startup probe gives time by, to whichever probe has the check. */
const GIVES_TIME = {
  becomes: "services.*.healthcheck.start_period",
  when: not(isChecked),
};

const PROBES: FieldRules = {
  ...probe("livenessProbe"),
  ...probe("readinessProbe"),
  ...probe("startupProbe", {
    initialDelaySeconds: GIVES_TIME,
    periodSeconds: GIVES_TIME,
    failureThreshold: GIVES_TIME,
  }),
};

/** Rules of a probe; `unchecked` are those of fields that count where another one has the check. */
function probe(name: string, unchecked: FieldRules = {}): FieldRules {
  return rulesBelow(
    name,
    Object.fromEntries(
      Object.entries(PROBE).map(([path, rules]) => [
        path,
        [unchecked[path] ?? [], NO_CHECK, rules].flat() as FieldRule[],
      ]),
    ),
  );
}

const REACHED = {
  meaningless:
    "containers of a network reach all ports of each other; it matters where a Service or a check means it by its name",
};
const MEANT = { becomes: "the port that Services and checks mean by it" };
const PUBLISHED = { becomes: "services.*.ports", when: beside("hostPort") };

const SHOWN = { meaningless: "a cluster shows it to people; no program reads it" };

/** Of what runs beside others, and before them. */
export const CONTAINER: FieldRules = {
  name: [
    {
      meaningless: "the service of the first container is named after the object",
      when: isFirstContainer,
    },
    { becomes: "the name of the service" },
  ],
  image: { becomes: "services.*.image" },
  command: { becomes: "services.*.entrypoint" },
  args: { becomes: "services.*.command" },
  env: [
    { meaningless: "it is optional, and not there", when: isOptionalAndAbsent },
    { becomes: "services.*.environment" },
  ],
  "env[].valueFrom.fieldRef.apiVersion": { meaningless: "fields of pods have one version" },
  envFrom: [
    { meaningless: "it is optional, and not there", when: isOptionalAndAbsent },
    { becomes: "services.*.environment" },
  ],
  workingDir: { becomes: "services.*.working_dir" },
  imagePullPolicy: { becomes: "services.*.pull_policy" },
  stdin: { becomes: "services.*.stdin_open" },
  tty: { becomes: "services.*.tty" },
  stdinOnce: { meaningless: "who attaches to a container of Docker keeps it open" },
  restartPolicy: { becomes: "services.*.depends_on" },
  restartPolicyRules: { meaningless: "Docker looks at success and failure alone" },
  resizePolicy: { meaningless: "resources are as they are when a container starts" },
  "ports[].hostPort": { becomes: "services.*.ports" },
  "ports[].hostIP": { becomes: "services.*.ports" },
  "ports[].containerPort": [PUBLISHED, { ...MEANT, when: isReferred }, REACHED],
  "ports[].name": [{ ...MEANT, when: isReferred }, REACHED],
  "ports[].protocol": [
    { meaningless: "it is the default", when: is("TCP") },
    PUBLISHED,
    { ...MEANT, when: isReferred },
    REACHED,
  ],
  volumeMounts: { becomes: "services.*.volumes and tmpfs" },
  "volumeMounts[].subPath": {
    meaningless: "nobody else sees what is beside it in the volume, which goes with the pod",
    when: all(mountOf("emptyDir"), isOnlyMount, runsAsRootAlone),
  },
  "volumeMounts[].readOnly": [
    {
      meaningless: "what comes from a ConfigMap or Secret is read-only in any case",
      when: mountOf("configMap", "secret", "projected", "downwardAPI"),
    },
    { meaningless: "it is the default", when: is(false) },
    { becomes: "services.*.volumes and tmpfs" },
  ],
  "volumeMounts[].recursiveReadOnly": {
    meaningless: "Docker mounts what is read-only so with all below",
  },
  volumeDevices: { becomes: "services.*.devices" },
  ...PROBES,
  lifecycle: { becomes: "services.*.post_start and pre_stop" },
  "lifecycle.stopSignal": { becomes: "services.*.stop_signal" },
  resources: {
    meaningless: "Docker limits processors, memory and devices; no other resource",
  },
  "resources.limits.cpu": { becomes: "services.*.deploy.resources.limits" },
  "resources.limits.memory": { becomes: "services.*.deploy.resources.limits" },
  "resources.limits.nvidia.com/gpu": { becomes: "services.*.deploy.resources.reservations" },
  "resources.requests.cpu": { becomes: "services.*.deploy.resources.reservations" },
  "resources.requests.memory": { becomes: "services.*.deploy.resources.reservations" },
  "securityContext.capabilities": { becomes: "services.*.cap_add and cap_drop" },
  "securityContext.privileged": { becomes: "services.*.privileged" },
  "securityContext.readOnlyRootFilesystem": { becomes: "services.*.read_only" },
  "securityContext.runAsUser": { becomes: "services.*.user" },
  "securityContext.runAsGroup": { becomes: "services.*.user" },
  ...rulesBelow("securityContext", securityRules()),
  "securityContext.allowPrivilegeEscalation": { becomes: "services.*.security_opt" },
  "securityContext.procMount": { becomes: "services.*.security_opt" },
  terminationMessagePath: SHOWN,
  terminationMessagePolicy: SHOWN,
};

/** What pods and containers say alike of their processes. */
export function securityRules(): FieldRules {
  return {
    appArmorProfile: { becomes: "services.*.security_opt" },
    seccompProfile: { becomes: "services.*.security_opt" },
    seLinuxOptions: [
      { meaningless: "it is empty", when: ({ value }) => typeof value === "object" },
      { becomes: "services.*.security_opt" },
    ],
    windowsOptions: { meaningless: "the containers are Linux'" },
    runAsNonRoot: { meaningless: "a cluster checks it; no container is another for it" },
  };
}
