/**
 * The route that the operator's Ingress makes.
 *
 * @module
 */

import {
  type ConvertContext,
  entries,
  type Ingress,
  type IngressEntry,
  isMapping,
  items,
  type Manifest,
  namespaceOf,
  text,
} from "@dekube/engine/pacts";
import { secretKeys } from "@dekube/engine/pacts/kubernetes";
import { accessRestrictions, isHost } from "@dekube/engine/pacts/ingress";
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
 * manifests routes the host. With restrictions that only an ingress controller could keep it answers 403.
 */
export function routeOf(
  manifest: Manifest,
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
  return {
    host,
    path: "/",
    pathType: "Prefix",
    upstream: `${namespace ? `${service}.${namespace}.svc.cluster.local` : service}:${
      isPlain ? listeners.http : listeners.https
    }`,
    scheme: isPlain ? "http" : "https",
    resource: spec.resource,
    ...(tls === "" ? {} : { tls: { secret: { namespace, name: tls } } }),
    ...(isPlain ? {} : verification(spec, host, sources, ctx)),
    ...restriction(manifest, spec, ctx),
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
    ...(secret && secretKeys(secret).includes("ca.crt")
      ? { serverCaSecret: { namespace, name } }
      : {}),
    serverSni,
  };
}

/** What `spec.ingress.annotations` ask of an ingress controller, which there is none to read. */
function restriction(
  manifest: Manifest,
  spec: Spec,
  ctx: ConvertContext,
): Pick<IngressEntry, "denied"> {
  const annotations = spec.group("ingress.annotations");
  const names = entries(annotations).map(([name]) => name);
  if (names.length === 0) return {};
  const ingress = {
    kind: "Ingress",
    metadata: { ...manifest.metadata, annotations: annotations as Record<string, string | null> },
  };
  const kept = [
    ...new Set(accessRestrictions(ingress).map(({ annotation }) => annotation)),
  ].join(", ");
  if (kept === "") {
    spec.warn(
      "ignored-annotations",
      `the route of the server does not read ${
        names.join(", ")
      }, so they have no effect. Give the server an Ingress of its own`,
      "ingress.annotations",
    );
    return {};
  }
  ctx.report(spec.resource, "spec.ingress.annotations").error(
    "access-denied",
    `the route of the server answers 403, because who may come in is restricted and that can't be kept here: ${kept}. Give the server an Ingress of its own, and set spec.ingress.enabled to false`,
  );
  return { denied: kept };
}
