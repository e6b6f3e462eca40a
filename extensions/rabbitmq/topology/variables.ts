/**
 * Variables of the broker's container that the definitions are filled with.
 *
 * @module
 */

import {
  type Generated,
  type Manifest,
  type Mapping,
  namespaceOf,
  randomWord,
} from "@dekube/engine/pacts";
import { FromVariable } from "../template.ts";

/** A copy of keys of another namespace's Secret: nobody can guess its name, so no pod but the broker's refers to it. */
export interface Copy {
  /** What it is called. */
  name: string;
  /** Where the Secret is. */
  namespace: string;
  /** What the Secret is called. */
  secret: string;
  /** Its keys that are asked for. */
  keys: string[];
}

/** The variables, each made once. */
export class Variables {
  readonly #names = new Map<string, string>();
  readonly #cr: Manifest;
  readonly #generated: Generated;
  readonly #variables: Mapping[] = [];
  readonly #copies = new Map<string, Copy>();

  /** Variables of the container of a broker. */
  constructor(cr: Manifest, { generated }: { generated: Generated }) {
    this.#cr = cr;
    this.#generated = generated;
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
            name: namespace === namespaceOf(this.#cr)
              ? secret
              : this.#copyOf(namespace, secret, key),
            key,
          },
        },
      });
    }
    return new FromVariable(name, as);
  }

  #copyOf(namespace: string, secret: string, key: string): string {
    const known = JSON.stringify([namespace, secret]);
    let copy = this.#copies.get(known);
    if (!copy) {
      const word = this.#generated.value(
        this.#cr,
        `copy_${namespace}_${secret}`,
        () => randomWord(24),
      );
      copy = { name: `${secret}_${word}`, namespace, secret, keys: [] };
      this.#copies.set(known, copy);
    }
    copy.keys.push(key);
    return copy.name;
  }

  /** All variables, as a container has them. */
  get all(): readonly Mapping[] {
    return this.#variables;
  }

  /** Copies of Secrets of other namespaces. */
  get copies(): readonly Copy[] {
    return [...this.#copies.values()];
  }
}
