/**
 * A real PostgreSQL, set up from what a Cluster became, for tests.
 *
 * @module
 */

import type { Conversion } from "../mod.ts";
import { runTestTool } from "./needs_tool.ts";

/**
 * What the image's start script does at the first start, in a folder of its own. A failing line ends it, and
 * initdb and the server refuse to be root.
 */
const START = `
set -Eeo pipefail
export PGDATA="$PWD/data" POSTGRES_USER=postgres HOME="$PWD"
eval "initdb --no-sync --username=postgres --pwfile=<(echo root) $POSTGRES_INITDB_ARGS" >/dev/null
options="-c config_file=$PWD/config/postgresql.conf -c fsync=off -c listen_addresses= -k $PWD"
trap 'echo "left: $(ls -A "$PGDATA")"; pg_ctl -D "$PGDATA" -m immediate stop >/dev/null 2>&1 || true' EXIT
pg_ctl -D "$PGDATA" -o "$options" -l "$PWD/log" -w start >/dev/null || { cat "$PWD/log"; exit 1; }
. "$PWD/init/init.sh"
`;

/**
 * Sets a server up from what a conversion wrote for the Cluster `db`, runs psql's `queries` by their databases, and
 * removes it. `own` files lie beside its settings, in `../config`.
 */
export async function servePostgres(
  { project, files }: Conversion,
  queries: Iterable<readonly [database: string, sql: string]>,
  own: Readonly<Record<string, string>> = {},
): Promise<{ success: boolean; said: string }> {
  const folder = await Deno.makeTempDir();
  const isRoot = Deno.uid() === 0;
  try {
    for (const [path, { content }] of files.entries()) {
      const target = path.replace("configmaps/db-config", "config").replace(
        "secrets/db_init",
        "init",
      );
      if (target === path) continue;
      const text = String(content).replaceAll("/etc/cnpg-init", `${folder}/init`)
        .replaceAll("/etc/cnpg", `${folder}/config`)
        .replaceAll("/var/lib/postgresql/data/pgdata", `${folder}/data`)
        .replaceAll("PGHOST= ", `PGHOST=${folder} `);
      await Deno.mkdir(`${folder}/${target.split("/")[0]}`, { recursive: true });
      await Deno.writeTextFile(`${folder}/${target}`, text);
    }
    for (const [name, text] of Object.entries(own)) {
      await Deno.writeTextFile(`${folder}/config/${name}`, text);
    }
    const options = project.services.db.environment!.POSTGRES_INITDB_ARGS.replaceAll("$$", "$");
    const checks = [...queries].map(([database, sql]) => {
      const quoted = `'${sql.replaceAll("'", "'\\''")}'`;
      return `PGHOST="$PWD" PGDATABASE='${
        database.replaceAll("'", "'\\''")
      }' psql -XAtq -U postgres -c ${quoted}`;
    });
    await Deno.writeTextFile(`${folder}/start.sh`, [START, ...checks].join("\n"));
    const command = [
      ...(isRoot ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : []),
      ...["env", `POSTGRES_INITDB_ARGS=${options}`, "bash", "start.sh"],
    ];
    const shell = `cd "$1"; shift; ${isRoot ? "chown -R 65534:65534 .;" : ""} exec "$@"`;
    return await runTestTool("sh", ["-c", shell, "sh", folder, ...command]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
