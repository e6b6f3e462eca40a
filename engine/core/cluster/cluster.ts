/**
 * What the cluster would hold during one conversion: the store of objects, and the look-ups over it.
 *
 * @module
 */

import type {
  Config,
  ConfigMap,
  Manifest,
  ManifestStore,
  ResourceLookup,
  Secret,
  ServiceLookup,
  WorkloadLookup,
} from "../../../pacts/mod.ts";
import type { Workload } from "../../../pacts/kubernetes/mod.ts";
import { kindOf } from "../../../pacts/mod.ts";
import { Lateness } from "./lateness.ts";
import { ObjectStore } from "./manifest_store.ts";
import { parseServiceHost } from "./service_host.ts";
import { ServiceIndex } from "./service_index.ts";
import { WorkloadIndex } from "./workload_index.ts";

/** The part of a context that is about objects. */
export interface ClusterView {
  /** The objects. */
  manifests: ManifestStore;
  /** ConfigMaps. */
  configMaps: ResourceLookup<ConfigMap>;
  /** Secrets. */
  secrets: ResourceLookup<Secret>;
  /** Services. */
  services: ServiceLookup;
  /** What runs containers. */
  workloads: WorkloadLookup;
}

/** The objects of one conversion. */
export class Cluster {
  /** The store. */
  readonly store: ObjectStore;
  /** What runs containers. */
  readonly workloads: WorkloadIndex;
  /** Services. */
  readonly services: ServiceIndex;
  /** What came too late. */
  readonly lateness: Lateness = new Lateness();

  /** The objects that are there from the beginning, no two of one identity. */
  constructor(
    manifests: readonly Manifest[],
    converted: ReadonlySet<string>,
    config: Pick<Config, "exclude">,
    composeName: (workload: Workload) => string,
  ) {
    this.store = new ObjectStore(manifests, converted);
    this.workloads = new WorkloadIndex(this.store, config);
    this.services = new ServiceIndex(this.store, this.workloads, composeName);
  }

  /** The objects as one extension sees them; as the engine does where none is named. */
  view(asker?: string): ClusterView {
    const { store, services, workloads } = this;
    const missed = (kind: string, namespace: string, name: string) => {
      if (asker !== undefined) this.lateness.missed(kind, namespace, name, asker);
    };
    const get = (kind: string, namespace: string, name: string) => {
      const found = store.get(kind, namespace, name);
      if (!found) missed(kind, namespace, name);
      return found;
    };
    // Without an extension that claims it, nobody knows of a kind.
    const lookup = (kind: string): ResourceLookup<Manifest> =>
      store.isConverted(kind)
        ? { get: (namespace, name) => get(kind, namespace, name), values: () => store.of(kind) }
        : { get: () => undefined, values: () => [] };
    return {
      manifests: {
        of: (kind) => store.of(kind),
        get,
        add: (manifest) => {
          store.add(manifest);
          if (asker === undefined) return;
          const selected = kindOf(manifest) === "Service" ? services.selected(manifest) : [];
          this.lateness.added(manifest, asker, selected.map(({ id }) => id));
        },
        kinds: () => store.kinds(),
        isConverted: (kind) => store.isConverted(kind),
      },
      configMaps: lookup("ConfigMap"),
      secrets: lookup("Secret"),
      services: {
        get: (namespace, name) => {
          const found = services.get(namespace, name);
          if (!found) missed("Service", namespace, name);
          return found;
        },
        values: () => services.values(),
        selected: (service) => services.selected(service),
        selecting: (workload) => {
          if (asker !== undefined) this.lateness.askedForServices(workload.id, asker);
          return services.selecting(workload);
        },
        find: (host, namespace) => {
          const found = services.find(host, namespace);
          const id = parseServiceHost(host, namespace);
          if (!found) missed("Service", id.namespace, id.name);
          return found;
        },
        resolve: (service) => services.resolve(service),
        composeNames: (service) => services.composeNames(service),
        targetPort: (service, port) => services.targetPort(service, port),
      },
      workloads,
    };
  }
}
