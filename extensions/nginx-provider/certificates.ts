/**
 * Which certificate a host has.
 *
 * @module
 */

import {
  type ConvertContext,
  findTlsSecret,
  type Site,
  type TlsSecret,
} from "@dekube/engine/pacts";
import type { Settings } from "./settings.ts";

/** Where a host's certificate is, for nginx. */
export interface Certificate {
  /** Path of the certificate in the container. */
  certificate: string;
  /** Path of its key in the container. */
  key: string;
}

/** Where the certificates of all hosts are. */
export interface Certificates {
  /** By host; one without has no HTTPS. */
  byHost: Map<string, Certificate>;
  /** Secrets to mount, by folder below `secrets/`. */
  secrets: Map<string, TlsSecret>;
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
 * the user's own; certbot's; one of our own.
 */
export function certificatesOf(
  sites: readonly Site[],
  settings: Settings,
  ctx: ConvertContext,
): Certificates {
  const found: Certificates = { byHost: new Map(), secrets: new Map(), own: [], certbot: [] };
  for (const site of sites) {
    const { host } = site;
    if (host === "") continue;
    const secret = findTlsSecret(site, ctx);
    if (secret) {
      found.secrets.set(secret.folder, secret);
      found.byHost.set(host, pair(`${SECRETS_FOLDER}/${secret.folder}`, "tls.crt", "tls.key"));
    } else if (settings.certPath !== "") {
      found.byHost.set(host, pair(USER_FOLDER, "fullchain.pem", "privkey.pem"));
    } else if (settings.email !== "" && !host.startsWith("*.")) {
      found.certbot.push(host);
      // nginx has to start before certbot can prove anything, so there must be one at first.
      found.own.push(host);
      found.byHost.set(host, pair(LINKS_FOLDER, `${host}.crt`, `${host}.key`));
    } else if (settings.tlsInternal) {
      found.own.push(host);
      found.byHost.set(host, pair(OWN_FOLDER, "tls.crt", "tls.key"));
    }
  }
  return found;
}

function pair(folder: string, certificate: string, key: string): Certificate {
  return { certificate: `${folder}/${certificate}`, key: `${folder}/${key}` };
}
