import { assertEquals, assertStringIncludes } from "@std/assert";
import type { ComposeProject } from "../../../pacts/mod.ts";
import { contextOf } from "../_testing.ts";
import { warnNamesFromHost } from "./names_from_host.ts";

const DB = { networks: { default: { aliases: ["db.shop.svc", "db.shop"] } } };
const HOST = { network_mode: "host" };
const owner = { kind: "DaemonSet", namespace: "shop", name: "agent" };

/** What is said of a project with a database: who says it, and the names. */
function look(services: ComposeProject["services"], files: Record<string, string> = {}) {
  const ctx = contextOf();
  for (const [path, content] of Object.entries(files)) ctx.files.write(path, content);
  const project = { name: "x", services: { db: DB, ...services } };
  warnNamesFromHost(project, { agent: { owner } }, ctx);
  return [...ctx.diagnostics].map(({ message, resource }) => {
    const [, pod, names] = /^"(\S+)" has .* answers to (.*), which/.exec(message) ?? [];
    return [resource?.name, pod, names];
  });
}

Deno.test("warnNamesFromHost() says once a pod which names it uses that its network does not know", () => {
  const services = {
    agent: {
      ...HOST,
      environment: {
        URL: "http://db:80",
        FULL: "db.shop.svc:80",
        DB_HOST: "db",
        NO_PROXY: "db.shop",
      },
      command: ["--to", "db.shop"],
    },
    log: { network_mode: "service:agent", environment: { A: "http://db/" } },
    web: { environment: { A: "http://db/" } },
  };
  assertEquals(look(services), [["agent", "agent", '"db", "db.shop", "db.shop.svc"']]);
});

Deno.test("warnNamesFromHost() reads the files that such a pod mounts, and no others", () => {
  const volumes = ["./configmaps/a:/etc/a:ro"];
  const files = {
    "configmaps/a/conf": "server: http://db/\nto db.shop.svc\n",
    "configmaps/b/conf": "http://db.shop/",
  };
  assertEquals(look({ agent: { ...HOST, volumes } }, files), [
    ["agent", "agent", '"db", "db.shop.svc"'],
  ]);
});

Deno.test("warnNamesFromHost() passes over words that are no hosts, and hosts that the pod knows", () => {
  const environment = {
    MODE: "db",
    TEXT: "the db is here",
    A: "http://db/",
    B: "http://localhost/",
  };
  const extra_hosts = ["db:192.0.2.1"];
  assertEquals(look({ agent: { ...HOST, environment, extra_hosts } }), []);
  assertEquals(look({ web: { environment } }), []);
});

Deno.test("warnNamesFromHost() passes over what only leads out of the project, and not over what leads to the host", () => {
  const environment = { A: "http://mail/", B: "http://probe.shop/" };
  const other = { extra_hosts: ["mail:192.0.2.1", "probe.shop:host-gateway"] };
  assertEquals(look({ agent: { ...HOST, environment }, other }), [
    ["agent", "agent", '"probe.shop"'],
  ]);
});

Deno.test("warnNamesFromHost() counts names beyond a few, and says what to do", () => {
  const names = Array.from({ length: 7 }, (_, index) => `kv-${index}.kv`);
  const ctx = contextOf();
  warnNamesFromHost(
    {
      name: "x",
      services: {
        kv: { networks: { default: { aliases: names } } },
        agent: { ...HOST, command: names },
      },
    },
    {},
    ctx,
  );
  const [{ message }] = ctx.diagnostics;
  assertStringIncludes(message, '"kv-4.kv", and 2 more, which it uses');
  assertStringIncludes(message, "localhost");
});
