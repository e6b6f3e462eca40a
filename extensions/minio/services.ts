/**
 * The Services that the operator makes, by its names.
 *
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  mapping,
  mappings,
  text,
} from "@dekube/engine/pacts";
import { owned, SERVICE, type Tenant } from "./tenant.ts";

/** The port of the server's API in the container. */
export const API_PORT = 9000;

/** The port of SFTP in the container. */
export const SFTP_PORT = 8022;

/** The port of the console in the container. */
export function consolePort({ scheme }: Tenant): number {
  return scheme === "https" ? 9443 : 9090;
}

/** Whether the server speaks SFTP. */
export function hasSftp({ spec }: Tenant): boolean {
  return mapping(spec.features).enableSFTP === true;
}

/** Services of a Tenant. `taken` says whether the manifests have one of that name. */
export function servicesOf(
  tenant: Tenant,
  taken: (name: string) => boolean,
  ctx: ControllerContext,
): Manifest[] {
  const { spec, name, manifest, isSecond } = tenant;
  const exposed = mapping(spec.exposeServices);
  const more = mapping(spec.serviceMetadata);
  if (isSecond) {
    ctx.report(manifest, "metadata.name").warn(
      "service-taken",
      `another object of the namespace has the Service "minio", by which the operator would have this Tenant found, so only "${name}-hl" leads to it. Give the Tenant a namespace of its own`,
    );
  }
  const api = ports(tenant, "minio", [80, API_PORT], [443, API_PORT]);
  const own = [
    ...isSecond ? [] : [service(SERVICE, api, exposed.minio, "minio")],
    service(
      `${name}-console`,
      ports(tenant, "console", [9090, consolePort(tenant)], [9443, consolePort(tenant)]),
      exposed.console,
      "console",
    ),
    headless(),
    ...bucketNames(tenant).map((bucket) => service(bucket, api, false, "")),
  ];
  return own.filter(({ metadata }) => !taken(metadata.name));

  function service(
    serviceName: string,
    servicePorts: object[],
    isExposed: unknown,
    metadata: string,
  ): Manifest {
    const base = owned(tenant, serviceName);
    return {
      apiVersion: "v1",
      kind: "Service",
      metadata: {
        ...base,
        labels: { ...base.labels, ...strings(more[`${metadata}ServiceLabels`]) },
        annotations: strings(more[`${metadata}ServiceAnnotations`]),
      },
      spec: {
        type: isExposed === true ? "LoadBalancer" : "ClusterIP",
        selector: tenant.labels,
        ports: servicePorts,
      },
    };
  }

  function headless(): Manifest {
    const isHttps = tenant.scheme === "https";
    return {
      apiVersion: "v1",
      kind: "Service",
      metadata: owned(tenant, `${name}-hl`),
      spec: {
        clusterIP: "None",
        publishNotReadyAddresses: true,
        selector: tenant.labels,
        ports: [
          { name: isHttps ? "https-minio" : "http-minio", port: API_PORT },
          ...hasSftp(tenant) ? [{ name: "sftp-minio", port: SFTP_PORT }] : [],
        ],
      },
    };
  }
}

/**
 * The port of a Service. Where there should be TLS but is none, what asks for the port of HTTPS reaches the server all the
 * same, and is told by it.
 */
function ports(
  { scheme, spec }: Tenant,
  name: string,
  http: readonly [number, number],
  https: readonly [number, number],
): object[] {
  const port = (kind: string, [number, targetPort]: readonly [number, number]) => ({
    name: `${kind}-${name}`,
    port: number,
    targetPort,
  });
  if (scheme === "https") return [port("https", https)];
  return spec.requestAutoCert === false
    ? [port("http", http)]
    : [port("http", http), port("https", https)];
}

/** Buckets that have a name of their own in DNS. */
function bucketNames({ spec }: Tenant): string[] {
  if (mapping(spec.features).bucketDNS !== true) return [];
  return mappings(spec.buckets).map(({ name }) => text(name))
    .filter((name) => /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name));
}

function strings(value: unknown): Record<string, string> {
  return mapping(value) as Record<string, string>;
}
