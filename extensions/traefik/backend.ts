/**
 * How a backend is spoken to.
 *
 * @module
 */

import {
  type IngressEntry,
  list,
  mapping,
  namespaceOf,
  type Reporter,
  text,
  texts,
} from "@dekube/engine/pacts";
import type { ServicePort } from "@dekube/engine/pacts/kubernetes";
import type { TraefikObjects } from "./objects.ts";
import { seconds } from "./seconds.ts";

/** What a Service's annotations, or an IngressRoute, say of a backend. */
export interface BackendOptions {
  /** `http`, `https` or `h2c`; https by itself for port 443 and a port called `https`. */
  scheme: string;
  /** `<namespace>-<name>@kubernetescrd` of a ServersTransport. */
  serversTransport: string;
  /** `false`: the backend sees its own name as the host. */
  passHostHeader: boolean;
}

/**
 * The fields of a route that are about its backend.
 *
 * @param port The Service's port, where it has the one that is named.
 */
export function backendFields(
  { upstream }: Pick<IngressEntry, "upstream">,
  port: ServicePort | undefined,
  options: BackendOptions,
  report: Reporter,
  objects: TraefikObjects,
): Pick<IngressEntry, "scheme"> & Partial<IngressEntry> {
  // Where nobody knows of the Service, the port is what stands in the upstream.
  const number = text(port?.port) || upstream.slice(upstream.lastIndexOf(":") + 1);
  const scheme = schemeOf(options.scheme, { number, name: text(port?.name) }, report);
  return {
    scheme,
    ...transport(options.serversTransport, scheme, report, objects),
    ...(options.passHostHeader ? {} : { upstreamHost: upstream.replace(/:\d+$/, "") }),
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

/** What a ServersTransport says of the backend's certificate, and how long to wait. */
function transport(
  reference: string,
  scheme: IngressEntry["scheme"],
  report: Reporter,
  objects: TraefikObjects,
): Partial<IngressEntry> {
  if (reference === "") return {};
  const found = objects.find("ServersTransport", reference);
  if (found.length !== 1) {
    report.warn(
      "missing-servers-transport",
      `there is no ServersTransport "${reference}", so nothing of it is kept`,
    );
    return {};
  }
  const [manifest] = found;
  const about = objects.ctx.report(manifest, "spec");
  const spec = mapping(manifest.spec);
  const cas = [
    ...texts(spec.rootCAsSecrets),
    ...list(spec.rootCAs).map((root) => text(mapping(root).secret)).filter(Boolean),
  ];
  const isChecked = spec.insecureSkipVerify !== true;
  if (list(spec.rootCAs).some((root) => mapping(root).configMap) || cas.length > 1) {
    about.warn(
      "unsupported-ca",
      "a backend is checked against the CA of one Secret, which is the first in rootCAs",
    );
  }
  if (texts(spec.certificatesSecrets).length > 0) {
    about.warn("unsupported-client-certificate", "the backend is not shown a client's certificate");
  }
  const connect = positive(mapping(spec.forwardingTimeouts).dialTimeout);
  const read = positive(mapping(spec.forwardingTimeouts).responseHeaderTimeout);
  const name = text(spec.serverName);
  const timeouts = {
    ...(connect === undefined ? {} : { connect }),
    ...(read === undefined ? {} : { read }),
  };
  return {
    ...(Object.keys(timeouts).length > 0 ? { timeouts } : {}),
    ...(scheme === "https" && name !== "" ? { serverSni: name } : {}),
    ...(scheme === "https" && isChecked && cas.length > 0
      ? { serverCaSecret: { namespace: namespaceOf(manifest), name: cas[0] } }
      : {}),
  };
}

function positive(value: unknown): number | undefined {
  const duration = seconds(value);
  return duration > 0 ? duration : undefined;
}
