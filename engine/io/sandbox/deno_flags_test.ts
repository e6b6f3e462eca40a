import { assert, assertEquals, assertFalse } from "@std/assert";
import { importFlag, namingFlags } from "./deno_flags.ts";

Deno.test("namingFlags() has names mean what they mean to the program when it is of a registry or one file", () => {
  for (
    const [module, form] of [
      ["https://jsr.io/@dekube/engine/1.0.0/engine/cli.ts", "registry"],
      ["file:///registry/@dekube/engine/1.0.0/engine/cli.ts", "registry"],
      ["file:///home/me/helmfile2compose.js", "single-file"],
    ] as const
  ) {
    const flags = namingFlags(module, form);
    for (const flag of ["--no-config", "--node-modules-dir=none", "--vendor=false"]) {
      assert(flags.includes(flag), `${form}: ${flag}`);
    }
  }
});

Deno.test("namingFlags() maps the contracts to the one file that holds them", () => {
  const module = "file:///home/me/a,b%20c.js";
  const [map] = namingFlags(module, "single-file").filter((flag) =>
    flag.startsWith("--import-map")
  );
  const { imports } = JSON.parse(decodeURIComponent(map.slice(map.indexOf(",") + 1)));
  assertEquals(imports["@dekube/engine/pacts"], module);
  assertEquals(imports["jsr:@dekube/engine@^1/pacts"], module);
});

Deno.test("namingFlags() names the project's own deno.json in a checkout, and leaves a program of somebody's own to its folder", () => {
  const own = import.meta.resolve("../../cli.ts");
  const [config, ...others] = namingFlags(own, "checkout");
  assert(config.startsWith("--config=") && config.endsWith("deno.json"));
  assertFalse(others.includes("--no-config"));
  assertEquals(namingFlags("file:///home/me/mine/mod.ts", "registry"), []);
});

Deno.test("importFlag() names hosts with their ports", () => {
  const flag = importFlag([
    "http://a.test/x.js",
    "https://b.test:8443/y.js",
    "jsr:@c/d",
    "file:///e",
  ]);
  const hosts = flag.slice(flag.indexOf("=") + 1).split(",");
  assertEquals(hosts.filter((host) => host.includes(".test")), ["a.test:80", "b.test:8443"]);
  assert(hosts.includes("jsr.io:443"));
});
