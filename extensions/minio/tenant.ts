/**
 * A Tenant, read once.
 *
 * @module
 */

import {
  type ControllerContext,
  idOf,
  isMapping,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  namespaceOf,
  type ObjectIndex,
  readSettings,
  text,
} from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
import { SETTINGS } from "./settings.ts";

/** Bytes that a drive takes in compose.yml, roughly. */
const DRIVE_BYTES = 200;

/** The drives of the one server. */
export interface Pool {
  /** Its fields. */
  spec: Mapping;
  /** Where it stands. */
  path: string;
  /** Its name. */
  name: string;
  /** How many drives the server has. */
  drives: number;
}

/** A Tenant. */
export interface Tenant {
  /** The object. */
  manifest: Manifest;
  /** Its name. */
  name: string;
  /** Its namespace. */
  namespace: string;
  /** Its fields. */
  spec: Mapping;
  /** The first pool: one host has one disk, so others would only hold more of the same. */
  pool: Pool;
  /** How many pools there are. */
  pools: number;
  /** Image of the server. */
  image: string;
  /** Image with `mc`. */
  mcImage: string;
  /** How clients reach it. */
  scheme: "http" | "https";
  /** Whether the operator would issue its certificate, and that is done here. */
  autoCert: boolean;
  /** Whether another object is called like its Service `minio`. */
  isSecond: boolean;
  /** Labels by which its pods are found. */
  labels: Readonly<Record<string, string>>;
}

/** The operator's name for the Service of every Tenant. */
export const SERVICE = "minio";

/** Reads a Tenant; `undefined` where it has no pools, which is said. */
export function readTenant(
  manifest: Manifest,
  objects: ObjectIndex,
  ctx: ControllerContext,
): Tenant | undefined {
  const spec = mapping(manifest.spec);
  const field = spec.pools === undefined && spec.zones !== undefined ? "zones" : "pools";
  const pools = mappings(spec[field]);
  if (pools.length === 0) {
    ctx.report(manifest, "spec.pools").error(
      "no-pools",
      "the Tenant has no pools, so there is no server of it. Give it one with servers, volumesPerServer and a volumeClaimTemplate",
    );
    return undefined;
  }
  const [first] = pools;
  const { name } = manifest.metadata;
  const namespace = namespaceOf(manifest);
  const settings = readSettings("minio", SETTINGS, ctx);
  const image = text(spec.image) || settings.image;
  const wantsCert = spec.requestAutoCert !== false && text(spec.requestAutoCert) !== "false";
  const autoCert = wantsCert && issues(ctx);
  const hasOwn = mappings(spec.externalCertSecret).length > 0;
  if (wantsCert && !autoCert && !hasOwn) {
    ctx.report(manifest, "spec.requestAutoCert").warn(
      "no-certificate",
      `nothing issues its certificate, since cert-manager is off, so it speaks HTTP: clients that ask for https:// don't reach it. Take "enabled: false" out of extensions.cert-manager in dekube.yaml, or set "requestAutoCert: false" and http:// in the clients`,
    );
  }
  const drives = Math.max(1, wholeNumber(first.volumesPerServer) ?? 1);
  // Each becomes a claim and a mount.
  const path = `spec.${field}[0].volumesPerServer`;
  ctx.limits.generate(drives * DRIVE_BYTES, { object: idOf(manifest), path });
  return {
    manifest,
    name,
    namespace,
    spec,
    pool: {
      spec: first,
      path: `spec.${field}[0]`,
      name: text(first.name) || (field === "zones" ? "zone-0" : "ss-0"),
      drives,
    },
    pools: pools.length,
    image,
    mcImage: settings.mc_image || image,
    scheme: autoCert || hasOwn ? "https" : "http",
    autoCert,
    isSecond: isTaken(manifest, objects),
    labels: { "v1.min.io/tenant": name },
  };
}

function issues({ config }: ControllerContext): boolean {
  return mapping(config.extensions["cert-manager"]).enabled !== false;
}

/** The operator knows one Tenant a namespace, since each would have the same Service. */
function isTaken(manifest: Manifest, objects: ObjectIndex): boolean {
  const namespace = namespaceOf(manifest);
  const first = objects.of("minio.min.io/Tenant").find((other) => namespaceOf(other) === namespace);
  return first !== manifest || objects.get("Service", namespace, SERVICE) !== undefined;
}

/** The domain of the Services of the Tenant's namespace. */
export function domainOf({ namespace }: Pick<Tenant, "namespace">): string {
  return `${namespace}.svc.cluster.local`;
}

/** The name by which all of the cluster reaches a Service of the Tenant's namespace. */
export function hostOf(tenant: Pick<Tenant, "namespace">, service: string): string {
  return tenant.namespace === "" ? service : `${service}.${domainOf(tenant)}`;
}

/** Where clients reach the server, its port included. */
export function endpointOf(tenant: Tenant): string {
  const { scheme, name, isSecond } = tenant;
  return isSecond
    ? `${scheme}://${hostOf(tenant, `${name}-hl`)}:9000`
    : `${scheme}://${hostOf(tenant, SERVICE)}:${scheme === "https" ? 443 : 80}`;
}

/** Metadata of what the Tenant owns. */
export function owned(
  { namespace, labels }: Pick<Tenant, "namespace" | "labels">,
  name: string,
): Manifest["metadata"] {
  return { name, ...(namespace === "" ? {} : { namespace }), labels: { ...labels } };
}

/** The names in a list of references to Secrets, with their types. */
export function references(value: unknown): { name: string; type: string }[] {
  const list = isMapping(value) ? [value] : mappings(value);
  return list.map(({ name, type }) => ({ name: text(name), type: text(type) }))
    .filter(({ name }) => name !== "");
}
