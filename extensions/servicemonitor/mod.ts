/**
 * servicemonitor: runs one Prometheus that scrapes what monitors and ScrapeConfigs ask for, with the rules of
 * PrometheusRules, and the Alertmanagers that it tells; what the Prometheus operator does in a cluster.
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
import { ACCOUNT } from "./account.ts";
import { Alertmanagers } from "./alertmanager/mod.ts";
import { Assets } from "./assets.ts";
import { composeService } from "./compose_service.ts";
import { writeConfig } from "./config_file.ts";
import { commandOf } from "./flags.ts";
import { findInstance } from "./instance.ts";
import {
  ALERTMANAGER,
  ALERTMANAGER_CONFIG,
  POD_MONITOR,
  PROMETHEUS,
  PROMETHEUS_RULE,
  SCRAPE_CONFIG,
  SERVICE_MONITOR,
} from "./kinds.ts";
import { FIELDS } from "./known/mod.ts";
import { addPods } from "./pods.ts";
import { SETTINGS } from "./program.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "servicemonitor",
  leavesOut: ["no-container", "no-pod", "no-replicas", "no-service", "no-targets"],
  depends: ["configmap-indexer", "secret-indexer", "service-indexer"],
  settings: SETTINGS,
  fields: FIELDS,
  account: ACCOUNT,
  replaces: [{
    images: ["prometheus-operator/prometheus-operator", "bitnami/prometheus-operator"],
    charts: ["prometheus-operator-admission-webhook"],
  }],
  excludable: ["prometheus", "alertmanager"],
};

/** Makes the services `prometheus` and `alertmanager`, and their configs. */
export class ServiceMonitorProvider extends CombinedConverter {
  /** `servicemonitor`. */
  readonly name = "servicemonitor";
  /** The operator's kinds that end up in a Prometheus or an Alertmanager. */
  readonly kinds: readonly string[] = [
    ALERTMANAGER,
    ALERTMANAGER_CONFIG,
    PROMETHEUS,
    SERVICE_MONITOR,
    POD_MONITOR,
    SCRAPE_CONFIG,
    PROMETHEUS_RULE,
  ];
  /** It makes services. */
  override readonly role = "provider";
  /** After what makes services to scrape. */
  override readonly priority = 600;

  /** The service that was made: what comes later changes it, and its config. */
  #made: { name: string; service: OwnedService } | undefined;

  readonly #alertmanagers = new Alertmanagers();

  /** Makes one Prometheus of all that there is so far, and the Alertmanagers that it tells. */
  convertAll(_manifests: ManifestsByKind, ctx: ConvertContext): ProviderResult {
    const services = this.#alertmanagers.convert(ctx);
    return { services: { ...services, ...this.#prometheus(ctx) } };
  }

  #prometheus(ctx: ConvertContext): Record<string, OwnedService> {
    const instance = findInstance(ctx, this.#made?.name);
    if (!instance) return {};
    const pods = addPods(instance, ctx);
    const assets = new Assets(instance.service, ctx);
    const config = writeConfig(instance, assets, ctx);
    const service = composeService(instance, pods, assets, commandOf(instance, config), ctx);
    if (this.#made) {
      Object.assign(this.#made.service, service);
      return {};
    }
    this.#made = { name: instance.service, service };
    return { [instance.service]: service };
  }
}
