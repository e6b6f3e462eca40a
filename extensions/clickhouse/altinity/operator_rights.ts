/**
 * Which namespaces an operator may see to: what runs an image that is called as its own may be anybody's.
 *
 * @module
 */

import {
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  namespaceOf,
  type ObjectIndex,
  text,
  texts,
} from "@dekube/engine/pacts";
import { INSTALLATION } from "../kinds.ts";

/** The ServiceAccounts, and the namespaces whose ServiceAccounts all, may change installations of all namespaces. */
export class OperatorRights {
  readonly #subjects: ReadonlySet<string>;

  /** The rights that ClusterRoleBindings give. */
  constructor(objects: ObjectIndex) {
    const roles = new Map(objects.of("ClusterRole").map((role) => [role.metadata.name, role]));
    const hasRights = ({ roleRef }: Manifest) => {
      const { kind, name } = mapping(roleRef);
      if (kind !== "ClusterRole") return false;
      const role = roles.get(text(name));
      return role
        ? mappings(role.rules).some(areOfInstallations)
        // Every cluster has it.
        : name === "cluster-admin";
    };
    this.#subjects = new Set(
      objects.of("ClusterRoleBinding").filter(hasRights)
        .flatMap(({ subjects }) => mappings(subjects).map(subjectOf)),
    );
  }

  /** Whether what runs in a pod may see to the installations of all namespaces. */
  seesToAll(workload: Manifest, { serviceAccountName, serviceAccount }: Mapping): boolean {
    const namespace = placeOf(workload);
    const account = text(serviceAccountName) || text(serviceAccount) || "default";
    return this.#subjects.has(keyOf("ServiceAccount", namespace, account)) ||
      this.#subjects.has(keyOf("Group", "", `system:serviceaccounts:${namespace}`));
  }
}

/** The namespace of an object: what names none is made in this one. */
export function placeOf(manifest: Manifest): string {
  return namespaceOf(manifest) || "default";
}

function subjectOf({ kind, namespace, name }: Mapping): string {
  return kind === "ServiceAccount"
    ? keyOf("ServiceAccount", text(namespace), text(name))
    : keyOf(text(kind), "", text(name));
}

function keyOf(kind: string, namespace: string, name: string): string {
  return JSON.stringify([kind, namespace, name]);
}

/** Rules that let installations be changed: who only reads them is no operator. */
function areOfInstallations({ apiGroups, resources, resourceNames, verbs }: Mapping): boolean {
  const has = (given: unknown, ...wanted: string[]) =>
    texts(given).some((one) => one === "*" || wanted.includes(one));
  return has(apiGroups, INSTALLATION.split("/")[0]) && has(resources, "clickhouseinstallations") &&
    has(verbs, "update", "patch") && texts(resourceNames).length === 0;
}
