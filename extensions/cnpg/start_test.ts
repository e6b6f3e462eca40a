import { assertEquals } from "@std/assert";
import { startScript } from "./start.ts";

const CONFIG = "/etc/cnpg/postgresql.conf";

Deno.test("startScript() gives the server its folders and its certificate", () => {
  assertEquals(
    startScript({ config: CONFIG, tls: "/tls", clientCa: "/ca", folders: ["/tablespaces/a/data"] }),
    `# Written by dekube. Runs before the image's own start script.
set -e
install -d -o postgres -g postgres -m 0700 /tablespaces/a/data
set -- -c config_file=/etc/cnpg/postgresql.conf
if [ -s /tls/tls.crt ] && [ -s /tls/tls.key ]; then
  install -d -o postgres -g postgres -m 0700 /run/cnpg-tls
  install -o postgres -g postgres -m 0600 /tls/tls.crt /tls/tls.key /run/cnpg-tls
  set -- "$@" -c ssl=on -c ssl_cert_file=/run/cnpg-tls/tls.crt -c ssl_key_file=/run/cnpg-tls/tls.key
  if [ -s /ca/ca.crt ]; then
    set -- "$@" -c ssl_ca_file=/ca/ca.crt
  fi
else
  echo "cnpg: there is no certificate, so connections are not encrypted" >&2
fi
exec docker-entrypoint.sh postgres "$@"
`,
  );
});

Deno.test("startScript() has no TLS when there is no certificate", () => {
  assertEquals(
    startScript({ config: CONFIG, tls: "", clientCa: "", folders: [] }).split("\n").slice(1),
    [
      "set -e",
      "set -- -c config_file=/etc/cnpg/postgresql.conf",
      'exec docker-entrypoint.sh postgres "$@"',
      "",
    ],
  );
});
