/**
 * Services: which containers stand behind a name, and on which port.
 *
 * @module
 */

import {
  items,
  kindOf,
  type Manifest,
  namespaceOf,
  type Service,
  type ServiceLookup,
  type ServiceTarget,
  text,
} from "../../../pacts/mod.ts";
import {
  runsToEnd,
  selectorOf,
  targetPortOf,
  type Workload,
} from "../../../pacts/kubernetes/mod.ts";
import { EndpointIndex } from "./endpoint_index.ts";
import type { ObjectStore } from "./manifest_store.ts";
import { ResourceIndex } from "./resource_index.ts";
import { SelectorIndex } from "./selector_index.ts";
import { parseServiceHost } from "./service_host.ts";
import type { WorkloadIndex } from "./workload_index.ts";

/** Kind of what is looked up here; Knative's Services are something else. */
const SERVICE = "Service";

/** What a Service selects, and the labels in its selector that nothing has yet. */
interface Selection {
  workloads: readonly Workload[];
  missing: readonly string[];
  /** Workloads that could get those labels as well: further members of the one StatefulSet. */
  rivals: readonly Workload[];
}

/** Services by identity and by the workloads that they select. */
export class ServiceIndex implements ServiceLookup {
  readonly #workloads: WorkloadIndex;
  readonly #composeName: (workload: Workload) => string;
  readonly #services = new ResourceIndex<Service>();
  readonly #selectors = new SelectorIndex<Service>();
  // What was found, until something is added.
  readonly #selected = new Map<Service, Selection>();
  #nearly: ReadonlyMap<Workload, readonly Service[]> | undefined;
  readonly #ports = new Map<Service, ReadonlyMap<string, number>>();
  readonly #lasts = new Map<Service, Service | undefined>();
  readonly #endpoints: EndpointIndex;

  /** The Services of a store, now and later, where an extension claims them. */
  constructor(
    store: ObjectStore,
    workloads: WorkloadIndex,
    composeName: (workload: Workload) => string,
  ) {
    this.#workloads = workloads;
    this.#composeName = composeName;
    this.#endpoints = new EndpointIndex(store, () => this.#forget());
    if (!store.isConverted(SERVICE)) return;
    for (const service of store.of(SERVICE)) this.#put(service, undefined);
    store.onAdd((manifest, replaced) => {
      if (kindOf(manifest) === SERVICE) this.#put(manifest, replaced);
      // A workload may be gone without another in its place.
      else if (replaced) this.#forget();
    });
    workloads.onAdd(() => this.#forget());
  }

  /** See {@linkcode ServiceLookup.get}. */
  get(namespace: string, name: string): Service | undefined {
    return this.#services.get(namespace, name);
  }

  /** All Services, as they are now: who goes through them may add some. */
  values(): Iterable<Service> {
    return [...this.#services.values()];
  }

  /** See {@linkcode ServiceLookup.selected}. */
  selected(service: Service): readonly Workload[] {
    return this.#select(service).workloads;
  }

  /**
   * Labels of a Service's selector that no pod has and that a program sets at run time, where the others leave no doubt
   * which pod that is. The Service leads there.
   */
  runTimeLabels(service: Service): readonly string[] {
    return this.#select(service).missing;
  }

  /** Workloads that may be given those labels in place of the one that the Service leads to. */
  rivals(service: Service): readonly Workload[] {
    return this.#select(service).rivals;
  }

  /** See {@linkcode ServiceLookup.selecting}. */
  selecting(workload: Workload): readonly Service[] {
    const { id, labels } = workload;
    const services = this.#selectors.selecting(id.namespace, labels);
    const exact = runsToEnd(workload)
      ? services.filter((service) => this.selected(service).includes(workload))
      : services;
    return [...exact, ...this.#nearlySelecting().get(workload) ?? []];
  }

  #select(service: Service): Selection {
    let selection = this.#selected.get(service);
    if (!selection) this.#selected.set(service, selection = this.#find(service));
    return selection;
  }

  #find(service: Service): Selection {
    const [namespace, selector] = [namespaceOf(service), selectorOf(service)];
    const workloads = answering(this.#workloads.matching(namespace, selector));
    const nearly = workloads.length === 0 && this.#workloads.nearly(namespace, selector);
    // What ends by itself is nobody's leader.
    return nearly && !runsToEnd(nearly.item)
      ? { workloads: [nearly.item], missing: nearly.missing, rivals: nearly.others }
      : { workloads, missing: [], rivals: [] };
  }

  /** Services by the workload that they select but for labels that are set at run time. */
  #nearlySelecting(): ReadonlyMap<Workload, readonly Service[]> {
    return this.#nearly ??= Map.groupBy(
      [...this.#services.values()].filter((service) => this.runTimeLabels(service).length > 0),
      (service) => this.selected(service)[0],
    );
  }

  /** See {@linkcode ServiceLookup.find}. */
  find(host: string, namespace: string): Service | undefined {
    const id = parseServiceHost(host, namespace);
    const service = this.get(id.namespace, id.name);
    if (!service) return undefined;
    // `example.com` is not the Service `example` whose namespace nobody knows.
    const vague = namespaceOf(service) !== id.namespace && /^[^.]+\.[^.]+$/.test(host);
    return vague ? undefined : service;
  }

  /** See {@linkcode ServiceLookup.resolve}. */
  resolve(service: Service): ServiceTarget | undefined {
    const last = this.#last(service);
    if (!last) return undefined;
    if (isExternalName(last)) {
      const externalName = externalNameOf(last);
      return externalName ? { externalName } : undefined;
    }
    const { addresses = [], members, externalName } = this.#endpoints.of(last) ?? {};
    if (addresses.length > 0) return { service: last, addresses, ...(members ? { members } : {}) };
    return externalName ? { externalName } : { service: last };
  }

  /** The last Service of a chain; `undefined` where it has no end. All on the way have it, so each is passed once. */
  #last(service: Service): Service | undefined {
    const passed = new Set<Service>();
    let last: Service | undefined;
    for (let next = service; !passed.has(next);) {
      if (this.#lasts.has(next)) {
        last = this.#lasts.get(next);
        break;
      }
      passed.add(next);
      const inside = this.#nextOf(next);
      if (!inside) {
        last = next;
        break;
      }
      next = inside;
    }
    for (const one of passed) this.#lasts.set(one, last);
    return last;
  }

  /** The Service that another one is a name of. */
  #nextOf(service: Service): Service | undefined {
    if (!isExternalName(service)) return undefined;
    const externalName = externalNameOf(service);
    // An ExternalName without a dot is no cluster name: DNS looks it up as it stands.
    return externalName.includes(".") ? this.find(externalName, namespaceOf(service)) : undefined;
  }

  /** See {@linkcode ServiceLookup.composeNames}. */
  composeNames(service: Service): readonly string[] {
    const target = this.resolve(service)?.service;
    return target ? [...new Set(this.selected(target).map(this.#composeName))] : [];
  }

  /** See {@linkcode ServiceLookup.targetPort}. */
  targetPort(service: Service, port: number | string): number | undefined {
    let ports = this.#ports.get(service);
    if (!ports) this.#ports.set(service, ports = this.#portsOf(service));
    return ports.get(String(port));
  }

  /** The ports of a Service, each by its number and by its name, with the container port behind it. */
  #portsOf(service: Service): Map<string, number> {
    const ports = new Map<string, number>();
    const target = this.#last(service);
    if (!target || isExternalName(target)) return ports;
    const endpoints = this.#endpoints.of(target)?.ports;
    for (const port of items(target.spec?.ports)) {
      const number = endpoints?.get(text(port.name)) ?? targetPortOf(port, this.selected(target));
      if (Number.isNaN(number)) continue;
      ports.set(text(port.port), number);
      if (port.name) ports.set(text(port.name), number);
    }
    return ports;
  }

  #put(service: Service, replaced: Manifest | undefined): void {
    if (replaced) this.#selectors.delete(replaced);
    this.#services.set(service);
    this.#selectors.add(namespaceOf(service), selectorOf(service), service);
    this.#forget();
  }

  #forget(): void {
    this.#selected.clear();
    this.#nearly = undefined;
    this.#ports.clear();
    this.#lasts.clear();
  }
}

function isExternalName(service: Service): boolean {
  return text(service.spec?.type) === "ExternalName";
}

function externalNameOf(service: Service): string {
  return text(service.spec?.externalName).replace(/\.$/, "");
}

/** A Job that bears the labels of a server is gone when somebody asks, so a Service leads to it only where there is no other. */
function answering(workloads: readonly Workload[]): readonly Workload[] {
  const lasting = workloads.filter((workload) => !runsToEnd(workload));
  return lasting.length > 0 ? lasting : workloads;
}
