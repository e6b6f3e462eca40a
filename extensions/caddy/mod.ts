/**
 * caddy: serves all routes with one Caddy, which also sees to the certificates.
 *
 * `buildService()` makes the Compose service, `writeConfig()` the Caddyfile. With `disable_ingress`
 * there is no service, and `Caddyfile-<project>` is for a Caddy of the user's own.
 *
 * @module
 */

import {
  type ExtensionInfo,
  type IngressEntry,
  IngressProvider,
  mount,
  type ProxyConfig,
  type ProxyContext,
  type ProxyFiles,
  type ProxyServices,
  type StreamsContext,
} from "@dekube/engine/pacts";
import type { Guard, RouteFeature } from "@dekube/engine/pacts/ingress";
import {
  configPath,
  mountedCas,
  mountedTls,
  mountedTogether,
  proxyService,
  publishedPorts,
  type RenderContext,
  renderContext,
  reportUnnamed,
  servedSites,
  siteCertificates,
  streamPorts,
} from "@dekube/engine/pacts/proxy";
import { renderCaddyfile } from "./caddyfile.ts";
import { secretsOf, tlsFolder } from "./certificates.ts";
import { connectionCertificates } from "./connection_certificates.ts";
import { forwards } from "./forwards.ts";
import { CADDY } from "./profile.ts";
import { SETTINGS } from "./settings.ts";
import { CERTS_FOLDER } from "./upstream.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "caddy",
  settings: SETTINGS,
  legacyKeys: {
    disableCaddy: "disable_ingress",
    caddy_email: "extensions.caddy.email",
    caddy_tls_internal: "extensions.caddy.tls_internal",
  },
  // It has certificates of its own.
  needless: [
    "cert-manager.io/Certificate",
    "cert-manager.io/Issuer",
    "cert-manager.io/ClusterIssuer",
  ],
};

/**
 * Passwords can be guessed from their hashes. The image's user is root, who reads what nobody else may; whom a proxy of
 * the user's own runs as, nobody knows.
 */
const CLOSED = { mode: 0o600, exact: true };

/** Makes the Caddy service and its Caddyfile. */
export class CaddyProvider extends IngressProvider {
  /** `caddy`. */
  readonly name = "caddy";
  /** All but client certificates. */
  override readonly guards: readonly Guard[] = CADDY.guards;
  /** All but copies of requests, and limits. */
  override readonly features: readonly RouteFeature[] = CADDY.features;
  /** Where the image has the plugin for it: `layer4`. */
  override readonly streams: (ctx: StreamsContext) => boolean = forwards;
  /** An image with the plugin. */
  override readonly streamsRemedy: string =
    'name an image that has github.com/mholt/caddy-l4 by "extensions.caddy.image" in dekube.yaml, beside "extensions.caddy.layer4: true"';

  /** The one service `caddy`; none without routes, or with `disable_ingress`. */
  buildService(entries: readonly IngressEntry[], given: ProxyContext): ProxyServices {
    const ctx = renderContext(entries, given, CADDY, SETTINGS);
    const { sites, diagnostics, settings, config: { disableIngress } } = ctx;
    const ports = streamPorts(ctx, settings);
    if (disableIngress || (sites.size === 0 && ports.length === 0)) {
      return { services: {}, diagnostics };
    }
    const { files, mounts } = mountedTogether([
      mountedTls(
        [...secretsOf(siteCertificates(ctx)), ...secretsOf(connectionCertificates(ports, ctx))],
        tlsFolder(ctx.config),
      ),
      mountedCas(sites.entries, CERTS_FOLDER, ctx),
    ]);
    const service = proxyService(settings, [
      mount("./Caddyfile", "/etc/caddy/Caddyfile", { readOnly: true }),
      mount(ctx.names.dataFolder("caddy"), "/data"),
      mount(ctx.names.dataFolder("caddy-config"), "/config"),
      ...mounts,
    ], ctx);
    service.ports = publishedPorts(sites.size > 0 ? service.ports ?? [] : [], ports, settings);
    return { services: { [ctx.names.service("caddy")]: service }, files, diagnostics };
  }

  /** `Caddyfile`; nothing without routes. */
  writeConfig(entries: readonly IngressEntry[], given: ProxyContext): ProxyConfig {
    const ctx = renderContext(entries, given, CADDY, SETTINGS);
    const { sites, diagnostics, settings, config } = ctx;
    const ports = streamPorts(ctx, settings);
    if (sites.size === 0 && ports.length === 0) return { files: {}, diagnostics };
    const path = configPath("Caddyfile", "", config);
    const content = renderCaddyfile(ports, ctx);
    const isGuarded = sites.entries.some(({ basicAuth }) => basicAuth);
    const closed = isGuarded && !config.disableIngress ? CLOSED : {};
    const files = {
      [path]: { content, ...closed },
      ...(config.disableIngress ? ownFiles(path, ctx) : {}),
    };
    return {
      files,
      diagnostics,
      sites: servedSites(sites, {
        certificates: siteCertificates(ctx),
        closed: ctx.closed,
        authority: `${ctx.names.dataFolder("caddy")}/caddy/pki/authorities/local/root.crt`,
      }),
      streams: ports.flatMap(({ routes }) => routes.map(({ route }) => route)),
    };
  }
}

/** What a Caddy of the user's own has to find. */
function ownFiles(path: string, ctx: RenderContext): ProxyFiles {
  reportUnnamed(path, ctx);
  const certificates = siteCertificates(ctx);
  if (certificates.size === 0) return {};
  const folder = tlsFolder(ctx.config);
  ctx.report().info(
    "own-proxy",
    `${path} has a Caddy of your own serve ${
      [...certificates.keys()].map((host) => host || "any host").join(", ")
    } with the certificates of Secrets, which it wants below ${folder}: mount the folder secrets of the output there, or what it names of it. "https: internal" in dekube.yaml has Caddy make its own instead`,
  );
  return mountedTls(secretsOf(certificates), folder).files;
}
