/**
 * What the operator makes of an Elasticsearch: here one node.
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
  type ObjectIndex,
  text,
} from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
import { secretBeside } from "./association.ts";
import {
  CONFIG_FOLDER,
  DATA_FOLDER,
  elasticsearchYml,
  HTTP_FOLDER,
  mainSet,
  type NodeSet,
  nodeSetsOf,
  roleLabels,
  rolesOf,
  TRANSPORT_FOLDER,
} from "./elasticsearch_config.ts";
import {
  asksClients,
  certificateMount,
  certificateObjects,
  type Endpoint,
  httpService,
  serviceOf,
} from "./http.ts";
import { podTemplate } from "./pod_template.ts";
import { hostOf, type Program, type Resource } from "./resource.ts";
import { secureSettings } from "./secure_settings.ts";
import { hasTransport, transportObjects, transportSecret } from "./transport.ts";
import { elasticUser, fileRealm, type FileUser, realmName } from "./users.ts";

/** What tells it from the others. */
export const PROGRAM: Program = {
  short: "es",
  type: "elasticsearch",
  nameLabel: "elasticsearch.k8s.elastic.co/cluster-name",
  container: "elasticsearch",
  image: "elasticsearch/elasticsearch",
};

/** Port of HTTP. */
export const HTTP_PORT = 9200;

const TRANSPORT_PORT = 9300;

/** The image's user; its files belong to the group 0. */
const IDENTITY = { runAsUser: 1000, runAsGroup: 0, fsGroup: 0 };

const DATA_CLAIM = "elasticsearch-data";

/** Objects of an Elasticsearch. `users` are those of other resources. */
export async function elasticsearchObjects(
  endpoint: Endpoint,
  users: readonly FileUser[],
  beats: Iterable<string>,
  { objects, made, ctx }: {
    objects: ObjectIndex;
    made: Map<Manifest, Manifest[]>;
    ctx: ControllerContext;
  },
): Promise<Manifest[]> {
  const { resource } = endpoint;
  const { manifest, name, namespace, labels, spec } = resource;
  const sets = nodeSetsOf(resource);
  if (sets.length === 0) {
    ctx.report(manifest, "spec.nodeSets").error(
      "no-node-sets",
      "the Elasticsearch has no nodeSets, so there is no server of it. Give it one with a name and a count",
    );
    return [];
  }
  sayNodes(resource, sets, ctx);
  const main = mainSet(sets);
  const pod = `${name}-es-${main.name}-0`;
  const isSecured = hasTransport(ctx);
  const yml = elasticsearchYml(resource, sets, { endpoint, pod, hasTransport: isSecured }, ctx);
  const elastic = elasticUser(resource, objects, ctx);
  const nodes = sets.map((set) => hostOf(namespace, `${name}-es-${set.name}`));
  return [
    secretBeside(resource, configName(resource, main), { "elasticsearch.yml": yml }),
    ...elastic.secrets,
    await fileRealm(
      resource,
      [...elastic.user ? [elastic.user] : [], ...users],
      beats,
      objects,
      ctx,
    ),
    ...certificateObjects(endpoint, objects, made, [
      hostOf(namespace, `${name}-es-internal-http`),
      ...nodes.flatMap((node) => [node, `*.${node}`]),
    ]),
    ...(isSecured ? transportObjects(resource, main.name, pod) : []),
    httpService(endpoint),
    objectBeside(manifest, "Service", `${name}-es-internal-http`, {
      spec: { selector: { ...labels }, ports: [port(endpoint.scheme, HTTP_PORT)] },
    }, { labels }),
    transportService(resource),
    ...sets.map((set) =>
      objectBeside(manifest, "Service", `${name}-es-${set.name}`, {
        spec: {
          clusterIP: "None",
          publishNotReadyAddresses: true,
          selector: { ...labels },
          ports: [port(endpoint.scheme, HTTP_PORT)],
        },
      }, { labels })
    ),
    statefulSet(endpoint, main, {
      roles: rolesOf(sets),
      asksClients: asksClients(spec),
      isSecured,
    }),
  ];
}

function port(name: string, number: number): Mapping {
  return { name, port: number, targetPort: number, protocol: "TCP" };
}

function transportService(resource: Resource): Manifest {
  const given = mapping(mapping(resource.spec.transport).service);
  const service = serviceOf(resource, `${resource.name}-es-transport`, given, [
    port("tls-transport", TRANSPORT_PORT),
  ]);
  return {
    ...service,
    spec: {
      ...(text(mapping(given.spec).type) === ""
        ? { clusterIP: "None", publishNotReadyAddresses: true }
        : {}),
      ...mapping(service.spec),
    },
  };
}

function configName({ name }: Resource, { name: set }: NodeSet): string {
  return `${name}-es-${set}-es-config`;
}

function statefulSet(
  endpoint: Endpoint,
  main: NodeSet,
  { roles, asksClients, isSecured }: {
    roles: readonly string[] | undefined;
    asksClients: boolean;
    isSecured: boolean;
  },
): Manifest {
  const { resource } = endpoint;
  const { manifest, name, labels, spec, version, fullImage } = resource;
  const set = `${name}-es-${main.name}`;
  const certificates = certificateMount(endpoint, HTTP_FOLDER);
  const secure = secureSettings(spec.secureSettings, {
    create: "rm -f config/elasticsearch.keystore\nbin/elasticsearch-keystore create",
    add: 'bin/elasticsearch-keystore add-file "$name" "$file"',
    start: "/usr/local/bin/docker-entrypoint.sh eswrapper",
  });
  const podLabels = {
    ...labels,
    "elasticsearch.k8s.elastic.co/statefulset-name": set,
    "elasticsearch.k8s.elastic.co/version": version,
    "elasticsearch.k8s.elastic.co/http-scheme": endpoint.scheme,
    ...roleLabels(roles),
  };
  const patch = mapping(main.spec.podTemplate);
  const patchSpec = mapping(patch.spec);
  const hasOwnData = mappings(patchSpec.volumes).some((volume) => text(volume.name) === DATA_CLAIM);
  const claims = mappings(main.spec.volumeClaimTemplates);
  const hasClaim = claims.some(({ metadata }) => text(mapping(metadata).name) === DATA_CLAIM);
  // What init containers install has to be there in the container too.
  const installs = mappings(patchSpec.initContainers).length > 0;
  const plugins = "elastic-internal-elasticsearch-plugins-local";
  const config = (key: string) => ({
    name: key === "elasticsearch.yml" ? "elastic-internal-elasticsearch-config" : "file-realm",
    mountPath: `${CONFIG_FOLDER}/${key}`,
    subPath: key,
    readOnly: true,
  });
  const template = podTemplate(
    resource,
    {
      labels: podLabels,
      securityContext: IDENTITY,
      more: { terminationGracePeriodSeconds: 180 },
      container: {
        image: fullImage,
        ...(secure.command ? { command: secure.command } : {}),
        ports: [
          { name: endpoint.scheme, containerPort: HTTP_PORT },
          { name: "transport", containerPort: TRANSPORT_PORT },
        ],
        resources: { requests: { memory: "2Gi" }, limits: { memory: "2Gi" } },
        readinessProbe: {
          ...(asksClients ? { tcpSocket: { port: HTTP_PORT } } : {
            exec: { command: ["bash", "-c", probe(endpoint)] },
          }),
          initialDelaySeconds: 10,
          timeoutSeconds: 5,
          periodSeconds: 5,
          failureThreshold: 3,
        },
        volumeMounts: [
          { name: DATA_CLAIM, mountPath: DATA_FOLDER },
          ...["elasticsearch.yml", "users", "users_roles", "roles.yml"].map(config),
          ...certificates.volumeMounts,
          ...(isSecured
            ? [{ name: "transport-certs", mountPath: TRANSPORT_FOLDER, readOnly: true }]
            : []),
          ...secure.volumeMounts,
          ...(installs ? [{ name: plugins, mountPath: "/usr/share/elasticsearch/plugins" }] : []),
        ],
      },
      volumes: [
        {
          name: "elastic-internal-elasticsearch-config",
          secret: { secretName: configName(resource, main) },
        },
        { name: "file-realm", secret: { secretName: realmName(resource) } },
        ...certificates.volumes,
        ...(isSecured
          ? [{
            name: "transport-certs",
            secret: { secretName: transportSecret(resource, main.name) },
          }]
          : []),
        ...secure.volumes,
        ...(installs ? [{ name: plugins, emptyDir: {} }] : []),
      ],
    },
    patch,
    main.spec.resources,
  );
  return objectBeside(manifest, "StatefulSet", set, {
    spec: {
      serviceName: set,
      replicas: 1,
      podManagementPolicy: "Parallel",
      selector: { matchLabels: { ...labels } },
      template,
      volumeClaimTemplates: [
        ...(hasClaim || hasOwnData ? [] : [{
          metadata: { name: DATA_CLAIM },
          spec: {
            accessModes: ["ReadWriteOnce"],
            resources: { requests: { storage: "1Gi" } },
          },
        }]),
        ...claims,
      ],
    },
  }, { apiVersion: "apps/v1", labels });
}

/** Who signs in nowhere is refused once the server is there. */
function probe({ scheme }: Endpoint): string {
  return [
    `status="$(curl -o /dev/null -w '%{http_code}' --max-time 3 -s -k ${scheme}://127.0.0.1:${HTTP_PORT}/)"`,
    '[ "$status" = 200 ] || [ "$status" = 401 ]',
  ].join("\n");
}

/** Says what one node does not have of many. */
function sayNodes(
  { manifest, spec }: Resource,
  sets: readonly NodeSet[],
  ctx: ControllerContext,
): void {
  const report = (path: string) => ctx.report(manifest, path);
  const count = sets.reduce((sum, { spec: own }) => sum + (wholeNumber(own.count) ?? 1), 0);
  if (count > 1) {
    report("spec.nodeSets").info(
      "one-replica",
      `${count} nodes become one with the roles of all of them. Indices that ask for replicas stay yellow; a live cluster's data comes by a snapshot`,
    );
  }
  const main = mainSet(sets);
  for (const set of sets) {
    if (set === main) continue;
    for (const field of ["podTemplate", "volumeClaimTemplates", "resources"]) {
      if (Object.keys(mapping(set.spec[field])).length + mappings(set.spec[field]).length === 0) {
        continue;
      }
      report(`${set.path}.${field}`).info(
        "other-node-set",
        `the one node is of the nodeSet "${main.name}", so this of "${set.name}" has no effect`,
      );
    }
  }
  const allowsMmap = String(main.config.get("node.store.allow_mmap") ?? true) !== "false";
  if (allowsMmap && !JSON.stringify(main.spec.podTemplate ?? "").includes("max_map_count")) {
    report(`${main.path}.config`).info(
      "max-map-count",
      'Elasticsearch maps its files into memory, and the host may allow it too few maps. Run "sysctl -w vm.max_map_count=1048576" on the host, or set "node.store.allow_mmap: false"',
    );
  }
  if (mappings(spec.remoteClusters).length > 0 || mapping(spec.remoteClusterServer).enabled) {
    report(
      mapping(spec.remoteClusterServer).enabled
        ? "spec.remoteClusterServer"
        : "spec.remoteClusters",
    )
      .warn(
        "no-remote-clusters",
        "clusters are not connected with each other, so searches of another and replication from it fail. Connect them by hand with the API of remote clusters",
      );
  }
  if (asksClients(spec)) {
    report("spec.http.tls.client.authentication").info(
      "client-certificates",
      "Elasticsearch asks clients for a certificate of its authority. Kibana and others of its namespace are issued one; give others theirs, and name it in elasticsearchRef.clientCertificateSecretName where they are in another namespace",
    );
  }
  const transport = mapping(mapping(spec.transport).tls);
  if (Object.keys(mapping(transport.certificate)).length > 0) {
    report("spec.transport.tls.certificate").info(
      "own-transport-authority",
      "no other node connects, so the node's certificate is of an authority made here, and not of this one",
    );
  }
  sayMonitoring(manifest, spec, ctx);
}

/** Says that nothing collects what a program says of itself. */
export function sayMonitoring(manifest: Manifest, spec: Mapping, ctx: ControllerContext): void {
  for (const field of ["metrics", "logs"]) {
    const { elasticsearchRefs } = mapping(mapping(spec.monitoring)[field]);
    if (mappings(elasticsearchRefs).length === 0) continue;
    ctx.report(manifest, `spec.monitoring.${field}`).warn(
      "no-stack-monitoring",
      `no Beat beside the program ships its ${field}, so its monitoring shows none. Run a Metricbeat or Filebeat of your own, or read the container's logs`,
    );
  }
}
