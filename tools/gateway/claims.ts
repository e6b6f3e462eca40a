/**
 * Which tests of Gateway API's conformance suite are not claimed, and why.
 *
 * @module
 */

/** Why a feature of the suite is not claimed. */
const UNCLAIMED_FEATURES: Readonly<Record<string, string>> = {
  HTTPRouteRequestMirror: "Caddy sends no copies of requests",
  HTTPRouteRequestMultipleMirrors: "Caddy sends no copies of requests",
  HTTPRouteRequestPercentageMirror: "Caddy sends no copies of requests",
  HTTPRouteRetryConnectionError: "Caddy answers 502 where a connection breaks, not 500 or 503",
  HTTPRouteRetryBackendTimeout: "Caddy has no timeout for all tries together",
  HTTPRouteParentRefPort: "the proxy has one port for HTTP, whatever the listeners' are",
  HTTPRouteDestinationPortMatching: "the proxy has one port for HTTP, whatever the listeners' are",
  GatewayPort8080: "the proxy has one port for HTTP, whatever the listeners' are",
  GatewayHTTPSListenerDetectMisdirectedRequests: "Caddy compares no name of TLS with the host",
  GatewayFrontendClientCertificateValidation:
    "Caddy asks for client certificates by connection, so such routes answer 403",
  GatewayBackendClientCertificate: "backends are shown no certificate",
  TLSRouteModeTerminate: "Caddy passes on HTTP alone",
  BackendTLSPolicySANValidation: "a certificate is checked for one host name",
};

/** Why a test is not claimed, whatever its features. */
const UNCLAIMED_TESTS: Readonly<Record<string, string>> = {
  "httproute-multiple-gateways":
    "it asks two Gateways for one host and one path, and all Gateways share the proxy's address",
  "httproute-observed-generation-bump": "it is about the status of objects alone",
};

/** Why a test with these features is not claimed; `undefined` where it is. */
export function unclaimed(test: string, features: readonly string[]): string | undefined {
  return UNCLAIMED_TESTS[test] ??
    features.map((feature) => UNCLAIMED_FEATURES[feature]).find((reason) => reason !== undefined);
}
