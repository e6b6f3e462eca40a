/**
 * What tests of the conformance suite ask of connections.
 *
 * @module
 */

import type { Manifest } from "../../pacts/mod.ts";
import { goLiterals, type GoValue } from "./go_literals.ts";

/** What becomes of connections to a port. */
export interface StreamCheck {
  /** The listener's port. */
  port: number;
  /** Datagrams are sent there. */
  isUdp?: true;
  /** It is spoken to by TLS, for this name. */
  serverName?: string;
  /** The pod that answers, shares of several, or nobody. */
  wanted: string | Readonly<Record<string, number>> | typeof REFUSED;
  /** The pod's namespace, where it is not the suite's first. */
  namespace?: string;
}

/** Nobody answers. */
export const REFUSED = undefined;

/** Objects, and what is asked while they are there. */
export interface StreamPhase {
  /** The one Gateway that is there: each has an address of its own in the suite. */
  gateway?: string;
  /** Objects that a test adds. */
  added?: readonly Manifest[];
  /** The grants are taken away. */
  isRevoked?: true;
  /** What is asked. */
  checks: readonly StreamCheck[];
}

const udp = (port: number, wanted: StreamCheck["wanted"], namespace?: string): StreamCheck => ({
  port,
  isUdp: true,
  wanted,
  ...(namespace === undefined ? {} : { namespace }),
});

const tls = (port: number, serverName: string, wanted: StreamCheck["wanted"]): StreamCheck => ({
  port,
  serverName,
  wanted,
});

/** A route that is younger than the one of the manifests, for the same listener. */
function younger(kind: string, name: string, gateway: string, backend: object): Manifest {
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind,
    metadata: {
      name,
      namespace: "gateway-conformance-infra",
      creationTimestamp: "2024-01-01T00:00:01Z",
    },
    spec: { parentRefs: [{ name: gateway }], rules: [{ backendRefs: [backend] }] },
  };
}

/** By the test's name: its phases, or what reads them in its source. */
const CASES: Readonly<Record<string, readonly StreamPhase[] | typeof readPhases>> = {
  "tcproute-parentref-attach-all": [{
    checks: [9310, 9311, 9312, 9313].map((port) => ({ port, wanted: "tcp-echo-attach-all" })),
  }],
  "tcproute-parentref-port-and-section-name": [{
    checks: [
      { port: 9300, wanted: "tcp-echo-one" },
      { port: 9301, wanted: "tcp-echo-two" },
      { port: 9302, wanted: "tcp-echo-three" },
    ],
  }],
  "tcproute-reference-grant": [
    {
      checks: [{
        port: 9320,
        wanted: "tcp-reference-grant-backend",
        namespace: "gateway-conformance-web-backend",
      }],
    },
    { isRevoked: true, checks: [{ port: 9320, wanted: REFUSED }] },
  ],
  "tcproute-weighted-routing": [{
    checks: [{
      port: 9300,
      wanted: { "tcp-backend-v1": 0.7, "tcp-backend-v2": 0.3, "tcp-backend-v3": 0 },
    }],
  }],
  "tcproute-multiple-routes-attachment": [{
    added: [
      younger("TCPRoute", "tcproute-attach-newer", "tcp-multi-route-attach-gateway", {
        name: "tcp-attach-backend-2",
        port: 3000,
      }),
    ],
    checks: [{ port: 9310, wanted: { "tcp-attach-backend-1": 1 } }],
  }],
  "udproute-simple": [{ checks: [udp(5300, "coredns")] }],
  "udproute-parentref-attach-all-listeners": [{
    checks: [5310, 5311, 5312].map((port) => udp(port, "udp-echo-attach-all")),
  }],
  "udproute-parentref-port-and-section-name": [{
    checks: [
      udp(5300, "udp-echo-by-port"),
      udp(5301, "udp-echo-by-section"),
      udp(5302, "udp-echo-by-section-and-port"),
    ],
  }],
  "udproute-reference-grant": [
    { checks: [udp(5300, "udp-echo-reference-grant", "gateway-conformance-app-backend")] },
    { isRevoked: true, checks: [udp(5300, REFUSED)] },
  ],
  "udproute-weighted-routing": [{
    checks: [
      udp(5300, { "udp-backend-v1": 0.7, "udp-backend-v2": 0.3, "udp-backend-v3": 0 }),
    ],
  }],
  "udproute-multiple-routes-attachment": [{
    added: [
      younger("UDPRoute", "udproute-attach-newer", "udp-multi-route-attach-gateway", {
        name: "udp-attach-backend-2",
        port: 8080,
      }),
    ],
    checks: [udp(5301, { "udp-attach-backend-1": 1 })],
  }],
  "tlsroute-hostname-intersection": readPhases,
  "tlsroute-simple-same-namespace": [{ checks: [tls(443, "abc.example.com", "tcp-backend")] }],
  "tlsroute-terminate-simple-same-namespace": [{
    checks: [tls(8443, "tls.example.com", "tcp-backend")],
  }],
  "tlsroute-mixed-termination-same-namespace": [{
    checks: [
      tls(8883, "tls.example.com", "tcp-backend"),
      tls(8883, "abc.example.com", "tcp-backend"),
    ],
  }],
  "tlsroute-invalid-backendref-nonexistent": [{ checks: [tls(443, "example.com", REFUSED)] }],
  "tlsroute-invalid-backendref-unknown-kind": [{ checks: [tls(443, "example.com", REFUSED)] }],
};

/** What a test asks of connections; `undefined` where it asks nothing of them. */
export function streamPhases(
  test: string,
  source: string,
  names: Readonly<Record<string, GoValue>>,
): readonly StreamPhase[] | undefined {
  const known = CASES[test];
  return typeof known === "function" ? known(source, names) : known;
}

/** Of each Gateway that a source names, what is asked of its port for HTTPS. */
function readPhases(source: string, names: Readonly<Record<string, GoValue>>): StreamPhase[] {
  const [, ...parts] = source.split(/gwNN := types\.NamespacedName\{Name: "/);
  return parts.map((part) => {
    const answered = goLiterals(part, "ExpectedResponse", names)
      .map(({ value }) => value as { Request: { Host: string }; Backend: string })
      .map(({ Request, Backend }) => tls(443, Request.Host, Backend));
    const refused = [...part.matchAll(/ExpectEventuallyConnectionRejection\([^"\n]*"([^"]+)"\)/g)]
      .map(([, host]) => tls(443, host, REFUSED));
    return { gateway: part.slice(0, part.indexOf('"')), checks: [...answered, ...refused] };
  });
}
