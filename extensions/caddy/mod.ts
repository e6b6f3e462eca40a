/**
 * caddy: serves all routes with one Caddy, which also sees to the certificates.
 *
 * `buildService()` makes the Compose service, `writeConfig()` the Caddyfile. With `disable_ingress`
 * there is no service, and `Caddyfile-<project>` is for a Caddy of the user's own.
 *
 * @module
 */

import {
  caMounts,
  type ComposeService,
  type ConvertContext,
  type ExtensionInfo,
  type Guard,
  hostPath,
  type IngressEntry,
  IngressProvider,
  mount,
  publicNames,
  type Site,
  sitesOf,
  writeTlsSecret,
} from "@dekube/engine/pacts";
import { ownCertificate, renderCaddyfile, TLS_FOLDER } from "./caddyfile.ts";
import { GUARDS } from "./guards.ts";
import { readSettings, type Settings } from "./settings.ts";
import { CERTS_FOLDER } from "./upstream.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = { name: "caddy" };

/** Makes the Caddy service and its Caddyfile. */
export class CaddyProvider extends IngressProvider {
  /** `caddy`. */
  readonly name = "caddy";
  /** Ingresses, by way of the rewriters. */
  override readonly kinds: readonly string[] = ["Ingress"];
  /** After what makes services. */
  override readonly priority = 900;
  /** All but client certificates, which are the connection's affair and not a route's. */
  override readonly guards: readonly Guard[] = GUARDS;

  /** The one service `caddy`; none without routes, or with `disable_ingress`. */
  buildService(entries: IngressEntry[], ctx: ConvertContext): Record<string, ComposeService> {
    if (ctx.config.disableIngress) return {};
    const sites = sitesOf(entries, ctx);
    if (sites.length === 0) return {};
    const settings = readSettings(ctx);
    const { image, httpPort, httpsPort } = settings;
    const aliases = publicNames(sites, ctx);
    const folder = (name: string) => hostPath(name, ctx.config.volumeRoot);
    return {
      [ctx.names.reserve("caddy")]: {
        image,
        restart: "always",
        ports: [`${httpPort}:80`, `${httpsPort}:443`],
        volumes: [
          mount("./Caddyfile", "/etc/caddy/Caddyfile", { readOnly: true }),
          mount(folder("caddy"), "/data"),
          mount(folder("caddy-config"), "/config"),
          ...tlsMounts(sites, settings, ctx),
          ...caMounts(sites.flatMap((site) => site.entries), CERTS_FOLDER, ctx),
        ],
        ...(aliases.length > 0 ? { networks: { default: { aliases } } } : {}),
      },
    };
  }

  /** Writes `Caddyfile`; nothing without routes. */
  writeConfig(entries: IngressEntry[], ctx: ConvertContext): void {
    const sites = sitesOf(entries, ctx);
    if (sites.length === 0) return;
    const { disableIngress, name } = ctx.config;
    const path = disableIngress && name !== ""
      ? `Caddyfile-${name.replace(/[^\w.-]+/g, "-")}`
      : "Caddyfile";
    ctx.files.write(path, renderCaddyfile(sites, ctx));
  }
}

/** Mounts of the certificates that Ingresses bring for their hosts. */
function tlsMounts(sites: readonly Site[], settings: Settings, ctx: ConvertContext) {
  const own = sites.map((site) => ownCertificate(site, settings, ctx))
    .filter((secret) => secret !== undefined);
  const folders = new Map(own.map((secret) => [secret.folder, writeTlsSecret(secret, ctx)]));
  return [...folders].sort(([a], [b]) => a < b ? -1 : 1)
    .flatMap(([folder, { certificate, key }]) => [
      mount(`./${certificate}`, `${TLS_FOLDER}/${folder}/tls.crt`, { readOnly: true }),
      mount(`./${key}`, `${TLS_FOLDER}/${folder}/tls.key`, { readOnly: true }),
    ]);
}
