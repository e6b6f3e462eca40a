/**
 * Which network policies keep ports from being published.
 *
 * @module
 */

import type { FieldCondition } from "../../../pacts/account.ts";
import { admissionOf } from "../../../pacts/ingress/source_policies.ts";
import { list, type Manifest, mapping, mappings, type Service, text } from "../../../pacts/mod.ts";
import type { RuleContext } from "./asked.ts";
import { isLetIn } from "./conditions.ts";

const known = new WeakMap<object, ReadonlySet<Manifest>>();

/** The policy decides over a port by which people would come in from outside. */
export const isClosing: FieldCondition = ({ manifest }, ctx) => {
  let closing = known.get(ctx.manifests);
  if (!closing) known.set(ctx.manifests, closing = new Set(closingIn(ctx)));
  return closing.has(manifest);
};

function* closingIn(ctx: RuleContext): Generator<Manifest> {
  for (const service of ctx.manifests.of("Service") as readonly Service[]) {
    if (!isLetIn(service)) continue;
    for (const { port, protocol } of mappings(service.spec?.ports)) {
      const target = ctx.services.targetPort(service, text(port));
      if (target === undefined) continue;
      for (const workload of ctx.services.selected(service)) {
        yield* admissionOf(workload, { target, protocol: text(protocol) || "TCP" }, ctx).policies;
      }
    }
  }
  for (const workload of ctx.workloads) {
    for (const { hostPort, containerPort, protocol } of portsOf(workload.pod)) {
      if (!hostPort) continue;
      const at = { target: Number(containerPort), protocol: text(protocol) || "TCP" };
      yield* admissionOf(workload, at, ctx).policies;
    }
  }
}

function portsOf(pod: object) {
  return list(mapping(pod).containers).flatMap((container) => mappings(mapping(container).ports));
}
