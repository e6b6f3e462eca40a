/**
 * cert-manager: issues certificates, as cert-manager would in the cluster, and keeps them from run to run.
 *
 * Issuers of the sorts `selfSigned` and `ca` work; `issue.ts` has them sign in the right order. What
 * a Certificate asks for is in `request.ts`, when an earlier one still serves in `certificate.ts`.
 *
 * @module
 */

import {
  CombinedConverter,
  type ConvertContext,
  type ConverterResult,
  type ExtensionInfo,
  type Manifest,
  type ManifestsByKind,
  type Secret,
} from "@dekube/engine/pacts";
import { ACCOUNT } from "./account.ts";
import {
  annotatedCertificates,
  CERTIFICATE,
  ISSUER_ANNOTATIONS,
  KNOWN_ANNOTATIONS,
} from "./annotated.ts";
import { issueAll } from "./issue.ts";
import { CLUSTER_ISSUER, ISSUER } from "./issuers.ts";
import { FIELDS } from "./known/mod.ts";
import { type CertificateRequest, mergeRequests, readRequest } from "./request.ts";
import { SETTINGS } from "./settings.ts";
import { loadX509 } from "./x509.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "cert-manager",
  leavesOut: ["missing-issuer", "unsupported-issuer"],
  depends: ["secret-indexer"],
  // Certificates are for the names that this would shorten.
  incompatible: ["flatten-internal-urls"],
  clusterScoped: [CLUSTER_ISSUER],
  replaces: [{ images: ["jetstack/cert-manager-*"], charts: ["cert-manager"] }],
  settings: SETTINGS,
  fields: FIELDS,
  account: ACCOUNT,
  annotations: ISSUER_ANNOTATIONS,
  annotationNames: KNOWN_ANNOTATIONS,
  controller: annotatedCertificates,
};

/** Issues Certificates, and fills the Secrets that they name. */
export class CertManager extends CombinedConverter {
  /** `cert-manager`. */
  readonly name = "cert-manager";
  /** Issuers, and the Certificates that name them. */
  readonly kinds: readonly string[] = [CLUSTER_ISSUER, ISSUER, CERTIFICATE];
  /** After the Secrets are known, and before what uses the new ones. */
  override readonly priority = 100;
  /** The time, in milliseconds since 1970. */
  now: () => number = Date.now;

  /** What Certificates ask for, one request a Secret; some may come later, and name a Secret that is here. */
  readonly #requests = new Map<string, CertificateRequest>();
  /** The Secrets that were made of it. */
  readonly #made = new Set<Secret>();

  /** Issues all Certificates at once, so that they can sign each other. */
  async convertAll(manifests: ManifestsByKind, ctx: ConvertContext): Promise<ConverterResult> {
    for (const manifest of manifests.get(CERTIFICATE) ?? []) this.#request(manifest, ctx);
    if (this.#requests.size > 0) {
      await issueAll([...this.#requests.values()], this.#made, ctx, await loadX509(), this.now());
    }
    return {};
  }

  #request(manifest: Manifest, ctx: ConvertContext): void {
    const request = readRequest(manifest, ctx);
    if (!request) return;
    const { namespace, secretName } = request;
    const key = JSON.stringify([namespace, secretName]);
    const first = this.#requests.get(key);
    if (first) {
      const { name } = first.resource;
      ctx.report(manifest, "spec.secretName").info(
        "certificates-merged",
        `the Secret "${secretName}" is that of the Certificate "${name}" too, so one certificate has the names and uses of both; all else is as "${name}" asks`,
      );
    }
    this.#requests.set(key, first ? mergeRequests(first, request) : request);
  }
}
