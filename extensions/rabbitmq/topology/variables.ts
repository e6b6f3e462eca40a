/**
 * Variables of the broker's container that the definitions are filled with.
 *
 * @module
 */

import { type Manifest, type Mapping, namespaceOf } from "@dekube/engine/pacts";
import { FromVariable } from "../template.ts";

/** The variables, each made once. */
export class Variables {
  readonly #names = new Map<string, string>();
  readonly #namespace: string;
  readonly #variables: Mapping[] = [];
  readonly #copies = new Map<string, Manifest>();

  /** Variables of a container in a namespace. */
  constructor(namespace: string) {
    this.#namespace = namespace;
  }

  /** What a Secret beside an object has under a key; a Secret of another namespace can't be referred to. */
  fromSecret(
    owner: Manifest,
    secret: string,
    key: string,
    as: "text" | "list" = "text",
  ): FromVariable {
    const namespace = namespaceOf(owner);
    const known = JSON.stringify([namespace, secret, key]);
    let name = this.#names.get(known);
    if (name === undefined) {
      name = `DEFINITIONS_${this.#names.size + 1}`;
      this.#names.set(known, name);
      this.#variables.push({
        name,
        valueFrom: {
          secretKeyRef: {
            name: namespace === this.#namespace ? secret : this.#copyOf(namespace, secret),
            key,
          },
        },
      });
    }
    return new FromVariable(name, as);
  }

  /** The name that a copy of another namespace's Secret has, and nothing else: none that is made has two underscores. */
  #copyOf(namespace: string, secret: string): string {
    const [own, from] = [secret, namespace].map((part) => part.replaceAll("_", "__"));
    const name = `${own}_of_${from}`;
    this.#copies.set(name, {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: secret, namespace },
    });
    return name;
  }

  /** All variables, as a container has them. */
  get all(): readonly Mapping[] {
    return this.#variables;
  }

  /** Secrets of other namespaces by the names that their copies have. */
  get copies(): ReadonlyMap<string, Manifest> {
    return this.#copies;
  }
}
