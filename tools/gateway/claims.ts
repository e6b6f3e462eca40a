/**
 * Which tests of Gateway API's conformance suite are not claimed, and why.
 *
 * @module
 */

import type { ProxyName } from "./with_proxy.ts";

const ONE_PORT = "the proxy has one port for HTTP, whatever the listeners' are";

const FORWARDS_NOT = "Caddy forwards connections with a plugin alone";

/** Why a feature of the suite is claimed of neither proxy. */
const UNCLAIMED_FEATURES: Readonly<Record<string, string>> = {
  HTTPRouteParentRefPort: ONE_PORT,
  HTTPRouteDestinationPortMatching: ONE_PORT,
  GatewayPort8080: ONE_PORT,
  GatewayBackendClientCertificate: "backends are shown no certificate",
  BackendTLSPolicySANValidation: "a certificate is checked for one host name",
};

/** Why a feature is not claimed of one proxy. */
const UNCLAIMED_OF: Readonly<Record<ProxyName, Readonly<Record<string, string>>>> = {
  caddy: {
    HTTPRouteRequestMirror: "Caddy sends no copies of requests",
    HTTPRouteRequestMultipleMirrors: "Caddy sends no copies of requests",
    HTTPRouteRequestPercentageMirror: "Caddy sends no copies of requests",
    HTTPRouteRetryConnectionError: "Caddy answers 502 where a connection breaks, not 500 or 503",
    HTTPRouteRetryBackendTimeout: "Caddy has no timeout for all tries together",
    GatewayHTTPSListenerDetectMisdirectedRequests: "Caddy compares no name of TLS with the host",
    GatewayFrontendClientCertificateValidation:
      "Caddy asks for client certificates by connection, so such routes answer 403",
    TCPRoute: FORWARDS_NOT,
    UDPRoute: FORWARDS_NOT,
    TLSRoute: FORWARDS_NOT,
  },
  nginx: {
    HTTPRouteRetryConnectionError: "nginx answers 502 where a connection breaks, not 500 or 503",
    HTTPRouteRetryBackendTimeout: "nginx has no timeout for all tries together",
    GatewayHTTPSListenerDetectMisdirectedRequests: "nginx compares no name of TLS with the host",
    GatewayFrontendClientCertificateValidation:
      "nginx is not told to ask for client certificates, so such routes answer 403",
  },
};

/** Why a test is not claimed, whatever its features. */
const UNCLAIMED_TESTS: Readonly<Record<string, string>> = {
  "httproute-multiple-gateways":
    "it asks two Gateways for one host and one path, and all Gateways share the proxy's address",
  "backendtlspolicy-tlsroute-terminate":
    "connections whose TLS ends at the proxy go on without any",
  "httproute-observed-generation-bump": "it is about the status of objects alone",
};

/** Why a test with these features is not claimed of a proxy; `undefined` where it is. */
export function unclaimed(
  proxy: ProxyName,
  test: string,
  features: readonly string[],
): string | undefined {
  const reasons = { ...UNCLAIMED_FEATURES, ...UNCLAIMED_OF[proxy] };
  return UNCLAIMED_TESTS[test] ??
    features.map((feature) => reasons[feature]).find((reason) => reason !== undefined);
}
