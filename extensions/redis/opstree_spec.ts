/**
 * What the resources of OT-Container-Kit's operator have in common.
 *
 * @see https://redis-operator.opstree.dev/docs/
 * @module
 */

import { type Manifest, type Mapping, mapping, text, textMap } from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";

/** What a server is to its resource. */
export type Role = "standalone" | "replication" | "cluster" | "sentinel";

/** One set of servers of a resource, as it is read. */
export interface ServerSpec {
  /** The resource. */
  cr: Manifest;
  /** Its `spec`. */
  spec: Mapping;
  /** Its `kubernetesConfig`, or what stands for it. */
  kubernetes: Mapping;
  /** How the StatefulSet is called. */
  name: string;
  /** What the servers are. */
  role: Role;
  /** Where they listen. */
  port: number;
}

/** Where a Redis listens. */
export const REDIS_PORT = 6379;
/** Where a sentinel listens. */
export const SENTINEL_PORT = 26379;
const EXPORTER_PORT = 9121;

/** The labels of the pods, by which the Services know them. */
export function labelsOf(
  { cr, name, role }: Pick<ServerSpec, "cr" | "name" | "role">,
  member: string = role,
): Record<string, string> {
  return { app: name, redis_setup_type: role, role: member, ...textMap(cr.metadata.labels) };
}

/** The exporter of a resource, where it has one. */
export function exporterOf({ spec }: Pick<ServerSpec, "spec">):
  | { exporter: Mapping; port: number }
  | undefined {
  const exporter = mapping(spec.redisExporter);
  if (exporter.enabled !== true) return undefined;
  return { exporter, port: wholeNumber(exporter.port) ?? EXPORTER_PORT };
}

/** Certificates of a resource: paths in the container. */
export interface Tls {
  secret: Mapping;
  certificate: string;
  key: string;
  /** Where clients' certificates are held against one. */
  authority?: string;
}

/** The certificates of a resource, where it has some. */
export function tlsOf({ spec }: Pick<ServerSpec, "spec">): Tls | undefined {
  const { TLS: tls } = spec;
  if (tls === undefined || tls === null) return undefined;
  const { ca, cert, key, secret } = mapping(tls);
  return {
    secret: mapping(secret),
    certificate: `/tls/${text(cert) || "tls.crt"}`,
    key: `/tls/${text(key) || "tls.key"}`,
    ...(text(ca) === "" ? {} : { authority: `/tls/${text(ca)}` }),
  };
}

/** The Secret's key that has the password, where there is one. */
export function passwordOf(
  { kubernetes }: Pick<ServerSpec, "kubernetes">,
): { name: string; key: string } | undefined {
  const { redisSecret } = kubernetes;
  if (redisSecret === undefined || redisSecret === null) return undefined;
  const { name, key } = mapping(redisSecret);
  return { name: text(name), key: text(key) };
}

/** Whether the resource is one of the operator's first version, whose fields mean other things. */
export function isFirstVersion({ apiVersion }: Manifest): boolean {
  return text(apiVersion).endsWith("/v1beta1");
}
