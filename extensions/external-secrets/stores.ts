/**
 * Where an ExternalSecret's values come from.
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
  type Secret,
  text,
  texts,
} from "@dekube/engine/pacts";
import { matchesGoRegex, TemplateError } from "@dekube/engine/pacts/go_template";
import { secretBytes, secretKeys } from "@dekube/engine/pacts/kubernetes";
import { verbsOnSecrets } from "./access.ts";
import { CLUSTER_SECRET_STORE, SECRET_STORE } from "./kinds.ts";
import { selectsNamespace } from "./namespaces.ts";
import type { Places } from "./places.ts";
import { membersOf, propertyOf, type Value, valueOf, type Values } from "./value.ts";

/** What a `remoteRef` says: key, property, version. */
export interface RemoteRef {
  /** Which secret of the store. */
  key: string;
  /** Which part of it; empty for the whole. */
  property: string;
  /** Which version; empty for the newest. */
  version: string;
}

/** Something that has secrets. */
export interface Store {
  /** One value; `undefined` where there is none. */
  value(ref: RemoteRef): Value | undefined;
  /** All members of a secret; `undefined` where there is none. */
  members(ref: RemoteRef): Values | undefined;
  /** All secrets whose names are wanted; `undefined` where there is none. */
  find(isWanted: (name: string) => boolean): Values | undefined;
  /** What the user does where something is missing: which place is meant. */
  remedy(ref?: RemoteRef): string;
}

/** Stores by what names them. */
export class Stores {
  readonly #objects: ObjectIndex;
  readonly #places: Places;
  readonly #forAll: ReadonlyMap<unknown, Manifest>;
  readonly #fakes = new Map<Mapping, FakeStore>();
  readonly #served = new Map<Manifest, Map<string, boolean>>();
  readonly #verbs = new Map<string, ReadonlySet<string>>();
  readonly #ctx: Pick<ControllerContext, "supplied" | "limits">;

  /** The stores that there are among some objects, whose values are in their places of secrets.yaml. */
  constructor(
    objects: ObjectIndex,
    places: Places,
    ctx: Pick<ControllerContext, "supplied" | "limits">,
  ) {
    this.#objects = objects;
    this.#places = places;
    this.#ctx = ctx;
    // Of two of one name the first counts.
    this.#forAll = new Map(
      objects.of(CLUSTER_SECRET_STORE).reverse().map((store) => [store.metadata.name, store]),
    );
  }

  /** The store that a reference names, for objects of a namespace. */
  get(reference: Mapping, namespace: string): Store {
    const { name, kind } = reference;
    const isForAll = kind === "ClusterSecretStore";
    const store = isForAll
      ? this.#forAll.get(name)
      : this.#objects.get(SECRET_STORE, namespace, text(name));
    if (store && isForAll && !this.#servesOnce(store, namespace)) {
      return new ClosedStore(
        `The ${describeStore(reference)} is for other namespaces: see its spec.conditions`,
      );
    }
    const provider = mapping(mapping(store?.spec).provider);
    if (isMapping(provider.fake)) return this.#fake(provider.fake);
    const user = new UserStore(this.#places.ofStore(reference, namespace), this.#ctx.supplied);
    if (!isMapping(provider.kubernetes)) return user;
    const { serviceAccount } = mapping(provider.kubernetes.auth);
    const own = text(mapping(serviceAccount).namespace);
    if (!isForAll && own !== "" && own !== namespace) {
      return new ClosedStore(
        `The ${
          describeStore(reference)
        } names a ServiceAccount of the namespace "${own}", which only a ClusterSecretStore may`,
      );
    }
    const remote = text(provider.kubernetes.remoteNamespace) || "default";
    const account = { name: text(mapping(serviceAccount).name), namespace: own || namespace };
    const verbs = isThisCluster(provider.kubernetes)
      ? this.#verbsOnce(account, remote)
      : new Set<string>();
    return verbs.has("get")
      ? new ClusterStore(remote, this.#objects, user, verbs.has("list"))
      : user;
  }

  /** A store of written values, which is read once. */
  #fake(provider: Mapping): FakeStore {
    const known = this.#fakes.get(provider) ?? new FakeStore(provider);
    this.#fakes.set(provider, known);
    return known;
  }

  /** What an account may do with a namespace's Secrets, which is asked once. */
  #verbsOnce(
    account: { name: string; namespace: string },
    namespace: string,
  ): ReadonlySet<string> {
    const key = JSON.stringify([account.namespace, account.name, namespace]);
    const verbs = this.#verbs.get(key) ?? verbsOnSecrets(account, namespace, this.#objects);
    this.#verbs.set(key, verbs);
    return verbs;
  }

  /** Whether a store of all namespaces is for one, which is asked once. */
  #servesOnce(store: Manifest, namespace: string): boolean {
    const known = this.#served.get(store) ?? new Map<string, boolean>();
    this.#served.set(store, known);
    const serves = known.get(namespace) ?? this.#serves(store, namespace);
    known.set(namespace, serves);
    return serves;
  }

  #serves(store: Manifest, namespace: string): boolean {
    const conditions = mappings(mapping(store.spec).conditions);
    if (conditions.length === 0) return true;
    return conditions.some(({ namespaces, namespaceSelector, namespaceRegexes }) =>
      texts(namespaces).includes(namespace) ||
      isMapping(namespaceSelector) &&
        selectsNamespace([namespaceSelector], namespace, this.#objects) ||
      texts(namespaceRegexes).some((regex) => this.#matches(regex, namespace))
    );
  }

  /** Whether an expression matches; one that is none lets nobody in. */
  #matches(regex: string, namespace: string): boolean {
    try {
      return matchesGoRegex(regex, namespace, { whole: this.#ctx.limits.settings });
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      return false;
    }
  }
}

/** Whether it is this cluster that a store asks. */
function isThisCluster({ server }: Mapping): boolean {
  const url = text(mapping(server).url);
  return url === "" ||
    /^(?:https:\/\/)?kubernetes\.default(?:\.svc(?:\.cluster\.local)?)?(?::443)?\/?$/.test(url);
}

/** A store that has nothing for who asks. */
class ClosedStore implements Store {
  readonly #why: string;

  constructor(why: string) {
    this.#why = why;
  }

  value(): undefined {}
  members(): undefined {}
  find(): undefined {}

  remedy(): string {
    return this.#why;
  }
}

/** A store that says its values, for trying things out. */
class FakeStore implements Store {
  readonly #data: readonly Mapping[];
  readonly #entries: ReadonlyMap<string, Mapping>;

  constructor(provider: Mapping) {
    this.#data = mappings(provider.data);
    // Of two of one key and version the first counts.
    this.#entries = new Map(
      this.#data.toReversed().map((
        entry,
      ) => [entryKey(text(entry.key), text(entry.version)), entry]),
    );
  }

  value({ key, property, version }: RemoteRef): Value | undefined {
    const whole = this.#whole(key, version);
    return whole === undefined || property === "" ? whole : propertyOf(whole, property);
  }

  members({ key, property, version }: RemoteRef): Values | undefined {
    const entry = this.#entry(key, version);
    if (isMapping(entry?.valueMap)) return membersOf(JSON.stringify(entry.valueMap));
    const value = this.value({ key, property, version });
    return value === undefined ? undefined : membersOf(value);
  }

  find(isWanted: (name: string) => boolean): Values | undefined {
    const newest = new Map<string, Mapping>();
    for (const entry of this.#data) {
      const key = text(entry.key);
      if (!isWanted(key)) continue;
      const known = newest.get(key);
      if (!known || text(known.version) < text(entry.version)) newest.set(key, entry);
    }
    return new Map([...newest].map(([key, entry]) => [key, text(entry.value)]));
  }

  remedy(): string {
    return "Add it to the fake provider's data";
  }

  #whole(key: string, version: string): string | undefined {
    const entry = this.#entry(key, version);
    return entry &&
      (isMapping(entry.valueMap) ? JSON.stringify(entry.valueMap) : text(entry.value));
  }

  #entry(key: string, version: string): Mapping | undefined {
    return this.#entries.get(entryKey(key, version));
  }
}

function entryKey(key: string, version: string): string {
  return JSON.stringify([key, version]);
}

/** Secrets of the cluster itself, or of another one, where those are among the manifests; else what the user supplies. */
class ClusterStore implements Store {
  readonly #namespace: string;
  readonly #objects: ObjectIndex;
  readonly #user: UserStore;
  readonly #mayList: boolean;

  constructor(namespace: string, objects: ObjectIndex, user: UserStore, mayList: boolean) {
    this.#namespace = namespace;
    this.#objects = objects;
    this.#user = user;
    this.#mayList = mayList;
  }

  value(ref: RemoteRef): Value | undefined {
    const secret = this.#secret(ref.key);
    if (!secret) return this.#user.value(ref);
    if (ref.property !== "") {
      const bytes = secretBytes(secret, ref.property);
      if (bytes) return valueOf(bytes);
      // A path into a value that is JSON itself.
      const [key, ...path] = ref.property.split(".");
      const outer = secretBytes(secret, key);
      return outer && propertyOf(valueOf(outer), path.join("."));
    }
    const all = Object.fromEntries(
      [...membersOfSecret(secret)].map(([key, value]) => [key, String(value)]),
    );
    return JSON.stringify(all);
  }

  members(ref: RemoteRef): Values | undefined {
    const secret = this.#secret(ref.key);
    if (!secret) return this.#user.members(ref);
    if (ref.property === "") return membersOfSecret(secret);
    const value = this.value(ref);
    return value === undefined ? undefined : membersOf(value);
  }

  find(isWanted: (name: string) => boolean): Values | undefined {
    const found = !this.#mayList
      ? []
      : this.#objects.of("Secret").filter((secret) =>
        namespaceOf(secret) === this.#namespace && isWanted(secret.metadata.name)
      );
    if (found.length === 0) return this.#user.find(isWanted);
    return new Map(found.map(({ metadata: { name } }): [string, Value] => [
      name,
      this.value({ key: name, property: "", version: "" })!,
    ]));
  }

  remedy(ref?: RemoteRef): string {
    return this.#user.remedy(ref);
  }

  #secret(name: string): Secret | undefined {
    return this.#objects.get("Secret", this.#namespace, name) as Secret | undefined;
  }
}

function membersOfSecret(secret: Secret): Map<string, Value> {
  return new Map(
    [...secretKeys(secret)].map((
      key,
    ) => [key, valueOf(secretBytes(secret, key) ?? new Uint8Array())]),
  );
}

/** What only the user has: a vault's values in secrets.yaml, below the store's name, the secret's and the property's. */
class UserStore implements Store {
  readonly #name: string;
  readonly #supplied: ControllerContext["supplied"];

  constructor(name: string, supplied: ControllerContext["supplied"]) {
    this.#name = name;
    this.#supplied = supplied;
  }

  value({ key, property }: RemoteRef): Value | undefined {
    const own = this.#supplied.value(this.#path(key, property));
    if (own !== undefined) return own;
    const whole = this.#whole(key);
    return whole === undefined || property === "" ? whole : propertyOf(whole, property);
  }

  members({ key, property }: RemoteRef): Values | undefined {
    const members = this.#supplied.values(this.#path(key, property));
    if (members) return new Map(Object.entries(members));
    const value = this.value({ key, property, version: "" });
    return value === undefined ? undefined : membersOf(value);
  }

  find(isWanted: (name: string) => boolean): Values | undefined {
    this.#supplied.values([this.#name]);
    const found = Object.entries(mapping(filledIn(this.#supplied.peek([this.#name]))))
      .filter(([key]) => isWanted(key))
      .map(([key, value]): [string, Value] => [
        key,
        typeof value === "string" ? value : JSON.stringify(value),
      ]);
    return found.length === 0 ? undefined : new Map(found);
  }

  remedy(ref?: RemoteRef): string {
    const path = ref ? this.#path(ref.key, ref.property) : [this.#name];
    return `Put ${ref ? "it" : "them"} into secrets.yaml beside dekube.yaml: ${
      this.#supplied.place(path)
    }`;
  }

  #path(key: string, property: string): string[] {
    return [this.#name, key, ...property === "" ? [] : [property]];
  }

  /** A secret as a text, or as the JSON of what stands below it. */
  #whole(key: string): string | undefined {
    const whole = filledIn(this.#supplied.peek([this.#name, key]));
    return isMapping(whole) ? JSON.stringify(whole) : typeof whole === "string" ? whole : undefined;
  }
}

/** What the user has filled in: a place that is still empty is no value, and neither is what has nothing but such. */
function filledIn(value: unknown): unknown {
  if (!isMapping(value)) return value ?? undefined;
  const entries = Object.entries(value).map(([key, item]) => [key, filledIn(item)] as const)
    .filter(([, item]) => item !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** A store, as messages name it. */
export function describeStore({ name, kind }: Mapping): string {
  return `${text(kind) || "SecretStore"} "${text(name)}"`;
}

/** What a `remoteRef`, or an `extract`, says. */
export function remoteRef(value: unknown): RemoteRef {
  const { key, property, version } = mapping(value);
  return { key: text(key), property: text(property), version: text(version) };
}
