import { assertEquals } from "@std/assert";
import { contextOf, manifest } from "../_testing.ts";
import { dataFolder } from "./data_folder.ts";

const claim = (name: string) => manifest("PersistentVolumeClaim", `shop/${name}`);

Deno.test("dataFolder() is called as it should be where no claim is kept there", () => {
  assertEquals(dataFolder("caddy", contextOf()), "./data/caddy");
  const ctx = contextOf([claim("caddy-2"), claim("caddyfile")], { volumeRoot: "/srv" });
  assertEquals(dataFolder("caddy", ctx), "/srv/caddy");
  const volumes = { caddy: { host_path: "/elsewhere" }, other: { driver: "local" } };
  assertEquals(dataFolder("caddy", contextOf([claim("caddy")], { volumes })), "./data/caddy");
});

Deno.test("dataFolder() is nobody's where a claim has that one, or a folder in it, however it is spelt", () => {
  const ctx = contextOf([claim("caddy"), claim("caddy-2")]);
  assertEquals(dataFolder("caddy", ctx), "./data/caddy-3");
  for (const path of ["caddy", "Caddy/", "./data/caddy", ".//data/./caddy/pki", "caddy/x"]) {
    const volumes = { web: { host_path: path } };
    assertEquals(dataFolder("caddy", contextOf([], { volumes })), "./data/caddy-2", path);
  }
});
