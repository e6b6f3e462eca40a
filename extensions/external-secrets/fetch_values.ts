/**
 * Gets the values of an ExternalSecret: `spec.dataFrom`, then `spec.data`.
 *
 * @module
 */

import {
  type ControllerContext,
  isMapping,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  namespaceOf,
  type ObjectIndex,
  type Reporter,
  text,
} from "@dekube/engine/pacts";
import { generate } from "./generators.ts";
import { matchesGoRegex, TemplateError } from "@dekube/engine/pacts/go_template";
import { converted, isKey, KeyError, rewritten } from "./keys.ts";
import { PasswordError } from "./password.ts";
import type { Places } from "./places.ts";
import { describeStore, remoteRef, type Store, type Stores } from "./stores.ts";
import { decoded, type Value, type Values } from "./value.ts";

/** What values are got from. */
export interface Sources {
  /** Where they are. */
  stores: Stores;
  /** What they are called in secrets.yaml. */
  places: Places;
  /** All objects. */
  objects: ObjectIndex;
  /** The conversion. */
  ctx: ControllerContext;
}

/** What could be got. */
export interface Fetched {
  /** Values by the keys that they have in the Secret. */
  values: Map<string, Value>;
  /** Whether that is all. */
  isComplete: boolean;
}

/** The values that an ExternalSecret asks for. What is missing is said, and is not among them. */
export function fetchValues(external: Manifest, sources: Sources): Fetched {
  const fetching = new Fetching(external, sources);
  const spec = mapping(external.spec);
  const values = new Map<string, Value>();
  for (const [index, source] of mappings(spec.dataFrom).entries()) {
    for (const [key, value] of fetching.all(source, `spec.dataFrom[${index}]`)) {
      values.set(key, value);
    }
  }
  for (const [index, data] of mappings(spec.data).entries()) {
    const value = fetching.one(data, `spec.data[${index}]`);
    if (value !== undefined) values.set(text(data.secretKey), value);
  }
  return { values, isComplete: !fetching.isMissing };
}

class Fetching {
  /** Whether something could not be got. */
  isMissing = false;
  readonly #external: Manifest;
  readonly #sources: Sources;
  readonly #namespace: string;
  /** How often each generator was asked. */
  readonly #turns = new Map<string, number>();

  constructor(external: Manifest, sources: Sources) {
    this.#external = external;
    this.#sources = sources;
    this.#namespace = namespaceOf(external);
  }

  /** What one entry of `data` asks for. */
  one(data: Mapping, path: string): Value | undefined {
    const key = text(data.secretKey);
    if (!isKey(key)) {
      this.#report(`${path}.secretKey`).error(
        "bad-key",
        `"${key}" can be no key of a Secret: letters, digits, "-", "_" and "."`,
      );
      return undefined;
    }
    const source = this.#store(data.sourceRef);
    const ref = remoteRef(data.remoteRef);
    const value = source.store.value(ref);
    if (value === undefined) {
      this.#report(`${path}.remoteRef`).error(
        "missing-value",
        `the value of "${key}" is in the ${source.name}, where dekube can't look. ${
          source.store.remedy(ref)
        }`,
      );
      return undefined;
    }
    return this.#decoded(key, value, mapping(data.remoteRef), `${path}.remoteRef`);
  }

  /** What one entry of `dataFrom` asks for. */
  all(entry: Mapping, path: string): Values {
    const reference = mapping(entry.sourceRef).generatorRef;
    if (isMapping(entry.find)) {
      return this.#named(this.#found(entry, path), entry.find, entry, path);
    }
    if (isMapping(entry.extract)) {
      return this.#named(this.#members(entry, path), entry.extract, entry, path);
    }
    if (isMapping(reference)) {
      return this.#named(
        this.#generated(reference, path),
        { conversionStrategy: "None" },
        entry,
        path,
      );
    }
    return new Map();
  }

  #members({ extract, sourceRef }: Mapping, path: string): Values {
    const { store, name } = this.#store(sourceRef);
    const ref = remoteRef(extract);
    const members = store.members(ref);
    if (members) return members;
    this.#report(`${path}.extract`).error(
      "missing-value",
      `the values of "${ref.key}" are in the ${name}, where dekube can't look. ${
        store.remedy(ref).replace("Put it", "Put them")
      }`,
    );
    return new Map();
  }

  #found({ find, sourceRef }: Mapping, path: string): Values {
    const { store, name } = this.#store(sourceRef);
    const { name: wanted, tags } = mapping(find);
    if (isMapping(tags) && !isMapping(wanted)) {
      this.#report(`${path}.find`).warn(
        "no-tags",
        "dekube knows names of secrets and no tags of theirs. All that stand below the store in secrets.yaml are taken; say there which",
      );
    }
    const regexp = text(mapping(wanted).regexp);
    const limits = { whole: this.#sources.ctx.limits.settings };
    let found: Values | undefined;
    try {
      found = store.find((secret) => matchesGoRegex(regexp, secret, limits));
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      this.#report(`${path}.find.name.regexp`).error(
        "bad-pattern",
        `no secret can be looked for by this name: ${error.message}`,
      );
      return new Map();
    }
    if (found) return found;
    this.#report(`${path}.find`).error(
      "missing-value",
      `secrets of the ${name} are looked for by their names, and dekube can't look there. ${store.remedy()}`,
    );
    return new Map();
  }

  #generated(reference: Mapping, path: string): Values {
    const name = `${text(reference.kind)}.${text(reference.name)}`.toLowerCase();
    const turn = this.#turns.get(name) ?? 0;
    this.#turns.set(name, turn + 1);
    const place = turn === 0 ? name : `${name}.${turn}`;
    const { objects, places, ctx } = this.#sources;
    const supplied = places.ofGenerator(reference, this.#namespace);
    const where = `${path}.sourceRef.generatorRef`;
    try {
      const made = generate(reference, this.#external, { place, supplied }, objects, ctx);
      if (!("missing" in made)) return made;
      this.#report(where).error("missing-value", made.missing);
    } catch (error) {
      if (!(error instanceof PasswordError)) throw error;
      this.#report(where).error("no-password", `there can be no such password: ${error.message}`);
    }
    return new Map();
  }

  /** Under the keys that they are to have, as far as those can be. */
  #named(
    values: Values,
    { conversionStrategy, ...ref }: Mapping,
    { rewrite }: Mapping,
    path: string,
  ): Values {
    let named: Values;
    try {
      named = mappings(rewrite).length > 0
        ? rewritten(values, rewrite, { whole: this.#sources.ctx.limits.settings })
        : converted(values, text(conversionStrategy));
    } catch (error) {
      if (!(error instanceof KeyError) && (error as Error).name !== "TemplateError") throw error;
      this.#report(`${path}.rewrite`).error(
        "bad-rewrite",
        `the values can't get the keys that they should have: ${(error as Error).message}`,
      );
      return new Map();
    }
    const result = new Map<string, Value>();
    for (const [key, value] of named) {
      if (!isKey(key)) {
        this.#report(path).error("bad-key", `"${key}" can be no key of a Secret. Rewrite it`);
        continue;
      }
      const plain = this.#decoded(key, value, ref, path);
      if (plain !== undefined) result.set(key, plain);
    }
    return result;
  }

  #decoded(
    key: string,
    value: Value,
    { decodingStrategy }: Mapping,
    path: string,
  ): Value | undefined {
    const strategy = text(decodingStrategy);
    const plain = decoded(value, strategy);
    if (plain === undefined) {
      this.#report(`${path}.decodingStrategy`).error(
        "not-encoded",
        `the value of "${key}" is no ${strategy}, as it should be. Encode it`,
      );
    }
    return plain;
  }

  /** The store that an entry names, else the one that the object names. */
  #store(sourceRef: unknown): { store: Store; name: string } {
    const { storeRef } = mapping(sourceRef);
    const reference = mapping(storeRef ?? mapping(this.#external.spec).secretStoreRef);
    return {
      store: this.#sources.stores.get(reference, this.#namespace),
      name: describeStore(reference),
    };
  }

  #report(path: string): Reporter {
    this.isMissing = true;
    return this.#sources.ctx.report(this.#external, path);
  }
}
