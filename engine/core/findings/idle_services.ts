/**
 * Says which Services lead nowhere, or where nobody is sure of.
 *
 * @module
 */

import { list, mapping, text } from "../../../pacts/mod.ts";
import {
  portNumber,
  resolveNamedPort,
  type ServicePort,
  targetPortOf,
} from "../../../pacts/kubernetes/mod.ts";
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

/** Says each port of a Service whose `targetPort` is a name that no container of its pods gives a port: it is guessed. */
export function sayGuessedPorts(ctx: EngineContext): void {
  for (const service of ctx.services.values()) {
    const selected = ctx.services.selected(service);
    if (selected.length === 0) continue;
    for (const [index, port] of list(service.spec?.ports).map(mapping).entries()) {
      const name = text(port.targetPort);
      if (name === "" || portNumber(name) !== undefined) continue;
      if (selected.some((workload) => resolveNamedPort(name, workload) !== undefined)) continue;
      const number = targetPortOf(port as ServicePort, selected);
      ctx.report(service, `spec.ports[${index}].targetPort`).info(
        "unknown-target-port",
        `no container of the pods that it selects calls a port "${name}", so that in a cluster nobody answers there. Connections lead to port ${number}; where the program listens on another, give its number as targetPort`,
      );
    }
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
