/**
 * Which objects a service came from.
 *
 * @module
 */

import {
  type ComposeProject,
  isMapping,
  list,
  type Manifest,
  mapping,
  namespaceOf,
  type ResourceId,
  text,
} from "../../pacts/mod.ts";
import type { DetailedManifest, DetailedRoute } from "../core/details.ts";
import type { Names } from "./names.ts";
import { ownerOf } from "./topology.ts";

/** Looks objects up by what refers to them. */
export class Objects {
  readonly #manifests: readonly DetailedManifest[];
  readonly #byKey = new Map<string, number>();
  /** Of objects that no namespace is known of. */
  readonly #byName = new Map<string, number[]>();
  /** Services of Kubernetes by namespace and one of the labels that they select. */
  readonly #selecting = new Map<string, number[]>();

  /** The objects of a conversion. */
  constructor(manifests: readonly DetailedManifest[]) {
    this.#manifests = manifests;
    for (const [index, { manifest }] of manifests.entries()) {
      const { kind, metadata: { name } } = manifest;
      this.#byKey.set(keyOf(kind, namespaceOf(manifest), name), index);
      push(this.#byName, keyOf(kind, "", name), index);
      if (kind !== "Service") continue;
      const [label] = Object.entries(mapping(mapping(manifest.spec).selector));
      if (label) push(this.#selecting, keyOf(namespaceOf(manifest), ...pair(label)), index);
    }
  }

  /** The object that something is about; where one namespace is unknown, the one that it can only be. */
  of(
    { kind, namespace, name }: Pick<ResourceId, "kind" | "namespace" | "name">,
  ): number | undefined {
    const found = this.#byKey.get(keyOf(kind, namespace, name));
    if (found !== undefined) return found;
    const others = this.#byName.get(keyOf(kind, "", name)) ?? [];
    return others.length === 1 ? others[0] : undefined;
  }

  /** The first object in whose place one was made; that one itself, where it came in. */
  originOf(index: number): number {
    return this.#originsOf(index)[0] ?? index;
  }

  #originsOf(index: number): number[] {
    return (this.#manifests[index].origins ?? [])
      .flatMap((origin) => this.of(origin) ?? []);
  }

  /** The objects that each service came from, the one that it runs for first, and before each what it was made for. */
  byService(
    { services }: ComposeProject,
    routes: readonly DetailedRoute[],
    names: Names,
    proxies: ReadonlySet<string>,
  ): Map<string, number[]> {
    const led = new Map<string, Set<number>>();
    const all = new Set<number>();
    for (const { upstreams, resource } of routes) {
      const object = resource && this.of(resource);
      if (object === undefined) continue;
      all.add(object);
      for (const upstream of upstreams) {
        const service = names.fromOutside(upstream.replace(/:\d+$/, ""));
        if (service === undefined) continue;
        const objects = led.get(service);
        if (objects) objects.add(object);
        else led.set(service, new Set([object]));
      }
    }
    return new Map(
      Object.entries(services).map(([name, service]) => {
        const owner = ownerOf(service);
        const first = owner && this.of(owner);
        const own = first === undefined ? [] : [first, ...this.#around(first)];
        const routed = proxies.has(name) ? all : led.get(name) ?? [];
        const from = [...own, ...routed].flatMap((one) => [...this.#originsOf(one), one]);
        return [name, [...new Set(from)]];
      }),
    );
  }

  /** What an object refers to, and the Services that lead to its pods. */
  *#around(index: number): Iterable<number> {
    const { manifest } = this.#manifests[index];
    const namespace = namespaceOf(manifest);
    const labels = podLabels(manifest);
    const selecting = Object.entries(labels).flatMap((label) =>
      this.#selecting.get(keyOf(namespace, ...pair(label))) ?? []
    );
    for (const service of selecting) {
      const { manifest: { spec } } = this.#manifests[service];
      const selector = Object.entries(mapping(mapping(spec).selector));
      if (selector.every(([key, value]) => labels[key] === value)) yield service;
    }
    for (const { kind, name } of referencesIn(manifest.spec)) {
      const object = this.of({ kind, namespace, name });
      if (object !== undefined) yield object;
    }
  }
}

function podLabels(manifest: Manifest): Record<string, unknown> {
  const spec = mapping(manifest.spec);
  const of = isMapping(spec.jobTemplate) ? mapping(mapping(spec.jobTemplate).spec) : spec;
  const template = isMapping(of.template) ? of.template : manifest;
  return mapping(mapping(template.metadata).labels);
}

/** Fields that name an object of a kind. */
const REFERENCES: Readonly<Record<string, readonly [kind: string, name: string]>> = {
  configMap: ["ConfigMap", "name"],
  configMapRef: ["ConfigMap", "name"],
  configMapKeyRef: ["ConfigMap", "name"],
  secret: ["Secret", "secretName"],
  secretRef: ["Secret", "name"],
  secretKeyRef: ["Secret", "name"],
  persistentVolumeClaim: ["PersistentVolumeClaim", "claimName"],
};

function* referencesIn(value: unknown): Iterable<{ kind: string; name: string }> {
  if (Array.isArray(value)) {
    for (const item of list(value)) yield* referencesIn(item);
  } else if (isMapping(value)) {
    for (const [key, item] of Object.entries(value)) {
      const [kind, field] = REFERENCES[key] ?? [];
      if (kind !== undefined && isMapping(item)) {
        // Projected volumes name a Secret as they do a ConfigMap.
        const name = text(item[field]) || text(item.name);
        if (name !== "") yield { kind, name };
      }
      yield* referencesIn(item);
    }
  }
}

function pair([key, value]: [string, unknown]): [string, string] {
  return [key, text(value)];
}

function push<K>(map: Map<K, number[]>, key: K, index: number): void {
  const known = map.get(key);
  if (known) known.push(index);
  else map.set(key, [index]);
}

function keyOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}
