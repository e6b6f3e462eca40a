/**
 * gateway-api: turns Gateway API's routes into routes of the proxy, by way of the Gateways' listeners: HTTPRoutes and
 * GRPCRoutes into those of requests, TCPRoutes, UDPRoutes and TLSRoutes into those of connections.
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
import { ACCOUNT } from "./account.ts";
import { AttachedPolicies } from "./attached_policies.ts";
import { FIELDS } from "./fields.ts";
import { reportGateways } from "./gateway_fields.ts";
import { GROUP } from "./group.ts";
import { byAge } from "./order.ts";
import { refusedNames } from "./refused_names.ts";
import { closeAnnotated } from "./route_services.ts";
import { routesOf } from "./rules.ts";
import { streamsOf } from "./streams.ts";
import { unserved } from "./unserved.ts";
import { readWorld } from "./world.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "gateway-api",
  clusterScoped: [`${GROUP}/GatewayClass`],
  settings: {},
  fields: FIELDS,
  account: ACCOUNT,
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

/** Reads all routes, and claims the kinds that they refer to. */
export class GatewayRoutes extends CombinedConverter {
  /** `gateway-api`. */
  readonly name = "gateway-api";
  /** Routes, and what they refer to. */
  readonly kinds: readonly string[] = [
    "GatewayClass",
    "Gateway",
    "ListenerSet",
    "HTTPRoute",
    "GRPCRoute",
    "TCPRoute",
    "UDPRoute",
    "TLSRoute",
    "ReferenceGrant",
    "BackendTLSPolicy",
  ].map((kind) => `${GROUP}/${kind}`);
  /** Behind the providers, whose Services it leads to, and before the proxy. */
  override readonly priority = 600;

  /** The routes of requests, and those of connections. */
  convertAll(manifests: ManifestsByKind, ctx: ConvertContext): ConverterResult {
    const world = readWorld(ctx);
    reportGateways(manifests, ctx);
    // Of two routes for the same the older counts.
    const oldestFirst = (...kinds: string[]) =>
      kinds.flatMap((kind) => manifests.get(`${GROUP}/${kind}`) ?? []).sort(byAge);
    const policies = new AttachedPolicies(ctx);
    const entries = oldestFirst("HTTPRoute", "GRPCRoute").flatMap((route) => {
      const found = routesOf(route, world);
      policies.close(route, found, ctx);
      closeAnnotated(route, found, ctx);
      return found;
    });
    const streams = oldestFirst("TCPRoute", "UDPRoute", "TLSRoute")
      .flatMap((route) => policies.refuse(route, streamsOf(route, world), ctx));
    return {
      ingressEntries: [...entries, ...unserved(entries, world)],
      streamRoutes: [...streams, ...refusedNames(streams, world)],
    };
  }
}
