import { assertEquals } from "@std/assert";
import { defaultConfig } from "../../../pacts/config.ts";
import { localConfig, localHosts } from "./local.ts";

Deno.test("localHosts() takes the first label, with a number where it is taken", () => {
  assertEquals(
    localHosts([
      "shop.acme.io",
      "shop.acme.dev",
      "Shop.acme.test",
      "api.localhost",
      "api.acme.io",
      "*.acme.io",
      "",
      "localhost",
      "192.0.2.7",
      "a b.io",
      "a.io\nb",
    ]),
    {
      "shop.acme.io": "shop.localhost",
      "shop.acme.dev": "shop-2.localhost",
      "shop.acme.test": "shop-3.localhost",
      "api.acme.io": "api-2.localhost",
      "*.acme.io": "*.acme.localhost",
    },
  );
});

Deno.test("localHosts() keeps to what the user has named", () => {
  assertEquals(
    localHosts(["a.io", "b.io", "x.test"], { "a.io": "b.localhost", "y.io": "x.test" }),
    {
      "b.io": "b-2.localhost",
    },
  );
});

const services = {
  caddy: { ports: ["80:80", "443:443"] },
  db: { ports: ["5432:5432", "127.0.0.1:53:53/udp"] },
  web: { ports: ["8080:80"] },
};

const site = {
  ...{ url: "", protocol: "http", host: "shop.acme.io", address: "", port: 80 } as const,
  ...{ service: "caddy", extension: "caddy" },
};

async function local(taken: number[], config = {}) {
  const { hosts, extensions, overrides } = await localConfig(
    { ...defaultConfig(), ...config },
    { project: { services }, entryPoints: [site] } as never,
    (port) => !taken.includes(port),
  );
  return { hosts, extensions, overrides };
}

const HOSTS = { "shop.acme.io": "shop.localhost" };

Deno.test("localConfig() leaves ports alone that are free", async () => {
  assertEquals(await local([]), { hosts: HOSTS, extensions: {}, overrides: {} });
});

Deno.test("localConfig() chooses other ports, each once", async () => {
  assertEquals(await local([80, 443, 5432, 53, 8443]), {
    hosts: HOSTS,
    extensions: { caddy: { http_port: 8080, https_port: 8444 } },
    overrides: {
      db: { ports: ["5433:5432", "127.0.0.1:8053:53/udp"] },
      // The proxy has 8080 now.
      web: { ports: ["8081:80"] },
    },
  });
});

Deno.test("localConfig() leaves what the user has set", async () => {
  const config = {
    extensions: { caddy: { http_port: 81 } },
    overrides: { db: { ports: [] }, web: null },
  };
  assertEquals(await local([80, 443, 5432, 8080], config), {
    hosts: HOSTS,
    extensions: { caddy: { http_port: 81, https_port: 8443 } },
    overrides: config.overrides as never,
  });
});

Deno.test("localHosts() gives many hosts of one first label numbers in one go", () => {
  const hosts = Array.from({ length: 20_000 }, (_, index) => `a.x${index}.io`);
  const names = new Set(Object.values(localHosts(hosts)));
  assertEquals(names.size, hosts.length);
  assertEquals(names.has("a-20000.localhost"), true);
});
