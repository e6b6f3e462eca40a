/**
 * What the load balancer that a Gateway asks for lets in: by annotations of its Service, and by the objects that hold its
 * settings.
 *
 * @see https://istio.io/latest/docs/tasks/traffic-management/ingress/gateway-api/
 * @module
 */

import { kindOf, type Manifest, mapping, namespaceOf, text, textMap } from "@dekube/engine/pacts";
import {
  entrancePolicies,
  routeRestrictions,
  unknownRestrictions,
} from "@dekube/engine/pacts/ingress";
import { classOf, type GatewayClass } from "./gateway_classes.ts";
import { type SettingsContext, settingsNamed } from "./gateway_settings.ts";
import { serviceGuards } from "./service_guards.ts";

const ISTIO_TYPE = "networking.istio.io/service-type";

/** What keeps somebody from a Gateway, in words. */
export function gatewayGuards(gateway: Manifest, ctx: SettingsContext): string[] {
  const { infrastructure, gatewayClassName } = mapping(gateway.spec);
  const { annotations, parametersRef } = mapping(infrastructure);
  const ofClass = classOf(gateway, ctx);
  const of = `the ${kindOf(gateway).split("/").at(-1)} "${gateway.metadata.name}"`;
  const all = { ...mapping(gateway.metadata.annotations), ...mapping(annotations) };
  const metadata = { ...gateway.metadata, annotations: textMap(all) };
  return [
    ...serviceGuards(all, {}, of, ctx.config),
    ...(text(all[ISTIO_TYPE]) === "ClusterIP"
      ? [`${ISTIO_TYPE}: ClusterIP of ${of} opens it to the cluster alone`]
      : []),
    ...[...routeRestrictions({ metadata }), ...unknownRestrictions({ metadata }, ctx)]
      .map(({ annotation, why }) => `${annotation} of ${of}${why ? ` (${why})` : ""}`),
    ...entrancePolicies(ctx, isOfCilium(gatewayClassName, ofClass)).map((policy) =>
      `the ${policy.kind} "${policy.metadata.name}"`
    ),
    ...[parametersRef, ofClass.parametersRef].map(mapping)
      .flatMap((ref) => settingsNamed(ref, namespaceOf(gateway), ctx)?.guards ?? []),
  ];
}

/** Whether Cilium serves the Gateways of a class. */
function isOfCilium(name: unknown, { controllerName }: GatewayClass): boolean {
  return controllerName.startsWith("io.cilium/") ||
    controllerName === "" && text(name) === "cilium";
}
