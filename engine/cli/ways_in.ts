/**
 * How people get in, in lines: URLs, the line for the hosts file, what certificates are to be trusted.
 *
 * @module
 */

import { ipAddress } from "../../pacts/ip_address.ts";
import { settingPath } from "../../pacts/mod.ts";
import type { EntryPoint } from "../core/entry_points.ts";
import type { InnerPort } from "../core/port_to_publish.ts";

const MOST_PATHS = 3;
const MOST_HOSTS = 5;

/** What there is to open, and what has to be done before that; where there is nothing, what could be opened. */
export function waysIn(
  all: readonly EntryPoint[],
  { folder = "", os = Deno.build.os, portToPublish }: {
    folder?: string;
    os?: string;
    portToPublish?: InnerPort;
  } = {},
): string[] {
  // What answers with an error is said above, with what to do.
  const entryPoints = all.filter(({ fails }) => fails === undefined);
  if (entryPoints.length === 0) return portToPublish ? [toPublish(portToPublish)] : [];
  const urls = entryPoints.map((entry) => [urlOf(entry), remarkOf(entry)]);
  const width = Math.max(...urls.map(([url]) => url.length));
  return [
    "Open:",
    ...urls.map(([url, remark]) => `  ${remark === "" ? url : `${url.padEnd(width)}  ${remark}`}`),
    ...hostsFile(entryPoints, os),
    ...certificates(entryPoints, folder),
  ];
}

/** The setting that publishes a port; those below 1024 are not everybody's to have. */
function toPublish({ service, port }: InnerPort): string {
  const there = port < 1024 ? 8080 : port;
  return `No port is published, so there is nothing to open from outside. To open ${service}, write into dekube.yaml: ${
    settingPath("overrides", service, "ports")
  }: ["${there}:${port}"]`;
}

/** An address as people type it: paths only where the root leads nowhere. */
function urlOf({ url, protocol, paths = [] }: EntryPoint): string {
  if (protocol !== "http" && protocol !== "https") return url.replace(/^\w+:\/\//, "");
  const base = url.replace(/(?<=^\w+:\/\/[^/]*)\/.*$/, "");
  return `${base}${paths[0] === "/" ? "" : paths[0] ?? ""}`;
}

function remarkOf(
  { protocol, host, paths = [], service, closed }: EntryPoint,
): string {
  const isSite = protocol === "http" || protocol === "https";
  const more = paths.slice(1, MOST_PATHS);
  const rest = paths.length - 1 - more.length;
  return [
    closed ? isSite ? "answers 403" : "refuses connections" : "",
    isSite && host === "" ? "by any other name, too" : "",
    host.startsWith("*") ? "any name in the place of *" : "",
    more.length > 0 ? `and ${more.join(", ")}${rest > 0 ? `, ${rest} more` : ""}` : "",
    isSite && paths.length > 0 ? "" : `${service}${protocol === "udp" ? ", UDP" : ""}`,
  ].filter(Boolean).join("; ");
}

/** The lines that lead names to this machine which nobody else does. */
function hostsFile(entryPoints: readonly EntryPoint[], os: string): string[] {
  const byAddress = new Map<string, Set<string>>();
  for (const { host, address, certificate } of entryPoints) {
    // Whoever has a public certificate issued has led the name here.
    if (host === "" || host.startsWith("*") || isKnown(host) || certificate === "public") continue;
    const to = ["", "0.0.0.0", "::"].includes(address) ? "127.0.0.1" : address;
    byAddress.set(to, (byAddress.get(to) ?? new Set()).add(host));
  }
  const patterns = [
    ...new Set(
      entryPoints.filter(({ host, certificate }) =>
        host.startsWith("*") && !isKnown(host) && certificate !== "public"
      ).map(({ host }) => host),
    ),
  ];
  if (byAddress.size === 0 && patterns.length === 0) return [];
  const file = os === "windows" ? "C:\\Windows\\System32\\drivers\\etc\\hosts" : "/etc/hosts";
  return [
    `For names that lead nowhere yet, a line in ${file}:`,
    ...[...byAddress].map(([address, hosts]) => `  ${address} ${[...hosts].join(" ")}`),
    ...(patterns.length > 0
      ? [`  and each name of ${patterns.join(", ")} that you need, behind the same address`]
      : []),
  ];
}

/** Browsers and resolvers lead these to the machine itself; an address needs no name. */
function isKnown(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost") || ipAddress(host) !== undefined;
}

/** What browsers warn of, and what to do. */
function certificates(entryPoints: readonly EntryPoint[], folder: string): string[] {
  const own = Map.groupBy(
    entryPoints.filter(({ certificate }) => certificate === "internal"),
    ({ authority }) => authority,
  );
  const given = entryPoints.filter(({ certificate }) => certificate === "secret");
  return [
    ...[...own].map(([authority, entries]) =>
      `Browsers warn of ${hostsOf(entries)}: ${
        authority === undefined
          ? "the certificate is one of the proxy's own authority"
          : `have them trust ${placed(authority, folder)}`
      }.`
    ),
    ...(given.length > 0
      ? [`Certificates of Secrets, trusted where their issuer is: ${hostsOf(given)}.`]
      : []),
  ];
}

/** A path from here that is from the folder of compose.yml. */
function placed(path: string, folder: string): string {
  if (/^(?:[/~]|[A-Za-z]:[\\/])/.test(path)) return path;
  return `${folder}${path.replace(/^\.\//, "")}`;
}

function hostsOf(entryPoints: readonly EntryPoint[]): string {
  const hosts = [...new Set(entryPoints.map(({ host }) => host || "any other name"))];
  const more = hosts.length > MOST_HOSTS ? ` and ${hosts.length - MOST_HOSTS} more` : "";
  return hosts.slice(0, MOST_HOSTS).join(", ") + more;
}
