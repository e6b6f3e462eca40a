/**
 * Which certificate a host has.
 *
 * @module
 */

import {
  type RenderContext,
  siteCertificates,
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
 * The certificate of each host over HTTPS, the first of: the Secret that its Ingress names, where it is there;
 * the user's own; certbot's; one of our own. An nginx of the user's own has those that the user gives it.
 */
export function certificatesOf(
  { tls_cert_path }: Pick<NginxSettings, "tls_cert_path">,
  ctx: RenderContext,
): Certificates {
  const found: Certificates = {
    byHost: new Map(),
    secrets: [],
    usesFolder: false,
    own: [],
    certbot: [],
  };
  for (const [host, certificate] of siteCertificates(ctx)) {
    if (typeof certificate !== "string") {
      found.secrets.push(certificate);
      found.byHost.set(host, tlsPaths(certificate, SECRETS_FOLDER));
    } else if (tls_cert_path !== "" && ctx.https !== "internal") {
      found.usesFolder = true;
      found.byHost.set(host, pair(USER_FOLDER, "fullchain.pem", "privkey.pem"));
    } else if (certificate === "public") {
      found.certbot.push(host);
      // nginx has to start before certbot can prove anything, so there must be one at first.
      found.own.push(host);
      found.byHost.set(host, pair(LINKS_FOLDER, `${host}.crt`, `${host}.key`));
    } else {
      found.own.push(host === "" ? ANY_HOST : host);
      found.byHost.set(host, pair(OWN_FOLDER, "tls.crt", "tls.key"));
    }
  }
  return found;
}

/** What the certificate of a site for any host bears for a name. */
const ANY_HOST = "localhost";

function pair(folder: string, certificate: string, key: string): TlsPair {
  return { certificate: `${folder}/${certificate}`, key: `${folder}/${key}` };
}
