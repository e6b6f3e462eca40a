/**
 * nginx-provider: serves all routes with one nginx, in place of another reverse proxy.
 *
 * `buildService()` makes the Compose service, and certbot's where it is asked for; `writeConfig()`
 * makes `nginx.conf` and the files that it names. With `disable_ingress` there is no service, and
 * `nginx-<project>.conf` is for an nginx of the user's own.
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
  type ProxyServices,
} from "@dekube/engine/pacts";
import type { Guard, RouteFeature } from "@dekube/engine/pacts/ingress";
import { hostPath } from "@dekube/engine/pacts/kubernetes";
import {
  configPath,
  mountedCas,
  type MountedFiles,
  mountedTls,
  mountedTogether,
  proxyService,
  type RenderContext,
  renderContext,
} from "@dekube/engine/pacts/proxy";
import { CERTS_FOLDER } from "./backend.ts";
import { certbotService, mountedCertbot } from "./certbot.ts";
import { type Certificates, certificatesOf, SECRETS_FOLDER, USER_FOLDER } from "./certificates.ts";
import { renderConf } from "./conf.ts";
import { mountedEscape } from "./escape.ts";
import { NGINX } from "./profile.ts";
import { ownMounts, selfSigned } from "./self_signed.ts";
import { type NginxSettings, SETTINGS } from "./settings.ts";
import { mountedUsers } from "./users.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "nginx-provider",
  settings: SETTINGS,
  // What a proxy was once turned off by, whichever it was.
  legacyKeys: { disableCaddy: "disable_ingress" },
  // It has certificates of its own.
  needless: [
    "cert-manager.io/Certificate",
    "cert-manager.io/Issuer",
    "cert-manager.io/ClusterIssuer",
  ],
};

/** Makes the nginx service and its nginx.conf. */
export class NginxProvider extends IngressProvider {
  /** `nginx-provider`. */
  readonly name = "nginx-provider";
  /** All but client certificates. */
  override readonly guards: readonly Guard[] = NGINX.guards;
  /** Fields of routes that not every proxy can do. */
  override readonly features: readonly RouteFeature[] = NGINX.features;

  /** `nginx`, and `certbot` where it gets certificates; none without routes, or with `disable_ingress`. */
  buildService(entries: readonly IngressEntry[], given: ProxyContext): ProxyServices {
    const ctx = renderContext(entries, given, NGINX, SETTINGS);
    const { sites, diagnostics, settings, config: { disableIngress, volumeRoot } } = ctx;
    if (disableIngress || sites.size === 0) return { services: {}, diagnostics };
    const certificates = certificatesOf(settings, ctx);
    const { files, mounts } = mountedFiles(certificates, settings, ctx);
    const name = ctx.names.service("nginx");
    const service = proxyService(settings, [
      mount("./nginx.conf", "/etc/nginx/nginx.conf", { readOnly: true }),
      ...mounts,
    ], ctx);
    const { certbot } = certificates;
    return {
      services: {
        [name]: service,
        ...(certbot.length === 0 ? {} : {
          [ctx.names.service("certbot")]: certbotService(certbot, settings, volumeRoot, name),
        }),
      },
      files,
      diagnostics,
    };
  }

  /** `nginx.conf` and what it names; nothing without routes. */
  async writeConfig(
    entries: readonly IngressEntry[],
    given: ProxyContext,
  ): Promise<ProxyConfig> {
    const ctx = renderContext(entries, given, NGINX, SETTINGS);
    const { sites, diagnostics, settings, config } = ctx;
    if (sites.size === 0) return { files: {}, diagnostics };
    const certificates = certificatesOf(settings, ctx);
    const path = configPath("nginx", ".conf", config);
    const content = renderConf(certificates, ctx);
    if (config.disableIngress) {
      ctx.report().info(
        "own-proxy",
        `${path} is for an nginx of your own: certificates are yours to add, and what it names below /etc/nginx is not mounted there`,
      );
    }
    return {
      files: {
        [path]: { content },
        ...mountedFiles(certificates, settings, ctx).files,
        ...(certificates.own.length === 0 ? {} : await selfSigned(certificates.own, ctx)),
      },
      diagnostics,
    };
  }
}

/** What nginx.conf names. The certificate of our own is mounted too, but made with the config alone. */
function mountedFiles(
  { secrets, usesFolder, own, certbot }: Certificates,
  { tls_cert_path }: NginxSettings,
  ctx: RenderContext,
): MountedFiles {
  const { sites, config: { volumeRoot } } = ctx;
  return mountedTogether([
    mountedTls(secrets, SECRETS_FOLDER),
    {
      files: {},
      mounts: [
        ...(usesFolder
          ? [mount(hostPath(tls_cert_path, volumeRoot), USER_FOLDER, { readOnly: true })]
          : []),
        ...(own.length === 0 ? [] : ownMounts()),
      ],
    },
    mountedCertbot(certbot, volumeRoot),
    mountedCas(sites.entries, CERTS_FOLDER, ctx),
    mountedUsers(sites),
    mountedEscape(sites),
  ]);
}
