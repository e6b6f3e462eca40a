/**
 * Which services a program talks to: those whose names it has been given.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  entries,
  items,
  mapping,
  text,
} from "@dekube/engine/pacts";
import { iterNamedContainers, type Workload } from "@dekube/engine/pacts/kubernetes";

/** Words that may be the name of a host. */
const HOSTS = /[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[-a-z0-9]+)*/g;

/** Finds the Compose services that workloads are told of. */
export class NamedServices {
  readonly #ctx: ConvertContext;
  readonly #services: Readonly<Record<string, ComposeService>>;
  readonly #known: Set<string>;

  /** Of these services. */
  constructor(services: Readonly<Record<string, ComposeService>>, ctx: ConvertContext) {
    this.#ctx = ctx;
    this.#services = services;
    this.#known = new Set([...ctx.services.values()].map(({ metadata }) => metadata.name));
  }

  /**
   * Names of the Compose services behind the Services that a workload names: in its environment, in its command lines, in
   * ConfigMaps that it mounts.
   */
  of(workload: Workload): Set<string> {
    return this.in(this.#texts(workload), workload.id.namespace);
  }

  /** Names of the Compose services behind the Services that texts name, as a pod of the namespace would. */
  in(texts: Iterable<string>, namespace: string): Set<string> {
    const named = new Set<string>();
    for (const part of texts) {
      for (const [host] of part.matchAll(HOSTS)) {
        if (!this.#known.has(host.split(".", 1)[0])) continue;
        const service = this.#ctx.services.find(host, namespace);
        for (const name of service ? this.#ctx.services.composeNames(service) : []) named.add(name);
      }
    }
    return named;
  }

  *#texts(workload: Workload): Iterable<string> {
    const main = this.#ctx.names.service(workload.id);
    for (const { serviceName } of iterNamedContainers(workload, main)) {
      const { environment, entrypoint, command } = this.#services[serviceName] ?? {};
      yield* Object.values(mapping(environment)).map(text);
      yield* [...items(entrypoint), ...items(command)].map(text);
    }
    for (const { configMap } of items(workload.pod.volumes)) {
      const map = configMap &&
        this.#ctx.configMaps.get(workload.id.namespace, text(configMap.name));
      if (map) yield* entries(map.data).map(([, value]) => text(value));
    }
  }
}
