/**
 * The contracts between the engine and its extensions, and the helpers that go with
 * them. This is all that an extension may import.
 *
 * ```ts
 * import { type ConvertContext, type Manifest, Provider, type ProviderResult } from "@dekube/engine/pacts";
 *
 * export class Widgets extends Provider {
 *   readonly name = "widgets";
 *   readonly kinds = ["CustomWidget"];
 *
 *   convert(_kind: string, manifests: readonly Manifest[], ctx: ConvertContext): ProviderResult {
 *     const services: ProviderResult["services"] = {};
 *     for (const widget of manifests) {
 *       services[ctx.names.reserve(widget.metadata.name)] = { image: "example/widget:1" };
 *     }
 *     return { services };
 *   }
 * }
 * ```
 *
 * @module
 */

export * from "./compose.ts";
export * from "./config.ts";
export * from "./context.ts";
export * from "./diagnostics.ts";
export * from "./dns.ts";
export * from "./env.ts";
export * from "./extensions.ts";
export * from "./files.ts";
export * from "./hash.ts";
export * from "./kubernetes.ts";
export * from "./label_selector.ts";
export * from "./names.ts";
export * from "./operator_services.ts";
export * from "./quantity.ts";
export * from "./replacements.ts";
export * from "./resources.ts";
export * from "./secrets.ts";
export * from "./service_urls.ts";
export * from "./services.ts";
export * from "./settings.ts";
export * from "./shell.ts";
export * from "./volume_files.ts";
export * from "./volumes.ts";
export * from "./workloads.ts";
export * from "./encoding/base64.ts";
export * from "./encoding/der.ts";
export * from "./encoding/pem.ts";
export * from "./ingress/access.ts";
export * from "./ingress/forward_auth.ts";
export * from "./ingress/hosts.ts";
export * from "./ingress/htpasswd.ts";
export * from "./ingress/ingress.ts";
export * from "./ingress/ingress_class.ts";
export * from "./ingress/ingress_routes.ts";
export * from "./ingress/route_path.ts";
export * from "./ingress/route_values.ts";
export * from "./ingress/sites.ts";
export * from "./ingress/tls_secret.ts";
export * from "./ingress/trusted_ca.ts";
