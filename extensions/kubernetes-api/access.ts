/**
 * What a ServiceAccount may do with the Kubernetes API.
 *
 * @module
 */

import {
  type ConvertContext,
  list,
  type Manifest,
  mapping,
  mappings,
  namespaceOf,
  text,
  texts,
} from "@dekube/engine/pacts";
import type { Workload } from "@dekube/engine/pacts/kubernetes";

/** What an account may do. */
export interface Access {
  /** Resources that it may read, without those that it may change. */
  reads: Set<string>;
  /** Resources that it may change. */
  changes: Set<string>;
  /** Resources that it may make, but not change. */
  creates: Set<string>;
  /** Roles whose rules are nowhere: those that every cluster has. */
  roles: Set<string>;
}

const READING = new Set(["get", "list", "watch"]);
const MAKING = new Set([...READING, "create"]);
/** Roles of every cluster that let Secrets be read. */
const READING_ROLES = new Set(["cluster-admin", "admin", "edit"]);
/** Rules for what may run in a cluster at all: nobody asks the API by them. */
const ADMISSION = new Set(["podsecuritypolicies", "securitycontextconstraints"]);

/** The access of accounts, by who binds them to which roles. */
export class AccountAccess {
  readonly #ctx: Pick<ConvertContext, "manifests">;
  readonly #bindings = new Map<string, Manifest[]>();
  readonly #all: readonly Manifest[];

  /** The access that the manifests give. */
  constructor(ctx: Pick<ConvertContext, "manifests">) {
    this.#ctx = ctx;
    this.#all = ["RoleBinding", "ClusterRoleBinding"].flatMap((kind) => ctx.manifests.of(kind));
    for (const binding of this.#all) {
      for (const subject of mappings(binding.subjects)) {
        if (text(subject.kind) !== "ServiceAccount") continue;
        const key = keyOf(text(subject.namespace) || namespaceOf(binding), text(subject.name));
        const bindings = this.#bindings.get(key);
        if (bindings) bindings.push(binding);
        else this.#bindings.set(key, [binding]);
      }
    }
  }

  /**
   * Whether a workload may read a Secret by the API. One of its own namespace it could as well mount; where a namespace is
   * unknown, it is taken for that.
   */
  readsSecret(workload: Workload, secret: Manifest): boolean {
    const { namespace } = workload.id;
    const wanted = namespaceOf(secret);
    if ([namespace, wanted].includes("") || namespace === wanted) return true;
    const names = [
      `ServiceAccount ${keyOf(namespace, accountOf(workload))}`,
      `User system:serviceaccount:${namespace}:${accountOf(workload)}`,
      `Group system:serviceaccounts:${namespace}`,
      ...["system:serviceaccounts", "system:authenticated"].map((group) => `Group ${group}`),
    ];
    return this.#all.some((binding) =>
      (binding.kind === "ClusterRoleBinding" || namespaceOf(binding) === wanted) &&
      mappings(binding.subjects).some((subject) => {
        const [kind, name] = [text(subject.kind), text(subject.name)];
        const place = text(subject.namespace) || namespaceOf(binding);
        return names.includes(`${kind} ${kind === "ServiceAccount" ? keyOf(place, name) : name}`);
      }) && this.#roleReads(binding, secret)
    );
  }

  #roleReads(binding: Manifest, { metadata }: Manifest): boolean {
    const role = this.#roleOf(binding);
    if (!role) return READING_ROLES.has(text(mapping(binding.roleRef).name));
    return mappings(role.rules).some((rule) => {
      const [resources, verbs, names] = [rule.resources, rule.verbs, rule.resourceNames].map(texts);
      return list(rule.apiGroups).some((group) => group === "" || group === "*") &&
        resources.some((resource) => ["secrets", "*"].includes(resource)) &&
        verbs.some((verb) => verb === "*" || READING.has(verb)) &&
        (names.length === 0 || names.includes(metadata.name));
    });
  }

  #roleOf(binding: Manifest): Manifest | undefined {
    const reference = mapping(binding.roleRef);
    return this.#ctx.manifests.get(
      text(reference.kind),
      text(reference.kind) === "Role" ? namespaceOf(binding) : "",
      text(reference.name),
    );
  }

  /** What a workload may do; nothing where it has no rules, or does not get the account's token. */
  of(workload: Workload): Access | undefined {
    const account = accountOf(workload);
    const { namespace } = workload.id;
    const bindings = this.#bindings.get(keyOf(namespace, account)) ??
      this.#bindings.get(keyOf("", account)) ?? [];
    if (bindings.length === 0 || !this.#getsToken(workload)) return undefined;
    const access: Access = {
      reads: new Set(),
      changes: new Set(),
      creates: new Set(),
      roles: new Set(),
    };
    for (const binding of bindings) this.#add(binding, access);
    for (const resource of access.changes) {
      access.reads.delete(resource);
      access.creates.delete(resource);
    }
    const { reads, changes, creates, roles } = access;
    return reads.size + changes.size + creates.size + roles.size > 0 ? access : undefined;
  }

  #getsToken({ id, pod }: Workload): boolean {
    const account = this.#ctx.manifests.get(
      "ServiceAccount",
      id.namespace,
      text(pod.serviceAccountName) || "default",
    );
    return (pod.automountServiceAccountToken ?? account?.automountServiceAccountToken) !== false;
  }

  #add(binding: Manifest, { reads, changes, creates, roles }: Access): void {
    const role = this.#roleOf(binding);
    if (!role) roles.add(text(mapping(binding.roleRef).name));
    for (const rule of mappings(role?.rules)) {
      const verbs = texts(rule.verbs);
      const targets = !verbs.every((verb) => MAKING.has(verb)) ? [changes] : [
        ...verbs.includes("create") ? [creates] : [],
        ...verbs.some((verb) => READING.has(verb)) ? [reads] : [],
      ];
      for (const resource of texts(rule.resources)) {
        if (ADMISSION.has(resource)) continue;
        for (const target of targets) target.add(resource.split("/", 1)[0]);
      }
    }
  }
}

/** Name of the account that a pod runs as. */
export function accountOf({ pod }: Workload): string {
  return text(pod.serviceAccountName) || text(pod.serviceAccount) || "default";
}

/** Whether an account may only look. */
export function onlyReads({ changes, creates, roles }: Access): boolean {
  return changes.size === 0 && creates.size === 0 && roles.size === 0;
}

/** Whether an account may write Secrets. */
export function writesSecrets(access: Access | undefined): boolean {
  if (!access) return false;
  const written = [access.changes, access.creates];
  return written.some((resources) => resources.has("secrets") || resources.has("*"));
}

/** What an account may do, for people. */
export function describeAccess({ reads, changes, creates, roles }: Access): string {
  return [
    changes.size > 0 ? `change ${someOf(changes)}` : "",
    creates.size > 0 ? `create ${someOf(creates)}` : "",
    reads.size > 0 ? `read ${someOf(reads)}` : "",
    roles.size > 0 ? `do what the role ${someOf(roles)} may` : "",
  ].filter(Boolean).join(" and ");
}

const MOST_NAMED = 4;

function someOf(names: ReadonlySet<string>): string {
  const all = [...names].map((name) => name === "*" ? "everything" : name);
  const more = all.length > MOST_NAMED ? ` and ${all.length - MOST_NAMED} more` : "";
  return all.slice(0, MOST_NAMED).join(", ") + more;
}

function keyOf(namespace: string, account: string): string {
  return `${namespace}/${account}`;
}
