/**
 * A StatefulSet as its controller sees it: so many pods, each with a number.
 *
 * @module
 */

import {
  isMapping,
  type Manifest,
  mapping,
  mappings,
  namespaceOf,
  text,
} from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";

/** A StatefulSet that has members. */
export interface MemberSet {
  manifest: Manifest;
  name: string;
  namespace: string;
  /** The headless Service below which members have their names. */
  service: string;
  /** How many there are. */
  replicas: number;
  /** Number of the first. */
  first: number;
}

/** What a manifest says of members; `undefined` where it is no StatefulSet, or has no more than one. */
export function memberSetOf(manifest: Manifest): MemberSet | undefined {
  if (manifest.kind !== "StatefulSet") return undefined;
  const { replicas, serviceName, ordinals } = mapping(manifest.spec);
  const count = wholeNumber(replicas) ?? 1;
  if (count < 2) return undefined;
  return {
    manifest,
    name: manifest.metadata.name,
    namespace: namespaceOf(manifest),
    service: text(serviceName),
    replicas: count,
    first: wholeNumber(mapping(ordinals).start) ?? 0,
  };
}

/**
 * The objects that the controller makes of it: a Pod for each member, and its claims. `keptClaims` are claims
 * by the name that they have instead.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/
 */
export function membersOf(
  { manifest, name, namespace, service, replicas, first }: MemberSet,
  keptClaims: ReadonlyMap<string, string>,
): Manifest[] {
  const { template, volumeClaimTemplates } = mapping(manifest.spec);
  const { metadata, spec } = mapping(template);
  const templates = mappings(volumeClaimTemplates).filter(({ metadata }) =>
    text(mapping(metadata).name) !== ""
  );
  const scope = namespace === "" ? {} : { namespace };
  return Array.from({ length: replicas }, (_, index) => `${name}-${first + index}`).flatMap(
    (member, index) => {
      const claims = templates.map((template) => {
        const { name: volume, ...others } = mapping(template.metadata);
        const wanted = `${text(volume)}-${member}`;
        return {
          volume: text(volume),
          manifest: {
            apiVersion: "v1",
            kind: "PersistentVolumeClaim",
            metadata: { ...others, ...scope, name: keptClaims.get(wanted) ?? wanted },
            spec: template.spec,
          },
        };
      });
      const owned = new Set(claims.map(({ volume }) => volume));
      return [{
        apiVersion: "v1",
        kind: "Pod",
        metadata: {
          ...scope,
          name: member,
          labels: {
            ...mapping(mapping(metadata).labels),
            "apps.kubernetes.io/pod-index": String(first + index),
            "statefulset.kubernetes.io/pod-name": member,
          },
          ...(isMapping(mapping(metadata).annotations)
            ? { annotations: mapping(metadata).annotations }
            : {}),
        },
        spec: {
          ...mapping(spec),
          restartPolicy: "Always",
          hostname: member,
          subdomain: service,
          volumes: [
            ...mappings(mapping(spec).volumes).filter(({ name }) => !owned.has(text(name))),
            ...claims.map(({ volume, manifest }) => ({
              name: volume,
              persistentVolumeClaim: { claimName: manifest.metadata.name },
            })),
          ],
        },
      }, ...claims.map(({ manifest }) => manifest)] as Manifest[];
    },
  );
}

/**
 * The name that the one container of a set would have, as a Service: it leads to all members. A cluster has no such name,
 * but whoever knew the container by it finds one of them.
 */
export function commonName({ manifest, name, namespace }: MemberSet): Manifest[] {
  const { metadata } = mapping(mapping(manifest.spec).template);
  const selector = mapping(mapping(metadata).labels);
  if (Object.keys(selector).length === 0) return [];
  return [{
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, ...(namespace === "" ? {} : { namespace }) },
    spec: { clusterIP: "None", selector },
  }];
}
