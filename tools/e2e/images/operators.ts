/**
 * The images of what operators run, and of applications that use it, each as its makers' own image is: paths, users,
 * entry points and the variables that it documents.
 *
 * @module
 */

import type { Recipe } from "./recipe.ts";

const PATH = "ENV PATH=/usr/local/bin:/usr/bin:/bin";

/** Where Debian has its Java, which is a folder of many parts. */
const JAVA = "usr/lib/jvm/java-17-openjdk-amd64";

const PHP_EXTENSIONS = "usr/lib/php/20220829";

/** MariaDB's makes its data at the first start; its variables say who comes in. */
const MARIADB_ENTRYPOINT = `#!/bin/sh
set -eu
case \${1:-} in -* | '') set -- mariadbd "$@" ;; esac
[ "$1" = mariadbd ] || exec "$@"
if [ ! -d /var/lib/mysql/mysql ]; then
  : "\${MARIADB_ROOT_PASSWORD:?root needs a password}"
  mariadb-install-db --datadir=/var/lib/mysql --auth-root-authentication-method=normal --skip-test-db
  hex=$(printf %s "$MARIADB_ROOT_PASSWORD" | od -An -v -tx1 | tr -d ' \\n')
  cat >/tmp/init.sql <<END
DELETE FROM mysql.global_priv WHERE User = '' OR Host NOT IN ('localhost');
FLUSH PRIVILEGES;
EXECUTE IMMEDIATE CONCAT("CREATE USER root@'\${MARIADB_ROOT_HOST:-%}' IDENTIFIED BY ", QUOTE(X'$hex'));
GRANT ALL ON *.* TO root@'\${MARIADB_ROOT_HOST:-%}' WITH GRANT OPTION;
EXECUTE IMMEDIATE CONCAT("ALTER USER root@localhost IDENTIFIED BY ", QUOTE(X'$hex'));
END
  set -- "$@" --init-file=/tmp/init.sql
fi
exec "$@"
`;

const MARIADB_CONFIG = `[mariadbd]
datadir = /var/lib/mysql
socket = /run/mysqld/mysqld.sock
pid-file = /run/mysqld/mysqld.pid
[client-server]
socket = /run/mysqld/mysqld.sock
!includedir /etc/mysql/mariadb.conf.d/
`;

/** WordPress' own image has such a file, which reads the variables. */
const WORDPRESS_CONFIG = `<?php
define('DB_HOST', getenv('WORDPRESS_DB_HOST'));
define('DB_USER', getenv('WORDPRESS_DB_USER'));
define('DB_PASSWORD', getenv('WORDPRESS_DB_PASSWORD'));
define('DB_NAME', getenv('WORDPRESS_DB_NAME'));
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
define('WP_HOME', getenv('WORDPRESS_URL'));
define('WP_SITEURL', getenv('WORDPRESS_URL'));
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('DISABLE_WP_CRON', true);
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $kind) {
  define($kind . '_KEY', getenv('WORDPRESS_SALT'));
  define($kind . '_SALT', getenv('WORDPRESS_SALT'));
}
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
`;

const PHP_CONFIG = `extension=mysqlnd
extension=mysqli
extension=ctype
extension=tokenizer
extension=iconv
extension=fileinfo
extension=posix
mysqli.reconnect=0
sys_temp_dir=/tmp
`;

/**
 * Debian's server of 2018 is older than the element that configs begin with today, and does not start with what it does
 * not know.
 */
const CLICKHOUSE_ENTRYPOINT = `#!/bin/sh
set -eu
rm -rf /tmp/config
cp -rL /etc/clickhouse-server /tmp/config
find /tmp/config -name '*.xml' -exec sed -i -e 's#\\(</\\{0,1\\}\\)clickhouse>#\\1yandex>#g' \\
  -e '/<do_not_merge_across_partitions_select_final>/d' {} +
exec clickhouse-server --config-file=/tmp/config/config.xml "$@"
`;

const CLICKHOUSE_CONFIG = `<yandex>
  <users_config>users.xml</users_config>
  <default_profile>default</default_profile>
  <default_database>default</default_database>
  <mark_cache_size>5368709120</mark_cache_size>
  <http_port>8123</http_port>
  <tcp_port>9000</tcp_port>
  <interserver_http_port>9009</interserver_http_port>
  <path>/var/lib/clickhouse/</path>
  <tmp_path>/var/lib/clickhouse/tmp/</tmp_path>
  <format_schema_path>/var/lib/clickhouse/schemas/</format_schema_path>
</yandex>
`;

const CLICKHOUSE_USERS = `<yandex>
  <profiles><default/></profiles>
  <users>
    <default>
      <password></password>
      <networks><ip>::/0</ip></networks>
      <profile>default</profile>
      <quota>default</quota>
    </default>
  </users>
  <quotas><default/></quotas>
</yandex>
`;

/** Debian's Python with packages beside it. */
function python(packages: string): Recipe {
  return {
    programs: { "usr/bin/python3.11": "/usr/bin/python3.11" },
    folders: {
      "usr/lib/python3.11": "/usr/lib/python3.11",
      "usr/share/zoneinfo": "/usr/share/zoneinfo",
      app: packages,
    },
    empty: { data: 0o1777 },
    changes: [
      "ENV PYTHONPATH=/app",
      "ENV PYTHONUNBUFFERED=1",
      "ENV PATH=/usr/bin:/bin",
      "USER 1000",
    ],
  };
}

/** A program alone, which runs as nobody in particular. */
function single(path: string, program: string, ...changes: string[]): Recipe {
  return { programs: { [path]: program }, changes: [PATH, ...changes, `ENTRYPOINT ["/${path}"]`] };
}

/** Each image by the name that tests know it by. */
export const OPERATOR_RECIPES = {
  mariadb: {
    programs: {
      "usr/bin/mariadb": "/usr/bin/mariadb",
      "usr/bin/mariadb-install-db": "/usr/bin/mariadb-install-db",
      "usr/bin/my_print_defaults": "/usr/bin/my_print_defaults",
      "usr/bin/resolveip": "/usr/bin/resolveip",
      "usr/sbin/mariadbd": "mariadbd",
    },
    folders: { "usr/share/mysql": "/usr/share/mysql" },
    plugins: { "usr/lib/mysql/plugin": { from: "/usr/lib/mysql/plugin", except: /^ha_|pam/ } },
    files: {
      "usr/local/bin/docker-entrypoint.sh": MARIADB_ENTRYPOINT,
      "etc/mysql/my.cnf": MARIADB_CONFIG,
    },
    users: { mysql: 999 },
    empty: { "run/mysqld": 0o1777, "var/lib/mysql": 0o1777, "etc/mysql/mariadb.conf.d": 0o755 },
    changes: [
      "ENV PATH=/usr/local/bin:/usr/sbin:/usr/bin:/bin",
      "USER mysql",
      "VOLUME /var/lib/mysql",
      'ENTRYPOINT ["docker-entrypoint.sh"]',
      'CMD ["mariadbd"]',
    ],
  },
  "strimzi-kafka": {
    programs: {
      "bin/bash": "bash",
      "usr/bin/openssl": "openssl",
      ...Object.fromEntries(
        ["modules", "jvm.cfg", "tzdb.dat", "jspawnhelper"].map((name) => [
          `${JAVA}/lib/${name}`,
          `/${JAVA}/lib/${name}`,
        ]),
      ),
    },
    folders: {
      "opt/kafka": "kafka",
      ...Object.fromEntries(
        ["bin", "conf", "lib/server", "lib/security"].map((name) => [
          `${JAVA}/${name}`,
          `/${JAVA}/${name}`,
        ]),
      ),
    },
    plugins: { [`${JAVA}/lib`]: { from: `/${JAVA}/lib`, except: /awt|font|splash|jsound/ } },
    users: { kafka: 1001 },
    changes: [
      `ENV PATH=/${JAVA}/bin:/usr/bin:/bin`,
      "ENV KAFKA_HOME=/opt/kafka",
      "WORKDIR /opt/kafka",
      "USER 1001",
    ],
  },
  "minio-with-client": {
    programs: { "usr/bin/minio": "minio", "usr/bin/mc": "mc" },
    files: {
      "usr/bin/docker-entrypoint.sh":
        '#!/bin/sh\n[ "${1:-}" = minio ] || set -- minio "$@"\nexec "$@"\n',
    },
    changes: [PATH, 'ENTRYPOINT ["/usr/bin/docker-entrypoint.sh"]', 'CMD ["minio"]'],
  },
  miniflux: single("usr/bin/miniflux", "miniflux", "USER 65534"),
  "postgres-exporter": single(
    "bin/postgres_exporter",
    "prometheus-postgres-exporter",
    "USER 65534",
  ),
  "mysqld-exporter": single("bin/mysqld_exporter", "prometheus-mysqld-exporter", "USER 65534"),
  "oauth2-proxy": single("bin/oauth2-proxy", "oauth2-proxy", "USER 65532"),
  "docker-registry": {
    programs: { "bin/registry": "docker-registry" },
    files: {
      "etc/docker/registry/config.yml":
        "version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: /var/lib/registry\nhttp:\n  addr: :5000\n",
    },
    changes: [
      PATH,
      'ENTRYPOINT ["/bin/registry"]',
      'CMD ["serve", "/etc/docker/registry/config.yml"]',
    ],
  },
  rclone: single("usr/local/bin/rclone", "rclone", "ENV XDG_CONFIG_HOME=/tmp"),
  wordpress: {
    programs: { "usr/local/bin/php": "php" },
    plugins: { [PHP_EXTENSIONS]: { from: `/${PHP_EXTENSIONS}`, except: /^(?:ffi|opcache)/ } },
    folders: { "var/www/html": "wordpress", "usr/share/zoneinfo": "/usr/share/zoneinfo" },
    files: {
      "var/www/html/wp-config.php": WORDPRESS_CONFIG,
      "etc/php/8.2/cli/php.ini": PHP_CONFIG,
    },
    users: { "www-data": 33 },
    changes: [
      PATH,
      "ENV PHP_CLI_SERVER_WORKERS=2",
      "WORKDIR /var/www/html",
      "USER www-data",
      'CMD ["php", "-S", "0.0.0.0:8080", "-t", "/var/www/html"]',
    ],
  },
  celery: python("celery"),
  dramatiq: python("dramatiq"),
  faust: python("faust"),
  faststream: python("faststream"),
  "clickhouse-migrations": python("clickhouse-migrations"),
  clickhouse: {
    programs: {
      "usr/bin/clickhouse-server": "/usr/sbin/clickhouse-server",
      "usr/bin/clickhouse-client": "clickhouse-client",
    },
    folders: { "usr/share/zoneinfo": "/usr/share/zoneinfo" },
    files: {
      "entrypoint.sh": CLICKHOUSE_ENTRYPOINT,
      "etc/clickhouse-server/config.xml": CLICKHOUSE_CONFIG,
      "etc/clickhouse-server/users.xml": CLICKHOUSE_USERS,
    },
    users: { clickhouse: 101 },
    empty: { "var/lib/clickhouse": 0o1777 },
    changes: [PATH, "ENV TZ=UTC", "VOLUME /var/lib/clickhouse", 'ENTRYPOINT ["/entrypoint.sh"]'],
  },
} satisfies Record<string, Recipe>;
