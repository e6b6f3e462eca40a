/**
 * The protocol between nodes: nobody who lacks a certificate of the cluster's own authority gets in.
 *
 * @module
 */

import {
  certificateKeys,
  type ControllerContext,
  type Manifest,
  mapping,
  objectBeside,
  publicCopies,
} from "@dekube/engine/pacts";
import { authorityObjects, issuedCertificate } from "./http.ts";
import { namesOf, type Resource } from "./resource.ts";

/** The Secret with the node's certificate, under keys that begin with the pod's name. */
export function transportSecret({ name }: Resource, set: string): string {
  return `${name}-es-${set}-es-transport-certs`;
}

/** Whether there is somebody to issue it. */
export function hasTransport({ config }: ControllerContext): boolean {
  return mapping(config.extensions["cert-manager"]).enabled !== false;
}

/** What issues it. */
export function transportObjects(resource: Resource, set: string, pod: string): Manifest[] {
  const { manifest, name, namespace } = resource;
  const authority = `${name}-es-transport-ca-internal`;
  const issuer = `${name}-es-transport-ca`;
  const secretName = transportSecret(resource, set);
  const api = { apiVersion: "cert-manager.io/v1" };
  return [
    ...authorityObjects(resource, authority, `${name}-transport`),
    objectBeside(manifest, "Issuer", issuer, { spec: { ca: { secretName: authority } } }, api),
    issuedCertificate(resource, secretName, {
      issuer,
      spec: {
        subject: { organizationalUnits: [name] },
        dnsNames: [pod, ...namesOf(namespace, `${name}-es-transport`), "localhost"],
        usages: ["digital signature", "key encipherment", "server auth", "client auth"],
      },
      annotations: {
        ...certificateKeys({ [`${pod}.tls.crt`]: "tls.crt", [`${pod}.tls.key`]: "tls.key" }),
        ...publicCopies([{ namespace, name: `${name}-es-transport-certs-public` }]),
      },
    }),
  ];
}
