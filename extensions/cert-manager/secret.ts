/**
 * The Secret that a Certificate fills.
 *
 * @module
 */

import { type ConvertContext, idOf, type Secret, secretValue, textMap } from "@dekube/engine/pacts";
import { decodeText, encodePem } from "@dekube/engine/pacts/kubernetes";
import type { Authority } from "./authority.ts";
import type { KeyPair, PemPair } from "./certificate.ts";
import { encodeKey, keyPem } from "./private_key.ts";
import type { CertificateRequest } from "./request.ts";
import type { X509Certificate } from "./x509.ts";

const NOTHING = new Uint8Array();

/** The Secret to fill. */
export interface Target {
  /** The one of that name that is there: the manifests', or what an earlier round made. */
  declared?: Secret;
  /** Its namespace. */
  namespace: string;
  /** Folder of its files, below the output folder. */
  folder: string;
}

/** The Secret that a request is to fill. */
export function targetOf(
  { namespace, secretName: name }: CertificateRequest,
  ctx: ConvertContext,
): Target {
  const declared = ctx.secrets.get(namespace, name);
  const id = declared ? idOf(declared) : { kind: "Secret", namespace, name };
  return {
    ...declared ? { declared } : {},
    namespace: id.namespace,
    folder: `secrets/${ctx.names.folder(id)}`,
  };
}

/** Certificates that are there already: the Secret's, then the last run's. */
export function knownPairs({ declared, folder }: Target, ctx: ConvertContext): PemPair[] {
  const read = (key: string) => decodeText(ctx.previous.read(`${folder}/${key}`) ?? NOTHING);
  const pairs = [
    declared && {
      certificate: secretValue(declared, "tls.crt"),
      key: secretValue(declared, "tls.key"),
    },
    { certificate: read("tls.crt"), key: read("tls.key") },
  ];
  return pairs.filter((pair): pair is PemPair => Boolean(pair?.certificate && pair.key));
}

/** Whether a Secret of the manifests holds another certificate, which this one takes the place of. */
export function isReplaced({ declared }: Target, { certificate }: KeyPair): boolean {
  const content = declared && secretValue(declared, "tls.crt");
  if (!content) return false;
  const withoutSpace = (pem: string) => pem.replace(/\s+/g, "");
  return !withoutSpace(content).startsWith(withoutSpace(certificatePem(certificate)));
}

/**
 * Makes the Secret, known to whoever runs later, and writes its files to where a pod that mounts it would
 * have them. Other keys of a Secret that the manifests hold stay.
 */
export function putSecret(
  request: CertificateRequest,
  { declared, namespace, folder }: Target,
  pair: KeyPair,
  authority: Authority | undefined,
  ctx: ConvertContext,
): Secret {
  const chain = [pair.certificate, ...authority?.chain ?? []];
  const certificate = chain.map(certificatePem).join("");
  const key = keyPem(pair.key, request.keyEncoding);
  const made: Record<string, string> = {
    "tls.crt": certificate,
    "tls.key": key,
    "ca.crt": certificatePem(authority?.root ?? pair.certificate),
    ...request.combined ? { "tls-combined.pem": key + certificate } : {},
  };
  for (const [own, source] of Object.entries(request.copies)) {
    if (Object.hasOwn(made, source)) made[own] = made[source];
  }
  const binary: Record<string, Uint8Array> = request.der
    ? { "key.der": encodeKey(pair.key, request.keyEncoding).der }
    : {};
  const secret: Secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: request.secretName,
      namespace,
      labels: { ...declared?.metadata.labels, ...request.labels },
      annotations: { ...declared?.metadata.annotations, ...request.annotations },
    },
    type: "kubernetes.io/tls",
    data: {
      ...textMap(declared?.data),
      ...Object.fromEntries(
        Object.entries(binary).map(([name, bytes]) => [name, bytes.toBase64()]),
      ),
    },
    stringData: { ...textMap(declared?.stringData), ...made },
  };
  ctx.manifests.add(secret);
  for (const copy of request.publicCopies) {
    const { "tls.crt": own, "ca.crt": root } = made;
    ctx.manifests.add({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { ...copy },
      stringData: { "tls.crt": own, "ca.crt": root },
    });
  }
  for (const [name, content] of Object.entries({ ...made, ...binary })) {
    ctx.files.write(`${folder}/${name}`, content);
  }
  return secret;
}

function certificatePem(certificate: X509Certificate): string {
  return encodePem("CERTIFICATE", new Uint8Array(certificate.rawData));
}
