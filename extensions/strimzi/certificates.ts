/**
 * The authorities of a cluster and the certificates that they sign, all issued by cert-manager.
 *
 * @module
 */

import {
  certificateKeys,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  publicCopies,
  text,
  texts,
} from "@dekube/engine/pacts";
import { type Cluster, hostOf, nodeHost, owned } from "./cluster.ts";
import type { Listener } from "./listeners.ts";

/** Ten years: nothing renews a certificate between two conversions. */
const DURATION = "87600h";

/** Kafka reads a key in this form alone. */
const KEY = { algorithm: "ECDSA", size: 256, encoding: "PKCS8" };

/** Name of the Secret with the node's own certificate. */
export function nodeSecret({ name }: Cluster): string {
  return `${name}-kafka-brokers`;
}

/** Name of the Issuer that signs users' certificates. */
function clientsIssuer({ name }: Pick<Cluster, "name">): string {
  return `${name}-clients-ca`;
}

/**
 * The Secrets of the authorities, by the operator's names and keys, and the node's. `has` says which Secrets the manifests
 * have: a live cluster's stay.
 */
export function certificatesOf(
  cluster: Cluster,
  listeners: readonly Listener[],
  has: (secret: string) => boolean,
): Manifest[] {
  if (!cluster.issues) return [];
  const { name } = cluster;
  const selfSigned = `${name}-strimzi-self-signed`;
  const authority = (kind: "cluster" | "clients"): Manifest[] => {
    const own = `${name}-${kind}-ca`;
    return [
      ...has(own) ? [] : [certificate(
        cluster,
        own,
        { isCA: true, commonName: `${kind}-ca`, issuerRef: { name: selfSigned, kind: "Issuer" } },
        {
          ...certificateKeys({ "ca.key": "tls.key" }),
          // Clients trust it by a Secret of its own, which does not let them sign.
          ...has(`${own}-cert`)
            ? {}
            : publicCopies([{ namespace: cluster.namespace, name: `${own}-cert` }]),
        },
      )],
      object(cluster, "Issuer", own, { ca: { secretName: own } }),
    ];
  };
  return [
    object(cluster, "Issuer", selfSigned, { selfSigned: {} }),
    ...authority("cluster"),
    ...authority("clients"),
    certificate(cluster, nodeSecret(cluster), {
      commonName: `${name}-kafka`,
      subject: { organizations: ["io.strimzi"] },
      dnsNames: namesOf(cluster, listeners),
      issuerRef: { name: `${name}-cluster-ca`, kind: "Issuer" },
    }),
  ];
}

/** The certificate by which a user shows who it is, in the Secret of its name. */
export function userCertificate(
  cluster: Cluster,
  user: string,
  secretName: string,
  template: Mapping,
): Manifest[] {
  if (!cluster.issues) return [];
  const made = certificate(cluster, secretName, {
    commonName: user,
    usages: ["digital signature", "key encipherment", "client auth"],
    issuerRef: { name: clientsIssuer(cluster), kind: "Issuer" },
    secretTemplate: template,
  }, certificateKeys({ "user.crt": "tls.crt", "user.key": "tls.key" }));
  return [made];
}

/** What clients call the node. */
function namesOf(cluster: Cluster, listeners: readonly Listener[]): string[] {
  const { name, namespace } = cluster;
  const bootstrap = listeners.filter(({ type }) => type !== "internal")
    .map((listener) => `${name}-kafka-${listener.name}-bootstrap`);
  const services = [`${name}-kafka-bootstrap`, `${name}-kafka-brokers`, ...bootstrap];
  const outside = listeners.flatMap(({ outside, configuration }) => [
    ...outside ? [outside.host] : [],
    ...texts(mapping(configuration.bootstrap).alternativeNames),
    text(mapping(configuration.bootstrap).host),
    ...mappings(configuration.brokers).map(({ host }) => text(host)),
  ]);
  const all = [
    ...services.flatMap((service) =>
      namespace === "" ? [service] : [
        service,
        `${service}.${namespace}`,
        hostOf(cluster, service),
        `${hostOf(cluster, service)}.cluster.local`,
      ]
    ),
    nodeHost(cluster),
    ...(namespace === "" ? [] : [`${nodeHost(cluster)}.cluster.local`]),
    "localhost",
    ...outside,
  ];
  return [...new Set(all.filter((host) => host !== "" && !/^[\d.]+$|:/.test(host)))];
}

function certificate(
  cluster: Cluster,
  secretName: string,
  spec: Mapping,
  annotations: Record<string, string> = {},
): Manifest {
  const made = object(cluster, "Certificate", secretName, {
    secretName,
    duration: DURATION,
    privateKey: KEY,
    ...spec,
  });
  return { ...made, metadata: { ...made.metadata, annotations } };
}

function object(cluster: Cluster, kind: string, name: string, spec: Mapping): Manifest {
  return { apiVersion: "cert-manager.io/v1", kind, metadata: owned(cluster, name), spec };
}
