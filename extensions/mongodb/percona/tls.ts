/**
 * The certificates of a PerconaServerMongoDB: those of the manifests, else cert-manager's.
 *
 * @see https://docs.percona.com/percona-operator-for-mongodb/TLS.html
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  type Mapping,
  mapping,
  namespaceOf,
  objectBeside,
  type ObjectIndex,
  type Secret,
  text,
} from "@dekube/engine/pacts";
import { allSets, clusterLabels, type Percona } from "./cluster.ts";

/** How servers take TLS, and with what. */
export interface Tls {
  /** As the servers are told. */
  mode: string;
  /** Whether members have a certificate of their own for each other. */
  hasInternal: boolean;
  /** What is made for it. */
  made: Manifest[];
}

/** Ten years: nothing renews a certificate between two conversions. */
const DURATION = "87600h";

/** The certificates of a cluster. */
export function tlsOf(cluster: Percona, objects: ObjectIndex, ctx: ControllerContext): Tls {
  const { cr, spec, secrets, tlsMode: mode } = cluster;
  if (mode === "disabled") return { mode, hasInternal: false, made: [] };
  const namespace = namespaceOf(cr);
  const issued = new Set(
    objects.of("cert-manager.io/Certificate")
      .filter((certificate) => namespaceOf(certificate) === namespace)
      .map((certificate) => text(mapping(certificate.spec).secretName)),
  );
  const found = (name: string) => objects.get("Secret", namespace, name) as Secret | undefined;
  const isThere = (name: string) => found(name) !== undefined || issued.has(name);
  const hasInternal = isThere(secrets.sslInternal);
  if (isThere(secrets.ssl)) return { mode, hasInternal, made: [] };
  const internal = found(secrets.sslInternal);
  if (internal) {
    const { data, stringData, type } = internal;
    const copy = objectBeside(cr, "Secret", secrets.ssl, {
      ...(type ? { type } : {}),
      ...(data ? { data } : {}),
      ...(stringData ? { stringData } : {}),
    });
    return { mode, hasInternal, made: [copy] };
  }
  const tls = mapping(spec.tls);
  const report = ctx.report(cr, "spec.tls");
  if (text(tls.certManagementPolicy) === "userProvidedOnly") {
    report.error(
      "no-certificate",
      `there is no Secret "${secrets.ssl}", and nobody but you may make it, so the servers don't start. Add it to the manifests`,
    );
    return { mode, hasInternal, made: [] };
  }
  if (mapping(ctx.config.extensions["cert-manager"]).enabled === false) {
    if (mode === "requireTLS") {
      report.error(
        "no-certificate",
        `nothing issues its certificate, since cert-manager is off, so the servers don't start. Take "enabled: false" out of extensions.cert-manager in dekube.yaml, or add the Secret "${secrets.ssl}" to the manifests`,
      );
      return { mode, hasInternal, made: [] };
    }
    report.warn(
      "no-certificate",
      `nothing issues its certificate, since cert-manager is off, so the servers speak no TLS. Take "enabled: false" out of extensions.cert-manager in dekube.yaml, or add the Secret "${secrets.ssl}" to the manifests`,
    );
    return { mode: "disabled", hasInternal: false, made: [] };
  }
  return { mode, hasInternal: true, made: requests(cluster) };
}

/** What the operator asks cert-manager for. */
function requests(cluster: Percona): Manifest[] {
  const { cr, spec, name, secrets } = cluster;
  const { issuerConf, certValidityDuration } = mapping(spec.tls);
  const given = mapping(issuerConf);
  const own = text(given.name) === "";
  const object = (kind: string, objectName: string, content: Mapping) =>
    objectBeside(cr, kind, objectName, { spec: content }, {
      apiVersion: "cert-manager.io/v1",
      labels: clusterLabels(cluster),
    });
  const authority = `${name}-ca-cert`;
  const issuerRef = own ? { name: `${name}-psmdb-issuer`, kind: "Issuer" } : {
    name: text(given.name),
    kind: text(given.kind) || "Issuer",
    ...(text(given.group) === "" ? {} : { group: text(given.group) }),
  };
  const names = hostNames(cluster);
  const certificate = (objectName: string, secretName: string) =>
    object("Certificate", objectName, {
      secretName,
      // A longer one fits no certificate.
      ...(name.length <= 64 ? { commonName: name } : {}),
      subject: { organizations: ["PSMDB"] },
      dnsNames: names,
      duration: text(certValidityDuration) || DURATION,
      privateKey: { algorithm: "ECDSA", size: 256 },
      usages: ["digital signature", "key encipherment", "server auth", "client auth"],
      issuerRef,
    });
  return [
    ...(own
      ? [
        object("Issuer", `${name}-psmdb-ca-issuer`, { selfSigned: {} }),
        object("Certificate", authority, {
          secretName: authority,
          ...(name.length <= 61 ? { commonName: `${name}-ca` } : {}),
          subject: { organizations: ["PSMDB"] },
          isCA: true,
          privateKey: { algorithm: "ECDSA", size: 256 },
          duration: DURATION,
          issuerRef: { name: `${name}-psmdb-ca-issuer`, kind: "Issuer" },
        }),
        object("Issuer", `${name}-psmdb-issuer`, { ca: { secretName: authority } }),
      ]
      : []),
    certificate(`${name}-ssl`, secrets.ssl),
    certificate(`${name}-ssl-internal`, secrets.sslInternal),
  ];
}

function hostNames(cluster: Percona): string[] {
  const { cr, name, domain, sharding } = cluster;
  const namespace = namespaceOf(cr);
  const services = [
    ...allSets(cluster).map(({ service }) => service),
    ...(sharding ? [`${name}-mongos`] : []),
  ];
  const names = services.flatMap((service) => {
    const all = namespace === ""
      ? [service]
      : [service, `${service}.${namespace}`, `${service}.${namespace}.svc`, `${service}${domain}`];
    return all.flatMap((one) => [one, `*.${one}`]);
  });
  return ["localhost", ...new Set(names)];
}
