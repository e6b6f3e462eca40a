/**
 * Who may read Secrets of another namespace: a store asks with a ServiceAccount's rights.
 *
 * @module
 */

import {
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  type ObjectIndex,
  text,
  texts,
} from "@dekube/engine/pacts";

const BINDINGS = ["RoleBinding", "ClusterRoleBinding"];

/** What a ServiceAccount may do with all Secrets of a namespace, as Roles and their bindings among the objects say. */
export function verbsOnSecrets(
  account: { name: string; namespace: string },
  namespace: string,
  objects: ObjectIndex,
): Set<string> {
  if (account.name === "") return new Set();
  const rules = objects.of(...BINDINGS).filter((binding) =>
    (binding.kind === "ClusterRoleBinding" || binding.metadata.namespace === namespace) &&
    mappings(binding.subjects).some((subject) => isAccount(subject, account, binding))
  ).flatMap((binding) => mappings(roleOf(binding, objects)?.rules)).filter(areOfSecrets);
  const verbs = new Set(rules.flatMap(({ verbs }) => texts(verbs)));
  return verbs.has("*") ? new Set(["get", "list"]) : verbs;
}

function isAccount(
  subject: Mapping,
  { name, namespace }: { name: string; namespace: string },
  binding: Manifest,
): boolean {
  if (subject.kind === "Group") {
    return [`system:serviceaccounts:${namespace}`, "system:serviceaccounts"]
      .includes(text(subject.name));
  }
  return subject.kind === "ServiceAccount" && text(subject.name) === name &&
    (text(subject.namespace) || text(binding.metadata.namespace)) === namespace;
}

/** Each looked up once, though there may be as many bindings of them. */
const CLUSTER_ROLES = new WeakMap<ObjectIndex, ReadonlyMap<string, Manifest>>();

function clusterRoles(objects: ObjectIndex): ReadonlyMap<string, Manifest> {
  const known = CLUSTER_ROLES.get(objects);
  if (known) return known;
  const roles = new Map(objects.of("ClusterRole").map((role) => [role.metadata.name, role]));
  CLUSTER_ROLES.set(objects, roles);
  return roles;
}

function roleOf(binding: Manifest, objects: ObjectIndex): Manifest | undefined {
  const { kind, name } = mapping(binding.roleRef);
  return kind === "ClusterRole"
    ? clusterRoles(objects).get(text(name))
    : objects.get("Role", text(binding.metadata.namespace), text(name));
}

/** Rules that name single Secrets grant those alone, which is too little for a store. */
function areOfSecrets({ apiGroups, resources, resourceNames }: Mapping): boolean {
  const has = (given: unknown, wanted: string) =>
    Array.isArray(given) && given.some((one) => one === wanted || one === "*");
  return has(apiGroups, "") && has(resources, "secrets") && texts(resourceNames).length === 0;
}
