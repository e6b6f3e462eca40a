/**
 * ServersTransports: the backend's certificate, and how long to wait.
 *
 * @see https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/http/serverstransport/
 * @module
 */

import {
  type IngressEntry,
  list,
  type Manifest,
  mapping,
  namespaceOf,
  type Reporter,
  text,
  texts,
} from "@dekube/engine/pacts";
import type { BackendAddress, CaRef } from "@dekube/engine/pacts/ingress";
import type { TraefikObjects } from "./objects.ts";
import { seconds } from "./seconds.ts";
import { reportUnkept } from "./unkept_fields.ts";

/** What a ServersTransport says of a route and its backend. */
export type Transport =
  & Pick<BackendAddress, "serverCaSecret" | "serverSni">
  & Pick<IngressEntry, "timeouts">;

const LOST = {
  certificatesSecrets: "the backend is shown no certificate of a client",
  cipherSuites: "the backend is spoken to with the ciphers that the proxy has",
  maxVersion: "the backend is spoken to with the versions of TLS that the proxy has",
  minVersion: "the backend is spoken to with the versions of TLS that the proxy has",
  peerCertSANs: "the name in the backend's certificate is serverName, or the backend's own",
  peerCertURI: "the name in the backend's certificate is serverName, or the backend's own",
  spiffe: "the backend's identity is not checked by SPIFFE",
};

const OWN_CONNECTIONS = "the proxy keeps connections to backends as it does";

const MEANINGLESS = {
  disableHTTP2: 'the backend is spoken to by HTTP/1.1, unless its scheme is "h2c"',
  maxIdleConnsPerHost: OWN_CONNECTIONS,
};

const MEANINGLESS_TIMEOUTS = {
  idleConnTimeout: OWN_CONNECTIONS,
  pingTimeout: OWN_CONNECTIONS,
  readIdleTimeout: OWN_CONNECTIONS,
};

/** Reads the ServersTransport behind a reference. */
export function readServersTransport(
  reference: string,
  scheme: IngressEntry["scheme"],
  report: Reporter,
  objects: TraefikObjects,
): Transport {
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
  reportUnkept(spec, about, LOST, MEANINGLESS);
  const timeouts = readTimeouts(manifest, objects);
  if (scheme !== "https") return timeouts;
  const name = text(spec.serverName);
  const ca = spec.insecureSkipVerify === true ? undefined : readCa(manifest, about);
  return {
    ...timeouts,
    ...(name === "" ? {} : { serverSni: name }),
    ...(ca === undefined ? {} : { serverCaSecret: ca }),
  };
}

function readTimeouts(manifest: Manifest, { ctx }: TraefikObjects): Pick<Transport, "timeouts"> {
  const spec = mapping(mapping(manifest.spec).forwardingTimeouts);
  const about = ctx.report(manifest, "spec.forwardingTimeouts");
  reportUnkept(spec, about, {}, MEANINGLESS_TIMEOUTS);
  const connect = duration("dialTimeout");
  const answer = duration("responseHeaderTimeout");
  const timeouts = {
    ...(connect === undefined ? {} : { connect }),
    ...(answer === undefined ? {} : { answer }),
  };
  return Object.keys(timeouts).length > 0 ? { timeouts } : {};

  function duration(field: string): number | undefined {
    const value = spec[field];
    if (text(value) === "") return undefined;
    const found = seconds(value);
    if (!(found >= 0)) {
      about.warn("bad-duration", `${field}: ${JSON.stringify(value)} is no time; it is left out`);
    }
    // Traefik's own word for "for ever".
    return found > 0 ? found : undefined;
  }
}

/** The Secret or ConfigMap that the backend's certificate is checked against. */
function readCa(manifest: Manifest, about: Reporter): CaRef | undefined {
  const { rootCAsSecrets, rootCAs } = mapping(manifest.spec);
  const namespace = namespaceOf(manifest);
  const refs: CaRef[] = [
    ...texts(rootCAsSecrets).map((name) => ({ kind: "Secret" as const, namespace, name })),
    ...list(rootCAs).map(mapping).map((root) =>
      text(root.secret) === ""
        ? { kind: "ConfigMap" as const, namespace, name: text(root.configMap) }
        : { kind: "Secret" as const, namespace, name: text(root.secret) }
    ).filter(({ name }) => name !== ""),
  ];
  const [first] = refs;
  if (refs.length > 1) {
    about.warn(
      "unsupported-ca",
      `a backend is checked against one authority, which is that of the ${first.kind} ${
        JSON.stringify(first.name)
      }; put the certificates of all into it`,
    );
  }
  return first;
}
