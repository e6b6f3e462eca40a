/**
 * Who may ask the API, and as whom: a token for each ServiceAccount, which RBAC knows by the name that it has in a cluster.
 *
 * @module
 */

import { type ConvertContext, randomWord, text } from "@dekube/engine/pacts";
import type { Workload } from "@dekube/engine/pacts/kubernetes";

/** Letters and digits of a token. */
const LENGTH = 48;

/** What names of namespaces and ServiceAccounts may be: they are folders here, and parts of a user's name. */
const NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

/** A user of the API. */
export interface User {
  /** Its name. */
  name: string;
  /** What it shows. */
  token: string;
  /** What it belongs to. */
  groups: readonly string[];
}

/** The ServiceAccounts that something has the token of. */
export class Accounts {
  readonly #generated: ConvertContext["generated"];
  readonly #users = new Map<string, User>();

  /** None, as yet. */
  constructor({ generated }: Pick<ConvertContext, "generated">) {
    this.#generated = generated;
  }

  /** The token of an account; `undefined` where no cluster would have one of that name. */
  token(namespace: string, account: string): string | undefined {
    if (!NAME.test(namespace) || !NAME.test(account)) return undefined;
    const name = `system:serviceaccount:${namespace}:${account}`;
    let user = this.#users.get(name);
    if (!user) {
      const owner = { kind: "ServiceAccount", namespace, name: account };
      const groups = ["system:serviceaccounts", `system:serviceaccounts:${namespace}`];
      user = { name, token: this.#make(owner), groups };
      this.#users.set(name, user);
    }
    return user.token;
  }

  /** One of the programs that the API itself consists of. */
  program(name: string, groups: readonly string[] = []): User {
    const key = `system:dekube:${name}`;
    let user = this.#users.get(key);
    if (!user) {
      const owner = { kind: "Program", namespace: "", name };
      this.#users.set(key, user = { name: key, token: this.#make(owner), groups });
    }
    return user;
  }

  /** The users, as the API server reads them (`--token-auth-file`). */
  file(): string {
    return [...this.#users.values()].map(({ name, token, groups }) =>
      [token, name, name, groups.join(",")].map((field) => `"${field}"`).join(",") + "\n"
    ).join("");
  }

  #make(owner: { kind: string; namespace: string; name: string }): string {
    return this.#generated.value(
      owner,
      "token",
      () => randomWord(LENGTH),
      (kept) => /^[A-Za-z0-9]{32,}$/.test(kept),
    );
  }
}

/** The namespace of a workload; one that is unknown is `default`, as kubectl takes it. */
export function placeOf(namespace: string): string {
  return namespace || "default";
}

/** The account that a pod has the token of; `undefined` where it asks for none. */
export function accountOf(
  { id, pod }: Workload,
  { manifests }: Pick<ConvertContext, "manifests">,
): string | undefined {
  const name = text(pod.serviceAccountName) || text(pod.serviceAccount) || "default";
  const account = manifests.get("ServiceAccount", id.namespace, name);
  const mounts = pod.automountServiceAccountToken ?? account?.automountServiceAccountToken;
  // A cluster takes neither a text nor a number: whoever wrote one wanted no token.
  return mounts === undefined || mounts === null || mounts === true ? name : undefined;
}
