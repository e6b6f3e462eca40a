/**
 * The NetworkPolicy of listeners that only some may reach.
 *
 * @module
 */

import type { Manifest } from "@dekube/engine/pacts";
import { type Cluster, owned } from "./cluster.ts";
import type { Listener } from "./listeners.ts";
import { selectorOf } from "./server.ts";
import { ADMIN_PORT } from "./server_properties.ts";

/** The policy, where a listener has `networkPolicyPeers`; the others stay open to all. */
export function policiesOf(cluster: Cluster, listeners: readonly Listener[]): Manifest[] {
  if (!listeners.some(({ peers }) => peers)) return [];
  return [{
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: owned(cluster, `${cluster.name}-network-policy-kafka`),
    spec: {
      podSelector: { matchLabels: selectorOf(cluster) },
      policyTypes: ["Ingress"],
      ingress: [
        { ports: [{ port: ADMIN_PORT, protocol: "TCP" }] },
        ...listeners.map(({ port, peers }) => ({
          ports: [{ port, protocol: "TCP" }],
          ...(peers ? { from: peers } : {}),
        })),
      ],
    },
  }];
}
