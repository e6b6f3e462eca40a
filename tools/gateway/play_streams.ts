/**
 * Plays what tests of the conformance suite ask of connections.
 *
 * @module
 */

import {
  isMapping,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  text,
} from "../../pacts/mod.ts";
import { freePort } from "../free_port.ts";
import { askDatagram } from "./datagram_echo.ts";
import type { Identity } from "./echo_server.ts";
import { ask } from "./http_client.ts";
import { shares } from "./shares.ts";
import type { StreamCheck, StreamPhase } from "./stream_cases.ts";
import { times } from "./times.ts";
import type { Ports } from "../running_proxy.ts";

const INFRA = "gateway-conformance-infra";

/** An HTTPRoute, by which it is seen that the proxy listens: not all of these tests have a port of TCP. */
const READY: readonly Manifest[] = [
  {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "Gateway",
    metadata: { name: "ready", namespace: INFRA },
    spec: {
      gatewayClassName: "any",
      listeners: [{ name: "http", port: 80, protocol: "HTTP" }],
    },
  },
  {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name: "ready", namespace: INFRA },
    spec: {
      parentRefs: [{ name: "ready" }],
      rules: [{ backendRefs: [{ name: "infra-backend-v1", port: 8080 }] }],
    },
  },
];

/** The objects of a phase, whose listeners have ports that are free on this machine. */
export function phaseManifests(
  manifests: readonly Manifest[],
  { gateway, added = [], isRevoked }: StreamPhase,
): { objects: Manifest[]; ports: ReadonlyMap<number, number> } {
  const kept = [...manifests, ...added].filter(({ kind, metadata: { name } }) =>
    kind === "Gateway"
      ? gateway === undefined || name === gateway
      : kind !== "ReferenceGrant" || !isRevoked
  );
  const ports = new Map<number, number>();
  const moved = (port: unknown) => {
    const number = Number(text(port));
    // That of HTTPS is moved where the proxy's config is laid out.
    if (number === 443) return number;
    if (!ports.has(number)) ports.set(number, freePort());
    return ports.get(number);
  };
  const withPort = (item: Mapping) => "port" in item ? { ...item, port: moved(item.port) } : item;
  const objects = kept.map((manifest): Manifest => {
    const { kind, spec } = manifest;
    if (kind === "Gateway") {
      const listeners = mappings(mapping(spec).listeners).map((listener) =>
        ["TCP", "UDP", "TLS"].includes(text(listener.protocol)) ? withPort(listener) : listener
      );
      return { ...manifest, spec: { ...mapping(spec), listeners } };
    }
    if (!["TCPRoute", "UDPRoute", "TLSRoute"].includes(kind) || !isMapping(spec)) return manifest;
    return { ...manifest, spec: { ...spec, parentRefs: mappings(spec.parentRefs).map(withPort) } };
  });
  return { objects: [...objects, ...READY], ports };
}

/** Why what comes back is not what is wanted; `undefined` where it is. */
export async function playStream(
  check: StreamCheck,
  { https }: Ports,
  ports: ReadonlyMap<number, number>,
): Promise<string | undefined> {
  const { wanted, serverName, isUdp, namespace = INFRA } = check;
  const port = ports.get(check.port) ?? https;
  const place = `port ${check.port}${serverName === undefined ? "" : ` for ${serverName}`}`;
  const who = async (): Promise<Identity | undefined> => {
    try {
      if (isUdp) return JSON.parse(await askDatagram(port));
      const host = serverName ?? "192.0.2.1";
      const { body } = await ask({
        ...{ port, host, path: "/" },
        ...(serverName === undefined ? {} : { serverName }),
      });
      return JSON.parse(body);
    } catch {
      return undefined;
    }
  };
  if (typeof wanted === "object") {
    const pods = await times(600, async () => (await who())?.pod ?? "nobody");
    const [problem] = shares(pods, wanted);
    return problem && `${place}: ${problem}`;
  }
  const { pod, namespace: home } = await who() ?? {};
  if (wanted === undefined) return pod === undefined ? undefined : `${place}: ${pod} answers`;
  return pod === wanted && home === namespace
    ? undefined
    : `${place}: ${pod ?? "nobody"} of ${home ?? "nowhere"} answers, not ${wanted} of ${namespace}`;
}
