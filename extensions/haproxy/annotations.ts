/**
 * What the controller's annotations ask for.
 *
 * @see https://www.haproxy.com/documentation/kubernetes-ingress/community/configuration-reference/ingress/
 * @module
 */

import {
  type ConvertContext,
  type Ingress,
  type IngressEntry,
  type Manifest,
  namespaceOf,
  type ObjectRef,
  type Service,
  text,
} from "@dekube/engine/pacts";
import { parsePathRewrite, type PathRule } from "./path_rewrite.ts";
import { parseSetHeader } from "./set_header.ts";
import { PREFIX, warnAbout } from "./warn.ts";

/** Annotations that are kept, and those that spread load over pods, of which there is one here. */
export const UNDERSTOOD: readonly string[] = [
  ...["path-rewrite", "response-set-header", "set-host"],
  ...["server-ca", "server-proto", "server-sni", "server-ssl", "timeout-server"],
  ...["check", "check-http", "check-interval", "load-balance", "scale-server-slots"],
].map((name) => PREFIX + name);

/** What holds for all routes of an Ingress. */
export interface IngressSettings {
  /** Fields that each entry gets. */
  entry: Partial<IngressEntry>;
  /** Changes of the path, of which each entry gets those that concern it. */
  pathRules: PathRule[];
}

/** Reads the annotations that are about requests and responses. */
export function ingressSettings(manifest: Ingress, ctx: ConvertContext): IngressSettings {
  const host = annotation("set-host", manifest);
  const responseHeaders = parseSetHeader(
    annotation("response-set-header", manifest),
    (line, why) => warnAbout("response-set-header", `"${line}" ${why}`, manifest, ctx),
  );
  const pathRules = parsePathRewrite(
    annotation("path-rewrite", manifest),
    (rule) =>
      warnAbout("path-rewrite", `the rule "${rule}" has no counterpart here`, manifest, ctx),
  );
  return {
    entry: {
      ...(host ? { upstreamHost: host } : {}),
      ...(Object.keys(responseHeaders).length > 0 ? { responseHeaders } : {}),
    },
    pathRules,
  };
}

/** Reads the annotations that are about the backend; those of the Service precede the Ingress's. */
export function backendSettings(
  manifest: Ingress,
  service: Service | undefined,
  ctx: ConvertContext,
): Pick<IngressEntry, "scheme"> & Partial<IngressEntry> {
  const read = (name: string) =>
    (service && annotation(name, service)) || annotation(name, manifest);

  const serverCaSecret = secretRef(read("server-ca"), namespaceOf(manifest));
  const serverSni = read("server-sni");
  // A CA asks for TLS by itself; without TLS, `h2` means HTTP/2 in the clear.
  const scheme = isTrue(read("server-ssl")) || serverCaSecret
    ? "https"
    : read("server-proto") === "h2"
    ? "h2c"
    : "http";

  const timeout = read("timeout-server");
  const seconds = parseTime(timeout);
  if (timeout && seconds === undefined) {
    warnAbout("timeout-server", `"${timeout}" is not a time`, manifest, ctx);
  }
  return {
    scheme,
    ...(serverCaSecret ? { serverCaSecret } : {}),
    ...(serverSni ? { serverSni } : {}),
    ...(seconds ? { timeouts: { read: seconds, send: seconds } } : {}),
  };
}

function annotation(name: string, manifest: Manifest): string {
  return text(manifest.metadata.annotations?.[PREFIX + name]).trim();
}

/** The controller takes what Go takes for true, and `on`. */
function isTrue(value: string): boolean {
  return /^(true|t|1|on)$/i.test(value);
}

/** `namespace/name`, or a name in the Ingress's own namespace. */
function secretRef(value: string, namespace: string): ObjectRef | undefined {
  const parts = value.split("/");
  const name = parts.pop() ?? "";
  return name === "" ? undefined : { namespace: parts.pop() || namespace, name };
}

const UNITS: Record<string, number> = {
  us: 1e-6,
  ms: 1e-3,
  "": 1e-3,
  s: 1,
  m: 60,
  h: 3600,
  d: 86400,
};

/** A time as HAProxy writes it, in seconds: a bare number is in milliseconds. */
function parseTime(value: string): number | undefined {
  const match = /^(\d+)(us|ms|s|m|h|d)?$/.exec(value);
  return match ? Number(match[1]) * UNITS[match[2] ?? ""] : undefined;
}
