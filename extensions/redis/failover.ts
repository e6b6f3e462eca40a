/**
 * What Spotahome's operator makes of a RedisFailover, where one server and one sentinel do for all.
 *
 * @see https://github.com/spotahome/redis-operator
 * @module
 */

import {
  type ControllerContext,
  entries,
  isMapping,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  namespaceOf,
  objectBeside,
  picked,
  readSettings,
  serviceBeside,
  text,
  textMap,
  texts,
} from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
import { matchesGoRegex, TemplateError } from "@dekube/engine/pacts/go_template";
import { directive, settingLines } from "./config.ts";
import { readinessScript, shutdownScript } from "./failover_scripts.ts";
import { renamed } from "./made.ts";
import { sayMembers } from "./members.ts";
import { SETTINGS } from "./settings.ts";
import { type Start, START_FOLDER, startCommand, startFiles } from "./start.ts";

const SENTINEL_PORT = 26379;
const SENTINEL_EXPORTER_PORT = 9355;
const EXPORTER_PORT = 9121;
/** The name that clients ask sentinels for. */
const GROUP = "mymaster";
/** Where the config is that a server reads and writes. */
const FOLDER = "/redis";

/** A RedisFailover as it is read. */
interface Failover {
  cr: Manifest;
  name: string;
  redis: Mapping;
  sentinel: Mapping;
  port: number;
  /** The Secret with the password; empty where there is none. */
  secret: string;
  /** The server outside that this one follows. */
  outside?: { host: string; port: number };
  labels: Readonly<Record<string, string>>;
  images: { server: string; exporter: string };
}

/** What a RedisFailover becomes. */
export function failoverObjects(cr: Manifest, ctx: ControllerContext): Manifest[] {
  const failover = read(cr, ctx);
  const { redis, sentinel, outside } = failover;
  const hasSentinel = !outside || mapping(mapping(cr.spec).bootstrapNode).allowSentinels === true;
  sayMembers(cr, "spec.redis.replicas", wholeNumber(redis.replicas) || 3, ctx);
  if (hasSentinel) {
    sayMembers(cr, "spec.sentinel.replicas", wholeNumber(sentinel.replicas) || 3, ctx);
  }
  return [
    ...servers(failover),
    ...(hasSentinel ? sentinels(failover, ctx) : []),
  ];
}

function read(cr: Manifest, ctx: ControllerContext): Failover {
  const { redis, sentinel, auth, bootstrapNode, labelWhitelist } = mapping(cr.spec);
  const { name } = cr.metadata;
  const settings = readSettings("redis", SETTINGS, ctx);
  const outside = mapping(bootstrapNode);
  return {
    cr,
    name,
    redis: mapping(redis),
    sentinel: mapping(sentinel),
    port: wholeNumber(mapping(redis).port) || 6379,
    // What no cluster takes is a Secret that nobody finds: the server is not to be open for want of it.
    secret: isMapping(auth) ? text(auth.secretPath) : auth === "" ? "-" : text(auth),
    ...(text(outside.host) === ""
      ? {}
      : { outside: { host: text(outside.host), port: wholeNumber(outside.port) ?? 6379 } }),
    labels: {
      "app.kubernetes.io/managed-by": "redis-operator",
      "redisfailovers.databases.spotahome.com/name": name,
      ...handedOn(cr, texts(labelWhitelist), ctx),
    },
    images: { server: settings.failover_image, exporter: settings.failover_exporter_image },
  };
}

/** Labels of the resource that its objects have too: those whose names match, all where nothing says which. */
function handedOn(
  cr: Manifest,
  patterns: readonly string[],
  { report, limits: { settings } }: ControllerContext,
): Record<string, string> {
  const labels = textMap(cr.metadata.labels);
  if (patterns.length === 0) return labels;
  const limits = { whole: settings };
  const isWanted = (name: string) =>
    patterns.some((pattern, index) => {
      if (refused.has(index)) return false;
      try {
        return matchesGoRegex(pattern, name, limits);
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error;
        refused.add(index);
        report(cr, `spec.labelWhitelist[${index}]`).warn(
          "bad-pattern",
          `no label is handed on for "${pattern}": ${error.message}. Correct it`,
        );
        return false;
      }
    });
  const refused = new Set<number>();
  return Object.fromEntries(entries(labels).filter(([name]) => isWanted(name)));
}

function selector({ name }: Failover, component: string): Record<string, string> {
  return {
    "app.kubernetes.io/name": name,
    "app.kubernetes.io/component": component,
    "app.kubernetes.io/part-of": "redis-failover",
  };
}

function servers(failover: Failover): Manifest[] {
  const { cr, name, redis, port, labels } = failover;
  const called = `rfr-${name}`;
  const selected = selector(failover, "redis");
  const known = { ...labels, ...selected, "redisfailovers-role": "master" };
  const shutdown = text(redis.shutdownConfigMap) || `rfr-s-${name}`;
  const start = serverStart(failover);
  const claim = mapping(mapping(redis.storage).persistentVolumeClaim);
  const claimName = text(mapping(claim.metadata).name);
  const hasClaim = Object.keys(claim).length > 0;
  const isExported = mapping(redis.exporter).enabled === true;
  const annotations = textMap(redis.serviceAnnotations);
  const set = objectBeside(cr, "StatefulSet", called, {
    spec: {
      serviceName: called,
      replicas: 1,
      selector: { matchLabels: selected },
      template: {
        metadata: { labels: known, annotations: textMap(redis.podAnnotations) },
        spec: serverPod(failover, start, shutdown, hasClaim ? claimName || "redis-data" : ""),
      },
      ...(hasClaim
        ? {
          volumeClaimTemplates: [{
            metadata: { ...mapping(claim.metadata), name: claimName || "redis-data" },
            spec: mapping(claim.spec),
          }],
        }
        : {}),
    },
  }, { apiVersion: "apps/v1", labels: known });
  const led = { labels: { ...labels, ...selected }, annotations };
  const client = [{ name: "redis", port }];
  return [
    set,
    objectBeside(cr, "ConfigMap", called, { data: startFiles(start) }, { labels: led.labels }),
    ...(text(redis.shutdownConfigMap) === ""
      ? [
        objectBeside(cr, "ConfigMap", shutdown, { data: { "shutdown.sh": shutdownScript(port) } }, {
          labels: led.labels,
        }),
      ]
      : []),
    objectBeside(cr, "ConfigMap", `rfr-readiness-${name}`, {
      data: { "ready.sh": readinessScript(port) },
    }, { labels: led.labels }),
    serviceBeside(
      cr,
      called,
      selected,
      isExported ? [{ name: "http-metrics", port: EXPORTER_PORT }] : client,
      { ...led, headless: true },
    ),
    // Both lead to the one server, which is the master.
    serviceBeside(cr, `rfrm-${name}`, selected, client, led),
    serviceBeside(cr, `rfrs-${name}`, selected, client, led),
  ];
}

function serverStart({ redis, port, secret, outside }: Failover): Start {
  return {
    target: `${FOLDER}/redis.conf`,
    config: [
      ...(outside ? [directive("replicaof", outside.host, outside.port)] : []),
      directive("port", port),
      directive("tcp-keepalive", 60),
      directive("dir", "/data"),
      directive("protected-mode", "no"),
      "save 900 1",
      "save 300 10",
      // The operator's probes log in so.
      "user pinger -@all +ping on >pingpass",
      directive("replica-priority", outside ? 0 : 100),
      ...mappings(redis.customCommandRenames).map(({ from, to }) =>
        `rename-command ${JSON.stringify(text(from))} ${JSON.stringify(text(to))}`
      ),
    ],
    passwords: passwordOf(secret, "REDIS_PASSWORD", ["masterauth %s", "requirepass %s"]),
    last: texts(redis.customConfig).flatMap(settingLines),
  };
}

function passwordOf(secret: string, variable: string, lines: string[]): Start["passwords"] {
  return secret === ""
    ? []
    : [{ variable, source: `the key "password" of the Secret "${secret}"`, lines }];
}

function serverPod(
  failover: Failover,
  start: Start,
  shutdown: string,
  claim: string,
): Mapping {
  const { redis, port, images, name } = failover;
  const { storage, exporter, startupConfigMap } = redis;
  const own = texts(redis.command);
  const startup = text(startupConfigMap);
  const data = claim || "redis-data";
  const script = (path: string) => ({ exec: { command: ["/bin/sh", path] } });
  const container = {
    name: "redis",
    image: text(redis.image) || images.server,
    ...picked(redis, "imagePullPolicy resources"),
    ...startCommand(own.length > 0 ? own : ["redis-server", start.target]),
    securityContext: securityOf(redis.containerSecurityContext),
    env: environment(failover),
    ports: [{ name: "redis", containerPort: port }],
    livenessProbe: redis.customLivenessProbe ?? {
      initialDelaySeconds: 30,
      timeoutSeconds: 5,
      failureThreshold: 6,
      periodSeconds: 15,
      exec: {
        command: [
          "sh",
          "-c",
          `redis-cli -p ${port} --user pinger --pass pingpass --no-auth-warning ping | grep PONG`,
        ],
      },
    },
    readinessProbe: redis.customReadinessProbe ??
      { initialDelaySeconds: 30, timeoutSeconds: 5, ...script("/redis-readiness/ready.sh") },
    ...startupProbe(redis, startup, "/redis-startup/startup.sh"),
    lifecycle: { preStop: script("/redis-shutdown/shutdown.sh") },
    volumeMounts: [
      { name: "redis-config", mountPath: FOLDER },
      { name: "redis-start", mountPath: START_FOLDER },
      { name: "redis-shutdown-config", mountPath: "/redis-shutdown" },
      { name: "redis-readiness-config", mountPath: "/redis-readiness" },
      { name: data, mountPath: "/data" },
      ...(startup === "" ? [] : [{ name: "redis-startup-config", mountPath: "/redis-startup" }]),
      ...mappings(redis.extraVolumeMounts),
    ],
  };
  const withEnv = (containers: unknown) =>
    mappings(containers).map((one) => ({
      ...one,
      env: [...mappings(one.env), ...environment(failover)],
    }));
  const { enabled, ...exported } = mapping(exporter);
  const init = withEnv(redis.initContainers);
  return {
    ...podFields(redis),
    ...(redis.terminationGracePeriod
      ? { terminationGracePeriodSeconds: redis.terminationGracePeriod }
      : {}),
    ...(init.length > 0 ? { initContainers: init } : {}),
    containers: [
      container,
      ...(enabled === true
        ? [exporterContainer("redis-exporter", exported, images.exporter, EXPORTER_PORT, [
          ...environment(failover),
        ])]
        : []),
      ...withEnv(redis.extraContainers),
    ],
    volumes: [
      { name: "redis-config", emptyDir: { medium: "Memory" } },
      { name: "redis-start", configMap: { name: `rfr-${name}` } },
      { name: "redis-shutdown-config", configMap: { name: shutdown } },
      { name: "redis-readiness-config", configMap: { name: `rfr-readiness-${name}` } },
      ...(startup === "" ? [] : [{ name: "redis-startup-config", configMap: { name: startup } }]),
      ...(claim === ""
        ? [{ name: "redis-data", emptyDir: mapping(mapping(storage).emptyDir) }]
        : []),
      ...mappings(redis.extraVolumes),
    ],
  };
}

function environment({ port, secret }: Failover): Mapping[] {
  return [
    { name: "REDIS_ADDR", value: `redis://127.0.0.1:${port}` },
    { name: "REDIS_PORT", value: String(port) },
    { name: "REDIS_USER", value: "default" },
    ...(secret === "" ? [] : [fromSecret("REDIS_PASSWORD", secret)]),
  ];
}

function fromSecret(name: string, secret: string): Mapping {
  return { name, valueFrom: { secretKeyRef: { name: secret, key: "password" } } };
}

function sentinels(failover: Failover, ctx: ControllerContext): Manifest[] {
  const { cr, name, sentinel, labels, secret, images } = failover;
  const called = `rfs-${name}`;
  const selected = selector(failover, "sentinel");
  const known = { ...labels, ...selected };
  const start = sentinelStart(failover, ctx);
  const startup = text(sentinel.startupConfigMap);
  const own = texts(sentinel.command);
  const { enabled, ...exported } = mapping(sentinel.exporter);
  const ask = { exec: { command: ["sh", "-c", `redis-cli -p ${SENTINEL_PORT} ping`] } };
  const container = {
    name: "sentinel",
    image: text(sentinel.image) || images.server,
    ...picked(sentinel, "imagePullPolicy resources"),
    ...startCommand(own.length > 0 ? own : ["redis-server", start.target, "--sentinel"]),
    securityContext: securityOf(sentinel.containerSecurityContext),
    ...(secret === "" ? {} : { env: [fromSecret("MASTER_PASSWORD", secret)] }),
    ports: [{ name: "sentinel", containerPort: SENTINEL_PORT }],
    livenessProbe: sentinel.customLivenessProbe ??
      { initialDelaySeconds: 30, timeoutSeconds: 5, ...ask },
    readinessProbe: sentinel.customReadinessProbe ??
      { initialDelaySeconds: 30, timeoutSeconds: 5, ...ask },
    ...startupProbe(sentinel, startup, "/sentinel-startup/startup.sh"),
    volumeMounts: [
      { name: "sentinel-config-writable", mountPath: FOLDER },
      { name: "sentinel-start", mountPath: START_FOLDER },
      ...(startup === ""
        ? []
        : [{ name: "sentinel-startup-config", mountPath: "/sentinel-startup" }]),
      ...mappings(sentinel.extraVolumeMounts),
    ],
  };
  const init = mappings(sentinel.initContainers);
  const files = startFiles(start);
  return [
    objectBeside(cr, "Deployment", called, {
      spec: {
        replicas: 1,
        selector: { matchLabels: selected },
        template: {
          metadata: { labels: known, annotations: textMap(sentinel.podAnnotations) },
          spec: {
            ...podFields(sentinel),
            ...(init.length > 0 ? { initContainers: init } : {}),
            containers: [
              container,
              ...(enabled === true
                ? [exporterContainer(
                  "sentinel-exporter",
                  exported,
                  images.exporter,
                  SENTINEL_EXPORTER_PORT,
                  [
                    {
                      name: "REDIS_EXPORTER_WEB_LISTEN_ADDRESS",
                      value: `0.0.0.0:${SENTINEL_EXPORTER_PORT}`,
                    },
                    { name: "REDIS_ADDR", value: `redis://127.0.0.1:${SENTINEL_PORT}` },
                  ],
                )]
                : []),
              ...mappings(sentinel.extraContainers),
            ],
            volumes: [
              { name: "sentinel-config-writable", emptyDir: { medium: "Memory" } },
              { name: "sentinel-start", configMap: { name: called } },
              ...(startup === ""
                ? []
                : [{ name: "sentinel-startup-config", configMap: { name: startup } }]),
              ...mappings(sentinel.extraVolumes),
            ],
          },
        },
      },
    }, { apiVersion: "apps/v1", labels: known }),
    objectBeside(cr, "ConfigMap", called, {
      data: { ...files, "sentinel.conf": files["redis.conf"] },
    }, { labels: known }),
    serviceBeside(cr, called, selected, [{ name: "sentinel", port: SENTINEL_PORT }], {
      labels: known,
      annotations: textMap(sentinel.serviceAnnotations),
    }),
  ];
}

function sentinelStart(failover: Failover, { report }: ControllerContext): Start {
  const { cr, name, sentinel, port, secret, outside } = failover;
  const namespace = namespaceOf(cr);
  const master = namespace === "" ? `rfrm-${name}` : `rfrm-${name}.${namespace}.svc.cluster.local`;
  const custom = texts(sentinel.customConfig);
  const options = custom.length > 0
    ? custom
    : ["down-after-milliseconds 5000", "failover-timeout 10000"];
  const monitor = outside ?? { host: master, port };
  // The host goes into a script.
  const isName = /^[\w.:-]+$/.test(monitor.host);
  if (!isName) {
    report(cr, "spec.bootstrapNode.host").warn(
      "bad-name",
      `"${monitor.host}" is no name of a host, so the sentinel watches nothing. Correct it`,
    );
  }
  return {
    target: `${FOLDER}/sentinel.conf`,
    config: [
      directive("port", SENTINEL_PORT),
      directive("dir", FOLDER),
      directive("protected-mode", "no"),
      ...(isName
        ? options.flatMap((option) => {
          const [parameter = "", ...values] = option.trim().split(/\s+/);
          return parameter === ""
            ? []
            : [directive("sentinel", parameter.toLowerCase(), GROUP, ...values)];
        })
        : []),
    ],
    passwords: isName
      ? passwordOf(secret, "MASTER_PASSWORD", [`sentinel auth-pass ${GROUP} %s`])
      : [],
    ...(isName ? { monitor: { group: GROUP, ...monitor } } : {}),
  };
}

function podFields(part: Mapping): Mapping {
  return {
    ...picked(
      part,
      "affinity tolerations topologySpreadConstraints nodeSelector hostNetwork dnsPolicy imagePullSecrets priorityClassName serviceAccountName",
    ),
    securityContext: part.securityContext ??
      { runAsUser: 1000, runAsGroup: 1000, runAsNonRoot: true, fsGroup: 1000 },
  };
}

/** What the operator gives a container that says nothing. */
function securityOf(given: unknown): unknown {
  return given ?? {
    capabilities: { drop: ["ALL"] },
    privileged: false,
    runAsUser: 1000,
    runAsGroup: 1000,
    runAsNonRoot: true,
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
  };
}

function startupProbe(part: Mapping, configMap: string, path: string): Mapping {
  if (part.customStartupProbe) return { startupProbe: part.customStartupProbe };
  if (configMap === "") return {};
  return {
    startupProbe: {
      initialDelaySeconds: 30,
      timeoutSeconds: 5,
      failureThreshold: 6,
      periodSeconds: 15,
      exec: { command: ["/bin/sh", path] },
    },
  };
}

function exporterContainer(
  name: string,
  given: Mapping,
  image: string,
  port: number,
  env: readonly Mapping[],
): Mapping {
  return {
    name,
    image: text(given.image) || image,
    ...picked(given, "imagePullPolicy args resources"),
    ...renamed(given, { containerSecurityContext: "securityContext" }),
    env: [
      ...mappings(given.env),
      { name: "REDIS_ALIAS", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
      ...env,
    ],
    ports: [{ name: "metrics", containerPort: port }],
  };
}
