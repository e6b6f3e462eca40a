/**
 * Which certificate a host has.
 *
 * @module
 */

import type { StreamRoute } from "@dekube/engine/pacts";
import {
  type RenderContext,
  reportOwnCertificates,
  type Site,
  type SiteCertificate,
  siteCertificate,
  streamCertificate,
  type StreamPort,
  type TlsPair,
  tlsPaths,
  type TlsSecret,
} from "@dekube/engine/pacts/proxy";
import { secretsFolder } from "./folders.ts";

/** Where the certificates of all hosts are. */
export interface Certificates {
  /** Paths in the container, by host. */
  byHost: Map<string, TlsPair>;
  /** Paths in the container, by route of connections whose TLS ends here. */
  byStream: Map<StreamRoute, TlsPair>;
  /** Secrets that some hosts have theirs from. */
  secrets: TlsSecret[];
  /** Whether some host has the user's own. */
  usesFolder: boolean;
  /** Hosts for a certificate of our own, which they share. */
  own: string[];
  /** Hosts for certbot, whose certificates come later. */
  certbot: string[];
}

/** Folder in the container of the certificate of our own. */
export const OWN_FOLDER = "/etc/nginx/tls-internal";
/** Folder in the container of the user's certificate. */
export const USER_FOLDER = "/etc/nginx/tls-user";
/** Folder in the container with a link to each host's certificate: certbot's, or else our own. */
export const LINKS_FOLDER = "/etc/nginx/tls-links";

/**
 * The certificate of each host over HTTPS, the first of: the Secret that its Ingress names, where it is there; the
 * user's own; certbot's; one of our own. An nginx of the user's own has the user's where there is no Secret.
 */
export function certificatesOf(ports: readonly StreamPort[], given: RenderContext): Certificates {
  const { config: { disableIngress } } = given;
  const ctx: RenderContext = disableIngress ? { ...given, https: "given" } : given;
  const found: Certificates = {
    byHost: new Map(),
    byStream: new Map(),
    secrets: [],
    usesFolder: false,
    own: [],
    certbot: [],
  };
  const internal: Site[] = [];
  for (const site of ctx.sites) {
    const { host, protocol } = site;
    if (protocol !== "https") continue;
    const certificate = siteCertificate(site, ctx);
    if (certificate === "internal") internal.push(site);
    found.byHost.set(host, take(host, certificate, found, ctx));
  }
  reportOwnCertificates(internal, ctx);
  for (const { route } of ports.flatMap(({ routes }) => routes)) {
    if (!route.tls) continue;
    const [host = ""] = route.hosts ?? [];
    found.byStream.set(route, take(host, streamCertificate(route, ctx), found, ctx));
  }
  return found;
}

/** Where a certificate is; notes what it takes. */
function take(
  host: string,
  certificate: SiteCertificate,
  found: Certificates,
  { config }: RenderContext,
): TlsPair {
  if (typeof certificate !== "string") {
    found.secrets.push(certificate);
    return tlsPaths(certificate, secretsFolder(config));
  }
  if (certificate === "given") {
    found.usesFolder = true;
    return pair(USER_FOLDER, "fullchain.pem", "privkey.pem");
  }
  found.own.push(host === "" ? ANY_HOST : host);
  if (certificate === "internal") return pair(OWN_FOLDER, "tls.crt", "tls.key");
  // nginx has to start before certbot can prove anything, so there must be one at first.
  found.certbot.push(host);
  return pair(LINKS_FOLDER, `${host}.crt`, `${host}.key`);
}

/** What the certificate of a site for any host bears for a name. */
const ANY_HOST = "localhost";

function pair(folder: string, certificate: string, key: string): TlsPair {
  return { certificate: `${folder}/${certificate}`, key: `${folder}/${key}` };
}
