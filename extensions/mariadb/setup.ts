/**
 * A Job that makes the databases, users and rights of a server, at every start.
 *
 * @module
 */

import { type Manifest, objectBeside } from "@dekube/engine/pacts";
import type { Tls } from "./certificates.ts";
import { clientContainer, clientVolumes, FILES, IDENTITY } from "./client.ts";
import type { Declared } from "./declared.ts";
import { rootKey } from "./root.ts";
import type { Secrets } from "./secrets.ts";
import type { Server } from "./server.ts";
import { SQL_MODE } from "./sql.ts";
import { statementsOf } from "./statements.ts";
import { variableFrom, Variables } from "./variables.ts";

/** What is run before anything: nothing else is, if the server refuses it. It also keeps passwords out of the server's log. */
const INITIAL = `SET SESSION sql_mode = '${SQL_MODE}', SESSION sql_log_off = 1`;

/**
 * Runs all statements, whatever becomes of each, and fails if one has. Values of Secrets go to the server as hexadecimal
 * digits, so that none of them is read as anything else.
 */
function scriptOf(names: readonly string[]): string {
  const values = names.map((name) =>
    `  echo "SET @${name} = CONVERT(X'$(hex "\${${name}-}")' USING utf8mb4);"\n`
  );
  return `hex() { printf %s "$1" | od -An -v -tx1 | tr -d ' \\n'; }
hex '' >/dev/null
statements() {
${values.join("")}  cat ${FILES}/setup.sql
}
said=$(statements | client "$@" --batch --binary-mode --force --init-command="${INITIAL}" 2>&1) || {
  echo "$said" >&2
  exit 1
}
case "$said" in *ERROR*)
  echo "$said" >&2
  exit 1
  ;;
esac
`;
}

/** The Job, where anything is declared. */
export function setupOf(
  server: Server,
  declared: Declared,
  tls: Tls | undefined,
  secrets: Secrets,
): Manifest[] {
  const { cr, name, namespace, selector } = server;
  const variables = new Variables(cr, namespace, secrets);
  const statements = statementsOf(declared, (...key) => `@${variables.of(...key)}`);
  if (statements.length === 0) return [];
  const root = rootKey(server);
  const files = `${name}_setup`;
  const container = clientContainer({
    name: "setup",
    server,
    tls,
    user: "root",
    script: scriptOf(variables.names),
    env: [...root ? [variableFrom("MYSQL_PWD", root)] : [], ...variables.env],
    mounts: [{ name: "sql", mountPath: FILES, readOnly: true }],
  });
  return [
    ...variables.copiesBeside(cr),
    objectBeside(cr, "ConfigMap", files, {
      data: { "setup.sql": statements.map((statement) => `${statement};\n`).join("") },
    }),
    objectBeside(cr, "Job", `${name}-setup`, {
      spec: {
        template: {
          spec: {
            restartPolicy: "OnFailure",
            securityContext: IDENTITY,
            containers: [container],
            volumes: [{ name: "sql", configMap: { name: files } }, ...clientVolumes(tls)],
          },
        },
      },
    }, { apiVersion: "batch/v1", labels: selectorOfJob(selector) }),
  ];
}

/** A Job is not the server, to which the Services lead. */
function selectorOfJob(selector: Server["selector"]): Record<string, string> {
  return { ...selector, "app.kubernetes.io/component": "setup" };
}
