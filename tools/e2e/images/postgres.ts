/**
 * PostgreSQL as Docker's official image has it: `POSTGRES_USER`, `_PASSWORD`, `_DB` and `_INITDB_ARGS` say what its
 * first start makes, `PGDATA` where.
 *
 * @module
 */

import type { Recipe } from "./recipe.ts";

const PROGRAMS = ["postgres", "initdb", "pg_ctl", "pg_isready", "psql", "createdb"];

const ENTRYPOINT = `#!/bin/sh
set -eu
case \${1:-} in -* | '') set -- postgres "$@" ;; esac
[ "$1" = postgres ] || exec "$@"
if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA"
  chown -R postgres "$PGDATA"
  # The shell would take its own.
  exec /usr/bin/setpriv --reuid=postgres --regid=postgres --clear-groups "$0" "$@"
fi
mkdir -p "$PGDATA"
chmod 0700 "$PGDATA"
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  [ -z "\${POSTGRES_PASSWORD_FILE:-}" ] || POSTGRES_PASSWORD=$(cat "$POSTGRES_PASSWORD_FILE")
  : "\${POSTGRES_PASSWORD:?the superuser needs a password}"
  user=\${POSTGRES_USER:-postgres}
  database=\${POSTGRES_DB:-$user}
  password=$(mktemp)
  echo "$POSTGRES_PASSWORD" >"$password"
  # Of the locales of the image there is but that which needs no files of a language.
  wishes=$(printf %s "\${POSTGRES_INITDB_ARGS:-}" | sed 's/[a-z]*_[A-Z]*\\.[Uu][Tt][Ff]-\\?8/C.UTF-8/g')
  eval "initdb --username=\\"\\\$user\\" --pwfile=\\"\\\$password\\" --auth-local=trust \\
    --auth-host=scram-sha-256 --encoding=UTF8 --locale=C $wishes"
  rm "$password"
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  echo "listen_addresses = '*'" >>"$PGDATA/postgresql.conf"
  # Nobody comes in before it is all there.
  shift
  given=
  for word do given="$given '$word'"; done
  pg_ctl -o "$given -c listen_addresses=''" -w start
  set -- postgres "$@"
  [ "$database" = postgres ] || createdb --username="$user" "$database"
  for script in /docker-entrypoint-initdb.d/*; do
    case $script in
      *.sh) . "$script" ;;
      *.sql) psql --username="$user" --dbname="$database" -v ON_ERROR_STOP=1 -f "$script" ;;
    esac
  done
  pg_ctl -m fast -w stop
fi
exec "$@"
`;

/** PostgreSQL, with the programs and files that lie around an `initdb` of the machine. */
export function postgres(initdb: string): Recipe {
  // It finds its files by where it lies.
  const bin = initdb.replace(/^\/|\/initdb$/g, "");
  const share = bin.replace("/lib/", "/share/").replace(/\/bin$/, "");
  const lib = bin.replace(/bin$/, "lib");
  return {
    programs: {
      "usr/bin/setpriv": "setpriv",
      // BusyBox has none.
      "usr/bin/install": "/usr/bin/install",
      ...Object.fromEntries(PROGRAMS.map((name) => [`${bin}/${name}`, `/${bin}/${name}`])),
    },
    folders: {
      [share]: `/${share}`,
      "usr/share/zoneinfo": "/usr/share/zoneinfo",
      "usr/lib/locale/C.utf8": "/usr/lib/locale/C.utf8",
    },
    // What it compiles queries with is larger than all the rest, and it does without.
    plugins: { [lib]: { from: `/${lib}`, except: /^llvmjit/ } },
    files: { "usr/local/bin/docker-entrypoint.sh": ENTRYPOINT },
    users: { postgres: 70 },
    empty: { "var/run/postgresql": 0o1777, "docker-entrypoint-initdb.d": 0o755 },
    changes: [
      `ENV PATH=/${bin}:/usr/local/bin:/usr/bin:/bin`,
      "ENV PGDATA=/var/lib/postgresql/data",
      "VOLUME /var/lib/postgresql/data",
      'ENTRYPOINT ["docker-entrypoint.sh"]',
      'CMD ["postgres"]',
    ],
  };
}
