/**
 * The passwords that resources name: those of the manifests, and those that are made up once and kept.
 *
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  type Mapping,
  mapping,
  namespaceOf,
  type ObjectIndex,
  randomWord,
  type Secret,
  secretValue,
  text,
} from "@dekube/engine/pacts";
import { hasSecretKey } from "@dekube/engine/pacts/kubernetes";

/** A key of a Secret. */
export interface SecretKey {
  /** The Secret. */
  name: string;
  /** The key. */
  key: string;
}

/** Reads a reference to a key; `undefined` where it names no Secret. */
export function secretKeyOf(value: unknown): SecretKey | undefined {
  const { name, key } = mapping(value);
  return text(name) === "" ? undefined : { name: text(name), key: text(key) || "password" };
}

/** Secrets, those included that are made while the resources are read. */
export class Secrets {
  readonly #objects: ObjectIndex;
  readonly #ctx: ControllerContext;
  readonly #made = new Map<string, Manifest>();

  /** Secrets of the manifests. */
  constructor(objects: ObjectIndex, ctx: ControllerContext) {
    this.#objects = objects;
    this.#ctx = ctx;
  }

  /** What the copy of a Secret is called that an object has beside it: nobody can guess it, and it stays the same. */
  copyName(owner: Manifest, namespace: string, name: string): string {
    const make = () => randomWord(24);
    return `${name}_${this.#ctx.generated.value(owner, `copy_${namespace}_${name}`, make)}`;
  }

  /**
   * Has a password be there: where there is no such Secret, one is made up, which is said unless the operator would make it
   * itself. Gives back the Secret where it is a new one.
   */
  ensure(
    owner: Manifest,
    namespace: string,
    { name, key }: SecretKey,
    { path, generates }: { path: string; generates: boolean },
  ): Manifest[] {
    const report = this.#ctx.report(owner, path);
    const given = this.#objects.get("Secret", namespace, name) as Secret | undefined;
    if (given) {
      if (!hasSecretKey(given, key)) {
        report.warn(
          "missing-key",
          `the Secret "${name}" has no key "${key}", so there is no password, and nobody is let in. Add the key`,
        );
      }
      return [];
    }
    const known = JSON.stringify([namespace, name]);
    const made = this.#made.get(known);
    if (!generates && !(made && hasSecretKey(made as Secret, key))) {
      report.warn(
        "missing-secret",
        `there is no Secret "${name}", so a password was made up. Add the Secret to the manifests, with the key "${key}", if it must be a certain one`,
      );
    }
    const secret: Manifest = made ?? {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name, ...(namespace === "" ? {} : { namespace }) },
      type: "Opaque",
      stringData: {},
    };
    const id = { kind: "Secret", namespace, name };
    const values = mapping(secret.stringData) as Record<string, string>;
    if (!Object.hasOwn(values, key)) {
      values[key] = this.#ctx.generated.value(id, key, password);
    }
    if (made) return [];
    this.#made.set(known, secret);
    return [secret];
  }

  /**
   * A Secret that is made of a Connection, with what one of that name has already: others may have their password from it.
   * Gives back what is new.
   */
  add(secret: Manifest): Manifest[] {
    const { name } = secret.metadata;
    const known = JSON.stringify([namespaceOf(secret), name]);
    const made = this.#made.get(known);
    if (made) {
      made.stringData = { ...mapping(made.stringData), ...mapping(secret.stringData) };
      return [];
    }
    const given = this.#objects.get("Secret", namespaceOf(secret), name) as Mapping | undefined;
    const whole: Manifest = {
      ...secret,
      ...(given?.data ? { data: mapping(given.data) } : {}),
      stringData: { ...mapping(given?.stringData), ...mapping(secret.stringData) },
    };
    this.#made.set(known, whole);
    return [whole];
  }

  /** The Secret, wherever it comes from. */
  get(namespace: string, name: string): Secret | undefined {
    return (this.#objects.get("Secret", namespace, name) ??
      this.#made.get(JSON.stringify([namespace, name]))) as Secret | undefined;
  }

  /** What a key holds; `undefined` where it is not known yet. */
  value(namespace: string, { name, key }: SecretKey): string | undefined {
    const secret = this.get(namespace, name);
    return secret && secretValue(secret, key);
  }
}

/** As the operator makes it: what `simple_password_check` asks for, and nothing that needs quotes in an address. */
function password(): string {
  for (;;) {
    const word = `${randomWord(12)}-${randomWord(12)}`;
    if (/[a-z]/.test(word) && /[A-Z]/.test(word) && /\d/.test(word)) return word;
  }
}
