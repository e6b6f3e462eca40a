import { assertEquals } from "@std/assert";
import type { ComposeService } from "../../../pacts/mod.ts";
import { contextOf } from "../_testing.ts";
import { dropOddKeys } from "./service_keys.ts";

Deno.test("dropOddKeys() takes off the keys that Compose would refuse a file for, and says so", () => {
  const owner = { kind: "Pod", namespace: "shop", name: "web" };
  const web: ComposeService = {
    owner,
    environment: { "": "a", "A=B": "c", "\n": "d", "A$B": "e", é: "f" },
    labels: { "": "a", "b=$c": "d" },
    sysctls: { "net.x": "1" },
    extra_hosts: { "a$b": ["10.0.0.1"], c: ["10.0.0.2"] },
  };
  const ctx = contextOf([]);
  dropOddKeys({ web }, ctx);
  assertEquals(web, {
    owner,
    environment: { "A$B": "e", é: "f" },
    labels: { "b=$c": "d" },
    sysctls: { "net.x": "1" },
    extra_hosts: { c: ["10.0.0.2"] },
  });
  assertEquals([...ctx.diagnostics].map(({ code, message }) => `${code} ${message}`), [
    'odd-key compose.yml can\'t have these names below "environment", which are left out: "", "A=B", "\\n"',
    'odd-key compose.yml can\'t have these names below "extra_hosts", which are left out: "a$b"',
    'odd-key compose.yml can\'t have these names below "labels", which are left out: ""',
  ]);
});
