/**
 * Certificates that Ingresses and Gateways ask for by annotations: what cert-manager calls ingress-shim and
 * gateway-shim.
 *
 * @module
 */

import {
  type AnnotationNames,
  type ControllerContext,
  kindOf,
  type Manifest,
  mapping,
  namespaceOf,
  readSettings,
  text,
  textMap,
} from "@dekube/engine/pacts";
import { parseFlag } from "@dekube/engine/pacts/ingress";
import { ipAddress } from "@dekube/engine/pacts/kubernetes";
import {
  type AnnotationTexts,
  BadAnnotation,
  FIELD_ANNOTATIONS,
  withAnnotations,
} from "./annotation_fields.ts";
import { annotationPath } from "./origin.ts";
import { type CertManagerSettings, SETTINGS } from "./settings.ts";
import {
  gatewayTls,
  IGNORED_LISTENERS,
  ingressTls,
  type TlsHosts,
  type TlsReader,
} from "./tls_hosts.ts";

/** cert-manager's `Certificate`. */
export const CERTIFICATE = "cert-manager.io/Certificate";

/** Names the issuer, which is in the object's namespace. */
const ISSUER_NAME = "cert-manager.io/issuer";
/** Names the issuer, which is in none. */
const CLUSTER_ISSUER_NAME = "cert-manager.io/cluster-issuer";
const ISSUER_KIND = "cert-manager.io/issuer-kind";
const ISSUER_GROUP = "cert-manager.io/issuer-group";
/** Asks for a certificate of the default issuer. */
const TLS_ACME = "kubernetes.io/tls-acme";

/** Annotations that ask for a certificate. */
export const ISSUER_ANNOTATIONS: readonly string[] = [CLUSTER_ISSUER_NAME, ISSUER_NAME];

/** How objects say what they want certificates for, by kind. */
const READERS: ReadonlyMap<string, TlsReader> = new Map([
  ["Ingress", ingressTls],
  ["gateway.networking.k8s.io/Gateway", gatewayTls],
  ["gateway.networking.k8s.io/ListenerSet", gatewayTls],
]);

/**
 * What cert-manager reads on such objects. How ACME proves whose a host is, and what Venafi is told, means nothing here:
 * of issuers of those sorts it is said that they work elsewhere.
 *
 * @see https://cert-manager.io/docs/reference/annotations/
 */
export const KNOWN_ANNOTATIONS: AnnotationNames = {
  domain: "cert-manager.io",
  kinds: [...READERS.keys()],
  names: [
    ...[CLUSTER_ISSUER_NAME, ISSUER_NAME, ISSUER_KIND, ISSUER_GROUP, IGNORED_LISTENERS],
    ...FIELD_ANNOTATIONS,
    "acme.cert-manager.io/http01-edit-in-place",
    "acme.cert-manager.io/http01-ingress-class",
    "acme.cert-manager.io/http01-ingress-ingressclassname",
    "acme.cert-manager.io/http01-parentreffallback",
    "venafi.cert-manager.io/custom-fields",
  ],
};

/** Each Ingress and Gateway that asks for Certificates, followed by those that it gets. */
export function annotatedCertificates(
  manifests: readonly Manifest[],
  ctx: ControllerContext,
): Map<Manifest, Manifest[]> {
  const settings = readSettings("cert-manager", SETTINGS, ctx);
  const taken = takenNames(manifests);
  const made = new Map<Manifest, Manifest[]>();
  for (const manifest of manifests) {
    const read = READERS.get(kindOf(manifest));
    if (!read) continue;
    const annotations = textMap(manifest.metadata.annotations);
    const issuer = issuerOf(manifest, annotations, settings, ctx);
    if (!issuer) continue;
    const certificates = certificatesOf(manifest, annotations, issuer, read, ctx)
      .filter(({ certificate, wanted }) => isFree(certificate, wanted, manifest, taken, ctx))
      .map(({ certificate }) => certificate);
    if (certificates.length > 0) made.set(manifest, [manifest, ...certificates]);
  }
  return made;
}

/** Reference to an issuer, as Certificates have it. */
interface IssuerRef {
  name: string;
  kind: string;
  group: string;
}

/** The issuer that an object asks for; none where it asks for no certificate, or in a way that means nothing. */
function issuerOf(
  manifest: Manifest,
  annotations: AnnotationTexts,
  settings: CertManagerSettings,
  ctx: ControllerContext,
): IssuerRef | undefined {
  const { [ISSUER_NAME]: own, [CLUSTER_ISSUER_NAME]: clusterWide } = annotations;
  const isDefault = own === undefined && clusterWide === undefined;
  if (isDefault && !asksForDefault(manifest, annotations)) return undefined;
  const { [ISSUER_KIND]: kind, [ISSUER_GROUP]: group } = annotations;
  const clash = [[ISSUER_NAME, own], [ISSUER_KIND, kind], [ISSUER_GROUP, group]]
    .find(([, value]) => value !== undefined);
  if (clusterWide !== undefined && clash) {
    ctx.report(manifest, annotationPath(CLUSTER_ISSUER_NAME)).warn(
      "contradicting-annotations",
      `${CLUSTER_ISSUER_NAME} and ${
        clash[0]
      } exclude each other, so no Certificate is made. Keep one of them`,
    );
    return undefined;
  }
  const name = clusterWide ?? own ?? settings.default_issuer;
  if (name === "") {
    const annotation = isDefault ? TLS_ACME : own === undefined ? CLUSTER_ISSUER_NAME : ISSUER_NAME;
    ctx.report(manifest, annotationPath(annotation)).info(
      "no-issuer",
      `the annotation asks for a certificate and names no issuer, so none is made; the reverse proxy gets its own. ${
        isDefault
          ? "Set extensions.cert-manager.default_issuer in dekube.yaml, as cert-manager's flag --default-issuer-name does"
          : "Give it the name of one"
      }`,
    );
    return undefined;
  }
  const defaultKind = isDefault ? settings.default_issuer_kind : "Issuer";
  return {
    name,
    kind: clusterWide === undefined ? kind ?? defaultKind : "ClusterIssuer",
    group: group ?? settings.default_issuer_group,
  };
}

/** cert-manager reads this annotation of Ingresses only. */
function asksForDefault(manifest: Manifest, annotations: AnnotationTexts): boolean {
  return kindOf(manifest) === "Ingress" && parseFlag(annotations[TLS_ACME] ?? "") === true;
}

/** A Certificate with what it is for. */
interface Wanted {
  certificate: Manifest;
  wanted: TlsHosts;
}

function certificatesOf(
  manifest: Manifest,
  annotations: AnnotationTexts,
  issuerRef: IssuerRef,
  read: TlsReader,
  ctx: ControllerContext,
): Wanted[] {
  const hosts = read(manifest, annotations, (path, problem) =>
    ctx.report(manifest, path).info(
      "no-certificate",
      `no Certificate is made of this, since ${problem}; cert-manager makes none either`,
    ));
  try {
    return hosts.map((wanted) => ({
      wanted,
      certificate: certificateFor(manifest, annotations, issuerRef, wanted),
    }));
  } catch (error) {
    if (!(error instanceof BadAnnotation)) throw error;
    const { annotation, message } = error;
    ctx.report(manifest, annotationPath(annotation)).warn(
      "bad-annotation",
      `${annotation} ${message}, so no Certificate is made; cert-manager makes none either`,
    );
    return [];
  }
}

function certificateFor(
  manifest: Manifest,
  annotations: AnnotationTexts,
  issuerRef: IssuerRef,
  { secretName, hosts }: TlsHosts,
): Manifest {
  const { apiVersion, kind, metadata } = manifest;
  const namespace = namespaceOf(manifest);
  const isAddress = (host: string) => ipAddress(host) !== undefined;
  return {
    apiVersion: "cert-manager.io/v1",
    kind: "Certificate",
    metadata: {
      name: secretName,
      ...namespace === "" ? {} : { namespace },
      labels: textMap(metadata.labels),
      ownerReferences: [{ apiVersion, kind, name: metadata.name, controller: true }],
    },
    spec: withAnnotations({
      secretName,
      issuerRef,
      dnsNames: [...new Set(hosts.filter((host) => !isAddress(host)))],
      ipAddresses: [...new Set(hosts.filter(isAddress))],
      usages: ["digital signature", "key encipherment"],
    }, annotations),
  };
}

/** Whose Certificate has a Secret, by the Secret's namespace and name, and likewise by the Certificate's own. */
type Taken = Map<string, Owned>;

/** A Certificate. */
interface Owned {
  certificate: Manifest;
  /** The object that asked for it; none where it came in. */
  origin?: Manifest;
}

function takenNames(manifests: readonly Manifest[]): Taken {
  const taken: Taken = new Map();
  for (const certificate of manifests.filter((manifest) => kindOf(manifest) === CERTIFICATE)) {
    take(certificate, { certificate }, taken);
  }
  return taken;
}

function take(certificate: Manifest, owned: Owned, taken: Taken): void {
  for (const key of keysOf(certificate)) if (!taken.has(key)) taken.set(key, owned);
}

/** A Certificate has its name for itself, and its Secret. */
function keysOf(certificate: Manifest): string[] {
  const secretName = text(mapping(certificate.spec).secretName);
  return [certificate.metadata.name, secretName].map((name) =>
    JSON.stringify([namespaceOf(certificate), name])
  );
}

/** Whether nobody has the Certificate yet; what the one that is there lacks is said. */
function isFree(
  certificate: Manifest,
  { path }: TlsHosts,
  manifest: Manifest,
  taken: Taken,
  ctx: ControllerContext,
): boolean {
  const found = keysOf(certificate).map((key) => taken.get(key)).find((owned) => owned);
  if (!found) {
    take(certificate, { certificate, origin: manifest }, taken);
    return true;
  }
  const known = namesOf(found.certificate);
  const missing = [...namesOf(certificate)].filter((name) => !known.has(name));
  if (missing.length > 0) {
    const { origin } = found;
    ctx.report(manifest, path).warn(
      "names-not-certified",
      `${
        origin ? `the ${origin.kind} "${origin.metadata.name}" asks for` : "the manifests have"
      } a Certificate of the Secret "${certificate.metadata.name}" already, and it is not for ${
        missing.join(", ")
      }; cert-manager leaves it so too. Name another Secret, or add the names there`,
    );
  }
  return false;
}

function namesOf({ spec }: Manifest): Set<string> {
  const { dnsNames, ipAddresses } = mapping(spec);
  return new Set(
    [dnsNames, ipAddresses].flatMap((names) => Array.isArray(names) ? names.map(text) : []),
  );
}
