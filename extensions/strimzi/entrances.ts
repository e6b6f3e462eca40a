/**
 * What a cluster has for clients outside to come in by: Services, Ingresses or routes, one for all nodes and one for each.
 *
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  text,
  textMap,
} from "@dekube/engine/pacts";
import { accessRestrictions, unknownRestrictions } from "@dekube/engine/pacts/ingress";
import { internalSign, loadBalancerAccess } from "@dekube/engine/pacts/kubernetes";
import type { Cluster } from "./cluster.ts";

/** What is asked of entrances: the fields of a listener. */
export interface Listening {
  /** How clients come in. */
  type: string;
  /** `configuration`. */
  configuration: Mapping;
}

/** An entrance of a listener. */
export interface Entrance {
  /** Labels of the object. */
  labels: Record<string, string>;
  /** Annotations of the object. */
  annotations: Record<string, string>;
  /** Whom its load balancer lets in, as templates said it before `v1beta2`. */
  ranges?: unknown;
}

/** What the template calls entrances: that of all nodes, and that of each. */
const TEMPLATES: Readonly<Record<string, readonly [string, string]>> = {
  ingress: ["externalBootstrapIngress", "perPodIngress"],
  route: ["externalBootstrapRoute", "perPodRoute"],
  tlsroute: ["externalBootstrapRoute", "perPodRoute"],
};
const SERVICES = ["externalBootstrapService", "perPodService"] as const;

/** Whether clients come in by an Ingress or a route, which a Service of the cluster alone is behind. */
export function hasRoute({ type }: Pick<Listening, "type">): boolean {
  return Object.hasOwn(TEMPLATES, type);
}

/** The entrance for all nodes, and those of each; there is none for all where a listener wants none. */
export function entrancesOf(
  { kafka, pool, set }: Cluster,
  { type, configuration }: Listening,
): { bootstrap?: Entrance; brokers: Entrance[] } {
  const [forAll, forEach] = Object.hasOwn(TEMPLATES, type) ? TEMPLATES[type] : SERVICES;
  const ofKafka = mapping(kafka.template);
  const ofPool = mapping(mapping(pool?.spec).template);
  const isLone = type === "loadbalancer" && configuration.createBootstrapService === false;
  const brokers = mappings(configuration.brokers);
  return {
    ...(isLone ? {} : {
      bootstrap: entrance(ofKafka[forAll], mapping(configuration.bootstrap)),
    }),
    brokers: (brokers.length > 0 ? brokers : [{}]).map((broker) =>
      entrance(ofPool[forEach] ?? ofKafka[forEach], {
        labels: ownOr(broker.labels, configuration.perBrokerLabelsTemplate),
        annotations: ownOr(
          broker.annotations ?? broker.dnsAnnotations,
          configuration.perBrokerAnnotationsTemplate,
        ),
      })
    ),
  };

  function ownOr(own: unknown, pattern: unknown): Record<string, string> {
    const given = textMap(own);
    if (Object.keys(given).length > 0) return given;
    return Object.fromEntries(
      Object.entries(textMap(pattern)).map(([name, value]) => [
        name,
        value.replaceAll("{nodeId}", "0").replaceAll("{nodePodName}", `${set}-0`),
      ]),
    );
  }
}

/** What a template says precedes what the listener says, as the operator has it. */
function entrance(template: unknown, own: Mapping): Entrance {
  const { metadata, loadBalancerSourceRanges: ranges } = mapping(template);
  const { labels, annotations } = mapping(metadata);
  return {
    labels: { ...textMap(own.labels), ...textMap(labels) },
    annotations: {
      ...textMap(own.annotations ?? own.dnsAnnotations),
      ...textMap(annotations),
    },
    ...(isSaid(ranges) ? { ranges } : {}),
  };
}

/** What Ingresses or routes of a listener ask of who comes in, by the annotations that do. */
export function routeGuards(
  cluster: Cluster,
  listener: Listening,
  ctx: Pick<ControllerContext, "config">,
): string[] {
  if (!hasRoute(listener)) return [];
  const { bootstrap, brokers } = entrancesOf(cluster, listener);
  const guards = [...bootstrap ? [bootstrap] : [], ...brokers].flatMap(({ annotations }) => {
    const metadata = { name: cluster.name, annotations };
    return [...accessRestrictions({ metadata }), ...unknownRestrictions({ metadata }, ctx)];
  });
  const said = guards.map(({ annotation, why, remedy }) =>
    `${annotation}${why ? ` (${why})` : ""}${remedy && why ? `. ${remedy}` : ""}`
  );
  return [...new Set(said)];
}

/** Of Services the one that lets in the fewest; the first of several. */
export function strictest(
  services: readonly Manifest[],
  { config }: Pick<ControllerContext, "config">,
): Manifest | undefined {
  const strictness = (service: Manifest) => {
    const { firewall, sources } = loadBalancerAccess(service, config);
    if (firewall !== undefined || sources !== undefined) return 2;
    return internalSign(service) === undefined ? 0 : 1;
  };
  const most = Math.max(...services.map(strictness));
  return services.find((service) => strictness(service) === most);
}

/** Fields of a Service's `spec` that say by which load balancer, or by which ports of nodes, it is reached. */
export function balancerOf({ type, configuration }: Listening, { ranges }: Entrance): Mapping {
  const { loadBalancerSourceRanges: own, class: loadBalancerClass } = configuration;
  const loadBalancerSourceRanges = isSaid(own) ? own : ranges;
  const isBalanced = type === "loadbalancer";
  const isRestricted = isSaid(loadBalancerSourceRanges);
  return {
    type: type === "nodeport" && !isRestricted ? "NodePort" : "LoadBalancer",
    ...(isRestricted ? { loadBalancerSourceRanges } : {}),
    ...(isBalanced && text(loadBalancerClass) !== "" ? { loadBalancerClass } : {}),
  };
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null;
}
