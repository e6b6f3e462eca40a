/**
 * Policies of meshes that name services: Consul's intentions and Kuma's permissions. Who they let in no proxy here knows, so one
 * is taken for a guard unless it plainly keeps nobody out.
 *
 * @see https://developer.hashicorp.com/consul/docs/reference/config-entry/service-intentions
 * @see https://kuma.io/docs/latest/policies/meshtrafficpermission/
 * @module
 */

import type { ManifestStore } from "../lookups.ts";
import { labelsOf } from "../kubernetes/label_selector.ts";
import { SelectorIndex } from "../kubernetes/selector_index.ts";
import type { Workload } from "../kubernetes/workloads.ts";
import { type Manifest, namespaceOf } from "../manifest.ts";
import { isMapping, list, type Mapping, mapping, mappings, text, textMap } from "../read.ts";
import { readOnce } from "../read_once.ts";

const CONSUL = "consul.hashicorp.com/ServiceIntentions";
const KUMA = "kuma.io/MeshTrafficPermission";
const KUMA_OLD = "kuma.io/TrafficPermission";

/** The kinds of such policies. */
export const INTENTIONS: readonly string[] = [CONSUL, KUMA, KUMA_OLD];

const CONSUL_INJECT = "consul.hashicorp.com/connect-inject";
const CONSUL_SERVICE = "consul.hashicorp.com/connect-service";
const KUMA_INJECT = "kuma.io/sidecar-injection";
const KUMA_SERVICE = "kuma.io/service";
const KUMA_NAMESPACE = "k8s.kuma.io/namespace";

/** Stands for all namespaces, as no namespace is called. */
const EVERYWHERE = "";

/** A policy, and whether it keeps nobody out. */
interface Intention {
  policy: Manifest;
  isOpen: boolean;
}

/** One of Kuma's. */
interface Permission extends Intention {
  /** The Service that it is for; empty where that does not matter. */
  service: string;
  /** Who names more is heeded before others. */
  rank: number;
}

/** A pod as such policies find it. */
type MeshedPod = Pick<Workload, "id" | "labels" | "annotations">;

/** Where objects are found. */
interface Objects {
  readonly manifests: Pick<ManifestStore, "of">;
}

/** Names of Services by the pods that they select. Asked for only where somebody goes by them: who asks wants those to come, too. */
const serviceNames = readOnce(["Service"], ({ manifests }: Objects) => {
  const names = new SelectorIndex<string>();
  for (const service of manifests.of("Service")) {
    const matchLabels = labelsOf(mapping(service.spec).selector);
    if (Object.keys(matchLabels).length === 0) continue;
    const selector = { matchLabels, matchExpressions: [] };
    names.add(namespaceOf(service), selector, service.metadata.name);
  }
  return names;
});

/**
 * The policies among the manifests, by the pods behind the services that they name.
 *
 * @example
 * ```ts
 * import { MeshIntentions } from "./mesh_intentions.ts";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const policy = {
 *   apiVersion: "consul.hashicorp.com/v1alpha1",
 *   kind: "ServiceIntentions",
 *   metadata: { name: "web", namespace: "shop" },
 *   spec: { destination: { name: "web" }, sources: [{ name: "api", action: "allow" }] },
 * };
 * const metadata = { name: "web", namespace: "shop" };
 * const service = { kind: "Service", metadata, spec: { selector: { app: "web" } } };
 * const pod = { id: { kind: "Pod", namespace: "shop", name: "web" }, labels: { app: "web" }, annotations: {} };
 * assertEquals(new MeshIntentions(testContext([policy, service])).of(pod), [policy]);
 * ```
 */
export class MeshIntentions {
  /** Consul's, by the name of the service. */
  readonly #byName = new Map<string, Intention[]>();
  readonly #permissions = new SelectorIndex<Permission>();
  readonly #ctx: Objects;
  readonly #namespaces: ReadonlyMap<string, Manifest>;
  readonly #isEmpty: boolean;

  /** Looks for them among all objects. */
  constructor(ctx: Objects) {
    const { manifests } = this.#ctx = ctx;
    for (const policy of manifests.of(CONSUL)) {
      const { destination, sources } = mapping(policy.spec);
      const name = text(mapping(destination).name);
      const intention = { policy, isOpen: admitsAll(mappings(sources)) };
      this.#byName.set(name, [...this.#byName.get(name) ?? [], intention]);
    }
    for (const policy of [...manifests.of(KUMA), ...manifests.of(KUMA_OLD)]) this.#addKuma(policy);
    this.#isEmpty = INTENTIONS.every((kind) => manifests.of(kind).length === 0);
    this.#namespaces = new Map(manifests.of("Namespace").map((one) => [one.metadata.name, one]));
  }

  /** Whether there is none. */
  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  /** Those that keep somebody out of a pod. */
  of(pod: MeshedPod): Manifest[] {
    if (this.#isEmpty) return [];
    const services = serviceNames(this.#ctx).selecting(pod.id.namespace, pod.labels);
    return [...this.#ofConsul(pod, services), ...this.#ofKuma(pod, services)];
  }

  /** Those for a service by its name come before those for all; who is not named by them is a matter of these. */
  #ofConsul({ annotations }: MeshedPod, services: readonly string[]): Manifest[] {
    if (annotations[CONSUL_INJECT] === "false") return [];
    const named = (annotations[CONSUL_SERVICE] ?? "").split(",").map((name) => name.trim())
      .filter((name) => name !== "");
    const own = (named.length > 0 ? named : services).flatMap((name) =>
      this.#byName.get(name) ?? []
    );
    if (own.some(({ isOpen }) => isOpen)) return [];
    // Pods are in the mesh where they say so.
    const isIn = annotations[CONSUL_INJECT] === "true" || named.length > 0;
    const ofAll = isIn ? this.#byName.get("*") ?? [] : [];
    const closing = ofAll.some(({ isOpen }) => isOpen) ? own : [...own, ...ofAll];
    return closing.map(({ policy }) => policy);
  }

  #ofKuma({ id, labels, annotations }: MeshedPod, services: readonly string[]): Manifest[] {
    const home = this.#namespaces.get(id.namespace);
    const { labels: ofHome, annotations: asWell } = mapping(home?.metadata);
    const said = labels[KUMA_INJECT] ?? annotations[KUMA_INJECT] ??
      (home && (text(mapping(ofHome)[KUMA_INJECT]) || text(mapping(asWell)[KUMA_INJECT])));
    // Of a namespace that is not among the manifests nobody knows.
    if (said !== undefined && said !== "enabled" && said !== "true") return [];
    const found = [...new Set([id.namespace, EVERYWHERE])]
      .flatMap((namespace) => this.#permissions.selecting(namespace, labels))
      .filter(({ service }) => service === "" || services.includes(service));
    const rank = found.reduce((most, one) => Math.max(most, one.rank), 0);
    return found.filter((one) => one.rank === rank && !one.isOpen).map(({ policy }) => policy);
  }

  #addKuma(policy: Manifest): void {
    const spec = mapping(policy.spec);
    const isOpen = spec.sources === undefined ? isPermitted(spec) : mappings(spec.sources)
      .some(({ match }) => isOfAll(mapping(match)));
    const destinations = mappings(spec.destinations).map(({ match }) => ({ tags: mapping(match) }));
    const targets = spec.sources === undefined ? [mapping(spec.targetRef)] : destinations;
    for (const target of targets) {
      const { service, namespace, matchLabels } = placeOf(target, policy);
      const rank = service === "" ? Math.min(Object.keys(matchLabels).length, 1) : 2;
      this.#permissions.add(namespace, { matchLabels, matchExpressions: [] }, {
        policy,
        isOpen,
        service,
        rank,
      });
    }
  }
}

/** Whether Consul lets in whoever is in no list. */
function admitsAll(sources: readonly Mapping[]): boolean {
  const isPlain = sources.every(({ action, permissions }) =>
    text(action) === "allow" && list(permissions).length === 0
  );
  return sources.length === 0 || isPlain && sources.some(({ name }) => text(name) === "*");
}

/** Whether Kuma lets in all that are in the mesh. */
function isPermitted({ from, rules }: Mapping): boolean {
  const given = mappings(from).map((one) => ({
    kind: text(mapping(one.targetRef).kind),
    action: text(mapping(one.default).action),
  }));
  const areAllowed = given.every(({ action }) => /^allow/i.test(action)) &&
    given.some(({ kind }) => kind === "" || kind === "Mesh");
  const isOpen = mappings(rules).some((rule) => {
    const { allow, deny } = mapping(rule.default);
    return list(deny).length === 0 &&
      list(allow).some((one) => isMapping(one) && Object.keys(one).length === 0);
  });
  return areAllowed || isOpen;
}

function isOfAll(tags: Mapping): boolean {
  return Object.values(tags).every((value) => text(value) === "*");
}

/** Where the pods are that a reference of Kuma's is to. */
function placeOf(
  target: Mapping,
  policy: Manifest,
): { service: string; namespace: string; matchLabels: Record<string, string> } {
  const tags: Record<string, string> = { ...textMap(target.tags), ...textMap(target.labels) };
  // Beside Kuma's own a policy is for the namespace that it is in.
  const own = namespaceOf(policy);
  const home = text(target.namespace) || tags[KUMA_NAMESPACE] ||
    (own === "kuma-system" || policy.metadata.namespace === undefined ? EVERYWHERE : own);
  const named = tags[KUMA_SERVICE] ??
    (/^MeshService/.test(text(target.kind)) ? text(target.name) : "*");
  // A service that is of Kubernetes bears its name, its namespace and its port.
  const [, name, namespace] = /^([^_]+)_([^_]+)_svc(?:_\d+)?$/.exec(named) ?? [];
  return {
    service: name ?? (named === "*" ? "" : named),
    namespace: namespace ?? home,
    matchLabels: Object.fromEntries(
      Object.entries(tags).filter(([key, value]) =>
        !/(?:^|\.)kuma\.io\//.test(key) && value !== "*"
      ),
    ),
  };
}
