/**
 * What runs containers: Kubernetes' own workloads, and the pods that providers make known.
 *
 * @module
 */

import {
  type Config,
  idOf,
  kindOf,
  type Manifest,
  namespaceOf,
  type PodTemplate,
  type WorkloadLookup,
} from "../../../pacts/mod.ts";
import {
  LabelIndex,
  skipReason,
  type Workload,
  WORKLOAD_KINDS,
} from "../../../pacts/kubernetes/mod.ts";
import { workloadOf } from "../../../pacts/kubernetes/workloads.ts";
import type { ObjectStore } from "./manifest_store.ts";

/** Told of each workload that comes, with its Compose service where its provider said one. */
export type WorkloadListener = (workload: Workload, composeService?: string) => void;

/** The workloads of a conversion. Those that make no services are not in it. */
export class WorkloadIndex implements WorkloadLookup {
  readonly #all = new Map<Manifest, Workload>();
  readonly #labels = new LabelIndex<Workload>();
  readonly #listeners: WorkloadListener[] = [];

  /** The workloads among the objects of a store, now and later. */
  constructor(store: ObjectStore, config: Pick<Config, "exclude">) {
    const active = (manifest: Manifest) =>
      store.isConverted(kindOf(manifest)) && !skipReason(manifest, config.exclude)
        ? workloadOf(manifest)
        : undefined;
    for (const kind of WORKLOAD_KINDS) {
      for (const manifest of store.of(kind)) this.#put(active(manifest));
    }
    store.onAdd((manifest, replaced) => {
      if (!WORKLOAD_KINDS.includes(kindOf(manifest))) return;
      if (replaced) this.#drop(replaced);
      this.#put(active(manifest));
    });
  }

  /** See {@linkcode WorkloadLookup.of}. */
  of(manifest: Manifest): Workload | undefined {
    return this.#all.get(manifest);
  }

  /** See {@linkcode WorkloadLookup.add}. */
  add(owner: Manifest, template: PodTemplate, composeService: string): Workload {
    const { labels = {}, annotations = {}, spec: pod = {} } = template;
    const workload = { manifest: owner, id: idOf(owner), labels, annotations, pod };
    this.#drop(owner);
    this.#put(workload, composeService);
    return workload;
  }

  /** The workloads of a namespace whose pods a selector selects; none for an empty selector. */
  matching(namespace: string, selector: Readonly<Record<string, string>>): Workload[] {
    return this.#labels.matching(namespace, selector);
  }

  /**
   * The one workload that a selector selects once a program sets labels on its pod; the members of a StatefulSet are one.
   * See {@linkcode LabelIndex.nearly}.
   */
  nearly(
    namespace: string,
    selector: Readonly<Record<string, string>>,
  ): { item: Workload; others: Workload[]; missing: string[] } | undefined {
    return this.#labels.nearly(namespace, selector, setOf);
  }

  /** All workloads, as they are now, in the order in which they came. */
  [Symbol.iterator](): Iterator<Workload> {
    return [...this.#all.values()][Symbol.iterator]();
  }

  /** Has somebody told of each workload that comes from now on. */
  onAdd(listener: WorkloadListener): void {
    this.#listeners.push(listener);
  }

  #put(workload: Workload | undefined, composeService?: string): void {
    if (!workload) return;
    this.#all.set(workload.manifest, workload);
    this.#labels.add(namespaceOf(workload.manifest), workload.labels, workload);
    for (const listener of this.#listeners) listener(workload, composeService);
  }

  #drop(manifest: Manifest): void {
    const known = this.#all.get(manifest);
    if (!known) return;
    this.#all.delete(manifest);
    this.#labels.delete(known);
  }
}

/** The StatefulSet that a pod is a member of, by its label; else the workload itself. */
function setOf(workload: Workload): string | Workload {
  const name = workload.labels["statefulset.kubernetes.io/pod-name"];
  return name === undefined ? workload : name.replace(/-\d+$/, "");
}
