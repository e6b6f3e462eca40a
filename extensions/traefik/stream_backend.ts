/**
 * The backends of connections.
 *
 * @module
 */

import {
  list,
  type Mapping,
  mapping,
  namespaceOf,
  type Reporter,
  type StreamRoute,
  text,
} from "@dekube/engine/pacts";
import { NOBODY } from "@dekube/engine/pacts/ingress";
import { mayLeadTo } from "./foreign_namespace.ts";
import { namedService, type Outcomes } from "./named_service.ts";
import { referenceOf, type TraefikObjects } from "./objects.ts";
import { reportUnkept } from "./unkept_fields.ts";

/** Where connections go. */
export interface StreamBackend extends Pick<StreamRoute, "upstream" | "backends"> {
  /** The port of the Service, by which clients know it where nothing says another. */
  servicePort?: number;
  /** The backend is told who the client is. */
  proxyProtocol?: true;
}

const ONE_CONTAINER = "there is one container behind a Service";

const MEANINGLESS = {
  nativeLB: ONE_CONTAINER,
  nodePortLB: ONE_CONTAINER,
  terminationDelay: "the proxy closes connections as it does",
};

const OWN_CONNECTIONS = "the proxy has times of its own for connections";

const MEANINGLESS_TRANSPORT = {
  dialKeepAlive: OWN_CONNECTIONS,
  dialTimeout: OWN_CONNECTIONS,
  terminationDelay: OWN_CONNECTIONS,
};

const OUTCOMES: Outcomes = {
  missing: "nothing will answer its connections",
  refused: "its share of connections is refused",
};

/** The backends of a route, by weight; `undefined` where there are none, or they can't be spoken to as they ask. */
export function streamBackend(
  services: unknown,
  home: string,
  about: Reporter,
  objects: TraefikObjects,
): StreamBackend | undefined {
  const given = list(services).map(mapping);
  const weights = given.map(({ weight }) => Math.max(Number(text(weight) || "1") || 0, 0));
  // One alone gets all, whatever its weight.
  if (given.length === 1) weights[0] = 1;
  const isNobody = given.length > 0 && Math.max(...weights) === 0;
  const all = given.flatMap((spec, index) => {
    const weight = weights[index];
    const found = weight > 0 || isNobody ? readService(spec, home, about, objects) : undefined;
    return found ? [{ ...found, weight }] : [];
  });
  const isServed = (one: ReadService) => one.upstream !== undefined;
  const [main] = all.toSorted((one, other) =>
    Number(isServed(other)) - Number(isServed(one)) || other.weight - one.weight
  );
  if (!main) {
    about.warn("no-backend-service", "the route leads to no Service, so it is left out");
    return undefined;
  }
  if (all.some(({ isTls }) => isTls)) {
    about.warn(
      "unsupported-backend-tls",
      "its backend is to be spoken to by TLS of the proxy's own, which can't be kept, so the route is left out; let TLS pass through (tls.passthrough)",
    );
    return undefined;
  }
  const { upstream, servicePort, proxyProtocol } = main;
  if (isNobody) {
    about.info(
      "no-backends",
      "all its services have the weight 0, so connections are refused, as Traefik does it",
    );
  }
  if (isNobody || upstream === undefined) {
    // They are not left to wider routes.
    return { ...NOBODY, ...(servicePort === undefined ? {} : { servicePort }) };
  }
  return {
    upstream,
    ...(servicePort === undefined ? {} : { servicePort }),
    ...(proxyProtocol ? { proxyProtocol } : {}),
    ...(all.length > 1
      ? {
        backends: all.map(({ upstream, weight }) => ({
          ...(upstream ? { upstream } : {}),
          weight,
        })),
      }
      : {}),
  };
}

interface ReadService extends Omit<StreamBackend, "upstream"> {
  /** Where it is; its share of connections is refused where nothing gets there. */
  upstream?: string;
  /** It is spoken to by TLS. */
  isTls: boolean;
}

function readService(
  spec: Mapping,
  home: string,
  about: Reporter,
  objects: TraefikObjects,
): ReadService | undefined {
  const name = text(spec.name);
  const namespace = text(spec.namespace) || home;
  if (!mayLeadTo(namespace, home, about, objects)) return undefined;
  const found = namedService({ name, namespace, spec }, OUTCOMES, about, objects);
  if (!found) return undefined;
  reportUnkept(spec, about, {}, MEANINGLESS);
  const transport = readTransport(text(spec.serversTransport), namespace, about, objects);
  const { proxyProtocol } = { ...transport, ...spec };
  const version = text(mapping(proxyProtocol).version) || "2";
  if (proxyProtocol && version !== "1") {
    about.info(
      "proxy-protocol-version",
      `the backend is told who the client is by version 1 of the PROXY protocol, not ${version}; programs that take one mostly take both`,
    );
  }
  const { resolved, isRefused } = found;
  const port = Number(text(resolved.port?.port) || found.port);
  return {
    ...(isRefused ? {} : { upstream: resolved.upstream }),
    ...(Number.isInteger(port) && port > 0 ? { servicePort: port } : {}),
    ...(proxyProtocol ? { proxyProtocol: true } : {}),
    isTls: spec.tls === true || !!transport.tls,
  };
}

function readTransport(
  name: string,
  namespace: string,
  about: Reporter,
  objects: TraefikObjects,
): Mapping {
  if (name === "") return {};
  const reference = referenceOf({ name }, namespace);
  const found = objects.find("ServersTransportTCP", reference)
    .filter((one) => namespaceOf(one) === namespace && one.metadata.name === name);
  if (found.length !== 1) {
    about.warn(
      "missing-servers-transport",
      `there is no ServersTransportTCP "${reference}", so nothing of it is kept`,
    );
    return {};
  }
  const spec = mapping(found[0].spec);
  reportUnkept(spec, objects.ctx.report(found[0], "spec"), {}, MEANINGLESS_TRANSPORT);
  return spec;
}
