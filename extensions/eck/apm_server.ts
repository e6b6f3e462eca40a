/**
 * What the operator makes of an ApmServer.
 *
 * @module
 */

import type { Manifest, Mapping } from "@dekube/engine/pacts";
import {
  authorityMount,
  CLIENT_CERTIFICATE,
  clientCertificateMount,
  type Connection,
  type Stack,
  userName,
} from "./association.ts";
import { flatten, renderConfig, withDefaults } from "./config.ts";
import { type Endpoint, HTTP_CERTIFICATES } from "./http.ts";
import { ELASTICSEARCH, KIBANA } from "./kinds.ts";
import type { Program } from "./resource.ts";
import { APM_ROLE } from "./roles.ts";
import { secureSettings } from "./secure_settings.ts";
import { httpProbe, ownConfig, serverObjects } from "./server.ts";
import { keptPassword } from "./users.ts";
import { isAtLeast } from "./version.ts";

/** What tells it from the others. */
export const PROGRAM: Program = {
  short: "apm",
  type: "apm-server",
  nameLabel: "apm.k8s.elastic.co/name",
  container: "apm-server",
  image: "apm/apm-server",
};

/** Its port. */
export const APM_PORT = 8200;

const FOLDER = "/usr/share/apm-server/config";
const CONFIG = `${FOLDER}/config-secret/apm-server.yml`;

/** Objects of an ApmServer. */
export function apmObjects(
  endpoint: Endpoint,
  stack: Stack,
  made: Map<Manifest, Manifest[]>,
): Manifest[] {
  const { resource } = endpoint;
  const { name, namespace, spec, manifest } = resource;
  const own: Manifest[] = [];
  const userSecret = `${name}-apm-user`;
  const elasticsearch = stack.connect(resource, spec.elasticsearchRef, ELASTICSEARCH, {
    kind: "Elasticsearch",
    path: "spec.elasticsearchRef",
    userSecret,
    user: userName(resource, userSecret),
    roles: [APM_ROLE, ...(isAtLeast(resource.version, "8.7.0") ? [] : ["apm_system"])],
    authoritySecret: `${name}-apm-es-ca`,
    variables: "ASSOCIATED_ELASTICSEARCH",
  }, own);
  const kibanaSecret = `${name}-apm-kb-user`;
  const kibana = stack.connect(resource, spec.kibanaRef, KIBANA, {
    kind: "Kibana",
    path: "spec.kibanaRef",
    userSecret: kibanaSecret,
    user: userName(resource, kibanaSecret),
    roles: ["kibana_admin", APM_ROLE],
    authoritySecret: `${name}-apm-kibana-ca`,
    variables: "ASSOCIATED_KIBANA",
  }, own);
  const token = `${name}-apm-token`;
  const { password, secrets } = keptPassword(
    manifest,
    { namespace, name: token, key: "secret-token" },
    stack.objects,
    stack.ctx,
  );
  const config = withDefaults(
    defaults(endpoint, { elasticsearch, kibana, token: password }),
    flatten(ownConfig(endpoint)),
    stack.ctx.report(manifest, "spec.config"),
  );
  const secure = secureSettings(spec.secureSettings, {
    create: "./apm-server keystore create --force",
    add: './apm-server keystore add "$name" --stdin --force < "$file"',
    start: `./apm-server -e --strict.perms=false -c ${CONFIG}`,
  });
  return [
    ...own,
    ...secrets,
    ...serverObjects(
      endpoint,
      {
        workload: `${name}-apm-server`,
        config: {
          secret: `${name}-apm-config`,
          file: "apm-server.yml",
          content: renderConfig(config),
          mountPath: CONFIG,
        },
        container: {
          ...(secure.command
            ? { command: secure.command }
            : { args: ["-e", "--strict.perms=false", "-c", CONFIG] }),
          env: [elasticsearch, kibana].flatMap((connection) => connection?.env ?? []),
          readinessProbe: httpProbe(endpoint, "/"),
        },
        memory: "512Mi",
        mounts: [
          secure,
          authorityMount(elasticsearch, "elasticsearch-certs", `${FOLDER}/elasticsearch-certs`),
          authorityMount(kibana, "kibana-certs", `${FOLDER}/kibana-certs`),
          clientCertificateMount(elasticsearch),
        ],
        securityContext: { runAsUser: 1000, runAsGroup: 0, fsGroup: 0 },
      },
      stack.objects,
      made,
    ),
  ];
}

function defaults(
  { resource, scheme }: Endpoint,
  { elasticsearch, kibana, token }: {
    elasticsearch: Connection | undefined;
    kibana: Connection | undefined;
    token: string;
  },
): Mapping {
  return {
    "apm-server.host": ":8200",
    [
      isAtLeast(resource.version, "8.0.0")
        ? "apm-server.auth.secret_token"
        : "apm-server.secret_token"
    ]: token,
    "apm-server.ssl.enabled": scheme === "https",
    ...(scheme === "https"
      ? {
        "apm-server.ssl.certificate": `${HTTP_CERTIFICATES}/tls.crt`,
        "apm-server.ssl.key": `${HTTP_CERTIFICATES}/tls.key`,
      }
      : {}),
    ...(elasticsearch ? beatOutput(elasticsearch, `${FOLDER}/elasticsearch-certs`) : {}),
    ...(kibana
      ? {
        "apm-server.kibana.enabled": true,
        "apm-server.kibana.host": kibana.url,
        "apm-server.kibana.username": kibana.username,
        "apm-server.kibana.password": kibana.password,
        ...(kibana.authority
          ? {
            "apm-server.kibana.ssl.certificate_authorities": [`${FOLDER}/kibana-certs/ca.crt`],
          }
          : {}),
      }
      : {}),
  };
}

/** The output of a Beat, or of a program like one. */
export function beatOutput(elasticsearch: Connection, folder: string): Mapping {
  const { url, username, password, apiKey, authority, clientCertificate } = elasticsearch;
  return {
    "output.elasticsearch.hosts": [url],
    ...(apiKey === ""
      ? { "output.elasticsearch.username": username, "output.elasticsearch.password": password }
      : { "output.elasticsearch.api_key": apiKey }),
    ...(authority
      ? { "output.elasticsearch.ssl.certificate_authorities": [`${folder}/ca.crt`] }
      : {}),
    ...(clientCertificate
      ? {
        "output.elasticsearch.ssl.certificate": `${CLIENT_CERTIFICATE}/tls.crt`,
        "output.elasticsearch.ssl.key": `${CLIENT_CERTIFICATE}/tls.key`,
      }
      : {}),
  };
}
