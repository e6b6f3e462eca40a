/**
 * Workloads that say how objects of a kind are: nobody but who sees to them in a cluster writes their status.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/
 * @module
 */

import {
  kindOf,
  type Manifest,
  mapping,
  mappings,
  namespaceOf,
  qualifiedKind,
  text,
  texts,
} from "../../../pacts/mod.ts";

const WRITING = new Set(["update", "patch", "*"]);

/** The only kind of Kubernetes' own that other programs than its own see to. */
const INGRESS = "Ingress";

/** Why a workload is left out whose work somebody does, for people. */
export function doneBy(extension: string): string {
  return `the extension "${extension}" does their work`;
}

/** Who may write the status of kinds that extensions convert. */
export class StatusWriters {
  /** The extension in whose place an account acts. */
  readonly #accounts = new Map<string, string>();

  /** The accounts among some manifests. `converters` has the extension of each kind. */
  constructor(manifests: readonly Manifest[], converters: ReadonlyMap<string, string>) {
    const groups = new Map<string, string>();
    for (const [kind, extension] of converters) {
      const slash = kind.indexOf("/");
      if (slash > 0) groups.set(kind.slice(0, slash), extension);
    }
    const roles = new Map<string, string>();
    for (const role of manifests) {
      const kind = kindOf(role);
      if (kind !== "Role" && kind !== "ClusterRole") continue;
      const extension = extensionOf(role, groups, converters.get(INGRESS));
      if (extension === undefined) continue;
      roles.set(
        keyOf(kind, kind === "Role" ? namespaceOf(role) : "", role.metadata.name),
        extension,
      );
    }
    if (roles.size === 0) return;
    for (const binding of manifests) {
      const kind = kindOf(binding);
      if (kind !== "RoleBinding" && kind !== "ClusterRoleBinding") continue;
      const role = mapping(binding.roleRef);
      const namespace = text(role.kind) === "Role" ? namespaceOf(binding) : "";
      const extension = roles.get(keyOf(text(role.kind), namespace, text(role.name)));
      if (extension === undefined) continue;
      for (const subject of mappings(binding.subjects)) {
        if (text(subject.kind) !== "ServiceAccount") continue;
        const home = text(subject.namespace) || namespaceOf(binding);
        this.#accounts.set(keyOf("ServiceAccount", home, text(subject.name)), extension);
      }
    }
  }

  /** Why a workload has nothing to do here, for people; `undefined` where that can't be told. */
  find(manifest: Manifest, pod: Readonly<Record<string, unknown>>): string | undefined {
    const account = text(pod.serviceAccountName) || text(pod.serviceAccount);
    if (account === "") return undefined;
    const extension = this.#accounts.get(keyOf("ServiceAccount", namespaceOf(manifest), account));
    return extension === undefined ? undefined : doneBy(extension);
  }
}

/** The extension whose kinds a role lets somebody write the status of. Who may do everything sees to nothing in particular. */
function extensionOf(
  role: Manifest,
  groups: ReadonlyMap<string, string>,
  ofIngresses: string | undefined,
): string | undefined {
  for (const { apiGroups, resources, verbs } of mappings(role.rules)) {
    if (!texts(verbs).some((verb) => WRITING.has(verb))) continue;
    const written = texts(resources).filter((resource) => /[^*]\/status$/.test(resource));
    if (written.length === 0) continue;
    for (const group of texts(apiGroups)) {
      const isOfIngresses = qualifiedKind(`${group}/v1`, INGRESS) === INGRESS &&
        written.includes("ingresses/status");
      const extension = isOfIngresses ? ofIngresses : groups.get(group);
      if (extension !== undefined) return extension;
    }
  }
  return undefined;
}

function keyOf(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`;
}
