/**
 * How a server is started: a script puts keys and certificates where the server reads them, runs it, and has it set up.
 *
 * @module
 */

import type { Mapping } from "@dekube/engine/pacts";
import { shellQuote } from "@dekube/engine/pacts/kubernetes";

/** Where the scripts and the config are mounted. */
export const START_FOLDER = "/dekube/start";
/** What lies in memory: keys, certificates, and the word that all is done. */
export const RUN_FOLDER = "/dekube/run";
/** Where the members' key is mounted. */
export const KEY_FOLDER = "/dekube/key";
/** Where passwords are mounted. */
export const PASSWORD_FOLDER = "/dekube/passwords";

/** The members' key, as the server reads it. */
export const KEY_FILE = `${RUN_FOLDER}/key`;
/** The certificate with its key. */
export const CERTIFICATE_FILE = `${RUN_FOLDER}/server.pem`;
/** The certificate that a member shows to others. */
export const MEMBER_FILE = `${RUN_FOLDER}/member.pem`;
/** The key that data are encrypted with. */
export const ENCRYPTION_FILE = `${RUN_FOLDER}/encryption-key`;
const READY_FILE = `${RUN_FOLDER}/ready`;
const SETUP_FILE = `${START_FOLDER}/setup.js`;

/** What differs between servers. */
export interface Start {
  /** The file of the members' key that is mounted. */
  key: string;
  /** The port. */
  port: number;
  /** Folders with `tls.crt` and `tls.key`, or `tls.pem`, by the files that are made of them. */
  certificates: Readonly<Record<string, string>>;
  /** Files that are copied, by what becomes of them. */
  copies?: Readonly<Record<string, string>>;
  /** How the shell is to connect. */
  clientOptions: readonly string[];
  /** A script of the user's that is read before. */
  hook?: string;
}

/** The script, which runs the program that it is given. */
export function startScript(start: Start): string {
  const { key, port, certificates, copies = {}, clientOptions, hook } = start;
  const options = ["--quiet", "--norc", "--host", "127.0.0.1", "--port", String(port)];
  return [
    "# Puts what must not be seen where the server reads it, runs the server, and has it set up.",
    "set -eu",
    `rm -f ${READY_FILE}`,
    "mask=$(umask)",
    "umask 077",
    ...Object.entries({ ...copies, [KEY_FILE]: key }).map(([target, source]) =>
      `cat ${shellQuote(source)} >${shellQuote(target)}`
    ),
    ...(Object.keys(certificates).length > 0 ? CERTIFICATE : []),
    ...Object.entries(certificates).map(([target, folder]) =>
      `certificate ${shellQuote(folder)} ${shellQuote(target)}`
    ),
    `export HOME=${RUN_FOLDER}`,
    "setup() {",
    "  client=mongosh",
    "  command -v mongosh >/dev/null 2>&1 || client=mongo",
    "  tries=0",
    "  said=",
    `  until now=$("$client" ${[...options, ...clientOptions].map(quoted).join(" ")} \\`,
    `    admin ${SETUP_FILE} 2>&1); do`,
    "    tries=$((tries + 1))",
    "    # At first the server is not there yet.",
    '    if [ "$tries" -gt 5 ] && [ "$now" != "$said" ]; then',
    "      printf '%s\\n' \"the server is not set up yet: $now\" >&2",
    "      said=$now",
    "    fi",
    '    if [ "$tries" -lt 30 ]; then sleep 2; else sleep 10; fi',
    "  done",
    `  : >${READY_FILE}`,
    "}",
    "setup &",
    'umask "$mask"',
    ...(hook === undefined
      ? []
      : [`if [ -e ${shellQuote(hook)} ]; then . ${shellQuote(hook)}; fi`]),
    'exec "$@"',
    "",
  ].join("\n");
}

/** The certificate first, then its key, as the server wants them in one file. */
const CERTIFICATE: readonly string[] = [
  "certificate() {",
  '  if [ -e "$1/tls.pem" ]; then',
  '    cat "$1/tls.pem" >"$2"',
  "  else",
  '    cat "$1/tls.crt" >"$2"',
  '    echo >>"$2"',
  '    cat "$1/tls.key" >>"$2"',
  "  fi",
  "}",
];

function quoted(option: string): string {
  return /^[\w./-]+$/.test(option) ? option : shellQuote(option);
}

/** The command of a container that is started so. */
export const COMMAND: readonly string[] = ["sh", `${START_FOLDER}/start.sh`];

/** The server is ready when all is set up in it: whoever waits for it finds its database and its user. */
export const READINESS: Mapping = {
  exec: { command: ["sh", "-c", `test -e ${READY_FILE}`] },
  initialDelaySeconds: 5,
  periodSeconds: 5,
  failureThreshold: 40,
};
