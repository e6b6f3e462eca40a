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
  type Mount,
  mount,
  type ProxyConfig,
  type ProxyContext,
  type ProxyFiles,
  type ProxyServices,
  type StreamRoute,
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
  publishedPorts,
  type RenderContext,
  renderContext,
  reportUnnamed,
  servedSites,
  siteCertificates,
  streamPorts,
} from "@dekube/engine/pacts/proxy";
import type { Line } from "./blocks.ts";
import { certbotService, mountedCertbot } from "./certbot.ts";
import { type Certificates, certificatesOf, USER_FOLDER } from "./certificates.ts";
import { httpLines, renderConf, renderPart } from "./conf.ts";
import { Definitions } from "./definitions.ts";
import { ESCAPE_MODULE, mountedEscape, needsEscape } from "./escape.ts";
import { authoritiesFolder, secretsFolder } from "./folders.ts";
import type { NginxContext } from "./nginx_context.ts";
import { NGINX } from "./profile.ts";
import { ownMounts, PATHS as OWN_PATHS, selfSigned } from "./self_signed.ts";
import { type NginxSettings, SETTINGS } from "./settings.ts";
import { streamLines } from "./streams.ts";
import { mountedUsers } from "./users.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "nginx-provider",
  settings: SETTINGS,
  // What a proxy was once turned off by, whichever it was.
  legacyKeys: {
    disableCaddy: "disable_ingress",
    // Its settings were once those of `nginx`, which is the rewriter's name.
    ...Object.fromEntries(
      Object.keys(SETTINGS).map((key) => [
        `extensions.nginx.${key}`,
        `extensions.nginx-provider.${key}`,
      ]),
    ),
  },
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
  /** Connections of TCP, UDP and TLS. */
  override readonly streams = true;

  /** `nginx`, and `certbot` where it gets certificates; none without routes, or with `disable_ingress`. */
  buildService(entries: readonly IngressEntry[], given: ProxyContext): ProxyServices {
    const { ctx, ports, certificates, settings } = prepared(entries, given);
    const { sites, diagnostics, config: { disableIngress } } = ctx;
    if (disableIngress || (sites.size === 0 && ports.length === 0)) {
      return { services: {}, diagnostics };
    }
    const { files, mounts } = mountedFiles(certificates, settings, ctx);
    const name = ctx.names.service("nginx");
    const service = proxyService(settings, [
      mount("./nginx.conf", "/etc/nginx/nginx.conf", { readOnly: true }),
      ...mounts,
    ], ctx);
    service.ports = publishedPorts(sites.size > 0 ? service.ports ?? [] : [], ports, settings);
    const { certbot } = certificates;
    return {
      services: {
        [name]: service,
        ...(certbot.length === 0 ? {} : {
          [ctx.names.service("certbot")]: certbotService(certbot, settings, ctx.names, name),
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
    const { ctx, ports, certificates, settings } = prepared(entries, given);
    const { sites, diagnostics } = ctx;
    if (sites.size === 0 && ports.length === 0) return { files: {}, diagnostics };
    const http = httpLines(certificates, ports, ctx);
    const hosts = [...certificates.byHost.keys()];
    const stream = streamLines(
      ports,
      (route) => certificates.byStream.get(route),
      hosts,
      ctx.config,
    );
    return {
      files: {
        ...configFiles(http, stream, certificates, ctx),
        ...mountedFiles(certificates, settings, ctx).files,
        ...(certificates.own.length === 0 ? {} : await selfSigned(certificates.own, ctx)),
      },
      diagnostics,
      sites: servedSites(sites, {
        certificates: siteCertificates(ctx),
        closed: ctx.closed,
        authority: `./${OWN_PATHS.certificate}`,
      }),
      streams: ports.flatMap(({ routes }) => routes.map(({ route }) => route)),
    };
  }
}

/** What both functions work with. */
function prepared(entries: readonly IngressEntry[], given: ProxyContext) {
  const { settings, ...rest } = renderContext(entries, given, NGINX, SETTINGS);
  const { disableIngress, name } = rest.config;
  const definitions = new Definitions(disableIngress ? name : "");
  const ctx: NginxContext = { ...rest, definitions };
  const streams = ctx.streams.filter((route) => isKnown(route, ctx));
  const ports = streamPorts({ ...ctx, streams }, settings);
  return { ctx, ports, certificates: certificatesOf(ports, ctx), settings };
}

/** Whether nginx can forward connections as a route wants it; it is said where it can't. */
function isKnown(
  { protocol, port, upstream, proxyProtocol, resource }: StreamRoute,
  { report }: Pick<RenderContext, "report">,
): boolean {
  if (protocol !== "udp" || !proxyProtocol) return true;
  report(resource).error(
    "unsupported-stream",
    `the route of port ${port} (udp) to ${upstream} is left out: nginx does not speak the PROXY protocol over UDP`,
  );
  return false;
}

/** The config itself: one file, or one for each block of an nginx of the user's own. */
function configFiles(
  http: readonly Line[],
  stream: readonly Line[],
  { usesFolder }: Certificates,
  ctx: NginxContext,
): ProxyFiles {
  const { config } = ctx;
  if (!config.disableIngress) {
    return { [configPath("nginx", ".conf", config)]: { content: renderConf(http, stream, ctx) } };
  }
  const module = needsEscape(ctx.sites)
    ? `. It needs the JavaScript module (njs): write \`${ESCAPE_MODULE};\` at the top of its nginx.conf`
    : "";
  reportUnnamed(configPath("nginx", ".conf", config), ctx);
  const parts = { http, stream };
  const paths = (["http", "stream"] as const).filter((part) => parts[part].length > 0)
    .map((part) => [part, configPath(part === "http" ? "nginx" : "nginx-stream", ".conf", config)]);
  const needs = usesFolder
    ? `, and for hosts over HTTPS whose certificate is in no Secret it wants yours at ${USER_FOLDER}/fullchain.pem and privkey.pem. Where TLS ends before it, set "https: off" in dekube.yaml`
    : "";
  ctx.report().info(
    "own-proxy",
    `${
      paths.map(([part, path]) => `${path} is for the "${part}" block`).join(", and ")
    } of an nginx of your own: what it names below /etc/nginx is yours to mount there${needs}${module}`,
  );
  return Object.fromEntries(
    paths.map((
      [part, path],
    ) => [path, { content: renderPart(parts[part as "http"], part as "http") }]),
  );
}

/** What nginx.conf names. The certificate of our own is mounted too, but made with the config alone. */
function mountedFiles(
  { secrets, usesFolder, own, certbot }: Certificates,
  { tls_cert_path }: NginxSettings,
  ctx: RenderContext,
): MountedFiles {
  const { sites, config } = ctx;
  const { volumeRoot, disableIngress } = config;
  return mountedTogether([
    mountedTls(secrets, secretsFolder(config)),
    {
      files: {},
      mounts: [
        ...(usesFolder && !disableIngress ? [userFolder(hostPath(tls_cert_path, volumeRoot))] : []),
        ...(own.length === 0 ? [] : ownMounts()),
      ],
    },
    mountedCertbot(certbot, ctx.names),
    mountedCas(authoritiesOf(sites.entries), authoritiesFolder(config), ctx),
    mountedUsers(sites, config),
    mountedEscape(sites),
  ]);
}

/** The user's own certificate. Where it is not there Docker says so, and makes no empty folder that nginx fails at. */
function userFolder(path: string): Mount {
  const bound = mount(path, USER_FOLDER, { readOnly: true });
  return { ...bound, bind: { ...bound.bind, create_host_path: false } };
}

/** All backends of routes, for the authorities that they are checked against. */
function authoritiesOf(entries: readonly IngressEntry[]) {
  return entries.flatMap((entry) => [
    entry,
    ...(entry.backends ?? []).map((backend) => ({
      ...backend,
      scheme: backend.scheme ?? entry.scheme,
    })),
    ...entry.mirrors ?? [],
  ]);
}
