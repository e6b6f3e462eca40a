/**
 * How the backend is spoken to.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import type { Annotations } from "@dekube/engine/pacts/ingress";
import { hasSecretKey } from "@dekube/engine/pacts/kubernetes";

/** Reads the annotations that are about the way to the backend. */
export function readBackend(
  annotations: Annotations,
): Pick<IngressEntry, "scheme"> & Partial<IngressEntry> {
  const scheme = readScheme(annotations);
  const timeouts = readTimeouts(annotations);
  const upstreamHost = readUpstreamHost(annotations);
  const maxBodySize = readBodySize(annotations);
  return {
    scheme,
    ...(scheme === "https" ? readTls(annotations) : {}),
    ...(upstreamHost === undefined ? {} : { upstreamHost }),
    ...(maxBodySize === undefined ? {} : { maxBodySize }),
    ...(Object.keys(timeouts).length === 0 ? {} : { timeouts }),
  };
}

function readScheme(annotations: Annotations): IngressEntry["scheme"] {
  const name = "backend-protocol";
  const protocol = annotations.get(name).toUpperCase();
  switch (protocol) {
    case "":
    case "HTTP":
      return "http";
    case "HTTPS":
    case "GRPCS":
      return "https";
    case "GRPC":
      return "h2c";
    case "AUTO_HTTP":
      annotations.info(
        "backend-protocol-http",
        name,
        "the backend takes HTTP and HTTPS, and is spoken to by HTTP",
      );
      return "http";
    case "FCGI":
      annotations.unsupported(
        name,
        "FastCGI has no counterpart here; the backend is spoken to by HTTP, which it will not understand. Put a web server before it",
      );
      return "http";
    default:
      annotations.invalid(
        name,
        `${JSON.stringify(annotations.get(name))} is none of HTTP, HTTPS, GRPC, GRPCS, AUTO_HTTP`,
      );
      return "http";
  }
}

/** The backend's certificate is checked only where `proxy-ssl-verify` is `on`. */
function readTls(annotations: Annotations): Partial<IngressEntry> {
  const secret = annotations.ref("proxy-ssl-secret");
  const isVerified = annotations.get("proxy-ssl-verify") === "on";
  const known = secret && annotations.ctx.secrets.get(secret.namespace, secret.name);
  if (known && hasSecretKey(known, "tls.crt")) {
    annotations.unsupported(
      "proxy-ssl-secret",
      "the backend is not shown the Secret's certificate (tls.crt); only its CA (ca.crt) is used",
    );
  }
  if (isVerified && !secret) {
    annotations.invalid(
      "proxy-ssl-verify",
      'without "proxy-ssl-secret" there is no CA to check with',
    );
  }
  const sni = annotations.get("proxy-ssl-name");
  const isName = /^[A-Za-z0-9_*](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?$/.test(sni);
  if (sni !== "" && !isName) {
    annotations.invalid("proxy-ssl-name", `${JSON.stringify(sni)} is not a host name`);
  }
  return {
    ...(secret && isVerified ? { serverCaSecret: secret } : {}),
    ...(isName ? { serverSni: sni } : {}),
  };
}

function readTimeouts(annotations: Annotations): NonNullable<IngressEntry["timeouts"]> {
  const read = annotations.number("proxy-read-timeout", 1);
  const send = annotations.number("proxy-send-timeout", 1);
  const connect = annotations.number("proxy-connect-timeout", 1);
  return {
    ...(read === undefined ? {} : { read }),
    ...(send === undefined ? {} : { send }),
    ...(connect === undefined ? {} : { connect }),
  };
}

function readUpstreamHost(annotations: Annotations): string | undefined {
  const name = "upstream-vhost";
  const host = annotations.get(name);
  // The host that the client asked for is what the backend gets anyway.
  if (host === "" || /^\$(?:\{(?:http_)?host\}|(?:http_)?host|best_http_host)$/.test(host)) {
    return undefined;
  }
  if (/^(?:[A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/.test(host)) return host;
  if (host.includes("$")) {
    annotations.unsupported(
      name,
      `"${host}" holds a variable of nginx, which can't be kept; the backend gets the host that the client asked for`,
    );
  } else {
    annotations.invalid(name, `${JSON.stringify(host)} is not a host, or a host and a port`);
  }
  return undefined;
}

function readBodySize(annotations: Annotations): string | undefined {
  const name = "proxy-body-size";
  const size = annotations.get(name).toLowerCase();
  if (size === "" || /^\d{1,15}[kmg]?$/.test(size)) return size || undefined;
  annotations.invalid(
    name,
    `${JSON.stringify(annotations.get(name))} is not a size as nginx writes it ("20m")`,
  );
  return undefined;
}
