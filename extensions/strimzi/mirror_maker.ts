/**
 * KafkaMirrorMaker2s: a worker in the target cluster, with the connectors that copy others into it.
 *
 * @module
 */

import {
  type ControllerContext,
  entries,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  type ObjectIndex,
  text,
} from "@dekube/engine/pacts";
import { type ClientAccess, clientAccess } from "./clients.ts";
import { type Connector, connectorOf, worker, workerProperties } from "./connect.ts";

const BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

/** What there is to copy, by the field that says how. */
const CONNECTORS: Readonly<Record<string, string>> = {
  sourceConnector: "MirrorSourceConnector",
  checkpointConnector: "MirrorCheckpointConnector",
  heartbeatConnector: "MirrorHeartbeatConnector",
};

/** A cluster, and where it stands in the object. */
interface Place {
  spec: Mapping;
  path: string;
}

/** One cluster that is copied. */
interface Mirror {
  fields: Mapping;
  source: Place;
}

/** What takes the place of a KafkaMirrorMaker2. */
export function mirrorMakerOf(
  manifest: Manifest,
  objects: ObjectIndex,
  ctx: ControllerContext,
): Manifest[] {
  const { target, mirrors } = readMirrors(mapping(manifest.spec));
  const alias = text(target.spec.alias);
  const access = clientAccess(manifest, target.spec, { name: "own", path: target.path }, ctx);
  const properties = workerProperties(
    manifest,
    { ...target, name: "mirrormaker2-cluster" },
    access,
    objects,
    ctx,
  );
  const { config } = mapping(target.spec);
  for (const key of ["key.converter", "value.converter", "header.converter"]) {
    if (text(mapping(config)[key]) === "") properties.set(key, BYTES);
  }
  // What a connector is told may name a variable of the worker, which its API does not show.
  properties.set("config.providers", "dekube");
  properties.set(
    "config.providers.dekube.class",
    "org.apache.kafka.common.config.provider.EnvVarConfigProvider",
  );
  const others: ClientAccess[] = [];
  const connectors = mirrors.flatMap(({ fields, source }, index): Connector[] => {
    const other = clientAccess(
      manifest,
      source.spec,
      { name: `source_${index}`, path: source.path },
      ctx,
    );
    others.push(other);
    const shared = {
      ...clusterSettings("source.cluster.", source.spec, other),
      ...clusterSettings("target.cluster.", target.spec, access),
      ...patterns(fields),
    };
    return Object.entries(CONNECTORS).filter(([field]) => fields[field]).map(([field, sort]) => {
      const made = connectorOf(
        `${text(source.spec.alias)}->${alias}.${sort}`,
        `org.apache.kafka.connect.mirror.${sort}`,
        mapping(fields[field]),
      );
      const config = Object.fromEntries(
        Object.entries(made.config).map(([key, value]) => [
          key,
          /(?:^|\.)replication\.factor$/.test(key) && Number(value) > 1 ? "1" : value,
        ]),
      );
      return { ...made, config: { ...shared, ...config } };
    });
  });
  return worker(
    manifest,
    {
      suffix: "mirrormaker2",
      access,
      others: others.map(withoutUnderscore),
      properties,
      connectors,
    },
    ctx,
  );
}

/** Names of volumes have no underscore, names of variables no dash. */
function withoutUnderscore(access: ClientAccess): ClientAccess {
  const rename = (item: Mapping) => ({ ...item, name: text(item.name).replaceAll("_", "-") });
  return { ...access, volumes: access.volumes.map(rename), mounts: access.mounts.map(rename) };
}

/** The clusters, as `v1` has them, or as those before had. */
function readMirrors(spec: Mapping): { target: Place; mirrors: Mirror[] } {
  const list = mappings(spec.mirrors);
  if (spec.target) {
    return {
      target: { spec: mapping(spec.target), path: "spec.target" },
      mirrors: list.map((fields, index) => ({
        fields,
        source: { spec: mapping(fields.source), path: `spec.mirrors[${index}].source` },
      })),
    };
  }
  const clusters = mappings(spec.clusters);
  const place = (alias: unknown): Place => {
    const index = clusters.findIndex((cluster) => text(cluster.alias) === text(alias));
    return { spec: clusters[index] ?? { alias }, path: `spec.clusters[${Math.max(0, index)}]` };
  };
  return {
    target: place(spec.connectCluster),
    mirrors: list.map((fields) => ({ fields, source: place(fields.sourceCluster) })),
  };
}

function clusterSettings(
  prefix: string,
  { alias, bootstrapServers }: Mapping,
  { properties, login }: ClientAccess,
): Record<string, string> {
  return {
    [`${prefix}alias`]: text(alias),
    [`${prefix}bootstrap.servers`]: text(bootstrapServers),
    ...Object.fromEntries([...properties].map(([key, value]) => [prefix + key, value])),
    ...(login
      ? { [`${prefix}sasl.jaas.config`]: `${login.start}\${dekube:${login.variable}}";` }
      : {}),
  };
}

/** Which topics and groups are copied. */
function patterns(fields: Mapping): Record<string, string> {
  const names: Readonly<Record<string, string>> = {
    topicsPattern: "topics",
    topicsExcludePattern: "topics.exclude",
    topicsBlacklistPattern: "topics.exclude",
    groupsPattern: "groups",
    groupsExcludePattern: "groups.exclude",
    groupsBlacklistPattern: "groups.exclude",
  };
  return Object.fromEntries(
    entries(fields).filter(([field, value]) => Object.hasOwn(names, field) && text(value) !== "")
      .map(([field, value]) => [names[field], text(value)]),
  );
}
