import { assert, assertFalse } from "@std/assert";
import { leavesBehind } from "./init_scripts.ts";

Deno.test("leavesBehind() finds what is copied or moved to exactly that path", () => {
  assert(leavesBehind("set -e\ncp -r --preserve=mode /opt/app /work/app\necho ok", "/work", "app"));
  assert(leavesBehind('mv "/tmp/app" "/work/app/"', "/work/", "app"));
  assert(leavesBehind("if x; then cp -r a /work/app 2>/dev/null || true; fi", "/work", "app"));
  assert(leavesBehind("cp -r \\\n  /opt/app \\\n  /work/app", "/work", "app"));
  assert(leavesBehind("cp -r /opt/app /work/app", "/work", "app"), "a command without a shell");
  assert(leavesBehind("cp /a/b /c", "/", "c"));
});

Deno.test("leavesBehind() finds a file that is copied into the folder by its own name", () => {
  assert(leavesBehind("cp /etc/ssh/ssh_config /work", "/work", "ssh_config"));
  assertFalse(leavesBehind("cp /etc/ssh/sshd_config /work", "/work", "ssh_config"));
});

Deno.test("leavesBehind() finds a file that is touched", () => {
  assert(leavesBehind("touch /work/a /work/b", "/work", "a"));
});

Deno.test("leavesBehind() does not take a mention for a copy", () => {
  assertFalse(leavesBehind("mkdir -p /work/app", "/work", "app"));
  assertFalse(leavesBehind("chown -R 1001 /work/app", "/work", "app"));
  assertFalse(leavesBehind("cp /work/app /elsewhere", "/work", "app"));
  assertFalse(leavesBehind("cp file /work/app/file", "/work", "app"));
  assertFalse(leavesBehind("# cp -r /opt/app /work/app", "/work", "app"));
});
