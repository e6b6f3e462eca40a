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
import { ObjectStore, plainKind } from "./manifest_store.ts";
import { parseServiceHost } from "./service_host.ts";
import { ServiceIndex } from "./service_index.ts";
import { WorkloadIndex } from "./workload_index.ts";

const SERVICE = "Service";
/** What runs containers, of whatever kind; there is no kind of that name. */
const WORKLOADS = "/workloads";

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
    const asked = (kind: string, namespace: string, name: string, found: unknown) => {
      if (asker === undefined) return;
      this.lateness.asked(plainKind(kind), namespace, name, asker, found !== undefined);
    };
    const get = (kind: string, namespace: string, name: string) => {
      const found = store.get(kind, namespace, name);
      asked(kind, namespace, name, found);
      return found;
    };
    const listed = (kind: string) => {
      if (asker !== undefined) this.lateness.listed(kind, asker);
    };
    const of = (kind: string) => {
      listed(plainKind(kind));
      return store.of(kind);
    };
    // Without an extension that claims it, nobody knows of a kind.
    const lookup = (kind: string): ResourceLookup<Manifest> =>
      store.isConverted(kind)
        ? { get: (namespace, name) => get(kind, namespace, name), values: () => of(kind) }
        : { get: () => undefined, values: () => [] };
    return {
      manifests: {
        of,
        get,
        add: (manifest) => {
          const replaced = store.add(manifest);
          if (asker === undefined) return;
          const kind = kindOf(manifest);
          const selected = kind === SERVICE ? services.selected(manifest) : [];
          this.lateness.added(manifest, asker, {
            lists: workloads.of(manifest) ? [kind, WORKLOADS] : [kind],
            selected: selected.map(({ id }) => id),
            replaced,
          });
        },
        kinds: () => store.kinds(),
        isConverted: (kind) => store.isConverted(kind),
      },
      configMaps: lookup("ConfigMap"),
      secrets: lookup("Secret"),
      services: {
        get: (namespace, name) => {
          const found = services.get(namespace, name);
          asked(SERVICE, namespace, name, found);
          return found;
        },
        values: () => {
          listed(SERVICE);
          return services.values();
        },
        selected: (service) => {
          listed(WORKLOADS);
          return services.selected(service);
        },
        selecting: (workload) => {
          if (asker !== undefined) this.lateness.askedForServices(workload.id, asker);
          return services.selecting(workload);
        },
        find: (host, namespace) => {
          const found = services.find(host, namespace);
          if (asker !== undefined) {
            const id = parseServiceHost(host, namespace);
            asked(SERVICE, id.namespace, id.name, found);
          }
          return found;
        },
        resolve: (service) => services.resolve(service),
        composeNames: (service) => {
          listed(WORKLOADS);
          return services.composeNames(service);
        },
        targetPort: (service, port) => {
          listed(WORKLOADS);
          return services.targetPort(service, port);
        },
      },
      workloads: {
        of: (manifest) => workloads.of(manifest),
        add: (owner, template, composeService) => workloads.add(owner, template, composeService),
        [Symbol.iterator]: () => {
          listed(WORKLOADS);
          return workloads[Symbol.iterator]();
        },
      },
    };
  }
}
