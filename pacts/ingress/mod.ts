/**
 * Routes: what rewriters, and converters of other kinds of routes, make for the reverse proxy. A rewriter needs
 * {@linkcode isIngressOf}, {@linkcode Annotations} and {@linkcode ingressRoutes}.
 *
 * @module
 */

export { type AccessRestriction, accessRestrictions, denyUnkept } from "./access.ts";
export * from "./annotations.ts";
export type { ResolvedBackend } from "./backend.ts";
export type { IngressBackend } from "../kubernetes/types.ts";
export type { ForwardAuth, Guard, ObjectRef } from "./entry.ts";
export { isHost, isHostPattern } from "./hosts.ts";
export { isUser, readHtpasswd } from "./htpasswd.ts";
export { type IngressController, isIngressOf } from "./ingress_class.ts";
export { isHeaderName, ResponseHeaders } from "./response_headers.ts";
export { escapeRegex } from "./route_path.ts";
export * from "./routes.ts";
export { isNetwork } from "../ip_address.ts";
