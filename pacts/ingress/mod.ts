/**
 * Routes: what rewriters, and converters of other kinds of routes, make for the reverse proxy. A rewriter needs
 * {@linkcode isIngressOf}, {@linkcode Annotations} and {@linkcode ingressRoutes}.
 *
 * @module
 */

export {
  type AccessRestriction,
  accessRestrictions,
  denyUnkept,
  ENOUGH_REASONS,
  routeRestrictions,
  serviceRestrictions,
} from "./access.ts";
export { narrowSources } from "./allowed_sources.ts";
export * from "./annotations.ts";
export { apisixGlobals, isApisixGuard } from "./apisix_plugins.ts";
export type { ResolvedBackend } from "./backend.ts";
export type { IngressBackend } from "../kubernetes/types.ts";
export type { BackendAddress, CaRef } from "./backend_address.ts";
export { ControllerGuards, traefikPodGuards, unreadGuards } from "./controller_guards.ts";
export { type ControllerPod, controllerPods, namedBy } from "./controller_pods.ts";
export { type ConfigKeys, type LostKeys, reportConfigKeys } from "./config_keys.ts";
export { configuredStreams } from "./stream_configs.ts";
export { balancerGuard } from "./controller_services.ts";
export { type Controller, type ControllerProgram, Controllers } from "./controllers.ts";
export type { Cors } from "./cors.ts";
export type { Protocol, TlsTermination, TlsVersion, WeightedBackend } from "./entry.ts";
export type { RouteFeature } from "./feature.ts";
export { backendConfigRestrictions } from "./foreign_guards.ts";
export type { ForwardAuth, Guard } from "./guard.ts";
export type { HeaderChanges } from "./header_changes.ts";
export { kongGlobals } from "./kong_globals.ts";
export { type Companions, lonelyRestrictions, reportLonely } from "./lonely_annotations.ts";
export type { ObjectRef } from "./object_ref.ts";
export { guardedBy, ownGuardOf } from "./own_guard.ts";
export { type Passage, passageOf, withPassage } from "./passage.ts";
export { isRoot, passthroughRoutes } from "./passthrough.ts";
export { describePolicy, guardOfAddresses, guardOfPods, PodPolicies } from "./pod_policies.ts";
export type { PolicyContext } from "./unknown_policies.ts";
export type { PolicedPod } from "./policed_pod.ts";
export { keepsNobodyOut } from "./policy_effects.ts";
export type { RequestMatch, ValueMatch } from "./request_match.ts";
export type { CertificateSource, ServedSite } from "./served_site.ts";
export { entrancePolicies } from "./source_policies.ts";
export { NOBODY, type StreamRoute, type StreamShare } from "./stream_route.ts";
export { isHost, isHostPattern } from "./hosts.ts";
export { isUser, readHtpasswd } from "./htpasswd.ts";
export { configOfClass, type IngressController, isIngressOf } from "./ingress_class.ts";
export { isHeaderName, ResponseHeaders } from "./response_headers.ts";
export { escapeRegex } from "./route_path.ts";
export * from "./routes.ts";
export { tlsIn, tlsOf } from "./tls.ts";
export { admitEverybody, isNetwork } from "../ip_address.ts";
export { commonNetworks } from "../networks.ts";
export type { UnreadFile } from "./traefik_settings.ts";
export { unknownRestrictions } from "./unknown_annotations.ts";
export { isHarmlessPolicy } from "./harmless_policies.ts";
