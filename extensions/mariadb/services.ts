/**
 * The Services that the operator makes, by its names.
 *
 * @module
 */

import {
  isMapping,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  mayBeOn,
  objectBeside,
  picked,
  text,
  textMap,
} from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
import { metadataOf, type Server } from "./server.ts";

/** Fields of a template that a Service has. */
const FIELDS =
  "type loadBalancerIP loadBalancerSourceRanges externalTrafficPolicy sessionAffinity allocateLoadBalancerNodePorts loadBalancerClass";

/** A label that no pod has: what is cordoned, nobody gets to. */
const CORDON = "k8s.mariadb.com/cordon";

/** A port of a Service. */
export interface Port {
  /** Its name. */
  name: string;
  /** Its number. */
  port: number;
  /** The container's, where it is another. */
  targetPort?: number;
}

/** The Services of a server. */
export function servicesOf(server: Server): Manifest[] {
  const { name, spec, isCluster } = server;
  const ports = portsOf(server);
  return [
    serviceOf(server, name, ports, spec.service),
    objectBeside(server.cr, "Service", `${name}-internal`, {
      spec: {
        clusterIP: "None",
        publishNotReadyAddresses: true,
        selector: { ...server.selector },
        ports,
      },
    }, server.inherited),
    ...isCluster
      ? [
        serviceOf(server, `${name}-primary`, ports, spec.primaryService),
        serviceOf(server, `${name}-secondary`, ports, spec.secondaryService),
      ]
      : [],
  ];
}

/** A Service that leads to a server, as a template says. */
export function serviceOf(
  server: Server,
  name: string,
  ports: readonly Port[],
  template: unknown,
  { origin = server.cr, isCordoned = hasCordon(server.spec) } = {},
): Manifest {
  const fields = mapping(template);
  const { labels, annotations } = metadataOf(fields.metadata);
  return objectBeside(origin, "Service", name, {
    spec: {
      ...picked(fields, FIELDS),
      // By it alone: beside others it would be taken for one that a program sets at run time.
      selector: isCordoned ? { [CORDON]: "" } : { ...server.selector },
      ports: ports.map((port) => ({ ...port })),
    },
  }, {
    labels: { ...server.inherited.labels, ...textMap(fields.labels), ...labels },
    annotations: {
      ...server.inherited.annotations,
      ...textMap(fields.annotations),
      ...annotations,
    },
  });
}

/** Whether `spec.maintenance` keeps everybody out. */
export function hasCordon(spec: Mapping): boolean {
  return isMaintained(spec, "cordon");
}

/** Whether `spec.maintenance` asks for something, or may: what nobody can read is asked for. */
export function isMaintained({ maintenance }: Mapping, what: "cordon" | "readOnly"): boolean {
  if (!isMapping(maintenance)) return mayBeOn(maintenance);
  return mayBeOn(maintenance.enabled) && mayBeOn(maintenance[what]);
}

/** The server's port, and what the MariaDB has beside it. */
function portsOf({ port, spec }: Server): Port[] {
  const more = mappings(spec.servicePorts).flatMap((given) => {
    const number = isMapping(given) ? wholeNumber(given.port) : undefined;
    return number === undefined ? [] : [{ name: text(given.name), port: number }];
  });
  return [{ name: "mariadb", port }, ...more];
}
