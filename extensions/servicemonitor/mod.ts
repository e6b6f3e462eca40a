/**
 * servicemonitor: runs one Prometheus that scrapes what ServiceMonitors and PodMonitors ask for, with
 * the rules of PrometheusRules; what the Prometheus operator does in a cluster.
 *
 * @module
 */

import {
  CombinedConverter,
  type ConvertContext,
  type ExtensionInfo,
  type ManifestsByKind,
  type OwnedService,
  type ProviderResult,
} from "@dekube/engine/pacts";
import { Assets } from "./assets.ts";
import { composeService } from "./compose_service.ts";
import { writeConfig } from "./config_file.ts";
import { findInstance, SETTINGS } from "./instance.ts";
import { POD_MONITOR, PROMETHEUS, PROMETHEUS_RULE, SERVICE_MONITOR } from "./kinds.ts";
import { addPods } from "./pods.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "servicemonitor",
  depends: ["configmap-indexer", "secret-indexer", "service-indexer"],
  settings: SETTINGS,
  excludable: ["prometheus"],
};

/** Makes the service `prometheus` and its config. */
export class ServiceMonitorProvider extends CombinedConverter {
  /** `servicemonitor`. */
  readonly name = "servicemonitor";
  /** The operator's kinds that end up in a Prometheus. */
  readonly kinds: readonly string[] = [PROMETHEUS, SERVICE_MONITOR, POD_MONITOR, PROMETHEUS_RULE];
  /** It makes services. */
  override readonly role = "provider";
  /** After what makes services to scrape. */
  override readonly priority = 600;

  /** The service that was made: what comes later changes it, and its config. */
  #made: { name: string; service: OwnedService } | undefined;

  /** Makes one Prometheus of all that there is so far. */
  convertAll(_manifests: ManifestsByKind, ctx: ConvertContext): ProviderResult {
    const instance = findInstance(ctx, this.#made?.name);
    if (!instance) return { services: {} };
    const pods = addPods(instance, ctx);
    const assets = new Assets(instance.service, ctx);
    const config = writeConfig(instance, assets, ctx);
    const service = composeService(instance, pods, assets, config, ctx);
    if (this.#made) {
      Object.assign(this.#made.service, service);
      return { services: {} };
    }
    this.#made = { name: instance.service, service };
    return { services: { [instance.service]: service } };
  }
}
