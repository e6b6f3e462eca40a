/**
 * The server's certificate, its authority, and the key that it signs tokens with: cert-manager issues them.
 *
 * @module
 */

import {
  type ConvertContext,
  type Manifest,
  type ResourceId,
  secretValue,
} from "@dekube/engine/pacts";

/** Whom the namespace belongs to. */
const OWNER: ResourceId = { group: "", kind: "Namespace", namespace: "", name: "kube-api" };

/** Where the objects lie that stand for them: nobody can guess it, so that no pod is there and mounts the keys. */
function ownNamespace({ generated }: Pick<ConvertContext, "generated">): string {
  return `kube-api-${generated.value(OWNER, "namespace")}`;
}

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
export function certificateRequests(ctx: Pick<ConvertContext, "generated">): Manifest[] {
  const namespace = ownNamespace(ctx);
  const object = (kind: string, name: string, spec: object): Manifest => ({
    apiVersion: "cert-manager.io/v1",
    kind,
    metadata: { name, namespace },
    spec,
  });
  const certificate = (name: string, issuer: string, spec: object) =>
    object("Certificate", name, {
      secretName: name,
      duration: DURATION,
      privateKey: { algorithm: "ECDSA", size: 256 },
      issuerRef: { name: issuer, kind: "Issuer" },
      ...spec,
    });
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
  ctx: Pick<ConvertContext, "generated" | "secrets">,
): Certificates | undefined {
  const namespace = ownNamespace(ctx);
  const [authority, server, tokens] = [AUTHORITY, SERVER, TOKENS].map((name) => {
    const secret = ctx.secrets.get(namespace, name);
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
