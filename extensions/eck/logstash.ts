/**
 * What the operator makes of a Logstash.
 *
 * @module
 */

import {
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  objectBeside,
  text,
} from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
import { authorityMount, secretBeside, type Stack, userName } from "./association.ts";
import { flatten, renderConfig, withDefaults } from "./config.ts";
import { configOf } from "./config_ref.ts";
import { sayMonitoring } from "./elasticsearch.ts";
import { serviceOf } from "./http.ts";
import { ELASTICSEARCH } from "./kinds.ts";
import { podTemplate } from "./pod_template.ts";
import { type Program, readResource, type Resource } from "./resource.ts";
import { LOGSTASH_ROLE } from "./roles.ts";
import { secureSettings } from "./secure_settings.ts";

const PROGRAM: Program = {
  short: "ls",
  type: "logstash",
  nameLabel: "logstash.k8s.elastic.co/name",
  container: "logstash",
  image: "logstash/logstash",
};

const API_PORT = 9600;
const HOME = "/usr/share/logstash";
const DATA_CLAIM = "logstash-data";

/** Objects of a Logstash. */
export function logstashObjects(manifest: Manifest, stack: Stack): Manifest[] {
  const resource = readResource(manifest, PROGRAM, stack.ctx);
  if (!resource) return [];
  const { name, labels, spec, fullImage } = resource;
  const own: Manifest[] = [];
  const connected = connections(resource, stack, own);
  sayMonitoring(manifest, spec, stack.ctx);
  const config = withDefaults(
    { "api.http.host": "0.0.0.0", "config.reload.automatic": true },
    flatten(configOf(resource, "logstash.yml", stack)),
    stack.ctx.report(manifest, "spec.config"),
  );
  const pipelines = pipelinesOf(resource, stack);
  const workload = `${name}-ls`;
  const secure = secureSettings(spec.secureSettings, {
    create: "rm -f config/logstash.keystore\necho y | bin/logstash-keystore create",
    add: 'bin/logstash-keystore add "$name" --stdin < "$file"',
    start: "/usr/local/bin/docker-entrypoint",
  });
  const templateSpec = mapping(mapping(spec.podTemplate).spec);
  const claims = mappings(spec.volumeClaimTemplates);
  const named = (list: readonly Mapping[], of: (item: Mapping) => unknown) =>
    list.some((item) => text(of(item)) === DATA_CLAIM);
  const needsClaim = !named(claims, ({ metadata }) => mapping(metadata).name) &&
    !named(mappings(templateSpec.volumes), ({ name }) => name);
  const file = (source: string, key: string) => ({
    name: source,
    mountPath: `${HOME}/config/${key}`,
    subPath: key,
    readOnly: true,
  });
  const template = podTemplate(
    resource,
    {
      labels: { ...labels, "logstash.k8s.elastic.co/statefulset-name": workload },
      securityContext: { runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000 },
      container: {
        image: fullImage,
        ...(secure.command ? { command: secure.command } : {}),
        env: connected.env,
        ports: [{ name: "api", containerPort: API_PORT }],
        resources: { requests: { memory: "2Gi" }, limits: { memory: "2Gi" } },
        readinessProbe: {
          httpGet: { path: "/", port: API_PORT },
          initialDelaySeconds: 30,
          timeoutSeconds: 5,
          periodSeconds: 10,
          failureThreshold: 3,
        },
        volumeMounts: [
          { name: DATA_CLAIM, mountPath: `${HOME}/data` },
          file("config", "logstash.yml"),
          ...(pipelines ? [file("pipelines", "pipelines.yml")] : []),
          ...secure.volumeMounts,
          ...connected.mounts.flatMap(({ volumeMounts }) => volumeMounts),
        ],
      },
      volumes: [
        { name: "config", secret: { secretName: `${name}-ls-config` } },
        ...(pipelines ? [{ name: "pipelines", ...pipelines.volume }] : []),
        ...secure.volumes,
        ...connected.mounts.flatMap(({ volumes }) => volumes),
      ],
    },
    spec.podTemplate,
    spec.resources,
  );
  return [
    ...own,
    secretBeside(resource, `${name}-ls-config`, { "logstash.yml": renderConfig(config) }),
    ...(pipelines?.secret ? [pipelines.secret] : []),
    ...servicesOf(resource, stack),
    objectBeside(manifest, "StatefulSet", workload, {
      spec: {
        serviceName: `${name}-ls-api`,
        replicas: wholeNumber(spec.count) ?? 1,
        selector: { matchLabels: { ...labels } },
        template,
        volumeClaimTemplates: [
          ...(needsClaim
            ? [{
              metadata: { name: DATA_CLAIM },
              spec: {
                accessModes: ["ReadWriteOnce"],
                resources: { requests: { storage: "1.5Gi" } },
              },
            }]
            : []),
          ...claims,
        ],
      },
    }, { apiVersion: "apps/v1", labels }),
  ];
}

/** What pipelines are told of each Elasticsearch, in variables that begin with the name it has there. */
function connections(
  resource: Resource,
  stack: Stack,
  own: Manifest[],
): { env: Mapping[]; mounts: { volumes: Mapping[]; volumeMounts: Mapping[] }[] } {
  const env: Mapping[] = [];
  const mounts: { volumes: Mapping[]; volumeMounts: Mapping[] }[] = [];
  for (const [index, ref] of mappings(resource.spec.elasticsearchRefs).entries()) {
    const { namespace, name } = resource;
    const target = `${text(ref.namespace) || namespace || "default"}-${text(ref.name)}`;
    const prefix = text(ref.clusterName).toUpperCase().replace(/[^A-Z0-9]/g, "_");
    const userSecret = `${name}-${target}-logstash-user`;
    const connection = stack.connect(resource, ref, ELASTICSEARCH, {
      kind: "Elasticsearch",
      path: `spec.elasticsearchRefs[${index}]`,
      userSecret,
      user: userName(resource, userSecret),
      roles: [LOGSTASH_ROLE],
      authoritySecret: `${name}-logstash-es-${target}-ca`,
      variables: `${prefix}_ES`,
    }, own);
    if (!connection) continue;
    const folder = `${HOME}/config/elasticsearch-certs/${target}`;
    const said = (suffix: string, value: string, key: string) => {
      const outside = connection.env.find(({ valueFrom }) =>
        mapping(mapping(valueFrom).secretKeyRef).key === key
      );
      return {
        name: `${prefix}_ES_${suffix}`,
        ...outside ? { valueFrom: outside.valueFrom } : { value },
      };
    };
    env.push(
      said("HOSTS", connection.url, "url"),
      said("USER", connection.username, "username"),
      ...(connection.env.length === 0
        ? [{
          name: `${prefix}_ES_PASSWORD`,
          valueFrom: { secretKeyRef: { name: userSecret, key: connection.username } },
        }]
        : [said("PASSWORD", connection.password, "password")]),
      ...(connection.authority
        ? [{
          name: `${prefix}_ES_SSL_CERTIFICATE_AUTHORITY`,
          value: `${folder}/ca.crt`,
        }]
        : []),
    );
    mounts.push(authorityMount(connection, `elasticsearch-certs-${index}`, folder));
  }
  return { env, mounts };
}

/** The pipelines: those of the resource, or of a Secret or ConfigMap; the image's own where it says nothing. */
function pipelinesOf(
  resource: Resource,
  { objects, ctx }: Stack,
): { volume: Mapping; secret?: Manifest } | undefined {
  const { name, namespace, spec, manifest } = resource;
  const { secretName, configMapName } = mapping(spec.pipelinesRef);
  for (const [kind, ref] of [["Secret", secretName], ["ConfigMap", configMapName]] as const) {
    const source = text(ref);
    if (source === "") continue;
    if (!objects.get(kind, namespace, source)) {
      const field = kind === "Secret" ? "secretName" : "configMapName";
      ctx.report(manifest, `spec.pipelinesRef.${field}`).warn(
        "missing-pipelines",
        `there is no ${kind} "${source}", so Logstash has no pipelines and does not start. Add it to the manifests, with "pipelines.yml"`,
      );
    }
    return {
      volume: kind === "Secret"
        ? { secret: { secretName: source } }
        : { configMap: { name: source } },
    };
  }
  const own = mappings(spec.pipelines);
  if (own.length === 0) return undefined;
  const secret = `${name}-ls-pipeline`;
  return {
    volume: { secret: { secretName: secret } },
    secret: secretBeside(resource, secret, {
      "pipelines.yml": own.map((pipeline) => `- ${JSON.stringify(pipeline)}\n`).join(""),
    }),
  };
}

function servicesOf(resource: Resource, { ctx }: Stack): Manifest[] {
  const services = mappings(resource.spec.services).filter(({ name }) => text(name) !== "");
  for (const [index, { name, tls }] of mappings(resource.spec.services).entries()) {
    const { certificate, selfSignedCertificate } = mapping(tls);
    const isOff = mapping(selfSignedCertificate).disabled === true;
    if (
      isOff ||
      Object.keys({ ...mapping(certificate), ...mapping(selfSignedCertificate) }).length === 0
    ) {
      continue;
    }
    ctx.report(resource.manifest, `spec.services[${index}].tls`).warn(
      "no-service-certificate",
      `no certificate is issued for the Service "${
        text(name)
      }" of a Logstash, and its API speaks HTTP. Have pipelines read one of a Certificate that a volume mounts`,
    );
  }
  const api = services.find(({ name }) => text(name) === "api");
  return [
    serviceOf(resource, `${resource.name}-ls-api`, api?.service, [
      { name: "api", port: API_PORT, targetPort: API_PORT, protocol: "TCP" },
    ]),
    ...services.filter((service) => service !== api).map(({ name, service }) =>
      serviceOf(resource, `${resource.name}-ls-${text(name)}`, service, [])
    ),
  ];
}
