/**
 * The route that the operator's Ingress makes.
 *
 * @module
 */

import {
  type ConvertContext,
  type Ingress,
  type IngressEntry,
  isMapping,
  items,
  namespaceOf,
  text,
  textMap,
} from "@dekube/engine/pacts";
import { hasSecretKey } from "@dekube/engine/pacts/kubernetes";
import { accessRestrictions, isHost, unknownRestrictions } from "@dekube/engine/pacts/ingress";
import { type Reachable, serviceNameOf } from "./cluster_services.ts";
import type { Spec } from "./spec.ts";

/** What of the manifests has a say in a server's route. */
export interface RouteSources {
  /** Hosts that an Ingress of the manifests routes. */
  hosts: ReadonlySet<string>;
  /** Names of each Certificate, by namespace and Secret. */
  certificateNames: ReadonlyMap<string, readonly string[]>;
}

/** Reads the manifests once for all servers. */
export function routeSources(ctx: Pick<ConvertContext, "manifests">): RouteSources {
  const ingresses = ctx.manifests.of("Ingress") as readonly Ingress[];
  const hosts = ingresses.flatMap(({ spec }) =>
    isMapping(spec) ? items(spec.rules as NonNullable<Ingress["spec"]>["rules"]) : []
  ).map((rule) => text(rule.host).toLowerCase());
  const certificateNames = new Map<string, readonly string[]>();
  for (const certificate of ctx.manifests.of("cert-manager.io/Certificate")) {
    if (!isMapping(certificate.spec)) continue;
    const { secretName, dnsNames, commonName } = certificate.spec;
    certificateNames.set(
      secretKeyOf(namespaceOf(certificate), text(secretName)),
      [...items(dnsNames as unknown[]), commonName].map(text).filter(isHost),
    );
  }
  return { hosts: new Set(hosts), certificateNames };
}

function secretKeyOf(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

/**
 * The route for `spec.hostname`, unless `spec.ingress.enabled` is `false` or an Ingress of the
 * manifests routes the host. The guards of its class and its annotations are those of the operator's Ingress.
 */
export function routeOf(
  server: Reachable,
  sources: RouteSources,
  ctx: ConvertContext,
): IngressEntry | undefined {
  const { spec, listeners } = server;
  if (spec.flag("ingress.enabled") === false) return undefined;
  const hostname = spec.text("hostname.hostname");
  if (hostname === "") {
    spec.info(
      "no-route",
      "the server has no host name, so the reverse proxy does not lead to it. Set spec.hostname.hostname",
      "ingress",
    );
    return undefined;
  }
  const host = hostOf(hostname);
  if (host === undefined) {
    spec.warn(
      "bad-host",
      `"${hostname}" is neither a host name nor a URL, so the reverse proxy does not lead to the server`,
      "hostname.hostname",
    );
    return undefined;
  }
  if (sources.hosts.has(host)) {
    spec.info(
      "declared-route",
      `an Ingress of the manifests routes ${host}, so the operator's own is left out`,
      "ingress",
    );
    return undefined;
  }
  const { namespace } = spec.resource;
  const service = serviceNameOf(spec);
  const isPlain = listeners.http !== undefined;
  const tls = spec.text("ingress.tlsSecret");
  const port = (isPlain ? listeners.http : listeners.https)!;
  const ingress = ingressOf(spec, host, port, tls);
  reportIgnored(ingress, spec, ctx);
  return {
    host,
    path: "/",
    pathType: "Prefix",
    upstream: `${namespace ? `${service}.${namespace}.svc.cluster.local` : service}:${port}`,
    scheme: isPlain ? "http" : "https",
    resource: spec.resource,
    ...(tls === "" ? {} : { tls: { secret: { namespace, name: tls } } }),
    ...(isPlain ? {} : verification(spec, host, sources, ctx)),
    ingress,
  };
}

/** The host of a host name or URL. */
function hostOf(hostname: string): string | undefined {
  const host = /^[a-z]+:\/\/(?:[^/@]*@)?([^/:?#]+)/i.exec(hostname)?.[1] ??
    hostname.replace(/:\d+$/, "");
  return isHost(host) ? host.toLowerCase() : undefined;
}

/** The server's certificate is checked where its Secret has the CA, against a name that it bears. */
function verification(
  spec: Spec,
  host: string,
  { certificateNames }: RouteSources,
  ctx: ConvertContext,
): Pick<IngressEntry, "serverCaSecret" | "serverSni"> {
  const { namespace } = spec.resource;
  const name = spec.text("http.tlsSecret");
  const secret = ctx.secrets.get(namespace, name);
  const names = certificateNames.get(secretKeyOf(namespace, name)) ?? [];
  const serverSni = names.includes(host) ? host : names[0] ?? host;
  return {
    ...(secret && hasSecretKey(secret, "ca.crt") ? { serverCaSecret: { namespace, name } } : {}),
    serverSni,
  };
}

/** The operator's Ingress, as its class's controller would read it. */
function ingressOf(spec: Spec, host: string, port: number, tlsSecret: string): Ingress {
  const { namespace, name } = spec.resource;
  const className = spec.text("ingress.className");
  const backend = { service: { name: serviceNameOf(spec), port: { number: port } } };
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: {
      name: `${name}-ingress`,
      ...(namespace ? { namespace } : {}),
      annotations: textMap(spec.group("ingress.annotations")),
    },
    spec: {
      ...(className === "" ? {} : { ingressClassName: className }),
      rules: [{ host, http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }],
      ...(tlsSecret === "" ? {} : { tls: [{ hosts: [host], secretName: tlsSecret }] }),
    },
  };
}

/** What says how a restriction is meant, beside the annotation that asks for it. */
const COMPANION = /[/.](auth|satisfy)(-|$)/;

/** Says which of `spec.ingress.annotations` the route does not heed: it has what restricts access, and no more. */
function reportIgnored(
  { metadata }: Ingress,
  spec: Spec,
  ctx: Pick<ConvertContext, "config">,
): void {
  const guards = new Set(
    [...accessRestrictions({ metadata }), ...unknownRestrictions({ metadata }, ctx)]
      .map(({ annotation }) => annotation),
  );
  const names = Object.keys(metadata.annotations ?? {})
    .filter((name) => !guards.has(name) && !(guards.size > 0 && COMPANION.test(name)))
    .filter((name) => name !== "kubernetes.io/ingress.class");
  if (names.length === 0) return;
  spec.warn(
    "ignored-annotations",
    `of annotations the route of the server has those that restrict who may come in, so ${
      names.join(", ")
    } ${names.length === 1 ? "has" : "have"} no effect. Give the server an Ingress of its own`,
    "ingress.annotations",
  );
}
