/**
 * Certificates that the conformance suite makes for its tests.
 *
 * @module
 */

import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import type { Manifest } from "../../pacts/mod.ts";
import type { KeyPair } from "./echo_server.ts";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const NAMESPACE = "gateway-conformance-infra";

/** An authority that signs. */
interface Authority {
  certificate: x509.X509Certificate;
  keys: CryptoKeyPair;
}

async function authority(): Promise<Authority> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=root",
    keys,
    ...period(),
    signingAlgorithm: ALGORITHM,
    extensions: [new x509.BasicConstraintsExtension(true)],
  });
  return { certificate, keys };
}

async function signed(hosts: readonly string[], by: Authority): Promise<KeyPair> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.create({
    subject: "CN=leaf",
    issuer: by.certificate.subject,
    publicKey: keys.publicKey,
    signingKey: by.keys.privateKey,
    signingAlgorithm: ALGORITHM,
    ...period(),
    extensions: [
      new x509.SubjectAlternativeNameExtension(
        hosts.map((value) => ({
          type: value.includes("://") ? "url" as const : "dns" as const,
          value,
        })),
      ),
    ],
  });
  const key = new Uint8Array(await crypto.subtle.exportKey("pkcs8", keys.privateKey));
  return { cert: certificate.toString("pem"), key: x509.PemConverter.encode(key, "PRIVATE KEY") };
}

function period(): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - 3_600_000), notAfter: new Date(now + 86_400_000) };
}

/** The Secrets and ConfigMaps of the suite, and what its backends by TLS show. */
export async function conformanceCertificates(): Promise<
  { objects: Manifest[]; backend: KeyPair }
> {
  const ca = await authority();
  const other = await authority();
  const backend = await signed(
    ["abc.example.com", "spiffe://abc.example.com/test-identity", "other.example.com"],
    ca,
  );
  const listener = await signed(["*", "*.org", "*.wildcard.org"], ca);
  const terminated = await signed(["tls.example.com"], ca);
  const web = await signed(["*"], ca);
  const secret = (name: string, { cert, key }: KeyPair, namespace = NAMESPACE): Manifest => ({
    apiVersion: "v1",
    kind: "Secret",
    type: "kubernetes.io/tls",
    metadata: { name, namespace },
    stringData: { "tls.crt": cert, "tls.key": key },
  });
  const map = (name: string, { certificate }: Authority, namespace = NAMESPACE): Manifest => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace },
    data: { "ca.crt": certificate.toString("pem") },
  });
  return {
    backend,
    objects: [
      secret("tls-validity-checks-certificate", listener),
      secret("certificate", web, "gateway-conformance-web-backend"),
      secret("tls-checks-certificate", backend),
      secret("tls-terminate-checks-certificate", terminated),
      map("tls-checks-ca-certificate", ca),
      map("tls-validity-checks-ca-certificate", other),
      map("mismatch-ca-certificate", other),
      map("web-backend-cm", ca, "gateway-conformance-web-backend"),
    ],
  };
}
