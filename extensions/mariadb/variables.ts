/**
 * Variables of a container that have what Secrets hold.
 *
 * @module
 */

import {
  type Manifest,
  type Mapping,
  mapping,
  objectBeside,
  type Secret,
} from "@dekube/engine/pacts";
import type { SecretKey, Secrets } from "./secrets.ts";

/** A Secret's copy: nobody can guess its name, so no pod but the operator's refers to it. */
interface Copy {
  name: string;
  keys: string[];
}

/** Variables, each made once. */
export class Variables {
  readonly #owner: Manifest;
  readonly #namespace: string;
  readonly #secrets: Secrets;
  readonly #names = new Map<string, string>();
  readonly #env: Mapping[] = [];
  readonly #copies = new Map<Secret, Copy>();

  /** Variables of a container in a namespace, which is there for the sake of an object. */
  constructor(owner: Manifest, namespace: string, secrets: Secrets) {
    this.#owner = owner;
    this.#namespace = namespace;
    this.#secrets = secrets;
  }

  /** The name of the variable for a key of a Secret, in whatever namespace that is. */
  of(namespace: string, secret: SecretKey): string {
    const known = JSON.stringify([namespace, secret.name, secret.key]);
    let name = this.#names.get(known);
    if (name === undefined) {
      name = `VALUE_${this.#names.size + 1}`;
      this.#names.set(known, name);
      this.#env.push(variableFrom(name, this.#near(namespace, secret)));
    }
    return name;
  }

  /** A key as the container's namespace has it: a pod can't refer to a Secret of another. */
  #near(namespace: string, { name, key }: SecretKey): SecretKey {
    if (namespace === this.#namespace) return { name, key };
    const secret = this.#secrets.get(namespace, name);
    if (!secret) return { name: `${name}_of_${namespace}`, key };
    let copy = this.#copies.get(secret);
    if (!copy) {
      copy = { name: this.#secrets.copyName(this.#owner, namespace, name), keys: [] };
      this.#copies.set(secret, copy);
    }
    copy.keys.push(key);
    return { name: copy.name, key };
  }

  /** All of them, as a container has them. */
  get env(): readonly Mapping[] {
    return this.#env;
  }

  /** Their names. */
  get names(): readonly string[] {
    return [...this.#names.values()];
  }

  /** Copies of other namespaces' Secrets, of whose keys they have those alone that are asked for. */
  copiesBeside(cr: Manifest): Manifest[] {
    return [...this.#copies].map(([{ data, stringData }, { name, keys }]) =>
      objectBeside(cr, "Secret", name, {
        data: own(data, keys),
        stringData: own(stringData, keys),
      })
    );
  }
}

function own(values: unknown, keys: readonly string[]): Mapping {
  const all = mapping(values);
  return Object.fromEntries(
    keys.filter((key) => Object.hasOwn(all, key)).map((key) => [key, all[key]]),
  );
}

/** A variable with what a key of a Secret holds. */
export function variableFrom(name: string, { name: secret, key }: SecretKey): Mapping {
  return { name, valueFrom: { secretKeyRef: { name: secret, key } } };
}
