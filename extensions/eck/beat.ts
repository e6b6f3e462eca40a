/**
 * What the operator makes of a Beat.
 *
 * @module
 */

import {
  type ControllerContext,
  isMapping,
  type Manifest,
  type Mapping,
  mapping,
  objectBeside,
  text,
} from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
import { beatOutput } from "./apm_server.ts";
import {
  authorityMount,
  clientCertificateMount,
  secretBeside,
  type Stack,
  userName,
} from "./association.ts";
import { flatten, renderConfig, withDefaults } from "./config.ts";
import { configOf } from "./config_ref.ts";
import { sayMonitoring } from "./elasticsearch.ts";
import { ELASTICSEARCH, KIBANA } from "./kinds.ts";
import { podTemplate } from "./pod_template.ts";
import { type Program, readResource } from "./resource.ts";
import { beatRole } from "./roles.ts";
import { secureSettings } from "./secure_settings.ts";

const CONFIG = "/etc/beat.yml";

/** Objects of a Beat. */
export function beatObjects(manifest: Manifest, stack: Stack): Manifest[] {
  const type = text(mapping(manifest.spec).type);
  if (!/^[a-z][a-z0-9-]*$/.test(type)) {
    stack.ctx.report(manifest, "spec.type").error(
      "no-beat-type",
      "the Beat says no type, so there is no program of it. Set it to filebeat, metricbeat, heartbeat, auditbeat, packetbeat or another",
    );
    return [];
  }
  const resource = readResource(manifest, program(type), stack.ctx);
  if (!resource) return [];
  const { name, namespace, labels, spec, fullImage } = resource;
  const own: Manifest[] = [];
  const association = (kind: string, ref: unknown) => {
    const target = mapping(ref);
    const place = `${text(target.namespace) || namespace || "default"}/${text(target.name)}`;
    return `/mnt/elastic-internal/${kind}-association/${place}/certs`;
  };
  const esFolder = association("elasticsearch", spec.elasticsearchRef);
  const kbFolder = association("kibana", spec.kibanaRef);
  const userSecret = `${name}-beat-user`;
  const elasticsearch = stack.connect(resource, spec.elasticsearchRef, ELASTICSEARCH, {
    kind: "Elasticsearch",
    path: "spec.elasticsearchRef",
    userSecret,
    user: userName(resource, userSecret),
    roles: [
      ...[beatRole(type), "beats_admin", "ingest_admin", "machine_learning_admin"],
      ...["remote_monitoring_agent", "kibana_admin"],
    ],
    authoritySecret: `${name}-beat-es-ca`,
    variables: "ASSOCIATED_ELASTICSEARCH",
  }, own);
  const kibanaSecret = `${name}-beat-kb-user`;
  const kibana = stack.connect(resource, spec.kibanaRef, KIBANA, {
    kind: "Kibana",
    path: "spec.kibanaRef",
    userSecret: kibanaSecret,
    user: userName(resource, kibanaSecret),
    roles: ["kibana_admin", beatRole(type)],
    authoritySecret: `${name}-beat-kb-ca`,
    variables: "ASSOCIATED_KIBANA",
  }, own);
  sayMonitoring(manifest, spec, stack.ctx);
  const given = configOf(resource, "beat.yml", stack);
  sayKubernetes(manifest, given, stack.ctx);
  const config = withDefaults(
    {
      ...(elasticsearch ? beatOutput(elasticsearch, esFolder) : {}),
      ...(kibana
        ? {
          "setup.dashboards.enabled": true,
          "setup.kibana.host": kibana.url,
          "setup.kibana.username": kibana.username,
          "setup.kibana.password": kibana.password,
          ...(kibana.authority
            ? { "setup.kibana.ssl.certificate_authorities": [`${kbFolder}/ca.crt`] }
            : {}),
        }
        : {}),
    },
    flatten(given),
    stack.ctx.report(manifest, "spec.config"),
  );
  const workload = `${name}-beat-${type}`;
  const secret = `${workload}-config`;
  const start = ["-e", "--strict.perms=false", "-c", CONFIG];
  const secure = secureSettings(spec.secureSettings, {
    create: `${type} keystore create --force`,
    add: `${type} keystore add "$name" --stdin --force < "$file"`,
    start: [type, ...start].join(" "),
  });
  const authorities = [
    authorityMount(elasticsearch, "elasticsearch-certs", esFolder),
    authorityMount(kibana, "kibana-certs", kbFolder),
    clientCertificateMount(elasticsearch),
  ];
  const isDeployment = isMapping(spec.deployment);
  const form = mapping(isDeployment ? spec.deployment : spec.daemonSet);
  const dataClaim = `${workload}-data`;
  const template = podTemplate(
    resource,
    {
      labels,
      container: {
        image: fullImage,
        ...(secure.command ? { command: secure.command } : { args: start }),
        env: [...(elasticsearch?.env ?? []), ...(kibana?.env ?? [])],
        resources: { requests: { memory: "300Mi" }, limits: { memory: "300Mi" } },
        volumeMounts: [
          { name: "beat-data", mountPath: `/usr/share/${type}/data` },
          { name: "config", mountPath: CONFIG, subPath: "beat.yml", readOnly: true },
          ...secure.volumeMounts,
          ...authorities.flatMap(({ volumeMounts }) => volumeMounts),
        ],
      },
      volumes: [
        { name: "beat-data", persistentVolumeClaim: { claimName: dataClaim } },
        { name: "config", secret: { secretName: secret } },
        ...secure.volumes,
        ...authorities.flatMap(({ volumes }) => volumes),
      ],
    },
    form.podTemplate,
    spec.resources,
  );
  const hasData = JSON.stringify(template).includes(JSON.stringify(dataClaim));
  return [
    ...own,
    secretBeside(resource, secret, { "beat.yml": renderConfig(config) }),
    ...(hasData
      ? [objectBeside(manifest, "PersistentVolumeClaim", dataClaim, {
        spec: {
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: "1Gi" } },
        },
      }, { labels })]
      : []),
    objectBeside(manifest, isDeployment ? "Deployment" : "DaemonSet", workload, {
      spec: {
        ...(isDeployment ? { replicas: wholeNumber(form.replicas) ?? 1 } : {}),
        selector: { matchLabels: { ...labels } },
        template,
      },
    }, { apiVersion: "apps/v1", labels }),
  ];
}

function program(type: string): Program {
  return {
    short: "beat",
    type: "beat",
    nameLabel: "beat.k8s.elastic.co/name",
    container: type,
    image: `beats/${type}`,
  };
}

/** Says what asks a cluster for what runs there. */
function sayKubernetes(manifest: Manifest, config: Mapping, ctx: ControllerContext): void {
  const written = JSON.stringify(config);
  const asks = ["autodiscover", "add_kubernetes_metadata", "kubernetes_node", "kubernetes"];
  const found = asks.find((word) => new RegExp(`"([\\w.]*\\.)?${word}"`).test(written));
  if (found === undefined) return;
  ctx.report(manifest, "spec.config").warn(
    "no-cluster",
    `"${found}" asks a cluster for its pods, and there is none here: the Beat finds no containers by it, and adds nothing of them. Read the files of containers with an input of its own, or the daemon's with the provider "docker" and a mount of its socket`,
  );
}
