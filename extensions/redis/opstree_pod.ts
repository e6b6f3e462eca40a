/**
 * The pods of OT-Container-Kit's operator.
 *
 * @module
 */

import {
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  objectBeside,
  picked,
  text,
} from "@dekube/engine/pacts";
import { shellQuote } from "@dekube/engine/pacts/kubernetes";
import { probeOf, renamed } from "./made.ts";
import { aclFile, CONFIG_FOLDER, EXTERNAL_FOLDER, maxMemory } from "./opstree_config.ts";
import {
  exporterOf,
  isFirstVersion,
  passwordOf,
  SENTINEL_PORT,
  type ServerSpec,
  tlsOf,
} from "./opstree_spec.ts";
import { type Start, START_FOLDER, startCommand, startFiles } from "./start.ts";

/** What differs between the pods of the kinds. */
export interface PodParts {
  /** How the server is started. */
  start: Start;
  /** Labels of the pod. */
  labels: Readonly<Record<string, string>>;
  /** The resource's, or of a part of it: affinity, probes and the like. */
  part: Mapping;
  /** The server's resources. */
  resources: unknown;
  /** Image where the resource names none. */
  image: string;
  /** Image of an exporter that names none. */
  exporterImage: string;
  /** The user's ConfigMap. */
  external: string;
  /** Volumes of the user's, and their mounts. */
  volumeMount: Mapping;
  /** The claim of the data, where they are kept. */
  claim?: Mapping;
  /** Further variables. */
  env?: readonly Mapping[];
}

/** What probes ask, with the password that the container has. */
const ASK = '[ "$(REDISCLI_AUTH=$(printf %s "${REDISCLI_AUTH:-}" | tr -d \'\\r\\n\') redis-cli';

/** The StatefulSet of one server, and the files that it is started with. */
export function serverObjects(server: ServerSpec, parts: PodParts): Manifest[] {
  const { cr, name } = server;
  const { labels, claim, external } = parts;
  const start: Start = external === "" ? parts.start : {
    ...parts.start,
    needed: { folder: EXTERNAL_FOLDER, source: `the ConfigMap ${JSON.stringify(external)}` },
  };
  const starting = `${name}_start`;
  return [
    objectBeside(cr, "StatefulSet", name, {
      spec: {
        serviceName: `${name}-headless`,
        replicas: 1,
        selector: { matchLabels: { ...labels } },
        template: { metadata: { labels: { ...labels } }, spec: podOf(server, parts, starting) },
        ...(claim ? { volumeClaimTemplates: [claimTemplate(name, claim, labels)] } : {}),
      },
    }, { apiVersion: "apps/v1", labels }),
    // No object of a cluster has an underscore in its name.
    objectBeside(cr, "ConfigMap", starting, { data: startFiles(start) }),
  ];
}

function claimTemplate(name: string, claim: Mapping, labels: PodParts["labels"]): object {
  const spec = mapping(claim.spec);
  return {
    metadata: { name, labels: { ...labels } },
    spec: { ...spec, accessModes: spec.accessModes ?? ["ReadWriteOnce"] },
  };
}

function podOf(server: ServerSpec, parts: PodParts, starting: string): Mapping {
  const { cr, spec, name, kubernetes } = server;
  const { part, external, volumeMount } = parts;
  const tls = tlsOf(server);
  const acl = mapping(spec.acl);
  const own = mappings(volumeMount.mountPath);
  const hasOwnData = own.some(({ mountPath }) => text(mountPath).replace(/\/$/, "") === "/data");
  const podSecurity = isFirstVersion(cr) ? spec.securityContext : spec.podSecurityContext;
  const isEphemeral = !parts.claim && !hasOwnData && server.role !== "sentinel";
  const data = parts.claim
    ? [{ name, mountPath: "/data" }]
    : !isEphemeral
    ? []
    : [{ name: "data", mountPath: "/data" }];
  const certificates = tls ? [{ name: "tls-certs", mountPath: "/tls", readOnly: true }] : [];
  const claimed = text(acl.persistentVolumeClaim);
  const users = spec.acl === undefined || spec.acl === null
    ? []
    : claimed === ""
    ? [{ name: "acl-secret", mountPath: aclFile(server), subPath: "user.acl" }]
    : [{ name: "acl-pvc", mountPath: "/data/redis" }];
  const container = {
    name,
    image: text(kubernetes.image) || parts.image,
    ...picked(kubernetes, "imagePullPolicy"),
    ...startCommand(programOf(server, parts.start)),
    env: [...environment(server), ...(parts.env ?? [])],
    ports: [{
      name: server.role === "sentinel" ? "sentinel" : "redis",
      containerPort: server.port,
      ...picked(spec, "hostPort"),
    }],
    readinessProbe: probeOf(part.readinessProbe, ping(server)),
    livenessProbe: probeOf(part.livenessProbe, ping(server)),
    ...(parts.resources ? { resources: parts.resources } : {}),
    ...(isFirstVersion(cr) ? {} : picked(part, "securityContext")),
    volumeMounts: [
      { name: "config", mountPath: CONFIG_FOLDER },
      { name: "start", mountPath: START_FOLDER },
      ...data,
      ...certificates,
      ...users,
      ...(external === "" ? [] : [{ name: "external-config", mountPath: EXTERNAL_FOLDER }]),
      ...own,
    ],
  };
  const init = mapping(spec.initContainer);
  return {
    ...picked(
      part,
      "affinity nodeSelector tolerations topologySpreadConstraints terminationGracePeriodSeconds",
    ),
    ...picked(spec, "priorityClassName serviceAccountName hostNetwork"),
    ...picked(kubernetes, "imagePullSecrets"),
    ...(podSecurity ? { securityContext: podSecurity } : {}),
    ...(init.enabled === true
      ? {
        initContainers: [{
          name: `init${name}`,
          ...picked(
            init,
            "image imagePullPolicy resources env command args securityContext",
          ),
          volumeMounts: [...(parts.claim ? data : []), ...own],
        }],
      }
      : {}),
    containers: [
      container,
      ...exporter(server, parts, [...certificates, ...own]),
      ...mappings(spec.sidecars).map((sidecar) => ({
        ...picked(sidecar, "name image imagePullPolicy resources env command ports"),
        ...picked(sidecar, "securityContext"),
        ...renamed(sidecar, { mountPath: "volumeMounts" }),
      })),
    ],
    volumes: [
      // It holds passwords.
      { name: "config", emptyDir: { medium: "Memory" } },
      { name: "start", configMap: { name: starting } },
      ...(isEphemeral ? [{ name: "data", emptyDir: {} }] : []),
      ...(tls ? [{ name: "tls-certs", secret: tls.secret }] : []),
      ...(users.length === 0
        ? []
        : claimed === ""
        ? [{ name: "acl-secret", secret: acl.secret }]
        : [{ name: "acl-pvc", persistentVolumeClaim: { claimName: claimed } }]),
      ...(external === "" ? [] : [{ name: "external-config", configMap: { name: external } }]),
      ...mappings(volumeMount.volume),
    ],
  };
}

/** A sentinel's image may have no other program. */
function programOf({ role }: ServerSpec, { target }: Start): string[] {
  return [role === "sentinel" ? "redis-sentinel" : "redis-server", target];
}

/** The variables that the operator gives a server. */
function environment(server: ServerSpec): Mapping[] {
  const { spec, role, port } = server;
  const secret = passwordOf(server);
  const tls = tlsOf(server);
  const memory = maxMemory(server);
  const password = secret && { valueFrom: { secretKeyRef: { ...secret } } };
  const variable = (name: string, value: string | number) => ({ name, value: String(value) });
  return [
    variable("SERVER_MODE", role),
    variable("SETUP_MODE", role),
    variable(port === SENTINEL_PORT && role === "sentinel" ? "SENTINEL_PORT" : "REDIS_PORT", port),
    variable("REDIS_ADDR", `redis://localhost:${port}`),
    ...(memory === undefined ? [] : [variable("REDIS_MAX_MEMORY", memory)]),
    ...(tls
      ? [
        variable("TLS_MODE", "true"),
        variable("REDIS_TLS_CERT", tls.certificate),
        variable("REDIS_TLS_CERT_KEY", tls.key),
        ...(tls.authority ? [variable("REDIS_TLS_CA_CERT", tls.authority)] : []),
      ]
      : []),
    ...(spec.acl ? [variable("ACL_MODE", "true"), variable("ACL_FILE_PATH", aclFile(server))] : []),
    ...(password
      ? [{ name: "REDIS_PASSWORD", ...password }, { name: "REDISCLI_AUTH", ...password }]
      : []),
    ...mappings(spec.env),
  ];
}

function ping(server: ServerSpec): string[] {
  const tls = tlsOf(server);
  const secured = !tls
    ? ""
    : ` --tls --cert ${shellQuote(tls.certificate)} --key ${shellQuote(tls.key)} ${
      tls.authority ? `--cacert ${shellQuote(tls.authority)}` : "--insecure"
    }`;
  // An empty password would be offered as one.
  const ask = passwordOf(server) ? ASK : '[ "$(redis-cli';
  return ["sh", "-c", `${ask} -p ${server.port}${secured} ping)" = PONG ]`];
}

function exporter(
  server: ServerSpec,
  { exporterImage }: PodParts,
  volumeMounts: readonly Mapping[],
): Mapping[] {
  const found = exporterOf(server);
  if (!found) return [];
  const { exporter, port } = found;
  const tls = tlsOf(server);
  const secret = passwordOf(server);
  const variable = (name: string, value: string) => ({ name, value });
  return [{
    name: "redis-exporter",
    image: text(exporter.image) || exporterImage,
    ...picked(exporter, "imagePullPolicy resources securityContext"),
    env: [
      variable("REDIS_ADDR", `${tls ? "rediss" : "redis"}://localhost:${server.port}`),
      variable("REDIS_EXPORTER_WEB_LISTEN_ADDRESS", `:${port}`),
      ...(tls
        ? [
          variable("REDIS_EXPORTER_TLS_CLIENT_KEY_FILE", tls.key),
          variable("REDIS_EXPORTER_TLS_CLIENT_CERT_FILE", tls.certificate),
          ...(tls.authority ? [variable("REDIS_EXPORTER_TLS_CA_CERT_FILE", tls.authority)] : []),
          variable("REDIS_EXPORTER_SKIP_TLS_VERIFICATION", "true"),
        ]
        : []),
      ...(secret ? [{ name: "REDIS_PASSWORD", valueFrom: { secretKeyRef: { ...secret } } }] : []),
      ...mappings(exporter.env),
    ],
    ports: [{ name: "redis-exporter", containerPort: port }],
    ...(volumeMounts.length > 0 ? { volumeMounts } : {}),
  }];
}
