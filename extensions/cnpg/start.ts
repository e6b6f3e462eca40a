/**
 * The script that the container starts with where it needs more than the image's own.
 *
 * @module
 */

import { shellQuote } from "@dekube/engine/pacts/kubernetes";

/** Name of the script. */
export const START_SCRIPT = "start.sh";

/** Where the server reads its certificate: only its user may open the key, and only the owner of a mounted one can be anybody. */
const OWN_TLS = "/run/cnpg-tls";

/** What the script works with. */
export interface StartInput {
  /** postgresql.conf in the container. */
  config: string;
  /** Folder with `tls.crt` and `tls.key`; empty where there is no certificate. */
  tls: string;
  /** Folder with the `ca.crt` of clients. */
  clientCa: string;
  /** Folders that are to be the server's. */
  folders: readonly string[];
}

/** It runs as root, as the image's start script does, which it hands over to. */
export function startScript({ config, tls, clientCa, folders }: StartInput): string {
  const lines = [
    "# Written by dekube. Runs before the image's own start script.",
    "set -e",
    ...folders.map((folder) => `install -d -o postgres -g postgres -m 0700 ${shellQuote(folder)}`),
    `set -- -c config_file=${config}`,
  ];
  if (tls !== "") {
    lines.push(
      `if [ -s ${tls}/tls.crt ] && [ -s ${tls}/tls.key ]; then`,
      `  install -d -o postgres -g postgres -m 0700 ${OWN_TLS}`,
      `  install -o postgres -g postgres -m 0600 ${tls}/tls.crt ${tls}/tls.key ${OWN_TLS}`,
      `  set -- "$@" -c ssl=on -c ssl_cert_file=${OWN_TLS}/tls.crt -c ssl_key_file=${OWN_TLS}/tls.key`,
      `  if [ -s ${clientCa}/ca.crt ]; then`,
      `    set -- "$@" -c ssl_ca_file=${clientCa}/ca.crt`,
      "  fi",
      "else",
      '  echo "cnpg: there is no certificate, so connections are not encrypted" >&2',
      "fi",
    );
  }
  lines.push('exec docker-entrypoint.sh postgres "$@"', "");
  return lines.join("\n");
}
