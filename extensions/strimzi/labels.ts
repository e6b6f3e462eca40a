/**
 * The labels that the operator gives pods, by which NetworkPolicies select them.
 *
 * @see https://github.com/strimzi/strimzi-kafka-operator/blob/main/operator-common/src/main/java/io/strimzi/operator/common/model/Labels.java
 * @module
 */

import { type Manifest, type Mapping, mapping, textMap } from "@dekube/engine/pacts";
import { CLUSTER_LABEL } from "./kinds.ts";

/** What labels are made of. */
export interface Labelled {
  /** The object whose labels are handed on: what says how many pods there are. */
  origin: Manifest;
  /** The kind of what the operator was asked for. */
  kind: string;
  /** Its name. */
  cluster: string;
  /** What it becomes: `events-kafka`. */
  component: string;
  /** What the operator calls programs of that sort: `kafka`. */
  type: string;
  /** The set that the pod is of; `undefined` where a Deployment makes it. */
  set?: string;
  /** `template.pod`. */
  template: Mapping;
}

const KUBERNETES = "app.kubernetes.io/";

/** Labels of a pod. No label of the user's takes the place of one of the operator's. */
export function podLabels(
  { origin, kind, cluster, component, type, set, template }: Labelled,
): Record<string, string> {
  return {
    ...handedOn(origin),
    ...Object.fromEntries(
      Object.entries(textMap(mapping(template.metadata).labels))
        .filter(([name]) => !name.startsWith(KUBERNETES)),
    ),
    ...selecting({ kind, cluster, component }),
    "strimzi.io/component-type": type,
    ...(set === undefined ? {} : {
      "strimzi.io/pod-name": `${set}-0`,
      "strimzi.io/controller": "strimzipodset",
      "strimzi.io/controller-name": set,
    }),
    [`${KUBERNETES}name`]: type,
    [`${KUBERNETES}instance`]: labelValue(cluster),
    [`${KUBERNETES}part-of`]: labelValue(`strimzi-${cluster}`),
    [`${KUBERNETES}managed-by`]: "strimzi-cluster-operator",
  };
}

/** The labels by which Services find a pod. */
export function selecting(
  { kind, cluster, component }: Pick<Labelled, "kind" | "cluster" | "component">,
): Record<string, string> {
  return {
    [CLUSTER_LABEL]: cluster,
    "strimzi.io/kind": kind,
    "strimzi.io/name": component,
  };
}

function handedOn({ metadata }: Manifest): Record<string, string> {
  return Object.fromEntries(
    Object.entries(textMap(metadata.labels)).filter(([name]) =>
      !name.startsWith("kustomize.toolkit.fluxcd.io") &&
      (!name.startsWith(KUBERNETES) || name.startsWith(`${KUBERNETES}part-of`))
    ),
  );
}

/** A value is no longer than this, and ends as a name may. */
function labelValue(name: string): string {
  let end = Math.min(name.length, 63);
  while (end > 0 && ".-_".includes(name[end - 1])) end--;
  return name.slice(0, end);
}
