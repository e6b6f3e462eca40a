/**
 * Says which Services of extensions lead nowhere.
 *
 * @module
 */

import { mapping } from "../../../pacts/mod.ts";
import type { EngineContext } from "../context.ts";

/** Says which Services have labels in their selector that a program sets at run time, and where they lead. */
export function sayRunTimeLabels(ctx: EngineContext): void {
  for (const service of ctx.services.values()) {
    const labels = ctx.cluster.services.runTimeLabels(service);
    if (labels.length === 0) continue;
    const [{ id }] = ctx.services.selected(service);
    const rivals = ctx.cluster.services.rivals(service).length;
    ctx.report(service, "spec.selector").warn(
      "run-time-label",
      `no pod has the label ${
        labels.map((label) => `"${label}"`).join(", ")
      } of the selector, which a program may set at run time. The Service leads to the ${id.kind} "${id.name}", ${
        rivals === 0 ? "which has" : `the first of ${rivals + 1} members of a StatefulSet that have`
      } all other labels; make sure that it is the one`,
    );
  }
}

/**
 * Warns of each Service that an extension added and whose selector selects no pod. In the input there may be some, as in
 * a cluster; what an extension adds is meant to lead to what it runs.
 */
export function warnIdleServices(ctx: EngineContext): void {
  const { lateness } = ctx.cluster;
  for (const service of ctx.services.values()) {
    const adder = lateness.adderOf(service);
    if (adder === undefined || Object.keys(mapping(service.spec?.selector)).length === 0) continue;
    if (ctx.services.selected(service).length > 0) continue;
    ctx.report(service, "spec.selector").warn(
      "no-pods",
      `the extension "${adder}" adds the Service, and its selector selects no pod, so nothing answers to its name. An extension that runs pods makes them known by ctx.workloads.add()`,
    );
  }
}
