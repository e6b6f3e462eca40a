/**
 * `spec.unsupported.podTemplate`, with what the operator adds to the pod.
 *
 * @module
 */

import {
  type ComposeService,
  entries,
  extraHosts,
  faultOfHost,
  isMapping,
  type PodTemplate,
  text,
  textMap,
} from "@dekube/engine/pacts";
import {
  type Container,
  secondsText,
  type Volume,
  type VolumeMount,
} from "@dekube/engine/pacts/kubernetes";
import { isVariableName, type Variable } from "./options.ts";
import type { Spec } from "./spec.ts";

/** Path of the pod's spec below `spec`. */
const POD = "unsupported.podTemplate.spec";

/** Path of the server's container. */
export const CONTAINER = `${POD}.containers.0`;

/** Labels that the operator gives its objects, and that Services select by. */
export function operatorLabels(name: string): Record<string, string> {
  return {
    "app": "keycloak",
    "app.kubernetes.io/managed-by": "keycloak-operator",
    "app.kubernetes.io/instance": name,
  };
}

/** A volume and where the container mounts it. */
export interface MountedVolume {
  /** The volume. */
  volume: Volume;
  /** Its mount; `name` is the volume's. */
  mountPath: string;
}

/** Variables of the template's container. */
export function templateVariables(spec: Spec): Variable[] {
  return spec.items(`${CONTAINER}.env`).flatMap(({ item, path }) => {
    const name = isMapping(item) ? spec.text(`${path}.name`) : "";
    if (isVariableName(name)) return [item as Variable];
    spec.warn(
      "bad-variable",
      `"${name}" is no name for an environment variable; it is left out`,
      path,
    );
    return [];
  });
}

/** The pod as the operator would make it, with these volumes; its one container has no `env` and no ports yet. */
export function podTemplate(
  spec: Spec,
  added: readonly MountedVolume[],
): { template: PodTemplate; container: Container } {
  const { resources } = spec.group(CONTAINER);
  const container: Container = {
    name: "keycloak",
    command: spec.list(`${CONTAINER}.command`).map(text),
    args: spec.list(`${CONTAINER}.args`).map(text),
    envFrom: mappings(spec, `${CONTAINER}.envFrom`),
    resources: isMapping(resources) ? resources : {},
    volumeMounts: [
      ...added.map(({ volume, mountPath }) => ({ name: volume.name, mountPath, readOnly: true })),
      ...mappings<VolumeMount>(spec, "volumeMounts"),
      ...mappings<VolumeMount>(spec, `${CONTAINER}.volumeMounts`),
    ],
  };
  const template = {
    labels: {
      ...textMap(spec.group("unsupported.podTemplate.metadata.labels")),
      ...operatorLabels(spec.resource.name),
      "app.kubernetes.io/component": "server",
    },
    annotations: textMap(spec.group("unsupported.podTemplate.metadata.annotations")),
    spec: {
      containers: [container],
      volumes: [
        ...added.map(({ volume }) => volume),
        ...mappings<Volume>(spec, "volumes"),
        ...mappings<Volume>(spec, `${POD}.volumes`),
      ],
      serviceAccountName: spec.text(`${POD}.serviceAccountName`) || "default",
    },
  };
  return { template, container };
}

function mappings<T>(spec: Spec, path: string): T[] {
  return spec.items(path).flatMap(({ item, path }) => {
    if (isMapping(item)) return [item as T];
    spec.warn("bad-field", `spec.${path} must be a mapping; it is ignored`, path);
    return [];
  });
}

/** What else the template says of the pod and has a counterpart in Compose. */
export function podKeys(spec: Spec): ComposeService {
  const hosts = spec.items(`${POD}.hostAliases`).flatMap(({ item, path }) =>
    isMapping(item)
      ? spec.list(`${path}.hostnames`).map((name) => ({
        host: [text(name), spec.text(`${path}.ip`)] as const,
        path,
      }))
      : []
  ).flatMap(({ host, path }) => {
    if (host.includes("")) return [];
    const fault = faultOfHost(host);
    if (fault) spec.warn("bad-host", fault, path);
    return fault === undefined ? [host] : [];
  });
  const seconds = spec.number(`${POD}.terminationGracePeriodSeconds`);
  return {
    ...(hosts.length > 0 ? { extra_hosts: extraHosts(hosts) } : {}),
    ...(seconds !== undefined ? { stop_grace_period: secondsText(seconds) } : {}),
  };
}

/** Those that are read, and those that have nothing to act on here. */
const KEPT_IN_CONTAINER = new Set([
  "name",
  "image",
  "command",
  "args",
  "env",
  "envFrom",
  "resources",
  "volumeMounts",
  "ports",
  "imagePullPolicy",
  "terminationMessagePath",
  "terminationMessagePolicy",
]);

/** Those that are read, and those that place a pod on a node or speak to the cluster. */
const KEPT_IN_POD = new Set([
  "containers",
  "initContainers",
  "volumes",
  "hostAliases",
  "terminationGracePeriodSeconds",
  "serviceAccountName",
  "serviceAccount",
  "automountServiceAccountToken",
  "enableServiceLinks",
  "imagePullSecrets",
  "restartPolicy",
  "dnsPolicy",
  "affinity",
  "nodeSelector",
  "priorityClassName",
  "schedulerName",
  "tolerations",
  "topologySpreadConstraints",
]);

/** Says what of the template is left out. */
export function sayTemplateLeftOut(spec: Spec): void {
  const others = [
    ...spec.items(`${POD}.initContainers`),
    ...spec.items(`${POD}.containers`).slice(1),
  ];
  for (const { item, path } of others) {
    const name = isMapping(item) ? text(item.name) : "";
    spec.warn(
      "left-out-container",
      `the container "${name}" of the pod template is left out: a Keycloak becomes one service. Add a service for it under "services" in dekube.yaml`,
      path,
    );
  }
  const fields = [
    ...leftOut(spec.group(CONTAINER), KEPT_IN_CONTAINER),
    ...leftOut(spec.group(POD), KEPT_IN_POD),
  ];
  if (fields.length === 0) return;
  spec.warn(
    "left-out-field",
    `these fields of the pod template are left out: ${
      fields.join(", ")
    }. Set what the service needs of them under "overrides" in dekube.yaml`,
    POD,
  );
}

function leftOut(group: Record<string, unknown>, kept: ReadonlySet<string>): string[] {
  return entries(group).map(([key]) => key).filter((key) => !kept.has(key));
}
