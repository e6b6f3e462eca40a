/**
 * Variables of a container that have what Secrets hold.
 *
 * @module
 */

import { type Manifest, type Mapping, mapping, objectBeside } from "@dekube/engine/pacts";
import type { SecretKey, Secrets } from "./secrets.ts";

/** Variables, each made once. */
export class Variables {
  readonly #namespace: string;
  readonly #secrets: Secrets;
  readonly #names = new Map<string, string>();
  readonly #env: Mapping[] = [];
  readonly #copies = new Map<string, Manifest>();

  /** Variables of a container in a namespace. */
  constructor(namespace: string, secrets: Secrets) {
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
    const copy = `${name}_of_${namespace}`;
    const secret = this.#secrets.get(namespace, name);
    if (secret) this.#copies.set(copy, secret);
    return { name: copy, key };
  }

  /** All of them, as a container has them. */
  get env(): readonly Mapping[] {
    return this.#env;
  }

  /** Their names. */
  get names(): readonly string[] {
    return [...this.#names.values()];
  }

  /** Copies of other namespaces' Secrets. No object of the user's has an underscore in its name. */
  copiesBeside(cr: Manifest): Manifest[] {
    return [...this.#copies].map(([name, secret]) => {
      const { data, stringData } = secret as Mapping;
      return objectBeside(cr, "Secret", name, {
        ...(data ? { data: mapping(data) } : {}),
        ...(stringData ? { stringData: mapping(stringData) } : {}),
      });
    });
  }
}

/** A variable with what a key of a Secret holds. */
export function variableFrom(name: string, { name: secret, key }: SecretKey): Mapping {
  return { name, valueFrom: { secretKeyRef: { name: secret, key } } };
}
