/**
 * Decides the names of Compose services, of folders and of claims from all manifests at once, so
 * that no two objects share one.
 *
 * @module
 */

import {
  idOf,
  items,
  type Manifest,
  type Names,
  namespaceOf,
  type ResourceId,
  type Service,
  text,
} from "../../pacts/mod.ts";
import {
  iterNamedContainers,
  runsToEnd,
  shortHash,
  type Workload,
  WORKLOAD_KINDS,
} from "../../pacts/kubernetes/mod.ts";
import { templateClaims } from "../../pacts/kubernetes/claim_mounts.ts";
import type { Cluster } from "./cluster/cluster.ts";
import { ResourceIndex } from "./cluster/resource_index.ts";

/** Names that are unique in the output. */
export class OutputNames implements Names {
  readonly #services = new Map<string, string>();
  readonly #folders = new Map<string, string>();
  readonly #claims = new Map<string, string>();
  /** Claims that pods mount by their names. */
  readonly #mounted = new Set<string>();
  /** Claims by their keys. */
  readonly #claimIds = new Map<string, ResourceId>();
  readonly #taken = new Set<string>();
  /** The next number behind a name that was wanted before; all below are taken. */
  readonly #numbers = new Map<string, number>();
  /** Names that were given in the place of one that was taken. */
  readonly #others = new Map<string, string[]>();
  readonly #late = new LateNames();
  readonly #cluster: Pick<Cluster, "store" | "workloads" | "services">;
  readonly #avoided: ReadonlySet<string>;

  /**
   * Decides the names of everything that the cluster holds; what comes later gets its own then. `avoided` are names that
   * no Compose service may have, since Services of that name lead elsewhere.
   */
  constructor(
    cluster: Pick<Cluster, "store" | "workloads" | "services">,
    avoided: ReadonlySet<string> = new Set(),
  ) {
    const { store, workloads } = cluster;
    this.#cluster = cluster;
    this.#avoided = avoided;
    this.#nameServices();
    for (const kind of ["ConfigMap", "Secret"]) {
      assign(store.of(kind).map(idOf), new Set(), this.#folders, new Set(), safe);
    }
    this.#nameClaims(store.of("PersistentVolumeClaim"), workloads);
    workloads.onAdd((workload, composeService) => {
      if (composeService === undefined) this.#add(workload);
      else this.#services.set(keyOf(workload.id), composeService);
    });
  }

  /** Compose service of an object. */
  service(id: ResourceId): string {
    const known = this.#services.get(keyOf(id));
    if (known !== undefined) return known;
    const kind = kindOfId(id);
    // One that makes no services.
    if (WORKLOAD_KINDS.includes(kind)) return hostLabel(id.name);
    this.#nameObjects(kind);
    let name = this.#services.get(keyOf(id));
    if (name === undefined) this.#services.set(keyOf(id), name = this.reserve(id.name));
    return name;
  }

  /** Folder of a ConfigMap's or Secret's files. */
  folder(id: ResourceId): string {
    return this.#folders.get(keyOf(id)) ?? this.#late.assign(id, this.#folders);
  }

  /** Key of a claim under `volumes` in dekube.yaml. */
  claim(namespace: string, claim: string): string {
    const id = claimId(namespace, claim);
    const key = this.#claims.get(keyOf(id)) ?? this.#late.assign(id, this.#claims);
    if (!this.#claimIds.has(key)) this.#claimIds.set(key, id);
    return key;
  }

  /** See {@linkcode Names.templateClaim}. */
  templateClaim(namespace: string, claim: string, member: string): string {
    return this.#mounted.has(keyOf(claimId(namespace, claim))) ? member : claim;
  }

  /** The claim that was first asked for under a key. */
  claimBehind(key: string): ResourceId | undefined {
    return this.#claimIds.get(key);
  }

  /** Keys of all claims. See {@linkcode Names.claims}. */
  claims(): Iterable<string> {
    return new Set(this.#claims.values());
  }

  /** Names the services of a workload that came later than the others, which keep theirs. */
  #add(workload: Workload): void {
    if (this.#services.has(keyOf(workload.id))) return;
    const main = this.reserve(workload.id.name);
    this.#services.set(keyOf(workload.id), main);
    for (const { serviceName } of iterNamedContainers(workload, main)) this.#taken.add(serviceName);
  }

  /** Names of Compose services that would have had another one. */
  insteadOf(wanted: string): readonly string[] {
    return this.#others.get(wanted) ?? [];
  }

  /** A free name of a Compose service. */
  reserve(wanted: string): string {
    const base = hostLabel(wanted);
    let name = base;
    let number = this.#numbers.get(base) ?? 2;
    while (this.#taken.has(name) || this.#avoided.has(name)) name = `${base}-${number++}`;
    this.#numbers.set(base, number);
    this.#taken.add(name);
    if (name !== base) this.#others.set(base, [...this.#others.get(base) ?? [], name]);
    return name;
  }

  #nameClaims(manifests: readonly Manifest[], workloads: Iterable<Workload>): void {
    const declared = new ResourceIndex<Manifest>();
    for (const manifest of manifests) declared.set(manifest);
    for (const workload of workloads) {
      for (const claim of mountedClaims(workload)) {
        this.#mounted.add(keyOf(claimId(workload.id.namespace, claim)));
      }
    }
    for (const workload of workloads) {
      for (const { namespace, claim, member } of templateClaims(workload)) {
        const name = this.templateClaim(namespace, claim, member);
        declared.set({ kind: CLAIM, metadata: { name, namespace } });
      }
    }
    const ids = [...declared.values()].map(idOf);
    const mounted: { id: ResourceId; meant: ResourceId }[] = [];
    for (const workload of workloads) {
      for (const claim of mountedClaims(workload)) {
        const id = claimId(workload.id.namespace, claim);
        const found = declared.get(id.namespace, claim);
        mounted.push({ id, meant: found ? idOf(found) : id });
        if (!found) ids.push(id);
      }
    }
    assign(ids, new Set(), this.#claims, new Set(), safe);
    for (const { id, meant } of mounted) {
      this.#claims.set(keyOf(id), this.#claims.get(keyOf(meant))!);
    }
    // In a cluster the claim of the one member has its number: a Job that saves it mounts it by that name.
    for (const workload of workloads) {
      for (const { namespace, claim, member } of templateClaims(workload)) {
        if (this.templateClaim(namespace, claim, member) === member) continue;
        const name = this.#claims.get(keyOf(claimId(namespace, claim)));
        if (name !== undefined) this.#claims.set(keyOf(claimId(namespace, member)), name);
      }
    }
  }

  /**
   * Names what objects of a kind run as, of all of them at once, so that no name depends on which comes first. Those
   * that would share one, with each other or with something else, bear their namespace.
   */
  #nameObjects(kind: string): void {
    const { store } = this.#cluster;
    const ids = store.of(kind).map(idOf).filter((id) => !this.#services.has(keyOf(id)));
    const elsewhere = new Map<string, Set<string>>();
    for (const service of store.of("Service")) {
      const name = hostLabel(service.metadata.name);
      const namespaces = elsewhere.get(name);
      if (namespaces) namespaces.add(namespaceOf(service));
      else elsewhere.set(name, new Set([namespaceOf(service)]));
    }
    const contested = ids.filter(({ name, namespace }) => {
      const wanted = hostLabel(name);
      return this.#taken.has(wanted) || this.#avoided.has(wanted) ||
        [...elsewhere.get(wanted) ?? []].some((other) => other !== namespace);
    });
    const names = new Map<string, string>();
    assign(ids, new Set(contested.map(keyOf)), names);
    for (const id of ids) {
      const name = names.get(keyOf(id))!;
      const free = this.#taken.has(name) ? `${name}-${hostLabel(id.kind.toLowerCase())}` : name;
      this.#services.set(keyOf(id), this.reserve(free));
    }
  }

  #nameServices(): void {
    const all = [...this.#cluster.workloads];
    const avoided = all.filter(({ id }) => this.#avoided.has(hostLabel(id.name)));
    const shunned = contested(all, this.#cluster).union(
      new Set(avoided.map(({ id }) => keyOf(id))),
    );
    const names = assign(
      all.map(({ id }) => id),
      shunned,
      this.#services,
      answering(all, shunned, this.#cluster),
    );
    for (const name of names) this.#taken.add(name);
    for (const workload of all) {
      for (
        const { serviceName } of iterNamedContainers(
          workload,
          this.service(workload.id),
        )
      ) {
        this.#taken.add(serviceName);
      }
    }
  }
}

/**
 * Workloads that can't keep their own name: Compose makes a service's name a DNS name, and here
 * that would be the name of a Kubernetes Service that leads elsewhere, or of another workload's
 * sidecar or init container.
 */
function contested(
  all: readonly Workload[],
  { store, services }: Pick<Cluster, "store" | "workloads" | "services">,
): Set<string> {
  const contested = new Set<string>();
  const byName = Map.groupBy(all, ({ id }) => hostLabel(id.name));
  const declared = store.of("Service") as readonly Service[];
  for (
    const [name, namesakes] of Map.groupBy(declared, ({ metadata }) => hostLabel(metadata.name))
  ) {
    if (!byName.has(name)) continue;
    let leading = 0;
    const selecting = new Map<Workload, number>();
    for (const service of namesakes) {
      // An ExternalName may lead back to the very workload that bears its name.
      const target = services.resolve(service);
      const behind = target?.service ? services.selected(target.service) : [];
      if (behind.length > 0 || text(service.spec?.type) === "ExternalName") leading++;
      for (const workload of behind) {
        selecting.set(workload, (selecting.get(workload) ?? 0) + 1);
      }
    }
    for (const workload of byName.get(name)!) {
      // One of the Services of this name leads elsewhere.
      if ((selecting.get(workload) ?? 0) < leading) contested.add(keyOf(workload.id));
    }
  }
  for (const workload of all) {
    for (
      const { serviceName, role } of iterNamedContainers(
        workload,
        hostLabel(workload.id.name),
      )
    ) {
      if (role === "main") continue;
      for (const namesake of byName.get(serviceName) ?? []) {
        contested.add(keyOf(namesake.id));
      }
    }
  }
  return contested;
}

/**
 * Workloads that keep their name though a Job or the like shares it: a Service of that name leads there, so that whoever
 * asks for the name means them.
 */
function answering(
  all: readonly Workload[],
  contested: ReadonlySet<string>,
  { store, services }: Pick<Cluster, "store" | "services">,
): Set<string> {
  const answering = new Set<string>();
  for (const [name, namesakes] of Map.groupBy(all, ({ id }) => hostLabel(id.name))) {
    const [lasting, ...others] = namesakes.filter((workload) => !runsToEnd(workload));
    if (namesakes.length === 1 || !lasting || others.length > 0) continue;
    const { namespace } = lasting.id;
    if (
      contested.has(keyOf(lasting.id)) || namesakes.some(({ id }) => id.namespace !== namespace)
    ) continue;
    const service = store.get("Service", namespace, name);
    if (service && services.selected(service).includes(lasting)) answering.add(keyOf(lasting.id));
  }
  return answering;
}

/**
 * Gives each object its own name where nobody else wants it, else `<name>-<namespace>`, or
 * `<name>-<kind>` where it shares name and namespace. Those of `keeping` have theirs in any case. Returns the names.
 */
function assign(
  ids: readonly ResourceId[],
  contested: ReadonlySet<string>,
  result: Map<string, string>,
  keeping: ReadonlySet<string> = new Set(),
  nameOf: (name: string) => string = hostLabel,
): Set<string> {
  const groups = new Map<string, Map<string, ResourceId>>();
  for (const id of ids) {
    const name = nameOf(id.name);
    let group = groups.get(name);
    if (!group) groups.set(name, group = new Map());
    group.set(keyOf(id), id);
  }
  const used = new Set<string>();
  const renamed: [ResourceId, string][] = [];
  for (const [name, group] of groups) {
    const members = [...group.values()];
    const perNamespace = new Map<string, number>();
    for (const { namespace } of members) {
      perNamespace.set(namespace, (perNamespace.get(namespace) ?? 0) + 1);
    }
    const manyNamespaces = perNamespace.size > 1;
    for (const id of members) {
      const isContested = contested.has(keyOf(id));
      if (keeping.has(keyOf(id)) || members.length === 1 && !isContested) {
        result.set(keyOf(id), name);
        used.add(name);
        continue;
      }
      const sharesNamespace = perNamespace.get(id.namespace)! > 1;
      const byKind = sharesNamespace ||
        (!manyNamespaces && id.namespace === "");
      const byNamespace = manyNamespaces || (isContested && !byKind);
      renamed.push([
        id,
        [
          name,
          byNamespace ? id.namespace : "",
          byKind ? id.kind.toLowerCase() : "",
        ]
          .filter(Boolean).map(nameOf).join("-"),
      ]);
    }
  }
  for (const [id, wanted] of renamed) {
    // `a-b` of nobody's namespace and `a` of namespace `b` may still meet.
    const name = used.has(wanted) ? `${wanted}-${shortHash(keyOf(id))}` : wanted;
    result.set(keyOf(id), name);
    used.add(name);
  }
  return used;
}

/**
 * Names for what no manifest held when the others were decided: the Secret of a certificate that was
 * just issued, the claim of an operator's database. What came before keeps its name.
 */
class LateNames {
  readonly #taken = new Map<Map<string, string>, Set<string>>();

  /** Names an object, and remembers it in `names`, where those of its sort are. */
  assign(id: ResourceId, names: Map<string, string>): string {
    let taken = this.#taken.get(names);
    if (!taken) {
      taken = new Set([...names].map(([key, name]) => `${kindOf(key)}/${name}`));
      this.#taken.set(names, taken);
    }
    const plain = safe(id.name);
    const wanted = [
      plain,
      ...id.namespace ? [safe(`${plain}-${id.namespace}`)] : [],
      `${plain}-${shortHash(keyOf(id))}`,
    ];
    const name = wanted.find((name) => !taken.has(`${id.kind}/${name}`)) ?? plain;
    taken.add(`${id.kind}/${name}`);
    names.set(keyOf(id), name);
    return name;
  }
}

const CLAIM = "PersistentVolumeClaim";

function claimId(namespace: string, name: string): ResourceId {
  return { kind: CLAIM, namespace, name };
}

/** Names of the claims that a workload mounts; they need not be among the manifests. */
function mountedClaims({ pod }: Workload): string[] {
  return items(pod.volumes)
    .map((volume) => text(volume.persistentVolumeClaim?.claimName))
    .filter((claim) => claim !== "");
}

function kindOfId({ group, kind }: ResourceId): string {
  return group === undefined ? kind : `${group}/${kind}`;
}

function keyOf({ group = "", kind, namespace, name }: ResourceId): string {
  return `${kind}.${group}/${namespace}/${name}`;
}

function kindOf(key: string): string {
  return key.slice(0, key.indexOf("."));
}

/** A name with only what Compose, file systems and DNS take; it never begins with a dot. */
function safe(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[._-]+/, "") ||
    "unnamed";
}

/**
 * A name of a Compose service. All containers of the project find the service by it, so there is no dot in it: it would be
 * the name of a host elsewhere, or of another namespace's Service.
 */
function hostLabel(name: string): string {
  return safe(name).replaceAll(".", "-");
}
