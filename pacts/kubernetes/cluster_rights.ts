/**
 * Who may do something in all namespaces of the cluster: what a program with such rights is told to do elsewhere is no
 * stranger's word, as whoever starts it has them.
 *
 * @module
 */

import type { Manifest } from "../manifest.ts";
import { type Mapping, mapping, mappings, texts, word } from "../read.ts";

/** Something that a rule may allow. */
export interface Right {
  /** API group, `""` for Kubernetes' first. */
  group: string;
  /** For instance `secrets`. */
  resource: string;
  /** For instance `get`. */
  verb: string;
}

/** Objects by kind. */
export interface ObjectsByKind {
  /** All of a kind. */
  of(kind: string): readonly Manifest[];
}

/**
 * Whether the ServiceAccount of a pod has all of some rights in all namespaces, by one ClusterRole that is bound to it.
 *
 * @example
 * ```ts
 * import { clusterAccounts } from "@dekube/engine/pacts/kubernetes";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const binding = {
 *   kind: "ClusterRoleBinding",
 *   metadata: { name: "operator" },
 *   roleRef: { kind: "ClusterRole", name: "cluster-admin" },
 *   subjects: [{ kind: "ServiceAccount", name: "operator", namespace: "infra" }],
 * };
 * const { manifests } = testContext([binding]);
 * const has = clusterAccounts(manifests, [{ group: "", resource: "secrets", verb: "get" }]);
 * const pod = { serviceAccountName: "operator" };
 * assertEquals([has("infra", pod), has("shop", pod), has("infra", {})], [true, false, false]);
 * ```
 */
export function clusterAccounts(
  objects: ObjectsByKind,
  rights: readonly Right[],
): (namespace: string, pod: Mapping) => boolean {
  const roles = new Set(
    objects.of("ClusterRole")
      .filter(({ rules }) => rights.every((right) => allows(mappings(rules), right)))
      .map(({ metadata }) => metadata.name),
  ).add("cluster-admin");
  const accounts = new Set<string>();
  for (const { roleRef, subjects } of objects.of("ClusterRoleBinding") as readonly Mapping[]) {
    const { kind, name } = mapping(roleRef);
    if (kind !== "ClusterRole" || !roles.has(word(name))) continue;
    for (const subject of mappings(subjects)) {
      if (subject.kind !== "ServiceAccount") continue;
      const namespace = word(subject.namespace);
      accounts.add(keyOf(namespace, word(subject.name)));
      // Where nobody says a namespace, kubectl takes this one.
      if (namespace === "default") accounts.add(keyOf("", word(subject.name)));
    }
  }
  return (namespace, { serviceAccountName, serviceAccount }) =>
    accounts.has(keyOf(namespace, word(serviceAccountName) || word(serviceAccount) || "default"));
}

function allows(rules: readonly Mapping[], { group, resource, verb }: Right): boolean {
  const has = (given: unknown, wanted: string) =>
    Array.isArray(given) && given.some((one) => one === wanted || one === "*");
  return rules.some(({ apiGroups, resources, verbs, resourceNames }) =>
    has(apiGroups, group) && has(resources, resource) && has(verbs, verb) &&
    texts(resourceNames).length === 0
  );
}

/** No name holds what JSON puts between. */
function keyOf(namespace: string, name: string): string {
  return JSON.stringify([namespace, name]);
}
