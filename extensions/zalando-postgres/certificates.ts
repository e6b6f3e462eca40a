/**
 * The server's certificate: the one that `spec.tls` names, else one of its own, as Spilo makes when it starts.
 *
 * @see https://postgres-operator.readthedocs.io/en/latest/user/#custom-tls-certificates
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  mapping,
  objectBeside,
  type ObjectIndex,
  word,
} from "@dekube/engine/pacts";
import type { ServerTls } from "@dekube/engine/pacts/postgres";
import { type Cluster, hostOf } from "./cluster.ts";

/** What the server has its certificate from. */
export interface Tls {
  /** Files in the container. */
  files: ServerTls;
  /** Secrets, each with the folder that it is mounted in. */
  secrets: readonly { volume: string; secretName: string; mountPath: string }[];
  /** What asks for the certificate. */
  made: readonly Manifest[];
}

/** Ten years: nothing renews a certificate between two conversions. */
const DURATION = "87600h";

const MOUNT = "/tls";
const AUTHORITY_MOUNT = "/tlsca";

/** Certificates of a cluster; `undefined`, and said, where there can be none. `services` are names of its Services. */
export function tlsOf(
  cluster: Cluster,
  services: readonly string[],
  objects: ObjectIndex,
  ctx: ControllerContext,
): Tls | undefined {
  const { manifest, name, namespace } = cluster;
  const given = mapping(cluster.spec.tls);
  const secretName = word(given.secretName);
  if (secretName !== "") return namedTls(secretName);
  if (mapping(ctx.config.extensions["cert-manager"]).enabled === false) {
    ctx.report(manifest, "spec.tls").warn(
      "no-certificate",
      `nothing issues the server's certificate, since cert-manager is off, so connections are not encrypted, and clients that insist on TLS can't connect. Take "enabled: false" out of extensions.cert-manager in dekube.yaml, or set "spec.tls.secretName"`,
    );
    return undefined;
  }
  const own = `${name}-spilo-tls`;
  return {
    files: { certificate: `${MOUNT}/tls.crt`, key: `${MOUNT}/tls.key`, authority: "" },
    secrets: [{ volume: "tls", secretName: own, mountPath: MOUNT }],
    made: objects.get("Secret", namespace, own) ? [] : requests(own),
  };

  function namedTls(secretName: string): Tls {
    const authority = word(given.caFile);
    const caSecretName = authority === "" ? "" : word(given.caSecretName);
    return {
      files: {
        certificate: inFolder(MOUNT, word(given.certificateFile) || "tls.crt"),
        key: inFolder(MOUNT, word(given.privateKeyFile) || "tls.key"),
        authority: authority === ""
          ? ""
          : inFolder(caSecretName === "" ? MOUNT : AUTHORITY_MOUNT, authority),
      },
      secrets: [
        { volume: "tls", secretName, mountPath: MOUNT },
        ...caSecretName === ""
          ? []
          : [{ volume: "tls-ca", secretName: caSecretName, mountPath: AUTHORITY_MOUNT }],
      ],
      made: [],
    };
  }

  function requests(secretName: string): Manifest[] {
    const issuer = `${name}-spilo-self-signed`;
    const common = hostOf(cluster, name);
    const object = (kind: string, name: string, spec: object) =>
      objectBeside(manifest, kind, name, { spec }, {
        apiVersion: "cert-manager.io/v1",
        labels: cluster.labels,
      });
    const names = services.flatMap((service) =>
      namespace === "" ? [service] : [
        hostOf(cluster, service),
        `${service}.${namespace}.svc`,
        `${service}.${namespace}`,
        service,
      ]
    );
    return [
      object("Issuer", issuer, { selfSigned: {} }),
      object("Certificate", secretName, {
        secretName,
        // A longer one fits no certificate.
        ...(common.length <= 64 ? { commonName: common } : {}),
        dnsNames: [...names, hostOf(cluster, `${name}-0.${name}`), "localhost"],
        duration: DURATION,
        privateKey: { algorithm: "ECDSA", size: 256 },
        usages: ["digital signature", "key encipherment", "server auth"],
        issuerRef: { name: issuer, kind: "Issuer" },
      }),
    ];
  }
}

function inFolder(folder: string, file: string): string {
  return file.startsWith("/") ? file : `${folder}/${file}`;
}
