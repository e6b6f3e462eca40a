import { assertEquals, assertStringIncludes } from "@std/assert";
import { encodePem, type IngressEntry } from "@dekube/engine/pacts";
import { CERTIFICATE, codes, entry, fakeContext, secret, type World } from "./_testing.ts";
import { CaddyProvider } from "./mod.ts";

const provider = new CaddyProvider();

function build(entries: IngressEntry[], world?: World) {
  const ctx = fakeContext(world);
  return { services: provider.buildService(entries, ctx), ctx };
}

Deno.test("buildService() makes one service that carries the hosts as aliases", () => {
  const hosts = ["shop.example", "api.shop.example", "*.shop.example", "", "intranet", "10.0.0.1"];
  const { services, ctx } = build(hosts.map((host) => entry({ host })));
  assertEquals(services, {
    caddy: {
      image: "caddy:2-alpine",
      restart: "always",
      ports: ["80:80", "443:443"],
      volumes: [
        "./Caddyfile:/etc/caddy/Caddyfile:ro",
        "./data/caddy:/data",
        "./data/caddy-config:/config",
      ],
      networks: { default: { aliases: ["api.shop.example", "shop.example"] } },
    },
  });
  assertEquals(codes(ctx), []);
});

Deno.test("buildService() makes none without routes, or with disable_ingress", () => {
  assertEquals(build([]).services, {});
  assertEquals(build([entry()], { config: { disableIngress: true } }).services, {});
});

Deno.test("buildService() takes image, ports and folders from dekube.yaml", () => {
  const { services: { caddy } } = build([entry()], {
    config: { volumeRoot: "/srv/data/" },
    settings: { image: "caddy:2.10", http_port: 8080, https_port: 8443 },
  });
  assertEquals(caddy.image, "caddy:2.10");
  assertEquals(caddy.ports, ["8080:80", "8443:443"]);
  assertEquals(caddy.volumes?.slice(1), [
    "/srv/data/caddy:/data",
    "/srv/data/caddy-config:/config",
  ]);
});

Deno.test("buildService() leaves the name of a Service to the Service", () => {
  const { services: { caddy } } = build([entry({ host: "web.shop.svc" }), entry()], {
    services: [{ kind: "Service", metadata: { name: "web", namespace: "shop" } }],
  });
  assertEquals(caddy.networks, { default: { aliases: ["shop.example"] } });
});

Deno.test("buildService() mounts the certificate of a CA, and never a key", () => {
  const https = (name: string) =>
    entry({ scheme: "https", path: `/${name}`, serverCaSecret: { namespace: "shop", name } });
  const { services: { caddy }, ctx } = build(
    [https("root"), https("pair"), https("none"), entry()],
    {
      secrets: [
        secret("root", { "ca.crt": CERTIFICATE, "ca.key": "private" }),
        secret("pair", { "tls.crt": CERTIFICATE, "tls.key": "private" }),
      ],
    },
  );
  assertEquals(caddy.volumes?.slice(3), [
    "./secrets/pair/tls.crt:/etc/caddy/certs/pair/ca.crt:ro",
    "./secrets/root/ca.crt:/etc/caddy/certs/root/ca.crt:ro",
  ]);
  assertEquals([...ctx.files.entries()].map(([path]) => path), [
    "secrets/root/ca.crt",
    "secrets/pair/tls.crt",
  ]);
});

Deno.test("writeConfig() writes Caddyfile, or one named for the project", () => {
  const written = (config: World["config"], entries = [entry()]) => {
    const ctx = fakeContext({ config });
    provider.writeConfig(entries, ctx);
    return [...ctx.files.entries()].map(([path]) => path);
  };
  assertEquals(written({}), ["Caddyfile"]);
  assertEquals(written({ disableIngress: true }), ["Caddyfile-demo"]);
  assertEquals(written({ disableIngress: true, name: "" }), ["Caddyfile"]);
  assertEquals(written({}, []), []);
});

Deno.test("buildService() mounts the certificate that an Ingress brings", () => {
  const key = encodePem("PRIVATE KEY", new Uint8Array([0x30, 3, 2, 1, 0]));
  const world = { secrets: [secret("shop-tls", { "tls.crt": CERTIFICATE, "tls.key": key })] };
  const tls = { namespace: "shop", name: "shop-tls" };
  const { services: { caddy }, ctx } = build([entry({ tls })], world);
  assertEquals(caddy.volumes?.slice(3), [
    "./secrets/shop-tls/tls.crt:/etc/caddy/tls/shop-tls/tls.crt:ro",
    "./secrets/shop-tls/tls.key:/etc/caddy/tls/shop-tls/tls.key:ro",
  ]);
  provider.writeConfig([entry({ tls })], ctx);
  assertStringIncludes(
    String(ctx.files.get("Caddyfile")?.content),
    "tls /etc/caddy/tls/shop-tls/tls.crt /etc/caddy/tls/shop-tls/tls.key\n",
  );
  // The user's word comes first.
  const internal = build([entry({ tls })], { ...world, settings: { tls_internal: true } });
  assertEquals(internal.services.caddy.volumes?.length, 3);
  assertEquals(build([entry({ tls })], { secrets: [] }).services.caddy.volumes?.length, 3);
});
