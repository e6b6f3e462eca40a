/**
 * The StatefulSet of a broker, as the operator makes it, without the init container.
 *
 * @module
 */

import {
  type Manifest,
  type Mapping,
  mapping,
  objectBeside,
  picked,
  text,
} from "@dekube/engine/pacts";
import { parseQuantity, wholeNumber } from "@dekube/engine/pacts/kubernetes";
import { type Cluster, labelsOf, selectorOf } from "./cluster.ts";
import { containerPorts, TLS_FOLDER } from "./listeners.ts";
import { FURTHER_FILES } from "./server_config.ts";
import { HOME, START_FOLDER, startScript, TEMPLATE } from "./start.ts";

/** What a broker gets that its resource does not say. */
export interface PodParts {
  /** Image of one that names none. */
  image: string;
  /** The default user's Secret. */
  userSecret: string;
  /** The template of the definitions; empty where nothing is declared. */
  definitions: string;
  /** Variables that it is filled with. */
  variables: readonly Mapping[];
  /** Files of the config that are there. */
  files: readonly string[];
}

/** What the operator gives a broker that says nothing. */
const RESOURCES = {
  limits: { cpu: "2000m", memory: "2Gi" },
  requests: { cpu: "1000m", memory: "2Gi" },
};

/** The resources of a broker. */
export function resourcesOf({ spec }: Pick<Cluster, "spec">): Mapping {
  return spec.resources === undefined || spec.resources === null
    ? RESOURCES
    : mapping(spec.resources);
}

/** `<name>-server`, and the files that it is started with. */
export function serverObjects(cluster: Cluster, parts: PodParts): Manifest[] {
  const { cr, spec, name } = cluster;
  const starting = `${name}_start`;
  const labels = labelsOf(cluster);
  const storage = storageOf(cluster);
  return [
    objectBeside(cr, "StatefulSet", `${name}-server`, {
      spec: {
        serviceName: `${name}-nodes`,
        // None is what a cluster has none of, either.
        replicas: Math.min(wholeNumber(spec.replicas) ?? 1, 1),
        selector: { matchLabels: selectorOf(cluster) },
        template: { metadata: { labels }, spec: podOf(cluster, parts, starting, storage) },
        ...(storage ? { volumeClaimTemplates: [storage] } : {}),
      },
    }, { apiVersion: "apps/v1", labels }),
    // No object of a cluster has an underscore in its name.
    objectBeside(cr, "ConfigMap", starting, {
      data: {
        "start.sh": startScript(parts.definitions !== ""),
        ...(parts.definitions === "" ? {} : { [TEMPLATE]: parts.definitions }),
      },
    }),
  ];
}

/** The claim of the data; none where no storage is asked for. */
function storageOf({ spec }: Cluster): Mapping | undefined {
  const { storage, storageClassName } = mapping(spec.persistence);
  if (parseQuantity(storage) === 0) return undefined;
  return {
    metadata: { name: "persistence" },
    spec: {
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: storage ?? "10Gi" } },
      ...(text(storageClassName) === "" ? {} : { storageClassName }),
    },
  };
}

function podOf(
  cluster: Cluster,
  parts: PodParts,
  starting: string,
  storage: Mapping | undefined,
): Mapping {
  const { spec, name, tls } = cluster;
  const confd = (file: string, path: string) => ({
    name: "rabbitmq-confd",
    mountPath: `/etc/rabbitmq/conf.d/${path}`,
    subPath: file,
  });
  const configMap = (of: string) => ({ configMap: { name: of } });
  const given = parts.files.filter((file) => Object.hasOwn(FURTHER_FILES, file));
  return {
    ...picked(spec, "affinity tolerations imagePullSecrets"),
    // A broker needs longer than Compose would wait.
    terminationGracePeriodSeconds: wholeNumber(spec.terminationGracePeriodSeconds) ?? 60,
    securityContext: { fsGroup: 0, runAsUser: 999, runAsNonRoot: true },
    containers: [{
      name: "rabbitmq",
      image: text(spec.image) || parts.image,
      command: ["sh", `${START_FOLDER}/start.sh`],
      args: ["rabbitmq-server"],
      resources: resourcesOf(cluster),
      env: [...environment(cluster), ...parts.variables],
      ports: containerPorts(cluster).map(({ name, port }) => ({ name, containerPort: port })),
      readinessProbe: {
        tcpSocket: { port: tls?.isOnly ? "amqps" : "amqp" },
        initialDelaySeconds: 10,
        timeoutSeconds: 5,
        periodSeconds: 10,
        failureThreshold: 3,
      },
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ["ALL"] },
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
        privileged: false,
      },
      volumeMounts: [
        { name: "rabbitmq-erlang-cookie", mountPath: HOME },
        { name: "persistence", mountPath: `${HOME}/mnesia/` },
        { name: "plugins-conf", mountPath: "/operator" },
        { name: "erlang-cookie-secret", mountPath: "/tmp/erlang-cookie-secret" },
        { name: "start", mountPath: START_FOLDER },
        confd("operatorDefaults.conf", "10-operatorDefaults.conf"),
        confd("default_user.conf", "11-default_user.conf"),
        confd("userDefinedConfiguration.conf", "90-userDefinedConfiguration.conf"),
        ...given.map((file) => ({
          name: "server-conf",
          mountPath: `/etc/rabbitmq/${file}`,
          subPath: file,
        })),
        ...(tls ? [{ name: "rabbitmq-tls", mountPath: TLS_FOLDER, readOnly: true }] : []),
      ],
    }],
    volumes: [
      { name: "plugins-conf", ...configMap(`${name}-plugins-conf`) },
      { name: "start", ...configMap(starting) },
      {
        name: "rabbitmq-confd",
        projected: {
          sources: [
            {
              configMap: {
                name: `${name}-server-conf`,
                items: items("operatorDefaults.conf", "userDefinedConfiguration.conf"),
              },
            },
            { secret: { name: parts.userSecret, items: items("default_user.conf") } },
          ],
        },
      },
      { name: "rabbitmq-erlang-cookie", emptyDir: {} },
      { name: "erlang-cookie-secret", secret: { secretName: `${name}-erlang-cookie` } },
      ...(given.length > 0 ? [{ name: "server-conf", ...configMap(`${name}-server-conf`) }] : []),
      ...(storage
        ? []
        : [{ name: "persistence", emptyDir: mapping(mapping(spec.persistence).emptyDir) }]),
      ...(tls
        ? [{
          name: "rabbitmq-tls",
          projected: {
            sources: [
              { secret: { name: tls.secret, items: items("tls.crt", "tls.key") } },
              ...(tls.authority === ""
                ? []
                : [{ secret: { name: tls.authority, items: items("ca.crt") } }]),
            ],
          },
        }]
        : []),
    ],
  };
}

function items(...keys: readonly string[]): Mapping[] {
  return keys.map((key) => ({ key, path: key }));
}

/** The node's name is the operator's, so that data of a live cluster's are its own. */
function environment({ name, namespace }: Cluster): Mapping[] {
  const domain = namespace === ""
    ? "$(K8S_SERVICE_NAME)"
    : "$(K8S_SERVICE_NAME).$(MY_POD_NAMESPACE)";
  const field = (name: string, fieldPath: string) => ({
    name,
    valueFrom: { fieldRef: { fieldPath } },
  });
  return [
    field("MY_POD_NAME", "metadata.name"),
    ...(namespace === "" ? [] : [field("MY_POD_NAMESPACE", "metadata.namespace")]),
    { name: "K8S_SERVICE_NAME", value: `${name}-nodes` },
    { name: "RABBITMQ_ENABLED_PLUGINS_FILE", value: "/operator/enabled_plugins" },
    { name: "RABBITMQ_USE_LONGNAME", value: "true" },
    { name: "RABBITMQ_NODENAME", value: `rabbit@$(MY_POD_NAME).${domain}` },
    { name: "K8S_HOSTNAME_SUFFIX", value: `.${domain}` },
  ];
}
