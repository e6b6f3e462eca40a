/**
 * What tests of certificates have in common.
 *
 * @module
 */

import { type ConvertContext, type Manifest, secretValue } from "@dekube/engine/pacts";
import { type TestContext, testContext, type TestContextOptions } from "@dekube/engine/testing";
import { inFolder } from "../../tools/in_folder.ts";
import { runTestTool } from "../../tools/needs_tool.ts";
import { CertManager } from "./mod.ts";
import { loadX509, type X509Certificate } from "./x509.ts";

/** A moment, so that tests know how old certificates are. */
export const NOW = Date.UTC(2026, 0, 15, 12);
/** Milliseconds of a day. */
export const DAY = 24 * 3_600_000;

/** A fast key, for tests that are not about keys. */
export const FAST = { privateKey: { algorithm: "ECDSA" } };

/** A manifest in the namespace `shop`. */
export function manifest(kind: string, name: string, spec: unknown, namespace = "shop"): Manifest {
  return { ...versionOf(kind), kind, metadata: { name, namespace }, spec };
}

function versionOf(kind: string): Pick<Manifest, "apiVersion"> {
  return /^(?:(?:Cluster)?Issuer|Certificate)$/.test(kind)
    ? { apiVersion: "cert-manager.io/v1" }
    : {};
}

/** A ClusterIssuer. */
export function clusterIssuer(name: string, spec: unknown): Manifest {
  return { ...versionOf("ClusterIssuer"), kind: "ClusterIssuer", metadata: { name }, spec };
}

/** A Certificate in the namespace `shop` that fills the Secret `<name>-tls`, its key a fast one. */
export function certificate(name: string, issuer: string, spec: object = {}): Manifest {
  return manifest("Certificate", name, {
    secretName: `${name}-tls`,
    issuerRef: { name: issuer },
    ...FAST,
    ...spec,
  });
}

/** An issuer that has certificates sign themselves, and one that signs with the Secret `ca-tls`. */
export const ISSUERS: readonly Manifest[] = [
  manifest("Issuer", "self", { selfSigned: {} }),
  manifest("Issuer", "ca", { ca: { secretName: "ca-tls" } }),
];

/** The authority whose Secret is `ca-tls`. */
export const CA: Manifest = certificate("ca", "self", { commonName: "Test CA", isCA: true });

/** Converts the Certificates among manifests. */
export async function issue(
  manifests: readonly Manifest[],
  { now = NOW, ...options }: TestContextOptions & { now?: number } = {},
): Promise<TestContext> {
  const ctx = testContext(manifests, options);
  const converter = new CertManager();
  converter.now = () => now;
  await converter.convertAll(
    new Map(converter.kinds.map((kind) => [kind, ctx.manifests.of(kind)])),
    ctx,
  );
  return ctx;
}

/** A key of a Secret in the namespace `shop`. */
export function value(ctx: ConvertContext, secret: string, key = "tls.crt"): string {
  const found = ctx.secrets.get("shop", secret);
  return found && secretValue(found, key) || "";
}

/** The certificate in a Secret in the namespace `shop`. */
export async function certificateIn(ctx: ConvertContext, secret: string): Promise<X509Certificate> {
  return new (await loadX509()).X509Certificate(value(ctx, secret));
}

/** What of two conversions' files is not the same, by path. */
export function changes(before: ConvertContext, after: ConvertContext): string[] {
  const [one, other] = [before, after].map((ctx) =>
    new Map([...ctx.files.entries()].map(([path, { content }]) => [path, String(content)]))
  );
  return [...new Set([...one.keys(), ...other.keys()])]
    .filter((path) => one.get(path) !== other.get(path)).sort();
}

/** What openssl says of files, by the names that the arguments have for them. */
export async function openssl(
  args: readonly string[],
  files: Record<string, string | Uint8Array> = {},
): Promise<{ success: boolean; said: string }> {
  return await inFolder(Object.entries(files), (folder) =>
    runTestTool(
      "openssl",
      args.map((arg) => Object.hasOwn(files, arg) ? `${folder}/${arg}` : arg),
    ));
}
