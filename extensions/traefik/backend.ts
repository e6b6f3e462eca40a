/**
 * How a backend is spoken to.
 *
 * @module
 */

import { type IngressEntry, type Reporter, text } from "@dekube/engine/pacts";
import type { BackendAddress } from "@dekube/engine/pacts/ingress";
import type { ServicePort } from "@dekube/engine/pacts/kubernetes";
import type { TraefikObjects } from "./objects.ts";
import { readServersTransport } from "./servers_transport.ts";

/** What a Service's annotations, or an IngressRoute, say of a backend. */
export interface BackendOptions {
  /** `http`, `https` or `h2c`; https by itself for port 443 and a port called `https`. */
  scheme: string;
  /** `<namespace>-<name>@kubernetescrd` of a ServersTransport. */
  serversTransport: string;
  /** `false`: the backend sees its own name as the host. */
  passHostHeader: boolean;
}

/** A backend, and how long is waited for it. */
export interface Backend {
  /** How it is reached. */
  address: BackendAddress;
  /** The route's timeouts. */
  timeouts?: IngressEntry["timeouts"];
}

/**
 * A backend as a route has it.
 *
 * @param port The Service's port, where it has the one that is named.
 */
export function readBackend(
  { upstream }: Pick<IngressEntry, "upstream">,
  port: ServicePort | undefined,
  options: BackendOptions,
  report: Reporter,
  objects: TraefikObjects,
): Backend {
  // Where nobody knows of the Service, the port is what stands in the upstream.
  const number = text(port?.port) || upstream.slice(upstream.lastIndexOf(":") + 1);
  const scheme = schemeOf(options.scheme, { number, name: text(port?.name) }, report);
  const { timeouts, ...tls } = readServersTransport(
    options.serversTransport,
    scheme,
    report,
    objects,
  );
  return {
    address: {
      upstream,
      scheme,
      ...tls,
      ...(options.passHostHeader ? {} : { upstreamHost: upstream.replace(/:\d+$/, "") }),
    },
    ...(timeouts ? { timeouts } : {}),
  };
}

function schemeOf(
  scheme: string,
  port: { number: string; name: string },
  report: Reporter,
): IngressEntry["scheme"] {
  if (scheme === "http" || scheme === "https" || scheme === "h2c") return scheme;
  if (scheme !== "") {
    report.warn("bad-scheme", `${JSON.stringify(scheme)} is neither http, https nor h2c`);
  }
  return port.number === "443" || port.name.startsWith("https") ? "https" : "http";
}
