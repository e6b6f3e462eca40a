/**
 * Whose configuration holds for which clusters. A configuration has sidecars, which get the superuser's password, and names
 * Secrets of any namespace, so one of a stranger's namespace must hold for nobody else.
 *
 * @module
 */

import {
  type ControllerContext,
  isMapping,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  namespaceOf,
  type ObjectIndex,
  ownValue,
  word,
} from "@dekube/engine/pacts";
import { clusterAccounts, type Right } from "@dekube/engine/pacts/kubernetes";
import { OPERATOR_CONFIGURATION } from "./kinds.ts";

/** The ConfigMap's own name in the operator's manifests, and what its chart labels it with. */
const OPERATOR = "postgres-operator";

/** A configuration of an operator. */
export interface Configuration {
  /** The object. */
  manifest: Manifest;
  /** Options by their names. */
  given: Mapping;
  /** Whether it is an operator's that may read all Secrets: what it names is then its own to give. */
  isTrusted: boolean;
}

/** The configurations among the manifests. */
export class Configurations {
  readonly #everywhere: Configuration | undefined;
  readonly #operators = new Map<string, Configuration>();
  readonly #alone = new Map<string, Configuration>();

  /** Those of operators before those without one. */
  constructor(private readonly objects: ObjectIndex) {
    const isMighty = clusterAccounts(objects, OPERATORS_RIGHTS);
    for (const deployment of objects.of("Deployment")) {
      const own = namespaceOf(deployment);
      const pod = mapping(mapping(mapping(deployment.spec).template).spec);
      const isTrusted = isMighty(own, pod);
      for (const container of mappings(pod.containers)) {
        const env = environmentOf(container, own);
        const manifest = namedBy(container, env, own, isTrusted, objects);
        if (!manifest) continue;
        const configuration = { manifest, given: givenBy(manifest), isTrusted };
        const watched = env.get("WATCHED_NAMESPACE") ||
          word(ownValue(configuration.given, "watched_namespace")) || own;
        if (watched === "*" && isTrusted) this.#everywhere ??= configuration;
        else if (isTrusted || watched === "*" || watched === own) {
          const place = isTrusted ? watched : own;
          if (!this.#operators.has(place)) this.#operators.set(place, configuration);
        }
      }
    }
    for (const manifest of this.#all()) {
      const namespace = namespaceOf(manifest);
      if (this.#alone.has(namespace)) continue;
      this.#alone.set(namespace, { manifest, given: givenBy(manifest), isTrusted: false });
    }
  }

  /** The one that holds for the clusters of a namespace. */
  of(namespace: string): Configuration | undefined {
    return this.#operators.get(namespace) ?? this.#everywhere ?? this.#alone.get(namespace);
  }

  /** Says which hold for fewer clusters than they seem to. */
  sayLeftOut(clusters: readonly Manifest[], ctx: ControllerContext): void {
    const namespaces = new Set(clusters.map(namespaceOf));
    const found = [...namespaces].map((namespace) => this.of(namespace));
    const used = new Map(found.flatMap((one) => one ? [[one.manifest, one]] : []));
    const isEnough = !found.includes(undefined);
    for (const manifest of this.#all()) {
      const use = used.get(manifest);
      if (use?.isTrusted || use && isEnough) continue;
      ctx.report(manifest).warn(
        "foreign-configuration",
        `the operator's options hold for ${
          use ? "the clusters of their own namespace alone" : "no cluster here"
        }, since no operator among the manifests that may act on all namespaces, or on the clusters' own, has them: they could be a stranger's. If they are the operator's, add its Deployment, which names them, with its ClusterRole and ClusterRoleBinding, or write them below extensions.zalando-postgres.options in dekube.yaml`,
      );
    }
  }

  #all(): Manifest[] {
    return [
      ...this.objects.of(OPERATOR_CONFIGURATION),
      ...this.objects.of("ConfigMap").filter(isConfiguration),
    ];
  }
}

function isConfiguration({ metadata, data }: Manifest): boolean {
  return (metadata.name === OPERATOR ||
    mapping(metadata.labels)["app.kubernetes.io/name"] === OPERATOR) &&
    ["docker_image", "cluster_labels", "resource_check_interval", "workers", "api_port"]
      .some((option) => Object.hasOwn(mapping(data), option));
}

/** The last of one name counts. What the API fills in is the pod's namespace, as far as the operator asks for any. */
function environmentOf({ env }: Mapping, namespace: string): ReadonlyMap<string, string> {
  return new Map(
    mappings(env).map(({ name, value, valueFrom }) => [
      word(name),
      isMapping(valueFrom) ? namespace : word(value),
    ]),
  );
}

/** The configuration that an operator's container names. Only one with rights elsewhere may have it elsewhere. */
function namedBy(
  { image }: Mapping,
  env: ReadonlyMap<string, string>,
  own: string,
  isTrusted: boolean,
  objects: ObjectIndex,
): Manifest | undefined {
  const resource = env.get("POSTGRES_OPERATOR_CONFIGURATION_OBJECT") ?? "";
  if (resource !== "") return objects.get(OPERATOR_CONFIGURATION, own, resource);
  const map = env.get("CONFIG_MAP_NAME") ?? "";
  if (map === "" || !word(image).includes(OPERATOR)) return undefined;
  const at = map.indexOf("/");
  const namespace = (at > 0 ? map.slice(0, at) : "") || own;
  return isTrusted || namespace === own
    ? objects.get("ConfigMap", namespace, map.slice(at + 1))
    : undefined;
}

/** What the operator may do: what a configuration could get who has these rights, they have. */
const OPERATORS_RIGHTS: readonly Right[] = [
  { group: "", resource: "secrets", verb: "get" },
  { group: "apps", resource: "statefulsets", verb: "create" },
];

/** An OperatorConfiguration has its options in sections; no two of them have one of the same name. */
function givenBy(source: Manifest): Mapping {
  const data = mapping(source.data);
  const { configuration } = source as Mapping;
  if (!isMapping(configuration)) return data;
  const given: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(configuration)) {
    const options = SECTIONS.has(name) && isMapping(value) ? value : { [name]: value };
    for (const [option, said] of Object.entries(options)) {
      if (said !== null && option !== "__proto__") given[option] = said;
    }
  }
  return given;
}

const SECTIONS: ReadonlySet<string> = new Set(
  ("users major_version_upgrade kubernetes postgres_pod_resources timeouts load_balancer " +
    "aws_or_gcp debug teams_api logging_rest_api scalyr logical_backup connection_pooler patroni")
    .split(" "),
);
