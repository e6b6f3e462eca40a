/**
 * Runs each Alertmanager with its configuration, as the operator does.
 *
 * @module
 */

import type { ConvertContext, OwnedService } from "@dekube/engine/pacts";
import { Assets } from "../assets.ts";
import { composeService } from "../compose_service.ts";
import { ALERTMANAGER, ALERTMANAGER_CONFIG } from "../kinds.ts";
import { addPods } from "../pods.ts";
import type { Running } from "../program.ts";
import { siteOf } from "../read.ts";
import { writeAlertmanagerConfig } from "./config_file.ts";
import { alertmanagerCommand } from "./flags.ts";
import { findAlertmanagers, keyOf } from "./instances.ts";

/** Where the operator has the Secret of the configuration, whose templates it names by that. */
const PLACES = { open: "/etc/alertmanager/files", closed: "/etc/alertmanager/config" };

/** The Alertmanagers of a conversion: what comes later changes the services that were made. */
export class Alertmanagers {
  readonly #made = new Map<string, OwnedService>();
  readonly #names = new Map<string, string>();

  /** Makes all Alertmanagers that there are so far, and returns the services that are new. */
  convert(ctx: ConvertContext): Record<string, OwnedService> {
    const services: Record<string, OwnedService> = {};
    const found = findAlertmanagers(ctx, this.#names);
    if (found.length === 0 && ctx.manifests.of(ALERTMANAGER).length === 0) sayWithout(ctx);
    for (const running of found) {
      const key = keyOf(running.resource);
      const service = serviceOf(running, ctx);
      const known = this.#made.get(key);
      if (known) Object.assign(known, service);
      else {
        this.#made.set(key, service);
        this.#names.set(key, running.service);
        services[running.service] = service;
      }
    }
    return services;
  }
}

function serviceOf(running: Running, ctx: ConvertContext): OwnedService {
  const pods = addPods(running, ctx);
  const assets = new Assets(running.service, ctx, PLACES);
  const config = writeAlertmanagerConfig(running, assets, ctx);
  return composeService(running, pods, assets, alertmanagerCommand(running, config), ctx);
}

function sayWithout(ctx: ConvertContext): void {
  for (const manifest of ctx.manifests.of(ALERTMANAGER_CONFIG)) {
    siteOf(manifest, ctx).warn(
      "no-alertmanager",
      "there is no Alertmanager that could tell its receivers, so it is left out. Add one to the manifests",
    );
  }
}
