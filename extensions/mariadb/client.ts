/**
 * Containers that run the server's own client.
 *
 * @module
 */

import type { Mapping } from "@dekube/engine/pacts";
import { hostOf, mainService, type Server } from "./server.ts";
import { CERTIFICATES, clientFiles, type Tls } from "./certificates.ts";

/**
 * Waits until the server lets in who asks. What the last attempt says is shown where none succeeds; the container then
 * starts anew. The first images called the client by another name.
 */
const LOGIN = `set -eu
client() { "$(command -v mariadb || command -v mysql)" --no-defaults "$@"; }
attempt=1
until said=$(client "$@" --execute='DO 0' 2>&1); do
  if [ "$attempt" -ge 60 ]; then echo "$said" >&2; exit 1; fi
  attempt=$((attempt + 1))
  sleep 2
done
`;

/** Where the files of such a container are. */
export const FILES = "/opt";

/** The volume with the certificates of the server's own client. */
const PKI = "pki";

/** What such a container is. */
export interface Client {
  /** Its name. */
  name: string;
  /** The server. */
  server: Server;
  /** Its certificates. */
  tls: Tls | undefined;
  /** Who logs in. */
  user: string;
  /** The database that is used. */
  database?: string;
  /** What is run: `client "$@"` is the client, logged in. */
  script: string;
  /** Its variables; `MYSQL_PWD` is the password. */
  env: readonly Mapping[];
  /** The volume with the certificates, where it is not the server's own. */
  pki?: string;
  /** Volumes that it mounts, beside the certificates. */
  mounts: readonly Mapping[];
  /** More of its fields. */
  more?: Mapping;
}

/** The container. What others chose is handed over as arguments, so that nothing of it is the shell's. */
export function clientContainer(client: Client): Mapping {
  const { name, server, tls, user, database, script, env, mounts, more = {} } = client;
  const { pki = PKI } = client;
  const args = [
    `--host=${hostOf(server, mainService(server))}`,
    `--port=${server.port}`,
    "--protocol=tcp",
    `--user=${user}`,
    "--default-character-set=utf8mb4",
    ...tls
      ? [
        "--ssl",
        `--ssl-ca=${CERTIFICATES}/ca.crt`,
        `--ssl-cert=${CERTIFICATES}/client.crt`,
        `--ssl-key=${CERTIFICATES}/client.key`,
        "--ssl-verify-server-cert",
      ]
      // Later clients ask a server that has no certificate for one.
      : ["--skip-ssl-verify-server-cert"],
    ...database === undefined ? [] : [`--database=${database}`],
  ];
  return {
    name,
    image: server.image,
    imagePullPolicy: server.spec.imagePullPolicy,
    ...more,
    command: ["/bin/sh", "-c", LOGIN + script, "sh"],
    args,
    env,
    volumeMounts: [
      ...mounts,
      ...tls ? [{ name: pki, mountPath: CERTIFICATES, readOnly: true }] : [],
    ],
  };
}

/** The volume with the certificates. */
export function clientVolumes(tls: Tls | undefined, name = PKI): Mapping[] {
  return tls ? [{ name, projected: { sources: clientFiles(tls) } }] : [];
}

/** The image's own user. */
export const MYSQL = 999;

/** Who such a pod is. */
export const IDENTITY: Mapping = { runAsNonRoot: true, runAsUser: MYSQL, runAsGroup: MYSQL };
