/**
 * The server's certificate: the Cluster's own, or one for cert-manager to issue as the operator would.
 *
 * @see https://cloudnative-pg.io/documentation/current/certificates/
 * @module
 */

import {
  type ConvertContext,
  isMapping,
  type Manifest,
  mapping,
  namespaceOf,
  type Secret,
  secretValue,
} from "@dekube/engine/pacts";
import type { Cluster } from "./cluster.ts";
import { word, words } from "./read.ts";

/** Secrets that the server gets its certificates from. */
export interface Tls {
  /** Has `tls.crt` and `tls.key`. */
  server: string;
  /** Has the `ca.crt` that clients' certificates are held against. */
  clientCa: string;
  /** Issuer that signs with that; none where its key is not known. */
  clientIssuer?: string;
}

/** Ten years: nothing renews a certificate between two conversions. */
const DURATION = "87600h";

const KEY = { algorithm: "ECDSA", size: 256 };

/**
 * The Secrets of a Cluster's certificates, `undefined` where it has none. Where the Cluster brings none and
 * cert-manager is there, it is asked for them. `names` are the Services'.
 */
export function tlsOf(
  cluster: Cluster,
  names: readonly string[],
  ctx: ConvertContext,
): Tls | undefined {
  const given = mapping(cluster.spec.certificates);
  const ca = word(given.serverCASecret) || `${cluster.name}-ca`;
  const clientCa = word(given.clientCASecret) || ca;
  const own = word(given.serverTLSSecret);
  if (own !== "") return { server: own, clientCa };
  if (!ctx.manifests.isConverted("cert-manager.io/Certificate")) {
    ctx.report(cluster.id, "spec.certificates").info(
      "no-tls",
      'the server has no certificate, so connections are not encrypted, and clients that insist on TLS can\'t connect. Add the extension cert-manager, or set "spec.certificates"',
    );
    return undefined;
  }
  const server = `${cluster.name}-server`;
  if (givenSecret(cluster, server, ctx)) return { server, clientCa };
  for (const manifest of requests(cluster, ca, server, names, ctx)) ctx.manifests.add(manifest);
  return { server, clientCa, ...clientCa === ca ? { clientIssuer: issuerOf(cluster) } : {} };
}

/** Name of the Issuer that stands for the operator's authority. */
function issuerOf({ name }: Cluster): string {
  return `${name}-cnpg-ca`;
}

/**
 * Asks for the certificates that DatabaseRoles log in with (`clientCertificate`): Secrets
 * `<DatabaseRole>-client-cert`, whose subject is the role.
 */
export function addClientCertificates(
  { namespace }: Cluster,
  databaseRoles: readonly Manifest[],
  tls: Tls | undefined,
  ctx: ConvertContext,
): void {
  for (const manifest of databaseRoles) {
    const { name, login, clientCertificate } = mapping(manifest.spec);
    if (!isMapping(clientCertificate) || clientCertificate.enabled === false) continue;
    if (login !== true || !tls?.clientIssuer) {
      ctx.report(manifest, "spec.clientCertificate").warn(
        "no-client-certificate",
        login === true
          ? "the Cluster's authority for clients can't sign here, so the role gets no certificate. Add the extension cert-manager, and leave the Cluster's certificates to it"
          : 'the role may not log in, so it gets no certificate. Set "login: true"',
      );
      continue;
    }
    const secretName = `${manifest.metadata.name}-client-cert`;
    ctx.manifests.add({
      apiVersion: "cert-manager.io/v1",
      kind: "Certificate",
      metadata: { name: secretName, ...(namespace === "" ? {} : { namespace }) },
      spec: {
        secretName,
        commonName: word(name),
        duration: DURATION,
        privateKey: KEY,
        usages: ["client auth"],
        issuerRef: { name: tls.clientIssuer, kind: "Issuer" },
      },
    });
  }
}

function requests(
  cluster: Cluster,
  ca: string,
  server: string,
  names: readonly string[],
  ctx: ConvertContext,
): Manifest[] {
  const { name, namespace } = cluster;
  const selfSigned = `${name}-cnpg-self-signed`;
  const issuer = issuerOf(cluster);
  const known = givenSecret(cluster, ca, ctx);
  const isGiven = known !== undefined || word(mapping(cluster.spec.certificates).serverCASecret);
  const authority = isGiven ? [] : [
    object("Issuer", selfSigned, { selfSigned: {} }),
    object("Certificate", ca, {
      secretName: ca,
      commonName: name,
      subject: { organizationalUnits: namespace === "" ? [] : [namespace] },
      isCA: true,
      duration: DURATION,
      privateKey: KEY,
      issuerRef: { name: selfSigned, kind: "Issuer" },
    }),
  ];
  return [
    ...authority,
    object("Issuer", issuer, { ca: { secretName: signing() } }),
    object("Certificate", server, {
      secretName: server,
      commonName: `${name}-rw`,
      dnsNames: dnsNames(cluster, names),
      duration: DURATION,
      privateKey: KEY,
      usages: ["digital signature", "key encipherment", "server auth"],
      issuerRef: { name: issuer, kind: "Issuer" },
    }),
  ];

  /** The operator's authorities have their key under `ca.key`, cert-manager's under `tls.key`. */
  function signing(): string {
    const certificate = known && secretValue(known, "ca.crt");
    const key = known && secretValue(known, "ca.key");
    if (!certificate || !key || secretValue(known, "tls.key") !== undefined) return ca;
    // No Kubernetes object has an underscore in its name, so this is nobody else's.
    const copy = `${name}_ca`;
    ctx.manifests.add({
      kind: "Secret",
      metadata: { name: copy, namespace },
      stringData: { "tls.crt": certificate, "tls.key": key, "ca.crt": certificate },
    });
    return copy;
  }

  function object(kind: string, name: string, spec: object): Manifest {
    const metadata = { name, ...(namespace === "" ? {} : { namespace }) };
    return { apiVersion: "cert-manager.io/v1", kind, metadata, spec };
  }
}

/** A Secret that is there before any is issued. Asked for by its name, it would have to be there by now. */
function givenSecret(
  { namespace }: Cluster,
  name: string,
  { secrets }: ConvertContext,
): Secret | undefined {
  return [...secrets.values()].find((secret) =>
    secret.metadata.name === name && ["", namespace].includes(namespaceOf(secret))
  );
}

function dnsNames({ namespace, spec }: Cluster, names: readonly string[]): string[] {
  const own = names.flatMap((name) =>
    namespace === "" ? [name] : [
      name,
      `${name}.${namespace}`,
      `${name}.${namespace}.svc`,
      `${name}.${namespace}.svc.cluster.local`,
    ]
  );
  return [...new Set([...own, ...words(mapping(spec.certificates).serverAltDNSNames)])];
}
