/**
 * The contract between the engine and its extensions. Beside it there are `pacts/kubernetes` (what pods say),
 * `pacts/ingress` (routes, for rewriters), `pacts/proxy` (for reverse proxies), `pacts/go_template` (templates of
 * Go's), `pacts/regex` (regular expressions) and `pacts/postgres` (PostgreSQL); an extension imports nothing else of dekube.
 *
 * ```ts
 * import { type ConvertContext, idOf, type Manifest, Provider, type ProviderResult } from "@dekube/engine/pacts";
 *
 * export class Widgets extends Provider {
 *   readonly name = "widgets";
 *   readonly kinds = ["example.com/Widget"];
 *
 *   convert(_kind: string, manifests: readonly Manifest[], ctx: ConvertContext): ProviderResult {
 *     const services: ProviderResult["services"] = {};
 *     for (const widget of manifests) {
 *       const name = ctx.names.reserve(widget.metadata.name);
 *       services[name] = { owner: idOf(widget), image: "example/widget:1" };
 *     }
 *     return { services };
 *   }
 * }
 * ```
 *
 * @module
 */

export * from "./addresses.ts";
export * from "./certificate_keys.ts";
export * from "./commands.ts";
export * from "./compose.ts";
export type * from "./config.ts";
export * from "./confidential.ts";
export * from "./context.ts";
export * from "./dependencies.ts";
export * from "./account.ts";
export type * from "./account_notes.ts";
export * from "./diagnostics.ts";
export * from "./ends.ts";
export { parseInnerYaml } from "./encoding/inner_yaml.ts";
export { mustIndentLists } from "./encoding/yaml_lists.ts";
export * from "./extensions.ts";
export * from "./extra_hosts.ts";
export * from "./fields.ts";
export * from "./files.ts";
export * from "./generated.ts";
export * from "./lookups.ts";
export * from "./made_objects.ts";
export * from "./manifest.ts";
export * from "./names.ts";
export * from "./network_owner.ts";
export { ObjectIndex } from "./object_index.ts";
export * from "./read.ts";
export { readOnce } from "./read_once.ts";
export * from "./releases.ts";
export * from "./replacements.ts";
export * from "./setting_path.ts";
export * from "./limits.ts";
export * from "./append.ts";
export { printable } from "./printable.ts";
export { withoutPasswords } from "./passwords.ts";
export * from "./settings.ts";
export type * from "./supplied.ts";
export type { ConfigMap, Ingress, Secret, Service } from "./kubernetes/types.ts";
export { resolveEnv } from "./kubernetes/env.ts";
export { secretValue } from "./kubernetes/secrets.ts";
export { isExcluded } from "./kubernetes/workloads.ts";
export { resolveBackend } from "./ingress/backend.ts";
export type { IngressEntry } from "./ingress/entry.ts";
export { getIngressClass } from "./ingress/ingress_class.ts";
export type { StreamRoute } from "./ingress/stream_route.ts";
