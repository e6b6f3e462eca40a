/**
 * Options of a listener's TLS (`tls.options`), which are each one Gateway controller's own.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#gatewaytlsconfig
 * @module
 */

import { entries, type Mapping, type Reporter, text } from "@dekube/engine/pacts";

/** Where a certificate comes from, and which versions and ciphers clients may speak: none keeps a client out by who it is. */
const HARMLESS: ReadonlySet<string> = new Set([
  ...["application-networking.k8s.aws/certificate-arn"],
  ...["gateway.istio.io/cipher-suites", "gateway.istio.io/tls-cipher-suites"],
  ...["kgateway.dev/alpn-protocols", "kgateway.dev/cipher-suites", "kgateway.dev/ecdh-curves"],
  ...["kgateway.dev/max-tls-version", "kgateway.dev/min-tls-version"],
  ...["kubernetes.azure.com/tls-cert-keyvault-uri"],
  ...["kubernetes.azure.com/tls-cert-service-account"],
  ...["networking.gke.io/cert-manager-certs", "networking.gke.io/pre-shared-certs"],
  ...["nginx.org/ssl-ciphers", "nginx.org/ssl-prefer-server-ciphers", "nginx.org/ssl-protocols"],
]);

/** Istio's option for what a client must show, and its value for nothing. */
const ISTIO = { option: "gateway.istio.io/tls-terminate-mode", harmless: "SIMPLE" };

/** The option that may keep somebody out, as any may that is not known; the others are said to be left out. */
export function guardingOption(options: Mapping, about: Reporter): string | undefined {
  let guarding: string | undefined;
  for (const [option, value] of entries(options)) {
    if (option === ISTIO.option && text(value) === ISTIO.harmless) continue;
    if (HARMLESS.has(option)) {
      about.warn(
        "tls-option",
        `the option "${option}" is one Gateway controller's own, and left out`,
      );
    } else {
      guarding ??= `the option "${option}" may say who is let in`;
    }
  }
  return guarding;
}
