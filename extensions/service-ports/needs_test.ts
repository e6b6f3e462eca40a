import { assertEquals } from "@std/assert";
import { deployment, service, shop, transformed } from "./_testing.ts";
import { type ComposeService, type Manifest, mount } from "@dekube/engine/pacts";

const web = [deployment("web"), service("web", [{ port: 80, targetPort: 8080 }])];

/** Whether the Service `web` gets a forwarder. */
function isNeeded(
  client: ComposeService,
  files: Record<string, string | Uint8Array> = {},
  manifests: Manifest[] = web,
): boolean {
  const services = { web: shop(), client: shop(client) };
  return "web-ports" in transformed(manifests, services, {}, files).forwards;
}

function env(name: string, value: string): boolean {
  return isNeeded({ environment: { [name]: value } });
}

Deno.test("neededServices() reads environment", () => {
  assertEquals(env("HOST", "web"), true);
  assertEquals(env("ANYTHING", "web"), true);
  assertEquals(env("URL", "http://web:8080/"), false);
  assertEquals(env("OTHER", "api"), false);
});

Deno.test("neededServices() passes over variables that hold no hosts that are asked", () => {
  for (const name of ["DB_USER", "PGDATABASE", "password", "no_proxy"]) {
    assertEquals(env(name, "web"), false, name);
  }
  assertEquals(env("FEATURES", "db,web"), false);
  assertEquals(env("SEED_NODES", "db,web"), true);
});

Deno.test("neededServices() reads a name in the namespace of who says it", () => {
  const elsewhere = { owner: { kind: "Pod", namespace: "bar", name: "client" } };
  const says = (value: string) => isNeeded({ ...elsewhere, environment: { HOST: value } });
  assertEquals(says("web"), false);
  assertEquals(says("web.shop"), true);
  assertEquals(says("web.shop.svc.cluster.local."), true);
});

Deno.test("neededServices() reads command lines, and takes no program for a host", () => {
  const runs = (...command: string[]) => isNeeded({ command });
  assertEquals(runs("web"), false);
  assertEquals(runs("serve", "web"), false);
  assertEquals(runs("-Q", "web"), false);
  assertEquals(runs("-h", "web"), true);
  assertEquals(runs("nc", "-z", "web", "80"), true);
  assertEquals(runs("nc", "-z", "web", "8080"), false);
  assertEquals(runs("--host=web"), true);
  assertEquals(runs("web.shop.svc"), true);
  assertEquals(isNeeded({ entrypoint: ["ask", "--host"], command: ["web"] }), true);
  assertEquals(isNeeded({ healthcheck: { test: ["CMD", "ask", "-h", "web"] } }), true);
  assertEquals(isNeeded({ post_start: [{ command: ["nc", "web", "80"] }] }), true);
  assertEquals(isNeeded({ pre_stop: [{ command: ["tell", "web"] }] }), false);
  assertEquals(
    isNeeded({ entrypoint: ["sh", "-c"], command: ["until nc web 80; do :; done"] }),
    true,
  );
});

Deno.test("neededServices() reads the files that somebody mounts", () => {
  const files = { "configmaps/conf/app.yaml": "db:\n  host: web\n" };
  assertEquals(isNeeded({}, files), false);
  assertEquals(isNeeded({ volumes: [mount("./configmaps/conf", "/etc/app")] }, files), true);
  assertEquals(
    isNeeded({ volumes: [mount("./configmaps/conf/app.yaml", "/app.yaml")] }, files),
    true,
  );
  assertEquals(isNeeded({ volumes: [mount("./configmaps/con", "/etc/app")] }, files), false);
  assertEquals(
    isNeeded({ volumes: [mount("./secrets/s", "/s")] }, {
      "secrets/s/x": new Uint8Array([119, 101, 98]),
    }),
    false,
  );
});

Deno.test("neededServices() follows an ExternalName to the Service that it leads to", () => {
  const alias = service("alias", null, {
    type: "ExternalName",
    externalName: "web.shop.svc.cluster.local",
  });
  assertEquals(isNeeded({ environment: { HOST: "alias" } }, {}, [...web, alias]), true);
});

Deno.test("neededServices() does not take a pod's own address or name for a Service", () => {
  const client = deployment("client", {
    env: [
      { name: "POD_IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
      { name: "ADVERTISE", value: "$(POD_IP)" },
      { name: "UPSTREAM", value: "web" },
      { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
      { name: "PEER", value: "$(POD_NAME):80" },
    ],
  });
  const says = (name: string) => isNeeded({ environment: { [name]: "web" } }, {}, [...web, client]);
  assertEquals([says("POD_IP"), says("ADVERTISE"), says("UPSTREAM")], [false, false, true]);
  assertEquals([says("POD_NAME"), says("PEER")], [false, true]);
});

Deno.test("neededServices() survives what an extension may have put there", () => {
  const odd = { environment: { A: 1, B: null }, command: [null, 7, "web"], labels: ["a"] };
  assertEquals(isNeeded(odd as unknown as ComposeService), false);
});
