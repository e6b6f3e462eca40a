import { assertEquals } from "@std/assert";
import { credentialsIn } from "./credentials.ts";

const ME = { username: "me", password: "a:b" };

Deno.test("credentialsIn() finds logins by the names that Docker has for registries", async () => {
  const find = credentialsIn({
    auths: {
      "https://index.docker.io/v1/": { auth: btoa("me:a:b") },
      "registry.test:5000": { auth: btoa("me:a:b") },
      "https://other.test": { username: "me", password: "a:b" },
      "odd.test": { auth: "%" },
      "empty.test": {},
    },
  });

  for (const registry of ["docker.io", "registry.test:5000", "other.test"]) {
    assertEquals(await find(registry), ME, registry);
  }
  for (const registry of ["registry.test", "odd.test", "empty.test"]) {
    assertEquals(await find(registry), undefined, registry);
  }
});

Deno.test("credentialsIn() asks the helper of a registry, else the one for all, else the file", async () => {
  const asked: string[] = [];
  const find = credentialsIn({
    credsStore: "desktop",
    credHelpers: { "a.test": "cloud" },
    auths: { "b.test": { auth: btoa("me:a:b") } },
  }, (helper, registry) => {
    asked.push(`${helper} ${registry}`);
    return Promise.resolve(helper === "cloud" ? { username: "cloud", password: "x" } : undefined);
  });

  assertEquals((await find("a.test"))?.username, "cloud");
  assertEquals(await find("b.test"), ME);
  assertEquals(asked, ["cloud a.test", "desktop b.test"]);
});
