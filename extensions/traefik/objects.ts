/**
 * Traefik's own objects, and how they refer to each other.
 *
 * @module
 */

import {
  type ConvertContext,
  list,
  type Manifest,
  mapping,
  namespaceOf,
  text,
} from "@dekube/engine/pacts";
import type { ObjectRef } from "@dekube/engine/pacts/ingress";

/** Groups of Traefik's kinds. Of two objects that differ in the group alone Traefik takes that of the first. */
const GROUPS = ["traefik.io", "traefik.containo.us"];

/** Kinds of Traefik's in both groups: `traefik.io/Middleware`. */
export function withGroups(kinds: readonly string[]): string[] {
  return kinds.flatMap((kind) => GROUPS.map((group) => `${group}/${kind}`));
}

/** What names an object of Kubernetes, as opposed to one of a file or of Docker. */
const PROVIDER = "@kubernetescrd";

/** An object as annotations name it: `<namespace>-<name>@kubernetescrd`. */
function annotationName({ namespace, name }: ObjectRef): string {
  return `${namespace}-${name}${PROVIDER}`;
}

/**
 * `{name, namespace}` in a custom resource as annotations name the object; the namespace is that of the
 * resource where it is left out. A name with `@` is one that stands for itself.
 */
export function referenceOf(value: unknown, namespace: string): string {
  const { name, namespace: own } = mapping(value);
  if (text(name).includes("@")) return text(name);
  return annotationName({ name: text(name), namespace: text(own) || namespace });
}

/**
 * The TLSOption that `tls.options` names; empty where it says nothing, `default` where it names that one. What can't be read
 * is one that nobody finds.
 */
export function optionsIn(options: unknown, namespace: string): string {
  if (options === undefined || options === null) return "";
  return text(mapping(options).name) === "default" ? "default" : referenceOf(options, namespace);
}

/**
 * What a list of Middlewares names. A mapping is the one that it names; what else is no list was to name some as well, so
 * it is one that nobody finds, and the route is closed.
 */
export function referencesIn(middlewares: unknown, namespace: string): string[] {
  const given = Array.isArray(middlewares) ? middlewares : [middlewares];
  return list(given).map((item) => referenceOf(item, namespace));
}

/** Traefik's objects as they are when somebody first asks for one of a kind. */
export class TraefikObjects {
  readonly #byKind = new Map<string, readonly Manifest[]>();
  readonly #byName = new Map<string, ReadonlyMap<string, readonly Manifest[]>>();

  readonly #made = new Map<unknown, unknown>();

  /** The objects of a conversion. */
  constructor(readonly ctx: ConvertContext) {}

  /** What a function makes of all objects, made once. */
  once<T>(read: (objects: TraefikObjects) => T): T {
    if (!this.#made.has(read)) this.#made.set(read, read(this));
    return this.#made.get(read) as T;
  }

  /** All objects of a kind, of either group. */
  of(kind: string): readonly Manifest[] {
    let found = this.#byKind.get(kind);
    if (!found) {
      const all = withGroups([kind]).flatMap((one) => this.ctx.manifests.of(one));
      found = [...Map.groupBy(all, nameOf).values()].map(([first]) => first);
      this.#byKind.set(kind, found);
    }
    return found;
  }

  /** The objects that a name in an annotation stands for: several where a hyphen can be read in two ways. */
  find(kind: string, reference: string): readonly Manifest[] {
    let byName = this.#byName.get(kind);
    if (!byName) this.#byName.set(kind, byName = Map.groupBy(this.of(kind), referenceTo));
    const full = reference.includes("@") ? reference : `${reference}${PROVIDER}`;
    return byName.get(full) ?? [];
  }

  /**
   * The object that a name in an annotation stands for, whether it is there or not; `undefined` where it is none of
   * Kubernetes, or nobody knows where its namespace ends.
   */
  namedBy(reference: string): ObjectRef | undefined {
    const full = reference.includes("@") ? withoutProvider(reference) : reference;
    if (full === undefined) return undefined;
    const namespaces = this.once(namespacesOf).filter((one) => full.startsWith(`${one}-`));
    const [namespace = "", ...others] = namespaces;
    const name = full.slice(namespace.length + 1);
    return namespace === "" || name === "" || others.length > 0 ? undefined : { namespace, name };
  }
}

function withoutProvider(reference: string): string | undefined {
  return reference.endsWith(PROVIDER) ? reference.slice(0, -PROVIDER.length) : undefined;
}

/** The namespaces of all that the manifests have. */
function namespacesOf({ ctx }: TraefikObjects): string[] {
  const all = [...ctx.manifests.kinds()].flatMap((kind) => ctx.manifests.of(kind));
  return [...new Set(all.map(namespaceOf))];
}

function nameOf(manifest: Manifest): string {
  return `${namespaceOf(manifest)}/${manifest.metadata.name}`;
}

function referenceTo(manifest: Manifest): string {
  return annotationName({ namespace: namespaceOf(manifest), name: manifest.metadata.name });
}
