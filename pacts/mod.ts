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

export * from "./access.ts";
export * from "./base64.ts";
export * from "./compose.ts";
export * from "./config.ts";
export * from "./context.ts";
export * from "./der.ts";
export * from "./diagnostics.ts";
export * from "./dns.ts";
export * from "./env.ts";
export * from "./extensions.ts";
export * from "./files.ts";
export * from "./forward_auth.ts";
export * from "./hash.ts";
export * from "./hosts.ts";
export * from "./htpasswd.ts";
export * from "./ingress.ts";
export * from "./ingress_routes.ts";
export * from "./kubernetes.ts";
export * from "./names.ts";
export * from "./operator_services.ts";
export * from "./pem.ts";
export * from "./quantity.ts";
export * from "./replacements.ts";
export * from "./resources.ts";
export * from "./route_path.ts";
export * from "./secrets.ts";
export * from "./service_urls.ts";
export * from "./services.ts";
export * from "./settings.ts";
export * from "./shell.ts";
export * from "./sites.ts";
export * from "./trusted_ca.ts";
export * from "./volume_files.ts";
export * from "./volumes.ts";
export * from "./workloads.ts";
