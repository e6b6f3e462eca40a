/**
 * Targets of a Service that leads to addresses in place of pods: what its Endpoints or EndpointSlices say.
 *
 * @module
 */

import {
  type ConvertContext,
  items,
  type Manifest,
  type Mapping,
  mapping,
  namespaceOf,
  type Service,
  text,
  texts,
} from "@dekube/engine/pacts";
import { labelsOf, portNumber, type ServicePort } from "@dekube/engine/pacts/kubernetes";
import { copyLabels, counted, isTcp, serviceMeta, type Target } from "./target.ts";

/** The addresses that a Service leads to, where it selects no pods. */
export function addressesOf(service: Service, { services }: ConvertContext): readonly string[] {
  // The operator asks the Service's own endpoints, and an ExternalName has none.
  if (text(service.spec?.type) === "ExternalName") return [];
  return services.resolve(service)?.addresses ?? [];
}

/** The endpoint's port at each of them. */
export function addressTargets(
  service: Service,
  addresses: readonly string[],
  endpoint: Mapping,
  monitor: Manifest,
  ctx: ConvertContext,
): Target[] {
  const { name } = service.metadata;
  const spec = mapping(monitor.spec);
  const labels = labelsOf(service.metadata.labels);
  const jobLabel = text(spec.jobLabel);
  const job = Object.hasOwn(labels, jobLabel) ? labels[jobLabel] : "";
  return portsAt(service, endpoint, ctx).flatMap(([port, number]) =>
    addresses.map((address) =>
      counted(
        {
          address: `${address.includes(":") ? `[${address}]` : address}:${number}`,
          labels: [
            ["job", job || name],
            ["namespace", namespaceOf(service)],
            ["service", name],
            ["endpoint", text(endpoint.port) || text(endpoint.targetPort)],
            ...copyLabels(texts(spec.targetLabels), labels),
          ],
          meta: serviceMeta(service, port, ""),
        },
        monitor,
        ctx,
      )
    )
  );
}

function portsAt(
  service: Service,
  { port: wanted, targetPort }: Mapping,
  ctx: ConvertContext,
): [port: ServicePort, number: number][] {
  const found = items(service.spec?.ports).flatMap((port): [ServicePort, number][] => {
    const number = ctx.services.targetPort(service, text(port.name) || text(port.port));
    return number === undefined ? [] : [[port, number]];
  });
  if (text(wanted) !== "") return found.filter(([{ name }]) => text(name) === text(wanted));
  if (text(targetPort) === "") return found.filter(([{ protocol }]) => isTcp(protocol));
  return found.filter(([port, number]) =>
    text(port.targetPort) === text(targetPort) || number === portNumber(text(targetPort))
  );
}
