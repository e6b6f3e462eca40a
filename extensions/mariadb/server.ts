/**
 * A MariaDB as it is read.
 *
 * @module
 */

import {
  type ControllerContext,
  isMapping,
  isOn,
  kindOf,
  type Manifest,
  type Mapping,
  mapping,
  namespaceOf,
  type ObjectIndex,
  readSettings,
  text,
  textMap,
} from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
import { kindsOf, OLD_GROUP } from "./kinds.ts";
import { SETTINGS } from "./settings.ts";

/** A server. */
export interface Server {
  /** The MariaDB. */
  cr: Manifest;
  /** Its `spec`. */
  spec: Mapping;
  /** Its name. */
  name: string;
  /** Its namespace; empty where it is unknown. */
  namespace: string;
  /** Its image. */
  image: string;
  /** Where it listens. */
  port: number;
  /** Whether it would have several members, of which one is the primary. */
  isCluster: boolean;
  /** Whether the MariaDB wants certificates. */
  wantsTls: boolean;
  /** Whether nobody can tell what the MariaDB says of TLS. */
  isTlsUnclear: boolean;
  /** Whether nobody may connect without TLS. */
  requiresTls: boolean;
  /** Labels by which its pod is found. */
  selector: Readonly<Record<string, string>>;
  /** What all that is made of it is given. */
  inherited: { labels: Record<string, string>; annotations: Record<string, string> };
}

/** The servers that the manifests have. */
export function serversOf(objects: ObjectIndex, ctx: ControllerContext): Server[] {
  const { image } = readSettings("mariadb", SETTINGS, ctx);
  return objects.of(...kindsOf("MariaDB")).map((cr) => readServer(cr, image));
}

function readServer(cr: Manifest, image: string): Server {
  const spec = mapping(cr.spec);
  const { name } = cr.metadata;
  const tls = spec.tls;
  // Earlier versions knew no TLS; it is on where later ones are not told otherwise.
  const wantsTls = isMapping(tls) ? isOn(tls.enabled) : !kindOf(cr).startsWith(OLD_GROUP);
  return {
    cr,
    spec,
    name,
    namespace: namespaceOf(cr),
    image: imageOf(spec.image) || image,
    port: portOf(spec.port),
    isCluster: [spec.galera, spec.replication].some((way) => mapping(way).enabled === true),
    wantsTls,
    isTlsUnclear: !isNothing(tls) &&
      !(isMapping(tls) && [tls.enabled, tls.required].every(isSwitch)),
    requiresTls: wantsTls && isOn(mapping(tls).required),
    selector: { "app.kubernetes.io/name": "mariadb", "app.kubernetes.io/instance": name },
    inherited: metadataOf(spec.inheritMetadata),
  };
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

/** Whether a value says yes or no, or nothing. */
function isSwitch(value: unknown): boolean {
  return isNothing(value) || isOn(value) || value === false || value === "false";
}

/** An image; the first versions had its parts in a mapping. */
function imageOf(value: unknown): string {
  if (!isMapping(value)) return text(value);
  const { repository, tag } = value;
  return text(tag) === "" ? text(repository) : `${text(repository)}:${text(tag)}`;
}

/** A port, the server's own where there is none. */
export function portOf(value: unknown, otherwise = 3306): number {
  const port = wholeNumber(value) ?? otherwise;
  return port > 0 && port < 65536 ? port : otherwise;
}

/** Labels and annotations. */
export function metadataOf(value: unknown): Server["inherited"] {
  const { labels, annotations } = mapping(value);
  return { labels: textMap(labels), annotations: textMap(annotations) };
}

/** The name by which all of the cluster knows a Service. */
export function hostOf({ namespace }: Pick<Server, "namespace">, service: string): string {
  return namespace === "" ? service : `${service}.${namespace}.svc.cluster.local`;
}

/** All names of a Service. */
export function serviceNames({ namespace }: Pick<Server, "namespace">, service: string): string[] {
  return namespace === "" ? [service] : [
    `${service}.${namespace}.svc.cluster.local`,
    `${service}.${namespace}.svc`,
    `${service}.${namespace}`,
    service,
  ];
}

/** The Service that Connections lead to. */
export function mainService({ name, isCluster }: Pick<Server, "name" | "isCluster">): string {
  return isCluster ? `${name}-primary` : name;
}
