/**
 * servicemonitor: runs one Prometheus that scrapes what ServiceMonitors and PodMonitors ask for, with
 * the rules of PrometheusRules; what the Prometheus operator does in a cluster.
 *
 * @module
 */

import {
  type ConvertContext,
  type ExtensionInfo,
  type Manifest,
  Provider,
  type ProviderResult,
} from "@dekube/engine/pacts";
import { Assets } from "./assets.ts";
import { composeService, workloadOfInstance } from "./compose_service.ts";
import { writeConfig } from "./config_file.ts";
import { findInstance } from "./instance.ts";
import { registerOwnServices } from "./own_services.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "servicemonitor",
  depends: ["configmap-indexer", "secret-indexer", "service-indexer"],
};

/** Makes the service `prometheus` and its config. */
export class ServiceMonitorProvider extends Provider {
  /** `servicemonitor`. */
  readonly name = "servicemonitor";
  /** The operator's kinds that end up in a Prometheus. */
  readonly kinds: readonly string[] = [
    "Prometheus",
    "ServiceMonitor",
    "PodMonitor",
    "PrometheusRule",
  ];
  /** After what makes services to scrape. */
  override readonly priority = 600;

  /** Conversions whose Prometheus is made. */
  readonly #made = new WeakSet<ConvertContext["manifests"]>();

  /** Makes everything on the first call of a conversion, whichever kind that is for. */
  convert(_kind: string, _manifests: readonly Manifest[], ctx: ConvertContext): ProviderResult {
    if (this.#made.has(ctx.manifests)) return { services: {} };
    this.#made.add(ctx.manifests);
    const instance = findInstance(ctx);
    if (!instance) return { services: {} };
    const workload = workloadOfInstance(instance);
    const ports = registerOwnServices(instance, workload, ctx);
    const assets = new Assets(instance.service, ctx);
    const config = writeConfig(instance, assets, ctx);
    const service = composeService(instance, workload, assets, config, ctx);
    return {
      services: { [instance.service]: { ...service, ...(ports.length > 0 ? { ports } : {}) } },
    };
  }
}
