/**
 * Which certificate a site is served with.
 *
 * @module
 */

import type { Config } from "@dekube/engine/pacts";
import type { TlsVersion } from "@dekube/engine/pacts/ingress";
import {
  configPath,
  type RenderContext,
  type Site,
  type SiteCertificate,
  tlsPaths,
  type TlsSecret,
} from "@dekube/engine/pacts/proxy";
import { block, type Line } from "./blocks.ts";
import { quote } from "./quote.ts";

/**
 * Where the container has the certificates that Ingresses bring, a folder each; a Caddy of the user's own may have those
 * of several projects.
 */
export function tlsFolder(config: Pick<Config, "name" | "disableIngress">): string {
  return configPath("/etc/caddy/tls", "", config);
}

/** The certificates that are Secrets. */
export function secretsOf(certificates: ReadonlyMap<unknown, SiteCertificate>): TlsSecret[] {
  return [...certificates.values()].filter((one) => typeof one !== "string");
}

/** What the block of a site over HTTPS says of TLS. */
export function tlsLines(
  { host, entries }: Site,
  certificates: ReadonlyMap<string, SiteCertificate>,
  { config, https, settings: { email } }: RenderContext & { settings: { email: string } },
): Line[] {
  const certificate = certificates.get(host);
  const { minVersion, maxVersion } = entries.find(({ tls }) => tls?.minVersion ?? tls?.maxVersion)
    ?.tls ?? {};
  const ofAny = certificates.get("");
  // A site that says nothing of TLS by itself would be served with the certificate of the site for any host.
  const isApart = host !== "" && ofAny !== undefined && typeof ofAny !== "string";
  const more = [
    ...tlsProtocols(minVersion, maxVersion, isApart),
    // Where any name may be asked for, each gets its certificate when it is.
    ...(host === "" && certificate === "internal" ? ["on_demand"] : []),
  ];
  const words = certificate === undefined
    // A Caddy of the user's own has global options of its own.
    ? config.disableIngress && https === "internal"
      ? "internal"
      : config.disableIngress && email !== ""
      ? quote(email)
      : ""
    : typeof certificate !== "string"
    ? Object.values(tlsPaths(certificate, tlsFolder(config))).join(" ")
    : certificate === "internal"
    ? "internal"
    : "";
  return words === "" && more.length === 0
    ? []
    : [block(["tls", words].filter(Boolean).join(" "), more)];
}

/** Caddy speaks none that are older than these. */
const VERSIONS: Readonly<Partial<Record<TlsVersion, string>>> = {
  "1.2": "tls1.2",
  "1.3": "tls1.3",
};

/** What says which versions of TLS are spoken, where it is not all that Caddy speaks, or has to be said. */
export function tlsProtocols(
  min: TlsVersion = "1.2",
  max: TlsVersion = "1.3",
  isSaid = false,
): string[] {
  const [least, most] = [VERSIONS[min] ?? "tls1.2", VERSIONS[max] ?? "tls1.3"];
  if (!isSaid && least === "tls1.2" && most === "tls1.3") return [];
  return [`protocols ${least} ${most}`];
}
