/**
 * A real PostgreSQL, set up from what a `postgresql` became, for tests: with its certificate, reached by the network.
 *
 * @module
 */

import type { Conversion } from "../mod.ts";
import { runTestTool } from "./needs_tool.ts";

/** What the image's start script does at the first start, and then the start script itself, in a folder of its own. */
const START = `
set -Eeo pipefail
export PGDATA="$PWD/data" HOME="$PWD" PGPORT=$1 PGCONNECT_TIMEOUT=10
eval "initdb --no-sync --username=$POSTGRES_USER --pwfile=<(echo \\"$POSTGRES_PASSWORD\\") $POSTGRES_INITDB_ARGS" >/dev/null
options="-c config_file=$PWD/config/postgresql.conf -c fsync=off -k $PWD"
trap 'echo "left: $(ls -A "$PGDATA")"; pg_ctl -D "$PGDATA" -m immediate stop >/dev/null 2>&1 || true' EXIT
if [ -d tls ]; then
  chmod 600 tls/*
  options="$options -c ssl=on -c ssl_cert_file=$PWD/tls/tls.crt -c ssl_key_file=$PWD/tls/tls.key"
fi
pg_ctl -D "$PGDATA" -o "$options" -l "$PWD/log" -w start >/dev/null || { cat "$PWD/log"; exit 1; }
. "$PWD/setup/setup.sh"
`;

/** Where the parts of a cluster `db` lie in an output. */
const FOLDERS: readonly (readonly [from: string, to: string])[] = [
  ["configmaps/db_config", "config"],
  ["secrets/db_setup", "setup"],
  ["secrets/db-spilo-tls", "tls"],
];

/**
 * Sets a server up from what a conversion wrote for the cluster `db`, runs lines of a shell, and removes it. In them,
 * `ask HOST TLS USER PASSWORD DATABASE SQL` asks the server by the network; what fails is said and ends nothing.
 */
export async function serveZalando(
  { project, files }: Conversion,
  lines: readonly string[],
): Promise<{ success: boolean; said: string }> {
  const folder = await Deno.makeTempDir();
  const isRoot = Deno.uid() === 0;
  try {
    for (const [path, { content }] of files.entries()) {
      const found = FOLDERS.find(([from]) => path.startsWith(`${from}/`));
      if (!found) continue;
      const target = path.replace(...found);
      const text = String(content)
        .replaceAll("/etc/zalando-postgres-setup", `${folder}/setup`)
        .replaceAll("/etc/zalando-postgres", `${folder}/config`)
        .replaceAll("/home/postgres/pgdata/pgroot/data", `${folder}/data`)
        .replaceAll("PGHOST= ", `PGHOST=${folder} `);
      await Deno.mkdir(`${folder}/${target.split("/")[0]}`, { recursive: true });
      await Deno.writeTextFile(`${folder}/${target}`, text);
    }
    const ask =
      `ask() { PGPASSWORD="$4" PGHOST="$1" PGSSLMODE="$2" PGUSER="$3" PGDATABASE="$5" psql -XAtqw -c "$6" 2>&1 || true; }`;
    await Deno.writeTextFile(`${folder}/start.sh`, [START, ask, ...lines].join("\n"));
    const { environment = {} } = project.services.db;
    const variables = ["POSTGRES_USER", "POSTGRES_PASSWORD", "POSTGRES_INITDB_ARGS"]
      // A machine that runs tests need not have the image's locale.
      .map((name) => `${name}=${environment[name].replaceAll("$$", "$")}`)
      .map((variable) => variable.replace("=en_US.UTF-8", "=C"));
    const command = [
      ...(isRoot ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : []),
      ...["env", ...variables, "bash", "start.sh", String(freePort())],
    ];
    const shell = `cd "$1"; shift; ${isRoot ? "chown -R 65534:65534 .;" : ""} exec "$@"`;
    return await runTestTool("sh", ["-c", shell, "sh", folder, ...command]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** An address of this machine that is not its loopback's, where it has one. */
export function ownAddress(): string | undefined {
  return Deno.networkInterfaces()
    .find(({ family, address }) => family === "IPv4" && !address.startsWith("127."))?.address;
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
