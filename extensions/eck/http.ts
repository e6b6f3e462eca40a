/**
 * How a program is reached: its Service, and its certificate.
 *
 * @module
 */

import {
  type ControllerContext,
  isMapping,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  mayBeOn,
  namespaceOf,
  objectBeside,
  type ObjectIndex,
  picked,
  publicCopies,
  type SecretName,
  secretValue,
  text,
  textMap,
} from "@dekube/engine/pacts";
import { hostOf, namesOf, type Resource } from "./resource.ts";

/** Where clients reach a program. */
export interface Endpoint {
  /** Whose it is. */
  resource: Resource;
  /** With TLS or without. */
  scheme: "http" | "https";
  /** Its Service. */
  service: string;
  /** Its port, in the container and of the Service. */
  port: number;
  /** The Secret with `tls.crt`, `tls.key` and `ca.crt`; none without TLS. */
  secret?: string;
  /** Whether it has a `ca.crt`, which clients trust. */
  hasAuthority: boolean;
  /** Secrets of clients that get its certificates. */
  copies: SecretName[];
  /** What issues its certificate. */
  issuing: "self" | "authority" | "given" | "certificate" | "none";
}

/** Where the certificates lie in containers. */
export const HTTP_CERTIFICATES = "/mnt/elastic-internal/http-certs";

const CERTIFICATE = "cert-manager.io/Certificate";
const API = { apiVersion: "cert-manager.io/v1" };
/** Ten years: nothing renews a certificate between two conversions. */
const DURATION = "87600h";
const KEY = { algorithm: "ECDSA", size: 256, encoding: "PKCS8" };

/**
 * Reads `spec.http`; nothing where clients are to show a certificate and there is no TLS to ask for it, which is said: the
 * server would be open to all.
 */
export function endpointOf(
  resource: Resource,
  port: number,
  objects: ObjectIndex,
  ctx: ControllerContext,
): Endpoint | undefined {
  const { manifest, spec } = resource;
  const endpoint = readEndpoint(resource, port, objects, ctx);
  if (endpoint.scheme === "https" || !asksClients(spec)) return endpoint;
  const isOff = mapping(mapping(mapping(spec.http).tls).selfSignedCertificate).disabled === true;
  ctx.report(manifest, "spec.http.tls.client.authentication").error(
    "no-client-certificates",
    `clients are to show a certificate, which nothing asks for without TLS, so the ${manifest.kind} is left out. Take ${
      isOff
        ? '"disabled: true" out of http.tls.selfSignedCertificate'
        : '"enabled: false" out of extensions.cert-manager in dekube.yaml'
    }, or name a Secret with a certificate in http.tls.certificate`,
  );
  return undefined;
}

function readEndpoint(
  resource: Resource,
  port: number,
  objects: ObjectIndex,
  ctx: ControllerContext,
): Endpoint {
  const { name, namespace, short, spec, manifest } = resource;
  const tls = mapping(mapping(spec.http).tls);
  const given = text(mapping(tls.certificate).secretName);
  const endpoint = { resource, port, service: `${name}-${short}-http` };
  const isOff = mapping(tls.selfSignedCertificate).disabled === true;
  const copies = [{ namespace, name: `${name}-${short}-http-certs-public` }];
  if (given !== "") {
    const secret = objects.get("Secret", namespace, given);
    if (secret && secretValue(secret, "tls.crt") === undefined && isAuthority(secret)) {
      return secured("authority", internalName(resource), true);
    }
    const isIssued = certificateFor(resource, given, objects) !== undefined;
    if (!secret && !isIssued) {
      ctx.report(manifest, "spec.http.tls.certificate.secretName").warn(
        "missing-secret",
        `there is no Secret "${given}", so the server has no certificate and does not start. Add it to the manifests, with tls.crt and tls.key, or leave it to the operator's own authority`,
      );
    }
    const hasAuthority = isIssued ||
      secret !== undefined && secretValue(secret, "ca.crt") !== undefined;
    return secured(isIssued ? "certificate" : "given", given, hasAuthority);
  }
  if (isOff) return { ...endpoint, scheme: "http", hasAuthority: false, copies, issuing: "none" };
  if (mapping(ctx.config.extensions["cert-manager"]).enabled === false) {
    if (!asksClients(spec)) sayNone();
    return { ...endpoint, scheme: "http", hasAuthority: false, copies, issuing: "none" };
  }
  return secured("self", internalName(resource), true);

  function sayNone(): void {
    ctx.report(manifest, "spec.http.tls").warn(
      "no-certificate",
      'nothing issues its certificate, since cert-manager is off, so it speaks HTTP: clients that ask for https:// don\'t reach it. Take "enabled: false" out of extensions.cert-manager in dekube.yaml, or set http.tls.selfSignedCertificate.disabled and http:// in the clients',
    );
  }

  function secured(
    issuing: Endpoint["issuing"],
    secret: string,
    hasAuthority: boolean,
  ): Endpoint {
    return { ...endpoint, scheme: "https", secret, hasAuthority, copies, issuing };
  }
}

/** Whether clients have to show a certificate. */
export function asksClients(spec: Mapping): boolean {
  const { client } = mapping(mapping(spec.http).tls);
  return mayBeOn(isMapping(client) ? client.authentication : client);
}

/** Where clients find it. */
export function urlOf({ scheme, service, port, resource }: Endpoint, other = ""): string {
  return `${scheme}://${hostOf(resource.namespace, other || service)}:${port}`;
}

/** The volume with its certificates, and its mount; none without TLS. */
export function certificateMount(
  { secret }: Endpoint,
  mountPath: string = HTTP_CERTIFICATES,
): { volumes: Mapping[]; volumeMounts: Mapping[] } {
  const name = "elastic-internal-http-certificates";
  return secret === undefined ? { volumes: [], volumeMounts: [] } : {
    volumes: [{ name, secret: { secretName: secret } }],
    volumeMounts: [{ name, mountPath, readOnly: true }],
  };
}

/** The Service, as `spec.http.service` has it. */
export function httpService({ resource, scheme, service, port }: Endpoint): Manifest {
  return serviceOf(resource, service, mapping(resource.spec.http).service, [
    { name: scheme, port, targetPort: port, protocol: "TCP" },
  ]);
}

/** A Service with what its resource says of it. */
export function serviceOf(
  { manifest, labels }: Resource,
  name: string,
  given: unknown,
  ports: readonly Mapping[],
): Manifest {
  const { metadata, spec } = mapping(given);
  const own = mapping(spec);
  return objectBeside(manifest, "Service", name, {
    spec: {
      ...picked(
        own,
        "type clusterIP externalName externalIPs loadBalancerIP loadBalancerSourceRanges loadBalancerClass",
      ),
      ...picked(own, "sessionAffinity externalTrafficPolicy publishNotReadyAddresses"),
      selector: Object.keys(mapping(own.selector)).length > 0 ? own.selector : { ...labels },
      ports: mappings(own.ports).length > 0 ? own.ports : ports,
    },
  }, {
    labels: { ...textMap(mapping(metadata).labels), ...labels },
    annotations: textMap(mapping(metadata).annotations),
  });
}

/** What issues the certificate, and Secrets with it for clients. `more` are further names. */
export function certificateObjects(
  endpoint: Endpoint,
  objects: ObjectIndex,
  made: Map<Manifest, Manifest[]>,
  more: readonly string[] = [],
): Manifest[] {
  const { resource, service, copies, issuing, secret = "" } = endpoint;
  const { manifest, name, namespace, short, spec } = resource;
  if (issuing === "none") return [];
  if (issuing === "given") {
    const source = objects.get("Secret", namespace, secret);
    const certificate = source && secretValue(source, "tls.crt");
    if (!source || certificate === undefined) return [];
    const authority = secretValue(source, "ca.crt");
    return copies.map((copy) => ({
      apiVersion: "v1",
      kind: "Secret",
      metadata: secretMetadata(copy),
      stringData: { "tls.crt": certificate, ...(authority ? { "ca.crt": authority } : {}) },
    }));
  }
  if (issuing === "certificate") {
    const certificate = certificateFor(resource, secret, objects);
    if (certificate) {
      // It may serve several.
      const before = made.get(certificate)?.[0] ?? certificate;
      made.set(certificate, [withCopies(before, copies)]);
    }
    return [];
  }
  const authority = `${name}-${short}-http-ca-internal`;
  const issuer = issuerOf(resource);
  const alternatives = mappings(
    mapping(mapping(mapping(spec.http).tls).selfSignedCertificate).subjectAltNames,
  );
  const common = hostOf(namespace, service);
  const source = objects.get(
    "Secret",
    namespace,
    text(
      mapping(
        mapping(mapping(spec.http).tls).certificate,
      ).secretName,
    ),
  );
  return [
    ...(issuing === "authority" && source
      ? [objectBeside(manifest, "Secret", authority, {
        stringData: {
          "tls.crt": secretValue(source, "ca.crt"),
          "tls.key": secretValue(source, "ca.key"),
          "ca.crt": secretValue(source, "ca.crt"),
        },
      })]
      : authorityObjects(resource, authority, `${name}-http`)),
    objectBeside(manifest, "Issuer", issuer, { spec: { ca: { secretName: authority } } }, API),
    withCopies(
      issuedCertificate(resource, secret, {
        issuer,
        spec: {
          ...(common.length <= 64 ? { commonName: common } : {}),
          subject: { organizationalUnits: [name] },
          dnsNames: [
            ...new Set([
              ...namesOf(namespace, service),
              ...more,
              "localhost",
              ...alternatives.map(({ dns }) => text(dns)).filter((dns) => dns !== ""),
            ]),
          ],
          ipAddresses: [
            "127.0.0.1",
            ...alternatives.map(({ ip }) => text(ip)).filter((ip) => ip !== ""),
          ],
          usages: ["digital signature", "key encipherment", "server auth", "client auth"],
        },
      }),
      copies,
    ),
  ];
}

/** The issuer that signs for a program's clients, too. */
export function issuerOf({ name, short }: Resource): string {
  return `${name}-${short}-http-ca`;
}

/** A certificate in the Secret of its name. */
export function issuedCertificate(
  { manifest }: Resource,
  secretName: string,
  { issuer, spec, annotations = {} }: {
    issuer: string;
    spec: Mapping;
    annotations?: Record<string, string>;
  },
): Manifest {
  return objectBeside(manifest, "Certificate", secretName, {
    spec: {
      secretName,
      ...spec,
      duration: DURATION,
      privateKey: KEY,
      issuerRef: { name: issuer, kind: "Issuer" },
    },
  }, { ...API, annotations });
}

/** An authority of its own, in a Secret. */
export function authorityObjects(
  { manifest, name }: Resource,
  secretName: string,
  commonName: string,
): Manifest[] {
  const issuer = `${secretName}-self-signed`;
  return [
    objectBeside(manifest, "Issuer", issuer, { spec: { selfSigned: {} } }, API),
    objectBeside(manifest, "Certificate", secretName, {
      spec: {
        secretName,
        commonName: commonName.slice(0, 64),
        subject: { organizationalUnits: [name] },
        isCA: true,
        duration: DURATION,
        privateKey: KEY,
        issuerRef: { name: issuer, kind: "Issuer" },
      },
    }, API),
  ];
}

function withCopies(certificate: Manifest, copies: readonly SecretName[]): Manifest {
  const annotations = textMap(certificate.metadata.annotations);
  const own = publicCopies(copies);
  const joined = Object.entries(own).map(([name, value]) =>
    [name, annotations[name] ? `${annotations[name]},${value}` : value] as const
  );
  return {
    ...certificate,
    metadata: {
      ...certificate.metadata,
      annotations: { ...annotations, ...Object.fromEntries(joined) },
    },
  };
}

function internalName({ name, short }: Resource): string {
  return `${name}-${short}-http-certs-internal`;
}

function isAuthority(secret: Manifest): boolean {
  return secretValue(secret, "ca.crt") !== undefined && secretValue(secret, "ca.key") !== undefined;
}

/** The Certificate of the manifests that fills a Secret. */
function certificateFor(
  { namespace }: Resource,
  secretName: string,
  objects: ObjectIndex,
): Manifest | undefined {
  return objects.of(CERTIFICATE).find((certificate) =>
    namespaceOf(certificate) === namespace &&
    text(mapping(certificate.spec).secretName) === secretName
  );
}

/** Metadata of a Secret in whatever namespace. */
export function secretMetadata({ namespace, name }: SecretName): Manifest["metadata"] {
  return { name, ...(namespace === "" ? {} : { namespace }) };
}
