/**
 * What reverse proxies have in common: sites and their routes in order, guards, backends, certificates, and values
 * that may stand in a config. A proxy says in its {@linkcode ProxyProfile} what is its own; {@linkcode renderContext}
 * makes what all the rest works with.
 *
 * @module
 */

export * from "./allowed_networks.ts";
export * from "./auth_question.ts";
export * from "./backend.ts";
export * from "./body_size.ts";
export * from "./config_path.ts";
export * from "./cors_answer.ts";
export * from "./forged_headers.ts";
export { type Header, validChanges, validHeaders } from "./headers.ts";
export * from "./https_policy.ts";
export * from "./mounted_files.ts";
export type { SecretContext } from "./named_secret.ts";
export type { PathPattern } from "./path_pattern.ts";
export { reportOwnCertificates } from "./own_certificates.ts";
export * from "./profile.ts";
export * from "./proxy_service.ts";
export * from "./proxy_settings.ts";
export * from "./render_context.ts";
export * from "./serve_or_close.ts";
export { type KnownSites, servedSites } from "./served_sites.ts";
export { isSentOn } from "./served_over.ts";
export * from "./site_certificate.ts";
export * from "./site_routes.ts";
export * from "./sites.ts";
export * from "./stream_certificate.ts";
export * from "./stream_ports.ts";
export * from "./template.ts";
export * from "./timeouts.ts";
export * from "./tls_files.ts";
export type { TlsSecret } from "./tls_secret.ts";
export { caPath, mountedCas, type TrustedCa } from "./trusted_ca.ts";
export * from "./unwritable.ts";
export * from "./writable_match.ts";
export * from "./written_regex.ts";
