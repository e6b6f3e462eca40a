/**
 * A certificate of our own, for hosts that have no other. It lives as long as the hosts stay the same.
 *
 * @module
 */

import { type ConvertContext, type Mount, mount, type ProxyFiles } from "@dekube/engine/pacts";
import { decodePem, decodeText, encodePem } from "@dekube/engine/pacts/kubernetes";
import { tlsPaths } from "@dekube/engine/pacts/proxy";
import { OWN_FOLDER } from "./certificates.ts";

/** Paths of the certificate and its key, below the output folder. */
export const PATHS = tlsPaths({ folder: ".nginx-tls-internal" }, "secrets");

/** Where the container has them. */
export function ownMounts(): Mount[] {
  return [
    mount(`./${PATHS.certificate}`, `${OWN_FOLDER}/tls.crt`, { readOnly: true }),
    mount(`./${PATHS.key}`, `${OWN_FOLDER}/tls.key`, { readOnly: true }),
  ];
}

const DAY = 86_400_000;
/** Browsers refuse more than 825 days. */
const LIFE = 820 * DAY;
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/** The certificate and its key: the last run's, where they are still good; else new ones, which nobody can foretell. */
export async function selfSigned(
  hosts: readonly string[],
  ctx: Pick<ConvertContext, "previous">,
  now: number = Date.now(),
): Promise<ProxyFiles> {
  const names = [...new Set(hosts)].sort();
  const { certificate, key } = await previousPair(names, ctx, now) ?? await issue(names, now);
  return {
    [PATHS.certificate]: { content: certificate },
    [PATHS.key]: { content: key, mode: 0o600 },
  };
}

interface Pair {
  certificate: string;
  key: string;
}

async function previousPair(
  names: readonly string[],
  ctx: Pick<ConvertContext, "previous">,
  now: number,
): Promise<Pair | undefined> {
  const [certificate, key] = [PATHS.certificate, PATHS.key].map((path) => {
    const bytes = ctx.previous.read(path);
    return bytes && decodeText(bytes);
  });
  if (!certificate || !key) return undefined;
  const x509 = await load();
  try {
    const read = new x509.X509Certificate(certificate);
    const found = read.getExtension(x509.SubjectAlternativeNameExtension)?.names.toJSON()
      .map(({ value }) => value) ?? [];
    const [from, until] = [read.notBefore.getTime(), read.notAfter.getTime()];
    const isFresh = from <= now && until - now > (until - from) / 3;
    const same = JSON.stringify(found) === JSON.stringify(names);
    return isFresh && same && await belongTogether(read.publicKey.rawData, key)
      ? { certificate, key }
      : undefined;
  } catch {
    // Somebody else's file, or half of one.
    return undefined;
  }
}

/** Whether a signature of the key is one that the certificate's holder would make. */
async function belongTogether(publicKey: BufferSource, key: string): Promise<boolean> {
  const der = decodePem(key)[0].der!;
  const signer = await crypto.subtle.importKey("pkcs8", der, ALGORITHM, false, ["sign"]);
  const checker = await crypto.subtle.importKey("spki", publicKey, ALGORITHM, false, ["verify"]);
  const text = new TextEncoder().encode("dekube");
  return await crypto.subtle.verify(
    ALGORITHM,
    checker,
    await crypto.subtle.sign(ALGORITHM, signer, text),
    text,
  );
}

async function issue(names: readonly string[], now: number): Promise<Pair> {
  const x509 = await load();
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  // X.509 counts whole seconds; clocks elsewhere may be a little behind.
  const from = Math.floor(now / 1000) * 1000 - 300_000;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=dekube",
    keys,
    signingAlgorithm: ALGORITHM,
    notBefore: new Date(from),
    notAfter: new Date(from + LIFE),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((value) => ({ type: "dns" as const, value })),
      ),
    ],
  });
  const der = new Uint8Array(await crypto.subtle.exportKey("pkcs8", keys.privateKey));
  return { certificate: `${certificate.toString("pem")}\n`, key: encodePem("PRIVATE KEY", der) };
}

/** Loaded only where a certificate is made: a start without would wait for it in vain. */
async function load() {
  // The library's registry of algorithms does not start without it.
  await import("reflect-metadata");
  return await import("@peculiar/x509");
}
