/**
 * The order in which a pod starts its containers.
 *
 * @module
 */

import type { ComposeDependency, ComposeService } from "@dekube/engine/pacts";
import type { NamedContainer } from "@dekube/engine/pacts/kubernetes";

type Dependencies = Record<string, ComposeDependency>;

/**
 * Tells for one container after another, in the order of the pod, what it waits for: the init container before it has
 * ended, the native sidecars before it have started.
 */
export class StartOrder {
  #lastInit: Dependencies = {};
  #sidecars: Dependencies = {};

  /** What the next container waits for. */
  next({ serviceName, container, role }: NamedContainer, service: ComposeService): ComposeService {
    const waits = { ...this.#sidecars, ...this.#lastInit };
    if (role === "init") {
      this.#lastInit = { [serviceName]: { condition: "service_completed_successfully" } };
    } else if (role === "native-sidecar") {
      // It has started when its startup probe says so, which is part of the health check.
      const isTold = container.startupProbe && service.healthcheck;
      this.#sidecars[serviceName] = { condition: isTold ? "service_healthy" : "service_started" };
    }
    return Object.keys(waits).length > 0 ? { depends_on: waits } : {};
  }
}
