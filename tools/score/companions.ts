/**
 * Finds the objects of other files that those of a sample name, or that name them: a file alone may have a route without
 * its Service, or a Middleware without the route that it is for.
 *
 * @module
 */

import {
  isMapping,
  kindOf,
  type Manifest,
  mapping,
  namespaceOf,
  textMap,
} from "../../pacts/mod.ts";
import type { Sample } from "./sample.ts";

/** An object, and the file that it stands in. */
interface Placed {
  file: string;
  manifest: Manifest;
}

/** Most objects that a sample gets. */
const MOST = 25;

/** Fields whose texts name no object. */
const NO_NAMES = new Set(["apiVersion", "kind", "labels", "matchLabels", "status"]);

/** The objects of one checkout, by what they are called, by what they name, and by their labels. */
export class Companions {
  readonly #byName = new Map<string, Placed[]>();
  readonly #byMention = new Map<string, Placed[]>();
  readonly #byLabel = new Map<string, Placed[]>();

  /** All samples of a checkout. */
  constructor(samples: readonly Sample[]) {
    for (const { file, manifests } of samples) {
      for (const manifest of manifests) {
        const placed = { file, manifest };
        add(this.#byName, manifest.metadata.name, placed);
        for (const mention of mentionsOf(manifest)) add(this.#byMention, mention, placed);
        for (const label of labelsOf(manifest.metadata.labels)) add(this.#byLabel, label, placed);
      }
    }
  }

  /** The nearest ones, one of each identity, and none that the sample has itself. */
  of({ file, manifests }: Sample): Manifest[] {
    const namespaces = new Set(manifests.flatMap(namespacesIn));
    // How near each stands, what is named or selected before what names these.
    const found = new Map<Placed, number>();
    for (const manifest of manifests) {
      const mentions = [...mentionsOf(manifest)].flatMap((name) => this.#byName.get(name) ?? []);
      const mentioned = this.#byMention.get(manifest.metadata.name) ?? [];
      const selected = selectorsIn(manifest).flatMap((labels) => this.#withLabels(labels));
      const named = new Set([...mentions, ...selected]);
      for (const placed of [...named, ...mentioned]) {
        const namespace = namespaceOf(placed.manifest);
        if (placed.file === file) continue;
        if (namespace === "" || namespaces.size === 0 || namespaces.has(namespace)) {
          const rank = nearness(placed.file, file) + (named.has(placed) ? 0.5 : 0);
          found.set(placed, Math.max(rank, found.get(placed) ?? 0));
        }
      }
    }
    const seen = new Set(manifests.map(identityOf));
    return [...found].sort(([, one], [, other]) => other - one)
      .map(([{ manifest }]) => manifest)
      .filter((manifest) => {
        const identity = identityOf(manifest);
        const isNew = !seen.has(identity);
        seen.add(identity);
        return isNew;
      }).slice(0, MOST);
  }

  #withLabels(labels: readonly string[]): Placed[] {
    const [first = [], ...others] = labels.map((label) => this.#byLabel.get(label) ?? []);
    return first.filter((placed) => others.every((list) => list.includes(placed)));
  }
}

function add(index: Map<string, Placed[]>, key: string, placed: Placed): void {
  const list = index.get(key);
  if (list) list.push(placed);
  else index.set(key, [placed]);
}

function identityOf(manifest: Manifest): string {
  return JSON.stringify([kindOf(manifest), namespaceOf(manifest), manifest.metadata.name]);
}

function labelsOf(labels: unknown): string[] {
  return Object.entries(textMap(labels)).map(([key, value]) => `${key}=${value}`);
}

/** Texts that may be names of objects. */
function mentionsOf({ metadata: { annotations }, ...rest }: Manifest): Set<string> {
  const found = new Set<string>();
  walk({ annotations, ...rest, metadata: undefined }, (value, key) => {
    if (typeof value === "string" && key !== "namespace" && value.length < 254) found.add(value);
    return !NO_NAMES.has(key);
  });
  return found;
}

function namespacesIn(manifest: Manifest): string[] {
  const found = [namespaceOf(manifest)];
  walk(manifest.spec, (value, key) => {
    if (key === "namespace" && typeof value === "string") found.push(value);
    return true;
  });
  return found.filter((namespace) => namespace !== "");
}

/** The labels of each selector. */
function selectorsIn(manifest: Manifest): string[][] {
  const found: string[][] = [];
  const own = mapping(mapping(manifest.spec).selector);
  if (manifest.kind === "Service") found.push(labelsOf(own));
  walk(manifest.spec, (value, key) => {
    if (key === "matchLabels") found.push(labelsOf(value));
    return true;
  });
  return found.filter((labels) => labels.length > 0);
}

/** Visits all values at whatever depth; what lies in one is left out where `visit` says so. */
function walk(value: unknown, visit: (value: unknown, key: string) => boolean, key = ""): void {
  if (!visit(value, key)) return;
  if (Array.isArray(value)) { for (const item of value) walk(item, visit, key); }
  else if (isMapping(value)) {
    for (const [name, item] of Object.entries(value)) walk(item, visit, name);
  }
}

/** How many folders two files have in common. */
function nearness(one: string, other: string): number {
  const parts = other.split("/").slice(0, -1);
  const different = one.split("/").slice(0, -1).findIndex((part, index) => part !== parts[index]);
  return different < 0 ? one.split("/").length - 1 : different;
}
