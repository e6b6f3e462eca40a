/**
 * The StatefulSet of a cluster's server, as the operator makes it of templates.
 *
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  objectBeside,
  readSettings,
  text,
  textMap,
  texts,
} from "@dekube/engine/pacts";
import { shortHash } from "@dekube/engine/pacts/kubernetes";
import { SETTINGS } from "../settings.ts";
import { bool } from "./bool.ts";
import { type Config, configNames } from "./config.ts";
import { type Cluster, type Installation, namedTemplate } from "./installation.ts";
import { labelsOf, ready, serverSelector } from "./labels.ts";
import { expanded } from "./names.ts";

/** Where files lie whose contents Secrets have. */
const SECRETS = "secrets.d";

/** The StatefulSet of a cluster. */
export function serverSet(
  cluster: Cluster,
  installation: Installation,
  { secretFiles }: Config,
  env: readonly Mapping[],
  ctx: ControllerContext,
): Manifest {
  const { cr, spec, name: _ } = installation;
  const { server } = cluster;
  const template = namedTemplate(installation, "podTemplates", server.templates.podTemplate);
  const metadata = mapping(template.metadata);
  const filled = (map: unknown) =>
    Object.fromEntries(
      Object.entries(textMap(map)).map(([key, value]) => [key, expanded(value, server.macros)]),
    );
  const labels = { ...labelsOf(installation, cluster), ...ready(installation) };
  const mounts = volumeMounts(cluster, installation);
  const files = filesOfSecrets(cluster, installation, secretFiles.get(cluster.name) ?? []);
  const pod = podOf(mapping(template.spec), cluster, installation, env, [
    ...mounts.mounts,
    ...files.mounts,
  ], ctx);
  return objectBeside(cr, "StatefulSet", server.set, {
    spec: {
      serviceName: server.service,
      replicas: bool(spec.stop) === true ? 0 : 1,
      selector: { matchLabels: serverSelector(installation, cluster) },
      template: {
        metadata: {
          // Services know the pod by these, whatever the template says.
          labels: {
            ...labels,
            ...filled(metadata.labels),
            ...serverSelector(installation, cluster),
            ...ready(installation),
          },
          annotations: { ...textMap(cr.metadata.annotations), ...filled(metadata.annotations) },
        },
        spec: {
          ...pod,
          volumes: [...mappings(pod.volumes), ...mounts.volumes, ...files.volumes],
        },
      },
      volumeClaimTemplates: claimsOf(pod, installation),
    },
  }, { apiVersion: "apps/v1", labels });
}

/** What all containers of the pod mount of the config, and of data where a template is used for them. */
function volumeMounts(
  cluster: Cluster,
  installation: Installation,
): { volumes: Mapping[]; mounts: Mapping[] } {
  const { folder, common, data, log } = installation.program;
  const names = configNames(installation, cluster);
  const maps = [
    [names.common, `${folder}/${common}/`],
    [names.users, `${folder}/users.d/`],
    [names.host, `${folder}/conf.d/`],
  ];
  const { dataVolumeClaimTemplate, logVolumeClaimTemplate } = cluster.server.templates;
  const claims = [[text(dataVolumeClaimTemplate), data], [text(logVolumeClaimTemplate), log]]
    .filter(([name]) =>
      namedTemplate(installation, "volumeClaimTemplates", name).name !== undefined
    );
  return {
    volumes: maps.map(([name]) => ({ name, configMap: { name } })),
    mounts: [...maps, ...claims].map(([name, mountPath]) => ({ name, mountPath })),
  };
}

function filesOfSecrets(
  cluster: Cluster,
  { program }: Installation,
  files: readonly { path: string; name: string; key: string }[],
): { volumes: Mapping[]; mounts: Mapping[] } {
  const named = files.map((file) => ({
    ...file,
    volume: `secret-${shortHash(`${cluster.name}/${file.path}`)}`,
  }));
  return {
    volumes: named.map(({ volume, name, key }) => ({
      name: volume,
      secret: { secretName: name, items: [{ key, path: key }], defaultMode: 0o644 },
    })),
    mounts: named.map(({ volume, path, name }) => ({
      name: volume,
      mountPath: `${program.folder}/${SECRETS}/${path}/${name}`,
      readOnly: true,
    })),
  };
}

function podOf(
  spec: Mapping,
  cluster: Cluster,
  installation: Installation,
  env: readonly Mapping[],
  mounts: readonly Mapping[],
  ctx: ControllerContext,
): Mapping {
  const { program, clusters } = installation;
  const containers = mappings(spec.containers);
  const named = containers.findIndex(({ name }) => text(name) === program.container);
  const main = named >= 0 ? named : program.prefix === "chi" && containers.length > 0 ? 0 : -1;
  const all = main >= 0 ? containers : [...containers, { name: program.container }];
  const index = main >= 0 ? main : all.length - 1;
  const own = [cluster.server, ...cluster.others].map(({ service }) => service);
  return {
    ...spec,
    containers: all.map((container, place) => ({
      ...(place === index ? mainContainer(container, cluster, installation, env, ctx) : container),
      volumeMounts: withMounts(mappings(container.volumeMounts), mounts),
    })),
    hostAliases: [
      // The server knows itself by these names, as one that may connect to itself.
      { ip: "127.0.0.1", hostnames: [...new Set(own)] },
      ...mappings(spec.hostAliases),
    ].filter(() => clusters.length > 0),
  };
}

/** A mount is added where neither its volume nor its path is there yet. */
function withMounts(own: readonly Mapping[], more: readonly Mapping[]): Mapping[] {
  const names = new Set(own.map(({ name }) => text(name)));
  const paths = new Set(own.map(({ mountPath }) => text(mountPath)));
  return [
    ...own,
    ...more.filter(({ name, mountPath }) => !names.has(text(name)) && !paths.has(text(mountPath))),
  ];
}

function mainContainer(
  container: Mapping,
  { server }: Cluster,
  { program, spec }: Installation,
  env: readonly Mapping[],
  ctx: ControllerContext,
): Mapping {
  const ports = mappings(container.ports).map((port) => {
    const number = server.ports.get(text(port.name));
    if (number === undefined) return port;
    const { hostPort: _, ...rest } = port;
    return { ...rest, containerPort: number };
  });
  const names = new Set(ports.map(({ name }) => text(name)));
  const command = texts(container.command);
  const isTroubled = bool(spec.troubleshoot) === true;
  const given = mappings(container.env);
  const known = new Set(given.map(({ name }) => text(name)));
  const isKeeper = program.prefix === "chk";
  const added = [
    ...env,
    ...(command.length === 0 && !isKeeper
      ? [{ name: "CLICKHOUSE_SKIP_USER_SETUP", value: "1" }]
      : []),
    ...(isKeeper && container.image === undefined
      ? [{ name: "CLICKHOUSE_DATA_DIR", value: program.data }]
      : []),
  ];
  const { livenessProbe, readinessProbe, ...rest } = container;
  const probes = isKeeper
    ? keeperProbes(server.ports.get("zk") ?? 2181)
    : serverProbes(server.ports);
  const started = command.length > 0
    ? [...command.slice(0, -1), `${command.at(-1)} || sleep 1800`]
    : ["/bin/sh", "-c", "/entrypoint.sh || sleep 1800"];
  return {
    ...rest,
    image: text(container.image) || readSettings("clickhouse", SETTINGS, ctx)[program.image],
    ports: [
      ...ports,
      ...[...server.ports].filter(([name]) => !names.has(name))
        .map(([name, containerPort]) => ({ name, containerPort })),
    ],
    env: [...given, ...added.filter(({ name }) => !known.has(text(name)))],
    ...(isTroubled ? { command: started } : {
      ...probes,
      ...(livenessProbe ? { livenessProbe } : {}),
      ...(readinessProbe ? { readinessProbe } : {}),
    }),
  };
}

function serverProbes(ports: ReadonlyMap<string, number>): Mapping {
  const scheme = ports.has("http") ? "HTTP" : ports.has("https") ? "HTTPS" : undefined;
  if (scheme === undefined) return {};
  const httpGet = { path: "/ping", port: scheme.toLowerCase(), scheme };
  return {
    livenessProbe: { httpGet, initialDelaySeconds: 60, periodSeconds: 3, failureThreshold: 10 },
    readinessProbe: { httpGet, initialDelaySeconds: 10, periodSeconds: 3 },
  };
}

function keeperProbes(port: number): Mapping {
  const times = { initialDelaySeconds: 5, periodSeconds: 5, failureThreshold: 12 };
  const script =
    `OK=$(exec 3<>/dev/tcp/127.0.0.1/${port}; printf ruok >&3; cat <&3); [ "$OK" = imok ]`;
  return {
    livenessProbe: { exec: { command: ["bash", "-c", script] }, ...times },
    readinessProbe: { httpGet: { path: "/ready", port: 9182 }, ...times },
  };
}

/** Claims of the templates that containers mount by their names. */
function claimsOf(pod: Mapping, installation: Installation): Mapping[] {
  const volumes = new Set(mappings(pod.volumes).map(({ name }) => text(name)));
  const mounted = new Set(
    mappings(pod.containers).flatMap(({ volumeMounts }) =>
      mappings(volumeMounts).map(({ name }) => text(name))
    ),
  );
  return [...mounted].flatMap((name) => {
    const template = namedTemplate(installation, "volumeClaimTemplates", name);
    if (template.name === undefined || volumes.has(name)) return [];
    const { labels, annotations } = mapping(template.metadata);
    return [{
      metadata: { name, labels: textMap(labels), annotations: textMap(annotations) },
      spec: mapping(template.spec),
    }];
  });
}
