/**
 * gateway-api: turns Gateway API's HTTPRoutes and GRPCRoutes into routes of the proxy, and publishes what its other
 * routes lead to.
 *
 * {@linkcode GatewayRoutes} reads what is HTTP, by way of the Gateways' listeners; {@linkcode GatewayStreams} publishes
 * the ports of TCPRoutes, UDPRoutes and TLSRoutes, which the proxy can't pass on.
 *
 * @module
 */

import {
  CombinedConverter,
  type ConvertContext,
  type ConverterResult,
  type ExtensionInfo,
  type ManifestsByKind,
} from "@dekube/engine/pacts";
import { reportUnknownFields } from "./fields.ts";
import { reportGateways } from "./gateway_fields.ts";
import { GROUP } from "./group.ts";
import { byAge } from "./order.ts";
import { routesOf } from "./rules.ts";
import { publishStreams } from "./streams.ts";
import { unserved } from "./unserved.ts";
import { readWorld } from "./world.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "gateway-api",
  clusterScoped: [`${GROUP}/GatewayClass`],
  settings: {},
  // The controllers of Gateways, whose place the proxy takes.
  replaces: [
    { images: ["envoyproxy/gateway"], charts: ["gateway-helm"] },
    {
      images: ["nginx/nginx-gateway-fabric", "nginxinc/nginx-gateway-fabric"],
      charts: ["nginx-gateway-fabric"],
    },
    { images: ["kgateway-dev/kgateway"], charts: ["kgateway"] },
  ],
};

/** Reads HTTPRoutes and GRPCRoutes, and claims the kinds that they refer to. */
export class GatewayRoutes extends CombinedConverter {
  /** `gateway-routes`. */
  readonly name = "gateway-routes";
  /** Routes by HTTP, and what they refer to. */
  readonly kinds: readonly string[] = [
    "GatewayClass",
    "Gateway",
    "ListenerSet",
    "HTTPRoute",
    "GRPCRoute",
    "ReferenceGrant",
    "BackendTLSPolicy",
  ].map((kind) => `${GROUP}/${kind}`);
  /** Behind the providers, whose Services it leads to, and before the proxy. */
  override readonly priority = 600;

  /** The routes of all HTTPRoutes and GRPCRoutes. */
  convertAll(manifests: ManifestsByKind, ctx: ConvertContext): ConverterResult {
    const world = readWorld(ctx);
    reportUnknownFields(manifests, ctx);
    reportGateways(manifests, ctx);
    const entries = ["HTTPRoute", "GRPCRoute"]
      .flatMap((kind) => manifests.get(`${GROUP}/${kind}`) ?? [])
      .sort(byAge)
      .flatMap((route) => routesOf(route, world));
    return { ingressEntries: [...entries, ...unserved(entries, world)] };
  }
}

/** Publishes the ports of TCPRoutes, UDPRoutes and TLSRoutes. */
export class GatewayStreams extends CombinedConverter {
  /** `gateway-streams`. */
  readonly name = "gateway-streams";
  /** Routes by something else than HTTP. */
  readonly kinds: readonly string[] = ["TCPRoute", "UDPRoute", "TLSRoute"]
    .map((kind) => `${GROUP}/${kind}`);
  /** Behind the indexers, and before the workloads, which publish ports. */
  override readonly priority = 100;

  /** Adds a Service of type LoadBalancer for each listener that such a route attaches to. */
  convertAll(manifests: ManifestsByKind, ctx: ConvertContext): ConverterResult {
    reportUnknownFields(manifests, ctx);
    publishStreams([...manifests.values()].flat(), ctx);
    return {};
  }
}
