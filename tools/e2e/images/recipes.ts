/**
 * The images of real programs that published charts run, each as its makers' own image is: paths, users, entry points
 * and the variables that it documents.
 *
 * @module
 */

import { ingredients, type Recipe } from "./recipe.ts";
import { OPERATOR_RECIPES } from "./operators.ts";
import { postgres } from "./postgres.ts";

const PATH = "ENV PATH=/usr/local/bin:/usr/bin:/bin";

/** Bitnami's images run as this user, whose number is in no file. */
const BITNAMI = ["USER 1001"];

/** Redis' own image gives up root, as does its entry point here. */
const REDIS_ENTRYPOINT = `#!/bin/sh
set -e
case \${1:-} in -* | *.conf | '') set -- redis-server "$@" ;; esac
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
  chown -R redis /data
  # The shell would take its own.
  exec /usr/bin/setpriv --reuid=redis --regid=redis --clear-groups "$0" "$@"
fi
exec "$@"
`;

/** Unlike Debian's Redis, that of the image answers others, a password or not. */
const REDIS_SERVER = `#!/bin/sh
case "$# $*" in 1\\ -* | *protected-mode*) ;; *) set -- "$@" --protected-mode no ;; esac
exec /usr/local/libexec/redis-server "$@"
`;

/** RabbitMQ's scripts are in a folder of its version. */
const rabbitmqScript = (name: string) =>
  `#!/bin/sh
exec /usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/${name} "$@"
`;

/** RabbitMQ's own image gives up root for its programs. */
const RABBITMQ_ENTRYPOINT = `#!/bin/sh
set -e
case $1 in rabbitmq*) [ "$(id -u)" != 0 ] || {
  find /var/lib/rabbitmq ! -user rabbitmq -exec chown rabbitmq {} +
  exec /usr/bin/setpriv --reuid=rabbitmq --regid=rabbitmq --clear-groups "$0" "$@"
} ;; esac
exec "$@"
`;

/** MinIO's passes on what it is given; \`minio\` may be left out. */
const MINIO_ENTRYPOINT = `#!/bin/sh
[ "\${1:-}" = minio ] || set -- minio "$@"
exec "$@"
`;

/** Temporal's binds to the container's address, unless it is told another. */
const TEMPORAL_ENTRYPOINT = `#!/bin/sh
set -eu
: "\${BIND_ON_IP:=$(hostname -i | cut -d' ' -f1)}"
export BIND_ON_IP
exec temporal-server start
`;

/** The interface of Temporal reads its settings from variables, by a template. */
const TEMPORAL_UI_CONFIG = `# enable-template
temporalGrpcAddress: {{ env "TEMPORAL_ADDRESS" | default "127.0.0.1:7233" }}
port: {{ env "TEMPORAL_UI_PORT" | default "8080" }}
enableUi: true
defaultNamespace: default
`;

/** Each image by the name that tests know it by, but PostgreSQL's. */
const RECIPES = {
  redis: {
    programs: {
      "usr/local/libexec/redis-server": "redis-server",
      "usr/local/bin/redis-cli": "redis-cli",
      "usr/bin/setpriv": "setpriv",
      // Bitnami's charts bring scripts for it.
      "bin/bash": "bash",
    },
    files: {
      "usr/local/bin/docker-entrypoint.sh": REDIS_ENTRYPOINT,
      "usr/local/bin/redis-server": REDIS_SERVER,
    },
    users: { redis: 999 },
    empty: { data: 0o755 },
    changes: [PATH, "WORKDIR /data", 'ENTRYPOINT ["docker-entrypoint.sh"]', 'CMD ["redis-server"]'],
  },
  rabbitmq: {
    programs: { "usr/bin/setpriv": "setpriv" },
    folders: {
      "usr/lib/erlang": "/usr/lib/erlang",
      "usr/lib/rabbitmq/lib": "/usr/lib/rabbitmq/lib",
    },
    files: {
      "usr/local/bin/docker-entrypoint.sh": RABBITMQ_ENTRYPOINT,
      "usr/local/bin/rabbitmq-server": rabbitmqScript("rabbitmq-server"),
      "usr/local/bin/rabbitmqctl": rabbitmqScript("rabbitmqctl"),
    },
    users: { rabbitmq: 999 },
    empty: { "var/lib/rabbitmq": 0o1777 },
    changes: [
      "ENV PATH=/usr/local/bin:/usr/lib/erlang/bin:/usr/bin:/bin",
      "ENV HOME=/var/lib/rabbitmq",
      "ENV RABBITMQ_LOGS=-",
      // Debian's has a log of upgrades, too, which must be where it may write.
      "ENV RABBITMQ_LOG_BASE=/var/lib/rabbitmq",
      "ENV LANG=C.UTF-8",
      'ENTRYPOINT ["docker-entrypoint.sh"]',
      'CMD ["rabbitmq-server"]',
    ],
  },
  podinfo: {
    programs: { "home/app/podinfo": "podinfo", "usr/local/bin/podcli": "podcli" },
    users: { app: 100 },
    changes: [PATH, "WORKDIR /home/app", "USER app", 'CMD ["./podinfo"]'],
  },
  "temporal-server": {
    programs: { "usr/local/bin/temporal-server": "temporal-server" },
    files: { "etc/temporal/entrypoint.sh": TEMPORAL_ENTRYPOINT },
    users: { temporal: 1000 },
    changes: [
      PATH,
      "WORKDIR /etc/temporal",
      "USER temporal",
      'CMD ["/etc/temporal/entrypoint.sh"]',
    ],
  },
  "temporal-admin-tools": {
    programs: { "usr/local/bin/temporal-sql-tool": "temporal-sql-tool" },
    folders: { "etc/temporal/schema/postgresql/v12": "temporal-schema" },
    users: { temporal: 1000 },
    changes: [
      PATH,
      "USER temporal",
      'CMD ["sh", "-c", "trap exit INT HUP TERM; sleep infinity"]',
    ],
  },
  "temporal-ui": {
    programs: { "home/ui-server/ui-server": "temporal-ui" },
    files: { "home/ui-server/config/docker.yaml": TEMPORAL_UI_CONFIG },
    users: { temporal: 1000 },
    changes: [
      PATH,
      "WORKDIR /home/ui-server",
      "USER temporal",
      'ENTRYPOINT ["./ui-server", "--env", "docker", "start"]',
    ],
  },
  minio: {
    programs: { "usr/bin/minio": "minio" },
    files: { "usr/bin/docker-entrypoint.sh": MINIO_ENTRYPOINT },
    changes: [PATH, 'ENTRYPOINT ["/usr/bin/docker-entrypoint.sh"]', 'CMD ["minio"]'],
  },
  "minio-client": {
    programs: { "usr/bin/mc": "mc" },
    changes: [PATH, 'ENTRYPOINT ["mc"]'],
  },
  "bitnami-oauth2-proxy": {
    programs: { "opt/bitnami/oauth2-proxy/bin/oauth2-proxy": "oauth2-proxy" },
    changes: [
      "ENV PATH=/opt/bitnami/oauth2-proxy/bin:/usr/bin:/bin",
      ...BITNAMI,
      'ENTRYPOINT ["oauth2-proxy"]',
    ],
  },
  "bitnami-nats": {
    programs: { "opt/bitnami/nats/bin/nats-server": "nats-server" },
    changes: ["ENV PATH=/opt/bitnami/nats/bin:/usr/bin:/bin", ...BITNAMI],
  },
  "bitnami-prometheus": {
    programs: { "opt/bitnami/prometheus/bin/prometheus": "prometheus" },
    changes: [
      "ENV PATH=/opt/bitnami/prometheus/bin:/usr/bin:/bin",
      ...BITNAMI,
      'ENTRYPOINT ["prometheus"]',
    ],
  },
  "bitnami-alertmanager": {
    programs: { "opt/bitnami/alertmanager/bin/alertmanager": "prometheus-alertmanager" },
    // Debian's has its templates there.
    folders: {
      "usr/share/prometheus/alertmanager": "/usr/share/prometheus/alertmanager",
    },
    changes: [
      "ENV PATH=/opt/bitnami/alertmanager/bin:/usr/bin:/bin",
      ...BITNAMI,
      'ENTRYPOINT ["alertmanager"]',
    ],
  },
  "bitnami-node-exporter": {
    programs: { "opt/bitnami/node-exporter/bin/node_exporter": "node-exporter" },
    changes: [
      "ENV PATH=/opt/bitnami/node-exporter/bin:/usr/bin:/bin",
      ...BITNAMI,
      'ENTRYPOINT ["node_exporter"]',
    ],
  },
  "bitnami-blackbox-exporter": {
    programs: { "opt/bitnami/blackbox-exporter/bin/blackbox_exporter": "blackbox-exporter" },
    changes: [
      "ENV PATH=/opt/bitnami/blackbox-exporter/bin:/usr/bin:/bin",
      ...BITNAMI,
      'ENTRYPOINT ["blackbox_exporter"]',
    ],
  },
  ...OPERATOR_RECIPES,
} satisfies Record<string, Recipe>;

/** An image that can be made here. */
export type ImageName = keyof typeof RECIPES | "postgres";

/** All images that can be made here. */
export const IMAGES = ["postgres", ...Object.keys(RECIPES)] as ImageName[];

/** The programs and folders of the suite that an image is made of. */
export function ingredientsOf(image: ImageName): string[] {
  if (image === "postgres") return ["initdb", "setpriv"];
  return ingredients(RECIPES[image]);
}

/** What an image is made of; `find` says where the suite has what it needs. */
export function recipeOf(image: ImageName, find: (name: string) => string): Recipe {
  return image === "postgres" ? postgres(find("initdb")) : RECIPES[image];
}
