/**
 * start-order: has services start in the order in which Helm and helmfile would install them.
 *
 * Jobs that are Helm hooks run before or after the workloads of their release, one after the other, a release that needs
 * others starts when those are ready, and so does a container whose `postStart` hook talks to others.
 *
 * @module
 */

import {
  addDependencies,
  type ComposeService,
  type ConvertContext,
  type ExtensionInfo,
  type IngressEntry,
  Transform,
} from "@dekube/engine/pacts";
import { hookOrder } from "./hook_order.ts";
import { grantTime } from "./patience.ts";
import { postStartOrder } from "./post_start_order.ts";
import { releaseOrder } from "./release_order.ts";
import { findReleases } from "./releases.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "start-order",
  settings: {},
  account: {
    Deployment: {
      "spec.progressDeadlineSeconds": { becomes: "services.*.healthcheck.start_period" },
    },
  },
};

/** Adds what Helm's hooks, helmfile's `needs` and the hooks of containers ask for to `depends_on`. */
export class StartOrder extends Transform {
  /** `start-order`. */
  readonly name = "start-order";
  /** After the transforms that add services, take some away, or have them wait for each other. */
  override readonly priority = 7000;
  /** What a container waits for by itself comes before what is so by convention. */
  override readonly after = ["kubernetes-api", "cronjob"];

  /** Adds dependencies. */
  transform(
    services: Record<string, ComposeService>,
    _ingressEntries: IngressEntry[],
    ctx: ConvertContext,
  ): void {
    const releases = findReleases(services, ctx);
    const orders = [
      // A hook that can't wait for all of its release still runs; a release then waits for the rest.
      hookOrder(releases, services),
      releaseOrder(releases, services, ctx),
      postStartOrder(services, ctx),
    ];
    for (const wanted of orders) {
      for (const { owner, service, dependency } of addDependencies(services, wanted)) {
        ctx.report(owner).info(
          "start-order-circle",
          `"${service}" would start after "${dependency}", which waits for "${service}" in its turn, so it does not wait`,
        );
      }
    }
    grantTime(services, ctx);
  }
}
