import { assertEquals, assertStringIncludes } from "@std/assert";
import { unless, WINDOWS } from "../../tools/unless.ts";
import { startScript } from "./start_script.ts";

const BASE = { speaker: "cnpg", config: "/etc/cnpg/postgresql.conf", folders: [] };

Deno.test("startScript() gives the server its folders and its certificate", () => {
  const tls = { certificate: "/tls/tls.crt", key: "/tls/tls.key", authority: "/ca/ca.crt" };
  assertEquals(
    startScript({ ...BASE, tls, folders: ["/tablespaces/a/data"] }),
    `# Written by dekube. Runs before the image's own start script.
set -e
install -d -o postgres -g postgres -m 0700 /tablespaces/a/data
set -- -c config_file=/etc/cnpg/postgresql.conf
if [ -s /tls/tls.crt ] && [ -s /tls/tls.key ]; then
  install -d -o postgres -g postgres -m 0700 /run/cnpg-tls
  install -o postgres -g postgres -m 0600 /tls/tls.crt /run/cnpg-tls/tls.crt
  install -o postgres -g postgres -m 0600 /tls/tls.key /run/cnpg-tls/tls.key
  set -- "$@" -c ssl=on -c ssl_cert_file=/run/cnpg-tls/tls.crt -c ssl_key_file=/run/cnpg-tls/tls.key
  if [ -s /ca/ca.crt ]; then
    install -o postgres -g postgres -m 0600 /ca/ca.crt /run/cnpg-tls/ca.crt
    set -- "$@" -c ssl_ca_file=/run/cnpg-tls/ca.crt
  fi
else
  echo "cnpg: a certificate is asked for, and its file or its key is missing or empty, so the server does not start. Add its Secret" >&2
  exit 1
fi
exec docker-entrypoint.sh postgres "$@"
`,
  );
});

Deno.test("startScript() has no TLS when there is no certificate", () => {
  assertEquals(startScript(BASE).split("\n").slice(1), [
    "set -e",
    "set -- -c config_file=/etc/cnpg/postgresql.conf",
    'exec docker-entrypoint.sh postgres "$@"',
    "",
  ]);
});

Deno.test("startScript() keeps names of files one word when they have spaces and quotes", () => {
  const tls = { certificate: "/tls/a b'$(id)", key: "/tls/tls.key", authority: "" };
  const script = startScript({ ...BASE, tls });
  assertEquals(script.includes(`[ -s '/tls/a b'\\''$(id)' ]`), true, script);
});

Deno.test({
  ...unless("startScript() ends when the certificate that is asked for is missing", WINDOWS),
  async fn() {
    const tls = { certificate: "/none/tls.crt", key: "/none/tls.key", authority: "" };
    const { code, stderr } = await new Deno.Command("sh", {
      args: ["-c", startScript({ ...BASE, tls }), "start.sh"],
    }).output();
    assertEquals(code, 1);
    assertStringIncludes(new TextDecoder().decode(stderr), "cnpg: a certificate is asked for");
  },
});
