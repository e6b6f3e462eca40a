/**
 * What the operator makes of a Kibana.
 *
 * @module
 */

import { type Manifest, type Mapping, randomWord, text } from "@dekube/engine/pacts";
import {
  authorityMount,
  CLIENT_CERTIFICATE,
  clientCertificateMount,
  type Connection,
  type Stack,
  userName,
} from "./association.ts";
import { type FlatConfig, flatten, renderConfig, withDefaults } from "./config.ts";
import { sayMonitoring } from "./elasticsearch.ts";
import { type Endpoint, HTTP_CERTIFICATES } from "./http.ts";
import { ELASTICSEARCH, ENTERPRISE_SEARCH, PACKAGE_REGISTRY } from "./kinds.ts";
import type { Program } from "./resource.ts";
import { secureSettings } from "./secure_settings.ts";
import { httpProbe, ownConfig, serverObjects } from "./server.ts";
import { isAtLeast } from "./version.ts";

/** What tells it from the others. */
export const PROGRAM: Program = {
  short: "kb",
  type: "kibana",
  nameLabel: "kibana.k8s.elastic.co/name",
  container: "kibana",
  image: "kibana/kibana",
};

/** Its port. */
export const KIBANA_PORT = 5601;

const HOME = "/usr/share/kibana";
const ES_AUTHORITY = `${HOME}/config/elasticsearch-certs`;
const ENT_AUTHORITY = `${HOME}/config/enterprise-search-certs`;
const EPR_AUTHORITY = `${HOME}/config/package-registry-certs`;

/** Objects of a Kibana. */
export function kibanaObjects(
  endpoint: Endpoint,
  stack: Stack,
  made: Map<Manifest, Manifest[]>,
): Manifest[] {
  const { resource } = endpoint;
  const { name, spec, manifest } = resource;
  const own: Manifest[] = [];
  const userSecret = `${name}-kibana-user`;
  const elasticsearch = stack.connect(resource, spec.elasticsearchRef, ELASTICSEARCH, {
    kind: "Elasticsearch",
    path: "spec.elasticsearchRef",
    userSecret,
    user: userName(resource, userSecret),
    roles: ["kibana_system"],
    authoritySecret: `${name}-kb-es-ca`,
    variables: "ASSOCIATED_ELASTICSEARCH",
  }, own);
  const search = stack.connect(resource, spec.enterpriseSearchRef, ENTERPRISE_SEARCH, {
    kind: "EnterpriseSearch",
    path: "spec.enterpriseSearchRef",
    authoritySecret: `${name}-kb-ent-ca`,
    variables: "ASSOCIATED_ENTERPRISE_SEARCH",
  }, own);
  const registry = stack.connect(resource, spec.packageRegistryRef, PACKAGE_REGISTRY, {
    kind: "PackageRegistry",
    path: "spec.packageRegistryRef",
    authoritySecret: `${name}-kb-epr-ca`,
    variables: "ASSOCIATED_PACKAGE_REGISTRY",
  }, own);
  sayMonitoring(manifest, spec, stack.ctx);
  const config = withDefaults(
    { ...defaults(endpoint, stack), ...connected({ elasticsearch, search, registry }) },
    flatten(ownConfig(endpoint)),
    stack.ctx.report(manifest, "spec.config"),
  );
  const secure = secureSettings(spec.secureSettings, {
    create: "bin/kibana-keystore create <<< y",
    add: 'bin/kibana-keystore add "$name" --stdin --force < "$file"',
    start: "/usr/local/bin/kibana-docker",
  });
  return [
    ...own,
    ...serverObjects(
      endpoint,
      {
        workload: `${name}-kb`,
        config: {
          secret: `${name}-kb-config`,
          file: "kibana.yml",
          content: renderConfig(config),
          mountPath: `${HOME}/config/kibana.yml`,
        },
        container: {
          ...(secure.command ? { command: secure.command } : {}),
          env: [
            ...[elasticsearch, search, registry].flatMap((connection) => connection?.env ?? []),
            ...(registry?.authority
              ? [{ name: "NODE_EXTRA_CA_CERTS", value: `${EPR_AUTHORITY}/ca.crt` }]
              : []),
          ],
          readinessProbe: httpProbe(endpoint, `${basePath(config)}/login`),
        },
        memory: "1Gi",
        mounts: [
          secure,
          authorityMount(elasticsearch, "elasticsearch-certs", ES_AUTHORITY),
          authorityMount(search, "enterprise-search-certs", ENT_AUTHORITY),
          authorityMount(registry, "package-registry-certs", EPR_AUTHORITY),
          clientCertificateMount(elasticsearch),
        ],
        securityContext: { runAsUser: 1000, runAsGroup: 0, fsGroup: 0 },
      },
      stack.objects,
      made,
    ),
  ];
}

/** What it has whatever it is connected with. Keys are made once: what they encrypted is lost with them. */
function defaults({ resource, scheme }: Endpoint, { ctx }: Stack): Mapping {
  const { name, version, manifest } = resource;
  const key = (setting: string) => ({
    [setting]: ctx.generated.value(manifest, setting, () => randomWord(64)),
  });
  return {
    "server.name": name,
    "server.host": "0.0.0.0",
    "server.ssl.enabled": scheme === "https",
    ...(scheme === "https"
      ? {
        "server.ssl.certificate": `${HTTP_CERTIFICATES}/tls.crt`,
        "server.ssl.key": `${HTTP_CERTIFICATES}/tls.key`,
      }
      : {}),
    ...key("xpack.security.encryptionKey"),
    ...key("xpack.reporting.encryptionKey"),
    ...(isAtLeast(version, "7.6.0") ? key("xpack.encryptedSavedObjects.encryptionKey") : {}),
    [
      isAtLeast(version, "7.10.0")
        ? "monitoring.ui.container.elasticsearch.enabled"
        : "xpack.monitoring.ui.container.elasticsearch.enabled"
    ]: true,
  };
}

function connected(
  { elasticsearch, search, registry }: Record<
    "elasticsearch" | "search" | "registry",
    Connection | undefined
  >,
): Mapping {
  return {
    ...(elasticsearch
      ? {
        "elasticsearch.hosts": [elasticsearch.url],
        "elasticsearch.username": elasticsearch.username,
        "elasticsearch.password": elasticsearch.password,
        ...(elasticsearch.authority
          ? {
            "elasticsearch.ssl.certificateAuthorities": `${ES_AUTHORITY}/ca.crt`,
            "elasticsearch.ssl.verificationMode": "certificate",
          }
          : {}),
        ...(elasticsearch.clientCertificate
          ? {
            "elasticsearch.ssl.certificate": `${CLIENT_CERTIFICATE}/tls.crt`,
            "elasticsearch.ssl.key": `${CLIENT_CERTIFICATE}/tls.key`,
          }
          : {}),
      }
      : {}),
    ...(search
      ? {
        "enterpriseSearch.host": search.url,
        ...(search.authority
          ? {
            "enterpriseSearch.ssl.certificateAuthorities": `${ENT_AUTHORITY}/ca.crt`,
            "enterpriseSearch.ssl.verificationMode": "certificate",
          }
          : {}),
      }
      : {}),
    ...(registry ? { "xpack.fleet.registryUrl": registry.url } : {}),
  };
}

/** The path below which it answers itself. */
function basePath(config: FlatConfig): string {
  return config.get("server.rewriteBasePath") === true ? text(config.get("server.basePath")) : "";
}
