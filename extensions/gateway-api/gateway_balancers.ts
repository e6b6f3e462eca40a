/**
 * What the load balancer that a Gateway asks for lets in: by annotations of its Service, and by the objects that hold its
 * settings.
 *
 * @see https://gateway-api.sigs.k8s.io/geps/gep-1867/
 * @see https://gateway.envoyproxy.io/docs/api/extension_types/#kubernetesservicespec
 * @see https://istio.io/latest/docs/tasks/traffic-management/ingress/gateway-api/
 * @module
 */

import {
  type ConvertContext,
  kindOf,
  type Manifest,
  mapping,
  namespaceOf,
  type Service,
  text,
} from "@dekube/engine/pacts";
import { balancerGuard } from "@dekube/engine/pacts/ingress";
import { internalSign } from "@dekube/engine/pacts/kubernetes";

const ENVOY_PROXY = "gateway.envoyproxy.io/EnvoyProxy";
const ISTIO_TYPE = "networking.istio.io/service-type";

/** What keeps somebody from a Gateway, in words. */
export function gatewayGuards(
  gateway: Manifest,
  { manifests }: Pick<ConvertContext, "manifests">,
): string[] {
  const { infrastructure, gatewayClassName } = mapping(gateway.spec);
  const { annotations, parametersRef } = mapping(infrastructure);
  const ownClass = manifests.of("gateway.networking.k8s.io/GatewayClass")
    .find(({ metadata }) => metadata.name === text(gatewayClassName));
  const proxies = [parametersRef, mapping(ownClass?.spec).parametersRef].map(mapping)
    .filter(({ group, kind }) => `${text(group)}/${text(kind)}` === ENVOY_PROXY)
    .flatMap(({ name, namespace }) =>
      manifests.get(ENVOY_PROXY, text(namespace) || namespaceOf(gateway), text(name)) ?? []
    );
  const of = `the ${kindOf(gateway).split("/").at(-1)} "${gateway.metadata.name}"`;
  const all = { ...mapping(gateway.metadata.annotations), ...mapping(annotations) };
  return [
    ...guardsOf(all, {}, of),
    ...(text(all[ISTIO_TYPE]) === "ClusterIP"
      ? [`${ISTIO_TYPE}: ClusterIP of ${of} opens it to the cluster alone`]
      : []),
    ...proxies.flatMap((proxy) => {
      const { kubernetes } = mapping(mapping(proxy.spec).provider);
      const service = mapping(mapping(kubernetes).envoyService);
      const ofProxy = `the EnvoyProxy "${proxy.metadata.name}"`;
      return [
        ...guardsOf(mapping(service.annotations), service, ofProxy),
        ...(text(service.type) === "ClusterIP"
          ? [`envoyService.type: ClusterIP of ${ofProxy} opens it to the cluster alone`]
          : []),
      ];
    }),
  ];
}

/** What a Service of such annotations and fields asks. */
function guardsOf(
  annotations: Record<string, unknown>,
  { loadBalancerSourceRanges }: Record<string, unknown>,
  of: string,
): string[] {
  const service = {
    kind: "Service",
    metadata: { name: "", annotations },
    spec: { type: "LoadBalancer", loadBalancerSourceRanges },
  } as unknown as Service;
  const guard = balancerGuard(service);
  const sign = internalSign(service);
  return [
    ...(guard === "" ? [] : [`${guard}, of ${of}`]),
    ...(sign === undefined ? [] : [`${sign} of ${of} opens it to a private network alone`]),
  ];
}
