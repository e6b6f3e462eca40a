/**
 * What guards the servers of databases, queues and stores.
 *
 * @module
 */

import type { Manifest } from "../../../pacts/mod.ts";
import type { Guard, Key } from "../_guards.ts";
import { AUTHORITY, object, OFF, secret } from "./_objects.ts";

const SECRETS: readonly Manifest[] = [
  secret("auth", { password: "the-password", username: "joe" }),
  secret("authority", { "ca.crt": AUTHORITY }),
];

const LISTENER = "spec.kafka.listeners.0";

/** What operators take for no guard, by what they are for: where it is written, and how. */
const OFFS: Readonly<Record<string, Guard["off"]>> = {
  clickhouse: { "spec.settings.tls": ["an empty mapping"] },
  redis: {
    "spec.redisConfig.additionalRedisConfig": ["gone", "an empty text"],
    "spec.auth": ["an empty mapping"],
    "spec.auth.secretPath": ["gone", "an empty text"],
    "spec.redis.customConfig": ["an empty list", "a list of nothing", "a list of an empty text"],
    "spec.redis.customConfig.0": ["gone", "an empty text", "a blank", "a line break"],
    "spec.redis.customCommandRenames": ["an empty list"],
    "spec.redis.customCommandRenames.0": ["gone"],
  },
  rabbitmq: {
    "spec.tls.disableNonTLSListeners": OFF,
    "spec.tls.caSecretName": ["an empty text"],
    "spec.rabbitmq.additionalConfig": ["an empty text"],
    "spec.rabbitmq.advancedConfig": ["an empty text"],
  },
  minio: { "spec.buckets.0.objectLock": OFF },
  strimzi: {
    [`${LISTENER}.tls`]: ["false"],
    [`${LISTENER}.networkPolicyPeers`]: ["an empty list"],
    [`${LISTENER}.networkPolicyPeers.0`]: ["gone"],
    [`${LISTENER}.configuration`]: ["an empty mapping"],
    [`${LISTENER}.configuration.loadBalancerSourceRanges`]: ["gone", "an empty list"],
    [`${LISTENER}.configuration.loadBalancerSourceRanges.0`]: ["gone"],
    // A rule that says nothing of denying would allow, were it complete.
    "spec.authorization.acls.0": ["gone", "an empty mapping"],
  },
  eck: {
    "spec.http.tls.client": ["an empty mapping", ...OFF],
    "spec.http.tls.client.authentication": OFF,
    "spec.nodeSets.0.config": ["an empty mapping"],
  },
};

/** A guard of an object among others. */
function guard(
  name: string,
  objects: readonly Manifest[],
  path: readonly Key[],
  more: Partial<Guard> = {},
): Guard {
  const { kind, metadata } = objects[0];
  const [of] = name.split(":");
  return {
    name,
    objects: [...objects, ...SECRETS],
    at: [`${kind}/${metadata.name}`, ...path],
    ...Object.hasOwn(OFFS, of) ? { off: OFFS[of] } : {},
    ...more,
  };
}

const AUTH = [["Secret/auth"], ["Secret/auth", "stringData"]] as const;

const mariadb = (spec: object) =>
  object("k8s.mariadb.com/v1alpha1", "MariaDB", "maria", {
    spec: {
      image: "mariadb:11.4",
      storage: { size: "1Gi" },
      rootPasswordSecretKeyRef: { name: "auth", key: "password" },
      ...spec,
    },
  });
const mariaUser = (spec: object) =>
  object("k8s.mariadb.com/v1alpha1", "User", "joe", {
    spec: {
      mariaDbRef: { name: "maria" },
      passwordSecretKeyRef: { name: "auth", key: "password" },
      host: "%",
      ...spec,
    },
  });
const mariaGrant = (spec: object) =>
  object("k8s.mariadb.com/v1alpha1", "Grant", "joe", {
    spec: {
      mariaDbRef: { name: "maria" },
      privileges: ["SELECT"],
      database: "shop",
      table: "items",
      username: "joe",
      host: "10.0.0.1",
      ...spec,
    },
  });

const ROLE = {
  role: "reader",
  db: "admin",
  privileges: [{ resource: { db: "shop", collection: "items" }, actions: ["find"] }],
  authenticationRestrictions: [{ clientSource: ["10.0.0.0/8"], serverAddress: [] }],
};
const community = (spec: object) =>
  object("mongodbcommunity.mongodb.com/v1", "MongoDBCommunity", "mongo", {
    spec: {
      members: 1,
      type: "ReplicaSet",
      version: "6.0.5",
      security: { authentication: { modes: ["SCRAM"] } },
      users: [{
        name: "joe",
        db: "admin",
        passwordSecretRef: { name: "auth" },
        roles: [{ name: "read", db: "shop" }],
        scramCredentialsSecretName: "joe",
      }],
      ...spec,
    },
  });
const percona = (spec: object) =>
  object("psmdb.percona.com/v1", "PerconaServerMongoDB", "mongo", {
    spec: {
      crVersion: "1.18.0",
      image: "percona/percona-server-mongodb:7.0.14-8",
      replsets: [{ name: "rs0", size: 1, volumeSpec: { emptyDir: {} } }],
      users: [{
        name: "joe",
        db: "admin",
        passwordSecretRef: { name: "auth", key: "password" },
        roles: [{ name: "read", db: "shop" }],
      }],
      ...spec,
    },
  });

const official = (spec: object) =>
  object("clickhouse.com/v1alpha1", "ClickHouseCluster", "ch", {
    spec: { replicas: 1, shards: 1, keeperClusterRef: { name: "keeper" }, ...spec },
  });
const KEEPER = object("clickhouse.com/v1alpha1", "KeeperCluster", "keeper", {
  spec: { replicas: 1 },
});

const redis = (spec: object) =>
  object("redis.redis.opstreelabs.in/v1beta2", "Redis", "redis", {
    spec: { kubernetesConfig: { image: "quay.io/opstree/redis:v7.0.15" }, ...spec },
  });
const failover = (spec: object) =>
  object("databases.spotahome.com/v1", "RedisFailover", "redis", {
    spec: { sentinel: { replicas: 1 }, redis: { replicas: 1 }, ...spec },
  });

const rabbit = (spec: object) =>
  object("rabbitmq.com/v1beta1", "RabbitmqCluster", "rabbit", { spec: { replicas: 1, ...spec } });
const tenant = (spec: object) =>
  object("minio.min.io/v2", "Tenant", "store", {
    spec: {
      pools: [{
        name: "pool-0",
        servers: 1,
        volumesPerServer: 1,
        volumeClaimTemplate: {
          metadata: { name: "data" },
          spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
        },
      }],
      requestAutoCert: false,
      configuration: { name: "store-configuration" },
      ...spec,
    },
  });
const CONFIGURATION = secret("store-configuration", {
  "config.env": 'export MINIO_ROOT_USER="root"\nexport MINIO_ROOT_PASSWORD="the-password"\n',
});

const kafka = (spec: object) =>
  object("kafka.strimzi.io/v1beta2", "Kafka", "kafka", {
    spec: {
      kafka: {
        version: "3.9.0",
        replicas: 1,
        storage: { type: "ephemeral" },
        listeners: [{ name: "plain", port: 9092, type: "internal", tls: false }],
        ...spec,
      },
    },
  });
const kafkaUser = (spec: object) => ({
  ...object("kafka.strimzi.io/v1beta2", "KafkaUser", "joe", { spec }),
  metadata: { name: "joe", namespace: "shop", labels: { "strimzi.io/cluster": "kafka" } },
});
const SCRAM = [{
  name: "plain",
  port: 9092,
  type: "internal",
  tls: false,
  authentication: { type: "scram-sha-512" },
}];

const elasticsearch = (spec: object) =>
  object("elasticsearch.k8s.elastic.co/v1", "Elasticsearch", "search", {
    spec: { version: "8.17.0", nodeSets: [{ name: "default", count: 1 }], ...spec },
  });

/** MongoDB takes a role without restrictions, or with ones that say nothing, for one that may be used from anywhere. */
function withoutRestrictions(role: string): Guard["off"] {
  const path = `${role}.authenticationRestrictions`;
  return {
    [path]: ["an empty list", "a list of an empty mapping"],
    [`${path}.0`]: ["gone", "an empty mapping"],
    [`${path}.0.clientSource`]: ["gone", "an empty list"],
    [`${path}.0.clientSource.0`]: ["gone"],
  };
}

/** What a switch in `spec.maintenance` of a MariaDB is off by. */
const maintained = (what: string): Guard["off"] => ({
  "spec.maintenance": ["an empty mapping", ...OFF],
  "spec.maintenance.enabled": OFF,
  [`spec.maintenance.${what}`]: OFF,
});

/** By what they keep out. */
export const GUARDS: readonly Guard[] = [
  guard("mariadb: TLS that is required", [mariadb({ tls: { enabled: true, required: true } })], [
    ...["spec", "tls", "required"],
  ], { off: { "spec.tls.required": OFF } }),
  guard(
    "mariadb: a server that nobody gets to",
    [
      mariadb({ maintenance: { enabled: true, cordon: true } }),
    ],
    ["spec", "maintenance"],
    { off: maintained("cordon") },
  ),
  guard(
    "mariadb: a server that takes no changes",
    [
      mariadb({ maintenance: { enabled: true, readOnly: true } }),
    ],
    ["spec", "maintenance"],
    { off: maintained("readOnly") },
  ),
  guard("mariadb: what a user must have", [
    mariaUser({ require: { x509: true } }),
    mariadb({}),
  ], ["spec", "require"]),
  guard("mariadb: from where a user comes", [mariaUser({ host: "10.0.0.1" }), mariadb({})], [
    ...["spec", "host"],
  ], { off: { "spec.host": ["an empty text"] } }),
  guard("mariadb: to which table rights are", [mariaGrant({}), mariadb({})], ["spec", "table"]),
  guard("mariadb: to which database rights are", [mariaGrant({ table: undefined }), mariadb({})], [
    ...["spec", "database"],
  ]),
  guard("mariadb: from where rights are", [mariaGrant({}), mariadb({})], ["spec", "host"], {
    off: { "spec.host": ["an empty text"] },
  }),

  guard(
    "mongodb: from where a community's role may be used",
    [
      community({ security: { authentication: { modes: ["SCRAM"] }, roles: [ROLE] } }),
    ],
    ["spec", "security", "roles", 0, "authenticationRestrictions"],
    {
      off: withoutRestrictions("spec.security.roles.0"),
    },
  ),
  guard(
    "mongodb: a community's TLS",
    [
      community({
        security: {
          authentication: { modes: ["SCRAM"] },
          tls: {
            enabled: true,
            optional: false,
            certificateKeySecretRef: { name: "tls" },
            caCertificateSecretRef: { name: "authority" },
          },
        },
      }),
    ],
    ["spec", "security", "tls"],
    {
      off: {
        "spec.security.tls": ["an empty mapping"],
        "spec.security.tls.enabled": ["gone", "false", "a quoted false"],
      },
    },
  ),
  guard("mongodb: Percona's TLS", [percona({ tls: { mode: "requireTLS" } })], ["spec", "tls"], {
    // The operator's default holds then.
    off: { "spec.tls": ["an empty mapping"], "spec.tls.mode": ["gone", "an empty text"] },
  }),
  guard("mongodb: from where a role of Percona's may be used", [percona({ roles: [ROLE] })], [
    ...["spec", "roles", 0, "authenticationRestrictions"],
  ], { off: withoutRestrictions("spec.roles.0") }),

  guard(
    "clickhouse: the default user's password",
    [
      official({
        settings: {
          defaultUserPassword: {
            passwordType: "plain_text",
            secret: { name: "auth", key: "password" },
          },
        },
      }),
      KEEPER,
    ],
    ["spec", "settings", "defaultUserPassword"],
    { parts: AUTH },
  ),
  guard("clickhouse: TLS", [
    official({
      settings: {
        tls: {
          enabled: true,
          required: true,
          serverCertSecret: { name: "tls" },
          caBundle: { name: "authority", key: "ca.crt" },
        },
      },
    }),
    KEEPER,
  ], ["spec", "settings", "tls"]),

  guard(
    "redis: opstree's password",
    [
      redis({
        kubernetesConfig: {
          image: "quay.io/opstree/redis:v7.0.15",
          redisSecret: { name: "auth", key: "password" },
        },
      }),
    ],
    ["spec", "kubernetesConfig", "redisSecret"],
    { parts: AUTH },
  ),
  guard("redis: opstree's users", [
    redis({ acl: { secret: { secretName: "auth" } } }),
  ], ["spec", "acl"]),
  guard("redis: opstree's TLS", [
    redis({
      TLS: { ca: "ca.crt", cert: "tls.crt", key: "tls.key", secret: { secretName: "auth" } },
    }),
  ], ["spec", "TLS"]),
  guard(
    "redis: opstree's config",
    [
      redis({
        redisConfig: {
          dynamicConfig: ["protected-mode yes"],
          additionalRedisConfig: "config",
        },
      }),
      object("v1", "ConfigMap", "config", { data: { "redis-additional.conf": "requirepass x\n" } }),
    ],
    ["spec", "redisConfig", "additionalRedisConfig"],
    {
      parts: [["ConfigMap/config"], ["ConfigMap/config", "data"], [
        "Redis/redis",
        "spec",
        "redisConfig",
      ]],
    },
  ),
  guard(
    "redis: a RedisFailover's password",
    [
      failover({ auth: { secretPath: "auth" } }),
    ],
    ["spec", "auth"],
    { parts: AUTH },
  ),
  guard("redis: a RedisFailover's config", [
    failover({ redis: { replicas: 1, customConfig: ["requirepass x"] } }),
  ], ["spec", "redis", "customConfig"]),
  guard("redis: commands that a RedisFailover renames", [
    failover({ redis: { replicas: 1, customCommandRenames: [{ from: "FLUSHALL", to: "" }] } }),
  ], ["spec", "redis", "customCommandRenames"]),

  guard(
    "rabbitmq: TLS alone",
    [
      rabbit({ tls: { secretName: "tls", disableNonTLSListeners: true } }),
      secret("tls", { "tls.crt": AUTHORITY, "tls.key": "key" }),
    ],
    ["spec", "tls", "disableNonTLSListeners"],
    {
      parts: [["RabbitmqCluster/rabbit", "spec", "tls"]],
    },
  ),
  guard(
    "rabbitmq: certificates of clients",
    [
      rabbit({ tls: { secretName: "tls", caSecretName: "authority" } }),
      secret("tls", { "tls.crt": AUTHORITY, "tls.key": "key" }),
    ],
    ["spec", "tls", "caSecretName"],
    { parts: [["Secret/authority"], ["Secret/authority", "stringData"]] },
  ),
  guard("rabbitmq: config", [
    rabbit({ rabbitmq: { additionalConfig: "loopback_users.joe = true\n" } }),
  ], ["spec", "rabbitmq", "additionalConfig"]),
  guard("rabbitmq: advanced config", [
    rabbit({ rabbitmq: { advancedConfig: '[{rabbit,[{loopback_users,[<<"joe">>]}]}].\n' } }),
  ], ["spec", "rabbitmq", "advancedConfig"]),

  guard("minio: a bucket's lock", [
    tenant({ buckets: [{ name: "shop", objectLock: true, region: "us" }] }),
    CONFIGURATION,
  ], ["spec", "buckets", 0, "objectLock"]),

  guard("strimzi: authentication", [kafka({ listeners: SCRAM })], [
    "spec",
    ...["kafka", "listeners"],
    0,
    "authentication",
  ]),
  guard("strimzi: TLS", [
    kafka({ listeners: [{ name: "tls", port: 9093, type: "internal", tls: true }] }),
  ], ["spec", "kafka", "listeners", 0, "tls"]),
  guard("strimzi: certificates of clients", [
    kafka({
      listeners: [{
        name: "tls",
        port: 9093,
        type: "internal",
        tls: true,
        authentication: { type: "tls" },
      }],
    }),
  ], ["spec", "kafka", "listeners", 0, "authentication"]),
  guard("strimzi: authorization", [
    kafka({ listeners: SCRAM, authorization: { type: "simple", superUsers: ["CN=root"] } }),
  ], ["spec", "kafka", "authorization"]),
  guard("strimzi: peers", [
    kafka({
      listeners: [{
        name: "plain",
        port: 9092,
        type: "nodeport",
        tls: false,
        networkPolicyPeers: [{ podSelector: { matchLabels: { app: "web" } } }],
      }],
    }),
  ], ["spec", "kafka", "listeners", 0, "networkPolicyPeers"]),
  guard("strimzi: sources", [
    kafka({
      listeners: [{
        name: "out",
        port: 9094,
        type: "loadbalancer",
        tls: false,
        configuration: { loadBalancerSourceRanges: ["10.0.0.0/8"] },
      }],
    }),
  ], ["spec", "kafka", "listeners", 0, "configuration"]),
  guard("strimzi: a user's rules", [
    kafkaUser({
      authentication: { type: "scram-sha-512" },
      authorization: {
        type: "simple",
        acls: [{
          type: "deny",
          resource: { type: "topic", name: "secret", patternType: "literal" },
          operations: ["Read"],
          host: "*",
        }, { resource: { type: "topic", name: "*" }, operations: ["All"] }],
      },
    }),
    kafka({ listeners: SCRAM, authorization: { type: "simple" } }),
  ], ["spec", "authorization", "acls", 0]),
  guard("strimzi: a user's host", [
    kafkaUser({
      authentication: { type: "scram-sha-512" },
      authorization: {
        type: "simple",
        acls: [{
          resource: { type: "topic", name: "a", patternType: "literal" },
          operations: ["Read"],
          host: "10.0.0.1",
        }],
      },
    }),
    kafka({ listeners: SCRAM, authorization: { type: "simple" } }),
  ], ["spec", "authorization", "acls", 0, "host"]),

  guard("eck: certificates of clients", [
    elasticsearch({ http: { tls: { client: { authentication: true } } } }),
  ], ["spec", "http", "tls", "client"]),
  guard("eck: config", [
    elasticsearch({
      nodeSets: [{
        name: "default",
        count: 1,
        config: {
          "xpack.security.authc.anonymous.roles": "none",
          "xpack.security.http.filter.allow": "10.0.0.1",
        },
      }],
    }),
  ], ["spec", "nodeSets", 0, "config"]),
];
