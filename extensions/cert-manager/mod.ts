/**
 * cert-manager: issues certificates, as cert-manager would in the cluster, and keeps them from run to run.
 *
 * Issuers of the sorts `selfSigned` and `ca` work; `issue.ts` has them sign in the right order. What
 * a Certificate asks for is in `request.ts`, when an earlier one still serves in `certificate.ts`.
 *
 * @module
 */

import {
  type ConvertContext,
  Converter,
  type ConverterResult,
  type ExtensionInfo,
  type Manifest,
} from "@dekube/engine/pacts";
import { issueAll } from "./issue.ts";
import { type CertificateRequest, mergeRequests, readRequest } from "./request.ts";
import { loadX509 } from "./x509.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "cert-manager",
  // Certificates are for the names that this would shorten.
  incompatible: ["flatten-internal-urls"],
};

/** Issues Certificates, and fills the Secrets that they name. */
export class CertManager extends Converter {
  /** `cert-manager`. */
  readonly name = "cert-manager";
  /** Issuers, which the Certificates after them name. */
  readonly kinds: readonly string[] = ["ClusterIssuer", "Issuer", "Certificate"];
  /** After the Secrets are known, and before what uses the new ones. */
  override readonly priority = 100;
  /** The time, in milliseconds since 1970. */
  now: () => number = Date.now;

  /** Issues all Certificates at once; issuers do nothing by themselves. */
  async convert(
    kind: string,
    manifests: readonly Manifest[],
    ctx: ConvertContext,
  ): Promise<ConverterResult> {
    if (kind !== "Certificate") return {};
    const requests = readRequests(manifests, ctx);
    if (requests.length > 0) await issueAll(requests, ctx, await loadX509(), this.now());
    return {};
  }
}

/** What the Certificates ask for, one request a Secret. */
function readRequests(manifests: readonly Manifest[], ctx: ConvertContext): CertificateRequest[] {
  const bySecret = new Map<string, CertificateRequest>();
  for (const manifest of manifests) {
    const request = readRequest(manifest, ctx);
    if (!request) continue;
    const { resource, namespace, secretName } = request;
    const key = JSON.stringify([namespace, secretName]);
    const first = bySecret.get(key);
    if (first) {
      ctx.diagnostics.info(
        "certificates-merged",
        `the Secret "${secretName}" is that of the Certificate "${first.resource.name}" too, so one certificate has the names and uses of both; all else is as "${first.resource.name}" asks`,
        { resource, path: "spec.secretName" },
      );
    }
    bySecret.set(key, first ? mergeRequests(first, request) : request);
  }
  return [...bySecret.values()];
}
