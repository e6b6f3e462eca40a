/**
 * The script that a container starts with where it needs more than the official image's own.
 *
 * @module
 */

import { shellQuote } from "../kubernetes/mod.ts";

/** A server's certificate, as it is mounted. */
export interface ServerTls {
  /** File with the certificate. */
  certificate: string;
  /** File with its key. */
  key: string;
  /** File with the authority that clients' certificates are held against; empty where there is none. */
  authority: string;
}

/** What the script works with. */
export interface StartScript {
  /** Who speaks in the log: the extension. */
  speaker: string;
  /** postgresql.conf in the container. */
  config: string;
  /** The certificate, if there is to be one. */
  tls?: ServerTls;
  /** Folders that are to be the server's. */
  folders: readonly string[];
}

/**
 * It runs as root, as the image's start script does, which it hands over to. The server reads copies of its certificate:
 * only its user may open the key, and the owner of a mounted one can be anybody. Without the one that is asked for it ends.
 */
export function startScript({ speaker, config, tls, folders }: StartScript): string {
  const lines = [
    "# Written by dekube. Runs before the image's own start script.",
    "set -e",
    ...folders.map((folder) => `install -d -o postgres -g postgres -m 0700 ${shellQuote(folder)}`),
    `set -- -c config_file=${shellQuote(config)}`,
  ];
  if (tls) {
    const own = `/run/${speaker}-tls`;
    const [certificate, key, authority] = [tls.certificate, tls.key, tls.authority].map(shellQuote);
    lines.push(
      `if [ -s ${certificate} ] && [ -s ${key} ]; then`,
      `  install -d -o postgres -g postgres -m 0700 ${own}`,
      `  install -o postgres -g postgres -m 0600 ${certificate} ${own}/tls.crt`,
      `  install -o postgres -g postgres -m 0600 ${key} ${own}/tls.key`,
      `  set -- "$@" -c ssl=on -c ssl_cert_file=${own}/tls.crt -c ssl_key_file=${own}/tls.key`,
    );
    if (tls.authority !== "") {
      lines.push(
        `  if [ -s ${authority} ]; then`,
        `    install -o postgres -g postgres -m 0600 ${authority} ${own}/ca.crt`,
        `    set -- "$@" -c ssl_ca_file=${own}/ca.crt`,
        "  fi",
      );
    }
    lines.push(
      "else",
      // In a cluster the pod waits for its Secret: nobody's passwords go over a connection that was meant to be encrypted.
      `  echo "${speaker}: a certificate is asked for, and its file or its key is missing or empty, so the server does not start. Add its Secret" >&2`,
      "  exit 1",
      "fi",
    );
  }
  lines.push('exec docker-entrypoint.sh postgres "$@"', "");
  return lines.join("\n");
}
