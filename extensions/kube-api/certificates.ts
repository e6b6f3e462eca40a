/**
 * The server's certificate, its authority, and the key that it signs tokens with: cert-manager issues them.
 *
 * @module
 */

import { type ConvertContext, type Manifest, secretValue } from "@dekube/engine/pacts";

/** Where the objects lie that stand for them. */
const NAMESPACE = "kube-system";
const AUTHORITY = "dekube-kube-api-authority";
const SERVER = "dekube-kube-api-server";
const TOKENS = "dekube-kube-api-tokens";

/** Ten years: nothing renews a certificate between two conversions. */
const DURATION = "87600h";

/** The names of the API in a cluster, the longest first. */
export const API_NAMES: readonly string[] = [
  "kubernetes.default.svc.cluster.local",
  "kubernetes.default.svc",
  "kubernetes.default",
  "kubernetes",
];

/** The name that programs are told. */
export const API_HOST = "kubernetes.default.svc";

/** Asks for them. */
export function certificateRequests(): Manifest[] {
  return [
    object("Issuer", `${AUTHORITY}-self-signed`, { selfSigned: {} }),
    certificate(AUTHORITY, `${AUTHORITY}-self-signed`, {
      isCA: true,
      commonName: "Kubernetes API",
    }),
    object("Issuer", AUTHORITY, { ca: { secretName: AUTHORITY } }),
    certificate(SERVER, AUTHORITY, {
      commonName: API_HOST,
      dnsNames: [...API_NAMES, "localhost"],
      ipAddresses: ["127.0.0.1"],
      usages: ["digital signature", "key encipherment", "server auth"],
    }),
    certificate(TOKENS, AUTHORITY, {
      commonName: "service-accounts",
      dnsNames: ["service-accounts.invalid"],
    }),
  ];
}

/** What came of it, as PEM. */
export interface Certificates {
  /** Of the authority. */
  authority: string;
  /** Of the server. */
  server: { certificate: string; key: string };
  /** What signs the tokens of ServiceAccounts. */
  tokens: { certificate: string; key: string };
}

/** What was issued; `undefined` where nobody did. */
export function issuedCertificates(
  { secrets }: Pick<ConvertContext, "secrets">,
): Certificates | undefined {
  const [authority, server, tokens] = [AUTHORITY, SERVER, TOKENS].map((name) => {
    const secret = secrets.get(NAMESPACE, name);
    const [certificate, key] = ["tls.crt", "tls.key"].map((file) =>
      secret && secretValue(secret, file)
    );
    return certificate && key ? { certificate, key } : undefined;
  });
  return authority && server && tokens
    ? { authority: authority.certificate, server, tokens }
    : undefined;
}

/** Whether an object is one of these, which no program of the project has to do with. */
export function isOurs({ metadata }: Manifest): boolean {
  return metadata.name.startsWith("dekube-kube-api-");
}

function certificate(name: string, issuer: string, spec: object): Manifest {
  return object("Certificate", name, {
    secretName: name,
    duration: DURATION,
    privateKey: { algorithm: "ECDSA", size: 256 },
    issuerRef: { name: issuer, kind: "Issuer" },
    ...spec,
  });
}

function object(kind: string, name: string, spec: object): Manifest {
  return {
    apiVersion: "cert-manager.io/v1",
    kind,
    metadata: { name, namespace: NAMESPACE },
    spec,
  };
}
