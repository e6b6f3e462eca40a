/**
 * What the operator makes of the stack's other servers: Enterprise Search, maps, and the registry of packages.
 *
 * @module
 */

import { type Manifest, type Mapping, randomWord } from "@dekube/engine/pacts";
import { authorityMount, type Connection, type Stack, userName } from "./association.ts";
import { flatten, nested, renderConfig, withDefaults } from "./config.ts";
import { configOf } from "./config_ref.ts";
import { type Endpoint, HTTP_CERTIFICATES, urlOf } from "./http.ts";
import { ELASTICSEARCH } from "./kinds.ts";
import type { Program } from "./resource.ts";
import { MAPS_ROLE } from "./roles.ts";
import { httpProbe, serverObjects } from "./server.ts";

/** A server, and how it is told of the rest. */
export interface SmallServer extends Program {
  /** Its port. */
  port: number;
  /** What its name has behind it, as a user's Secret. */
  user: string;
  /** The roles of its user. */
  roles: readonly string[];
  /** Its config. */
  file: string;
  /** Where the config lies. */
  mountPath: string;
  /** Where the authority of Elasticsearch lies. */
  authority: string;
  /** What it answers when it is there. */
  health: string;
  /** Its memory. */
  memory: string;
  /** Settings, by what it is connected with. */
  defaults(endpoint: Endpoint, elasticsearch: Connection | undefined, stack: Stack): Mapping;
  /** Variables of the container. */
  env?(endpoint: Endpoint): Mapping[];
}

/** Enterprise Search. */
export const SEARCH: SmallServer = {
  short: "ent",
  type: "enterprise-search",
  nameLabel: "enterprisesearch.k8s.elastic.co/name",
  container: "enterprise-search",
  image: "enterprise-search/enterprise-search",
  port: 3002,
  user: "ent-user",
  roles: ["superuser"],
  file: "enterprise-search.yml",
  mountPath: "/usr/share/enterprise-search/config/enterprise-search.yml",
  authority: "/mnt/elastic-internal/es-certs",
  health: "/api/ent/v1/internal/health",
  memory: "4Gi",
  defaults(endpoint, elasticsearch, { ctx }) {
    const { manifest } = endpoint.resource;
    const key = (name: string, length: number) =>
      ctx.generated.value(manifest, name, () => randomWord(length));
    return {
      "ent_search.external_url": urlOf(endpoint),
      "ent_search.listen_host": "0.0.0.0",
      "filebeat_log_directory": "/var/log/enterprise-search",
      "log_directory": "/var/log/enterprise-search",
      "allow_es_settings_modification": true,
      "secret_session_key": key("secret_session_key", 32),
      "secret_management.encryption_keys": [key("encryption_key", 32)],
      "ent_search.ssl.enabled": endpoint.scheme === "https",
      ...(endpoint.scheme === "https"
        ? {
          "ent_search.ssl.certificate": `${HTTP_CERTIFICATES}/tls.crt`,
          "ent_search.ssl.key": `${HTTP_CERTIFICATES}/tls.key`,
          ...(endpoint.hasAuthority
            ? { "ent_search.ssl.certificate_authorities": [`${HTTP_CERTIFICATES}/ca.crt`] }
            : {}),
        }
        : {}),
      ...(elasticsearch
        ? {
          "ent_search.auth.source": "elasticsearch-native",
          "elasticsearch.host": elasticsearch.url,
          "elasticsearch.username": elasticsearch.username,
          "elasticsearch.password": elasticsearch.password,
          "elasticsearch.ssl.enabled": elasticsearch.authority !== undefined,
          ...(elasticsearch.authority
            ? { "elasticsearch.ssl.certificate_authority": "/mnt/elastic-internal/es-certs/ca.crt" }
            : {}),
        }
        : {}),
    };
  },
  env: () => [{ name: "JAVA_OPTS", value: "-Xms3500m -Xmx3500m" }],
};

/** The server of maps. */
export const MAPS: SmallServer = {
  short: "ems",
  type: "maps",
  nameLabel: "maps.k8s.elastic.co/name",
  container: "maps",
  image: "elastic-maps-service/elastic-maps-server",
  port: 8080,
  user: "maps-user",
  roles: [MAPS_ROLE],
  file: "elastic-maps-server.yml",
  mountPath: "/usr/src/app/server/config/elastic-maps-server.yml",
  authority: "/mnt/elastic-internal/es-certs",
  health: "/status",
  memory: "200Mi",
  defaults: ({ scheme }, elasticsearch) => ({
    host: "0.0.0.0",
    "ssl.enabled": scheme === "https",
    ...(scheme === "https"
      ? {
        "ssl.certificate": `${HTTP_CERTIFICATES}/tls.crt`,
        "ssl.key": `${HTTP_CERTIFICATES}/tls.key`,
      }
      : {}),
    ...(elasticsearch
      ? {
        "elasticsearch.host": elasticsearch.url,
        "elasticsearch.username": elasticsearch.username,
        "elasticsearch.password": elasticsearch.password,
        ...(elasticsearch.authority
          ? {
            "elasticsearch.ssl.certificateAuthorities": "/mnt/elastic-internal/es-certs/ca.crt",
            "elasticsearch.ssl.verificationMode": "certificate",
          }
          : {}),
      }
      : {}),
  }),
};

/** The registry of Fleet's packages. */
export const REGISTRY: SmallServer = {
  short: "epr",
  type: "package-registry",
  nameLabel: "packageregistry.k8s.elastic.co/name",
  container: "package-registry",
  image: "package-registry/distribution",
  port: 8080,
  user: "",
  roles: [],
  file: "config.yml",
  mountPath: "/package-registry/config.yml",
  authority: "",
  health: "/health",
  memory: "1Gi",
  defaults: () => ({
    "package_paths": ["/packages/package-registry"],
    "cache_time.index": "10s",
    "cache_time.search": "10m",
    "cache_time.categories": "10m",
    "cache_time.catch_all": "10m",
  }),
  env: ({ scheme }) => [
    { name: "EPR_ADDRESS", value: "0.0.0.0:8080" },
    ...(scheme === "https"
      ? [
        { name: "EPR_TLS_CERT", value: `${HTTP_CERTIFICATES}/tls.crt` },
        { name: "EPR_TLS_KEY", value: `${HTTP_CERTIFICATES}/tls.key` },
      ]
      : []),
  ],
};

/** Objects of such a server. */
export function smallServerObjects(
  server: SmallServer,
  endpoint: Endpoint,
  stack: Stack,
  made: Map<Manifest, Manifest[]>,
): Manifest[] {
  const { resource } = endpoint;
  const { name, spec, short } = resource;
  const own: Manifest[] = [];
  const userSecret = `${name}-${server.user}`;
  const elasticsearch = stack.connect(resource, spec.elasticsearchRef, ELASTICSEARCH, {
    kind: "Elasticsearch",
    path: "spec.elasticsearchRef",
    userSecret,
    user: userName(resource, userSecret),
    roles: server.roles,
    authoritySecret: `${name}-${short}-es-ca`,
    variables: "ASSOCIATED_ELASTICSEARCH",
  }, own);
  const config = withDefaults(
    server.defaults(endpoint, elasticsearch, stack),
    flatten(configOf(resource, server.file, stack)),
    stack.ctx.report(resource.manifest, "spec.config"),
  );
  return [
    ...own,
    ...serverObjects(
      endpoint,
      {
        workload: `${name}-${short}`,
        config: {
          secret: `${name}-${short}-config`,
          file: server.file,
          content: server === REGISTRY
            ? `${JSON.stringify(nested(config), undefined, 2)}\n`
            : renderConfig(config),
          mountPath: server.mountPath,
        },
        container: {
          env: [...(server.env?.(endpoint) ?? []), ...(elasticsearch?.env ?? [])],
          readinessProbe: httpProbe(endpoint, server.health),
        },
        memory: server.memory,
        mounts: [authorityMount(elasticsearch, "elasticsearch-certs", server.authority)],
        securityContext: { runAsUser: 1000, fsGroup: 1000 },
      },
      stack.objects,
      made,
    ),
  ];
}
