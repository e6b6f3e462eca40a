import { assert, assertFalse } from "@std/assert";
import { makesFile } from "./init_scripts.ts";

Deno.test("makesFile() finds a file that is written to exactly that path", () => {
  assert(makesFile("set -e\necho hi > /work/Caddyfile\necho ok", "/work", "Caddyfile"));
  assert(makesFile('gen 2>/dev/null >>"/work/conf/rules"', "/work/", "conf/rules"));
  assert(makesFile("gen | tee /work/a", "/work", "a"));
  assert(makesFile("touch /work/a /work/b", "/work", "a"));
  assert(makesFile("wget -q -O /work/plugin https://plugins.example/x", "/work", "plugin"));
  assert(makesFile("curl -o/work/plugin https://plugins.example/x", "/work", "plugin"));
});

Deno.test("makesFile() finds one file that is copied there, under another name or its own", () => {
  assert(makesFile("cp /etc/x/hosts /work/names", "/work", "names"));
  assert(makesFile("if x; then cp -p \\\n /c /work/names || true; fi", "/work", "names"));
  assert(makesFile("cp /etc/ssh/ssh_config /work", "/work", "ssh_config"));
  assert(makesFile("cp /a/b /c", "/", "c"));
  assertFalse(makesFile("cp /etc/ssh/sshd_config /work", "/work", "ssh_config"));
});

Deno.test("makesFile() takes no folder for a file", () => {
  assertFalse(makesFile("cp -r --preserve=mode /opt/app /work/app", "/work", "app"));
  assertFalse(makesFile("cp -a /opt/app /work/app", "/work", "app"));
  assertFalse(makesFile("mkdir -p /work/app && cp x /work/app", "/work", "app"));
  assertFalse(makesFile("mv /tmp/app /work/app", "/work", "app"), "nobody knows what it was");
});

Deno.test("makesFile() does not take a mention for a file", () => {
  assertFalse(makesFile("chown -R 1001 /work/app", "/work", "app"));
  assertFalse(makesFile("cp /work/app /elsewhere", "/work", "app"));
  assertFalse(makesFile("cp file /work/app/file", "/work", "app"));
  assertFalse(makesFile("# touch /work/app", "/work", "app"));
});
