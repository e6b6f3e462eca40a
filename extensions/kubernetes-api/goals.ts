/**
 * Which services stand for what a program asks the API about.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  type OwnedServices,
  ownedServices,
  type StartCondition,
  textMap,
  whenReady,
} from "@dekube/engine/pacts";
import { endingServices, runsToEnd, type Workload } from "@dekube/engine/pacts/kubernetes";
import { kindNamed, type Reference } from "./reference.ts";
import { readSelector } from "./selector.ts";

/** Services to wait for, each with a condition. None where there is nothing to wait for. */
export type Goal = [dependency: string, condition: StartCondition][];

/** Kinds that are there or not, and never become ready. */
const WITHOUT_STATE = new Set(["customresourcedefinition", "namespace", "node"]);

/** Finds the services that stand for references. */
export class Goals {
  readonly #ctx: ConvertContext;
  readonly #services: Readonly<Record<string, ComposeService>>;
  readonly #servicesOf: (owner: Workload["id"]) => OwnedServices | undefined;
  readonly #byName: Map<string, Workload[]>;
  readonly #kinds: Map<string, string[]>;

  /** Goals among these services. */
  constructor(services: Readonly<Record<string, ComposeService>>, ctx: ConvertContext) {
    this.#ctx = ctx;
    this.#services = services;
    this.#servicesOf = ownedServices(services, ctx);
    const workloads = [...ctx.workloads];
    this.#byName = Map.groupBy(workloads, ({ id }) => `${kindNamed(id.kind)}/${id.name}`);
    this.#kinds = Map.groupBy(
      ctx.manifests.kinds(),
      (kind) => kindNamed(kind.slice(kind.indexOf("/") + 1)),
    );
  }

  /** What to wait for in place of a reference; nothing where nobody knows what it means. */
  of(reference: Reference): Goal | undefined {
    if (reference.gone || WITHOUT_STATE.has(reference.kind)) return [];
    const workloads = this.#workloads(reference);
    if (workloads.length > 0) {
      const goals = workloads.map((workload) => this.#goal(workload));
      return goals.every((goal) => goal !== undefined) ? goals.flat() : undefined;
    }
    return this.#isThere(reference) ? [] : undefined;
  }

  #workloads({ kind, name, selector, namespace }: Reference): readonly Workload[] {
    if (kind === "service" || kind === "endpoints") {
      const service = name === "" ? undefined : this.#ctx.services.get(namespace, name);
      const target = service && this.#ctx.services.resolve(service)?.service;
      return target ? this.#ctx.services.selected(target) : [];
    }
    if (name !== "") return this.#named(kind, name, namespace);
    const selects = readSelector(selector);
    if (selects === undefined) return [];
    return [...this.#ctx.workloads].filter(({ id, labels, manifest }) =>
      id.namespace === namespace &&
      (kind === "pod"
        ? selects(labels)
        : kindNamed(id.kind) === kind && selects(textMap(manifest.metadata.labels)))
    );
  }

  #named(kind: string, name: string, namespace: string): Workload[] {
    const own = this.#byName.get(`${kind}/${name}`) ??
      // The pod of a StatefulSet bears its name and a number.
      (kind === "pod" ? this.#byName.get(`statefulset/${name.replace(/-\d+$/, "")}`) : undefined) ??
      [];
    return own.filter(({ id }) =>
      id.namespace === namespace || id.namespace === "" || namespace === ""
    );
  }

  #goal(workload: Workload): Goal | undefined {
    const own = this.#servicesOf(workload.id);
    if (!own) return undefined;
    if (runsToEnd(workload)) {
      const ending = endingServices(workload, own.main, this.#services);
      return (ending.length > 0 ? ending : [own.main])
        .map((name) => [name, "service_completed_successfully"]);
    }
    return own.containers.map((name) => [name, whenReady(this.#services[name])] as const)
      .filter(([name, condition]) => name === own.main || condition === "service_healthy")
      .map(([name, condition]) => [name, condition]);
  }

  /** Objects that run nothing are there from the beginning. */
  #isThere({ kind, name, selector, namespace }: Reference): boolean {
    const selects = name === "" ? readSelector(selector) : undefined;
    return (this.#kinds.get(kind) ?? []).some((known) =>
      name === ""
        ? selects !== undefined &&
          this.#ctx.manifests.of(known).some(({ metadata }) => selects(textMap(metadata.labels)))
        : this.#ctx.manifests.get(known, namespace, name) !== undefined
    ) && !["deployment", "job", "pod", "statefulset", "daemonset", "replicaset"].includes(kind);
  }
}
