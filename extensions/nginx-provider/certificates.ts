/**
 * Which certificate a host has.
 *
 * @module
 */

import {
  ownCertificates,
  type RenderContext,
  type TlsPair,
  tlsPaths,
  type TlsSecret,
} from "@dekube/engine/pacts/proxy";
import type { NginxSettings } from "./settings.ts";

/** Where the certificates of all hosts are. */
export interface Certificates {
  /** Paths in the container, by host; a host without has no HTTPS. */
  byHost: Map<string, TlsPair>;
  /** Secrets that some hosts have theirs from. */
  secrets: TlsSecret[];
  /** Whether some host has the user's own. */
  usesFolder: boolean;
  /** Hosts for a certificate of our own, which they share. */
  own: string[];
  /** Hosts for certbot, whose certificates come later. */
  certbot: string[];
}

/** Folder in the container of the certificates that Ingresses name, a folder a Secret. */
export const SECRETS_FOLDER = "/etc/nginx/tls";
/** Folder in the container of the certificate of our own. */
export const OWN_FOLDER = "/etc/nginx/tls-internal";
/** Folder in the container of the user's certificate. */
export const USER_FOLDER = "/etc/nginx/tls-user";
/** Folder in the container with a link to each host's certificate: certbot's, or else our own. */
export const LINKS_FOLDER = "/etc/nginx/tls-links";

/**
 * The certificate of each host, the first of: the Secret that its Ingress names, where it is there;
 * the user's own; certbot's; one of our own. An nginx of the user's own has those that the user gives it.
 */
export function certificatesOf(settings: NginxSettings, ctx: RenderContext): Certificates {
  const { tls_cert_path, email, tls_internal } = settings;
  const found: Certificates = {
    byHost: new Map(),
    secrets: [],
    usesFolder: false,
    own: [],
    certbot: [],
  };
  if (ctx.config.disableIngress) return found;
  const brought = ownCertificates(ctx);
  for (const { host } of ctx.sites) {
    if (host === "") continue;
    const secret = brought.get(host);
    if (secret) {
      found.secrets.push(secret);
      found.byHost.set(host, tlsPaths(secret, SECRETS_FOLDER));
    } else if (tls_cert_path !== "") {
      found.usesFolder = true;
      found.byHost.set(host, pair(USER_FOLDER, "fullchain.pem", "privkey.pem"));
    } else if (email !== "" && !host.startsWith("*.")) {
      found.certbot.push(host);
      // nginx has to start before certbot can prove anything, so there must be one at first.
      found.own.push(host);
      found.byHost.set(host, pair(LINKS_FOLDER, `${host}.crt`, `${host}.key`));
    } else if (tls_internal) {
      found.own.push(host);
      found.byHost.set(host, pair(OWN_FOLDER, "tls.crt", "tls.key"));
    }
  }
  return found;
}

function pair(folder: string, certificate: string, key: string): TlsPair {
  return { certificate: `${folder}/${certificate}`, key: `${folder}/${key}` };
}
