/**
 * How a server is started: the config as it is known here, and a script that adds what only the container knows.
 *
 * @module
 */

import { shellQuote } from "@dekube/engine/pacts/kubernetes";

/** Where the files of {@linkcode startFiles} are mounted. */
export const START_FOLDER = "/start";

/** What a server is started with. */
export interface Start {
  /** The config, but for what the script adds. */
  config: readonly string[];
  /** Where the script puts it, in a folder that can be written. */
  target: string;
  /** Passwords by the variable that has each, and what the config says of them: a `%s` is the password. */
  passwords: readonly { variable: string; source: string; lines: readonly string[] }[];
  /** A file of the user's that is read if it is there, behind the config. */
  include?: string;
  /** The folder that is there if what the user asked for is, and what that is. */
  needed?: { folder: string; source: string };
  /** What has the last word. */
  last?: readonly string[];
  /** The one member of a cluster. */
  cluster?: ClusterMember;
  /** Sentinel's master; its group is a word of letters, digits, `.`, `_` and `-`. */
  monitor?: { group: string; host: string; port: number };
}

/** A server that has all slots of a cluster. */
export interface ClusterMember {
  /** The name that clients are sent to. */
  host: string;
  /** Where it listens. */
  port: number;
}

/** Nobody else is in the cluster whose id it could be. */
const NODE_ID = "1".padStart(40, "0");

/** The files, by name. */
export function startFiles(start: Start): Record<string, string> {
  const { config, last = [] } = start;
  return {
    "redis.conf": lines(config),
    ...(last.length > 0 ? { "last.conf": lines(last) } : {}),
    "start.sh": lines(script(start)),
  };
}

/** The command that runs a program by way of the script. */
export function startCommand(program: readonly string[]): { command: string[]; args: string[] } {
  return { command: ["sh", `${START_FOLDER}/start.sh`], args: [...program] };
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join("");
}

function script(start: Start): string[] {
  const { target, passwords, include, needed, last = [], cluster, monitor } = start;
  const asks = cluster !== undefined || monitor !== undefined;
  return [
    "# Adds to the config what only the container knows, and runs the server.",
    "set -eu",
    "umask 077",
    ...passwords.flatMap(refusal),
    ...(needed ? unlessThere(needed) : []),
    ...(asks ? VERSION : []),
    "quoted() {",
    `  printf '"%s"' "$(printf %s "$1" | tr -d '\\r\\n' | sed 's/["\\\\]/\\\\&/g')"`,
    "}",
    ...(cluster ? slots(cluster, target) : []),
    "{",
    // Sentinel's options are of a master that it knows.
    ...(monitor ? monitored(monitor) : []),
    `  cat ${START_FOLDER}/redis.conf`,
    ...passwords.flatMap(({ variable, lines }) =>
      lines.map((line) => `  printf ${shellQuote(`${line}\\n`)} "$(quoted "$${variable}")"`)
    ),
    ...(cluster ? announced(cluster) : []),
    // Redis 7 forgets all but the last line of "save" behind an "include".
    ...(include === undefined ? [] : [`  if [ -f ${include} ]; then cat ${include}; echo; fi`]),
    ...(last.length > 0 ? [`  cat ${START_FOLDER}/last.conf`] : []),
    `} >${target}`,
    'exec "$@"',
  ];
}

/** A server that is to ask for a password never runs without one. */
function refusal({ variable, source }: Start["passwords"][number]): string[] {
  return [
    // Line breaks are taken out of passwords, and one of nothing else would be none.
    `if [ -z "$(printf %s "\${${variable}:-}" | tr -d '\\r\\n')" ]; then`,
    `  echo ${shellQuote(`there is no password: ${source} has none`)} >&2`,
    "  exit 1",
    "fi",
  ];
}

/** What is missing may have been what keeps others out. */
function unlessThere({ folder, source }: NonNullable<Start["needed"]>): string[] {
  return [
    `if [ ! -d ${folder} ]; then`,
    `  echo ${shellQuote(`${source} is missing, and the config may need it`)} >&2`,
    "  exit 1",
    "fi",
  ];
}

const VERSION = [
  `version=$("$1" -v | sed -n 's/.*v=\\([0-9]*\\)\\.\\([0-9]\\).*/\\1\\2/p')`,
];

function atLeast(version: number): string {
  return `[ "\${version:-70}" -ge ${version} ]`;
}

/** All slots from the start: nobody has to assign them. */
function slots({ port }: ClusterMember, target: string): string[] {
  const file = nodesFile(target);
  return [
    `echo '${NODE_ID} :${port}@${port + 10000} myself,master - 0 0 1 connected 0-16383' >${file}`,
    `echo 'vars currentEpoch 1 lastVoteEpoch 0' >>${file}`,
  ];
}

/** Where the cluster's slots are, beside the config. */
export function nodesFile(target: string): string {
  return `${target.slice(0, target.lastIndexOf("/"))}/nodes.conf`;
}

/** Names outlive a container's address; before Redis 7 there are none. */
function announced({ host }: ClusterMember): string[] {
  return [
    "  address=$(hostname -i 2>/dev/null | cut -d' ' -f1)",
    '  if [ -n "$address" ]; then echo "cluster-announce-ip $address"; fi',
    `  if ${atLeast(70)}; then`,
    `    echo ${shellQuote(`cluster-announce-hostname ${host}`)}`,
    "    echo 'cluster-preferred-endpoint-type hostname'",
    "  fi",
  ];
}

/** Before Redis 6.2 Sentinel takes addresses alone. */
function monitored({ group, host, port }: NonNullable<Start["monitor"]>): string[] {
  return [
    `  if ${atLeast(62)}; then`,
    "    echo 'sentinel resolve-hostnames yes'",
    "    echo 'sentinel announce-hostnames yes'",
    `    echo ${shellQuote(`sentinel monitor ${group} ${host} ${port} 1`)}`,
    "  else",
    `    address=$(getent hosts ${shellQuote(host)} | cut -d' ' -f1)`,
    `    echo "sentinel monitor ${group} \${address:?the master has no address yet} ${port} 1"`,
    "  fi",
  ];
}
