/**
 * The server's certificates: those that the Tenant names, and its own, which cert-manager issues.
 *
 * @module
 */

import {
  certificateKeys,
  type Manifest,
  type Mapping,
  mapping,
  text,
  texts,
} from "@dekube/engine/pacts";
import { domainOf, hostOf, owned, references, SERVICE, type Tenant } from "./tenant.ts";

/** Ten years: nothing renews a certificate between two conversions. */
const DURATION = "87600h";

/** The Secret of the Tenant's own certificate, as the operator calls it. */
export function tlsSecretName({ name }: Tenant): string {
  return `${name}-tls`;
}

/** Asks for the certificate that the operator would have the cluster sign. */
export function certificateRequest(tenant: Tenant): Manifest[] {
  const { name, namespace, pool, spec } = tenant;
  const { commonName, organizationName, dnsNames } = mapping(spec.certConfig);
  const issuer = `${name}-minio-self-signed`;
  const headless = hostOf(tenant, `${name}-hl`);
  const pod = `${name}-${pool.name}-0`;
  const own = [SERVICE, `${name}-console`, `${name}-hl`].flatMap((service) =>
    namespace === "" ? [service] : [
      hostOf(tenant, service),
      `${service}.${namespace}.svc`,
      `${service}.${namespace}`,
      service,
    ]
  );
  const names = [
    ...texts(dnsNames),
    ...own,
    ...[`${pod}.${headless}`, `*.${headless}`],
    ...(namespace === "" ? [] : [`*.${domainOf(tenant)}`]),
    // Health checks and others in the pod.
    "localhost",
  ];
  const common = text(commonName) || `*.${headless}`;
  const secretName = tlsSecretName(tenant);
  return [
    object("Issuer", issuer, { selfSigned: {} }),
    {
      ...object("Certificate", secretName, {
        secretName,
        // A longer one fits no certificate.
        ...(common.length <= 64 ? { commonName: common } : {}),
        ...(texts(organizationName).length > 0
          ? { subject: { organizations: texts(organizationName) } }
          : {}),
        dnsNames: [...new Set(names)],
        duration: DURATION,
        privateKey: { algorithm: "ECDSA", size: 256 },
        usages: ["digital signature", "key encipherment", "server auth"],
        issuerRef: { name: issuer, kind: "Issuer" },
      }),
      metadata: {
        ...owned(tenant, secretName),
        annotations: certificateKeys({ "public.crt": "tls.crt", "private.key": "tls.key" }),
      },
    },
  ];

  function object(kind: string, objectName: string, objectSpec: Mapping): Manifest {
    return {
      apiVersion: "cert-manager.io/v1",
      kind,
      metadata: owned(tenant, objectName),
      spec: objectSpec,
    };
  }
}

/** Which files of the folder of certificates come from which Secrets; none where there are no certificates. */
export function certificateFiles(tenant: Tenant): Mapping[] {
  const { spec, autoCert } = tenant;
  const servers = references(spec.externalCertSecret);
  if (autoCert) servers.push({ name: tlsSecretName(tenant), type: "Opaque" });
  return [
    ...servers.map(({ name, type }, index) => {
      const { certificate, key, authority } = keysOf(type);
      // The first is for whoever asks for no host of the others.
      const folder = index === 0 ? "" : `hostname-${index}/`;
      return source(name, [
        [certificate, `${folder}public.crt`],
        [key, `${folder}private.key`],
        [authority, index === 0 ? "CAs/public.crt" : `CAs/hostname-${index}.crt`],
      ]);
    }),
    ...references(spec.externalClientCertSecrets).map(({ name, type }, index) => {
      const { certificate, key, isIssued } = keysOf(type);
      return source(name, [
        [certificate, `client-${index}/client.crt`],
        [key, `client-${index}/client.key`],
        ...(isIssued ? [["ca.crt", `CAs/client-ca-${index}.crt`] as const] : []),
      ]);
    }),
    ...references(spec.externalCaCertSecret).map(({ name, type }, index) =>
      source(name, [[keysOf(type).authority, `CAs/ca-${index}.crt`]])
    ),
  ];
}

/** The certificates that clients trust, by the names of files. */
export function authorityFiles(tenant: Tenant): Mapping[] {
  return certificateFiles(tenant).flatMap(({ secret }) => {
    const items = (mapping(secret).items as { key: string; path: string }[])
      .filter(({ path }) => path.startsWith("CAs/"))
      .map(({ key, path }) => ({ key, path: path.slice("CAs/".length) }));
    return items.length > 0 ? [{ secret: { name: mapping(secret).name, items } }] : [];
  });
}

/** What the keys of a Secret are called, by the type that the Tenant says it has. */
function keysOf(type: string): {
  certificate: string;
  key: string;
  authority: string;
  isIssued: boolean;
} {
  const isIssued = type.startsWith("cert-manager.io/");
  return isIssued || type === "kubernetes.io/tls"
    ? {
      certificate: "tls.crt",
      key: "tls.key",
      authority: isIssued ? "ca.crt" : "tls.crt",
      isIssued,
    }
    : { certificate: "public.crt", key: "private.key", authority: "public.crt", isIssued };
}

function source(name: string, files: readonly (readonly [key: string, path: string])[]): Mapping {
  return { secret: { name, items: files.map(([key, path]) => ({ key, path })) } };
}
