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
import { CERTS_FOLDER } from "./backend.ts";
import { certbotMounts, certbotService, linkScript } from "./certbot.ts";
import {
  type Certificates,
  certificatesOf,
  OWN_FOLDER,
  SECRETS_FOLDER,
  USER_FOLDER,
} from "./certificates.ts";
import { ESCAPE_MODULE, ESCAPE_SCRIPT, needsEscape, renderConf } from "./conf.ts";
import { GUARDS, USERS_FOLDER, usersFile } from "./guards.ts";
import { Unwritable } from "./quote.ts";
import { readSettings, type Settings } from "./settings.ts";
import { CERTIFICATE, KEY, writeSelfSigned } from "./self_signed.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = { name: "nginx-provider" };

/** Where the files that nginx.conf names are, below the output folder. */
const USERS = "secrets/nginx-users";
const ESCAPE = "configmaps/nginx/dekube-escape.js";
const LINKS = "configmaps/nginx/link-certificates.sh";

/** Makes the nginx service and its nginx.conf. */
export class NginxProvider extends IngressProvider {
  /** `nginx-provider`. */
  readonly name = "nginx-provider";
  /** Ingresses, by way of the rewriters. */
  override readonly kinds: readonly string[] = ["Ingress"];
  /** After what makes services. */
  override readonly priority = 900;
  /** All but client certificates. */
  override readonly guards: readonly Guard[] = GUARDS;

  /** `nginx`, and `certbot` where it gets certificates; none without routes, or with `disable_ingress`. */
  buildService(entries: IngressEntry[], ctx: ConvertContext): Record<string, ComposeService> {
    if (ctx.config.disableIngress) return {};
    const sites = sitesOf(entries, ctx);
    if (sites.length === 0) return {};
    const settings = readSettings(ctx);
    const certificates = certificatesOf(sites, settings, ctx);
    const aliases = publicNames(sites, ctx);
    const name = ctx.names.reserve("nginx");
    const { certbot } = certificates;
    return {
      [name]: {
        image: settings.image,
        restart: "always",
        ports: [`${settings.httpPort}:80`, `${settings.httpsPort}:443`],
        volumes: [
          mount("./nginx.conf", "/etc/nginx/nginx.conf", { readOnly: true }),
          ...certificateMounts(certificates, settings, ctx),
          ...caMounts(sites.flatMap((site) => site.entries), CERTS_FOLDER, ctx),
          ...fileMounts(sites),
        ],
        ...(aliases.length > 0 ? { networks: { default: { aliases } } } : {}),
      },
      ...(certbot.length === 0 ? {} : {
        [ctx.names.reserve("certbot")]: certbotService(
          certbot,
          settings,
          ctx.config.volumeRoot,
          name,
        ),
      }),
    };
  }

  /** Writes `nginx.conf` and what it names; nothing without routes. */
  async writeConfig(entries: IngressEntry[], ctx: ConvertContext): Promise<void> {
    const sites = sitesOf(entries, ctx);
    if (sites.length === 0) return;
    const settings = readSettings(ctx);
    const certificates = certificatesOf(sites, settings, ctx);
    const text = renderConf(sites, certificates, settings, ctx);
    const { disableIngress, name } = ctx.config;
    if (disableIngress) {
      const suffix = name === "" ? "" : `-${name.replace(/[^\w.-]+/g, "-")}`;
      ctx.files.write(`nginx${suffix}.conf`, text);
      ctx.diagnostics.info(
        "own-proxy",
        `nginx${suffix}.conf is for an nginx of your own: it listens on port 80 alone, certificates are yours to add, and what it names below /etc/nginx is not mounted there`,
      );
    } else {
      ctx.files.write("nginx.conf", text);
    }
    if (needsEscape(sites)) ctx.files.write(ESCAPE, ESCAPE_MODULE);
    for (const [id, users] of userFiles(sites)) ctx.files.write(`${USERS}/${id}`, users);
    if (disableIngress) return;
    for (const secret of certificates.secrets.values()) writeTlsSecret(secret, ctx);
    if (certificates.certbot.length > 0) {
      ctx.files.write(LINKS, linkScript(certificates.certbot), { mode: 0o755 });
    }
    if (certificates.own.length > 0) await writeSelfSigned(certificates.own, ctx);
  }
}

function certificateMounts(
  { secrets, own, certbot, byHost }: Certificates,
  { certPath }: Settings,
  ctx: ConvertContext,
) {
  const { volumeRoot } = ctx.config;
  const usesOwnFolder = [...byHost.values()].some(({ key }) => key.startsWith(`${USER_FOLDER}/`));
  return [
    ...[...secrets.keys()].sort().flatMap((folder) =>
      ["tls.crt", "tls.key"].map((file) =>
        mount(`./secrets/${folder}/${file}`, `${SECRETS_FOLDER}/${folder}/${file}`, {
          readOnly: true,
        })
      )
    ),
    ...(usesOwnFolder
      ? [mount(hostPath(certPath, volumeRoot), USER_FOLDER, { readOnly: true })]
      : []),
    ...(own.length === 0 ? [] : [
      mount(`./${CERTIFICATE}`, `${OWN_FOLDER}/tls.crt`, { readOnly: true }),
      mount(`./${KEY}`, `${OWN_FOLDER}/tls.key`, { readOnly: true }),
    ]),
    ...(certbot.length === 0 ? [] : [
      ...certbotMounts(volumeRoot, true) ?? [],
      // Files there run before nginx does.
      mount(`./${LINKS}`, "/docker-entrypoint.d/40-link-certificates.sh", { readOnly: true }),
    ]),
  ];
}

function fileMounts(sites: readonly Site[]) {
  return [
    ...(userFiles(sites).size > 0 ? [mount(`./${USERS}`, USERS_FOLDER, { readOnly: true })] : []),
    ...(needsEscape(sites) ? [mount(`./${ESCAPE}`, ESCAPE_SCRIPT, { readOnly: true })] : []),
  ];
}

/** The users of each route that asks for a password, by the route's name in nginx.conf. */
function userFiles(sites: readonly Site[]): Map<string, string> {
  const files = new Map<string, string>();
  for (const [at, { entries }] of sites.entries()) {
    for (const [index, { basicAuth }] of entries.entries()) {
      if (basicAuth === undefined) continue;
      try {
        files.set(`s${at + 1}r${index + 1}`, usersFile(basicAuth.users));
      } catch (error) {
        if (!(error instanceof Unwritable)) throw error;
      }
    }
  }
  return files;
}
