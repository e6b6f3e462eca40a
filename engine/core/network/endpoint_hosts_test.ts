import { assertEquals } from "@std/assert";
import { type ComposeService, mount } from "../../../pacts/mod.ts";
import { codes, contextOf, manifest, service } from "../_testing.ts";
import { addEndpointHosts } from "./endpoint_hosts.ts";

const DB = service("shop/db", undefined, { selector: null, ports: [{ port: 1433 }] });
const endpoints = (ips: string[], port = 1433) =>
  manifest("Endpoints", "shop/db", {
    subsets: [{ addresses: ips.map((ip) => ({ ip })), ports: [{ port }] }],
  });
const owner = { kind: "Deployment", namespace: "shop", name: "web" };

function hostsOf(
  services: Record<string, ComposeService>,
  objects = [DB, endpoints(["192.0.2.7"])],
) {
  const ctx = contextOf(objects);
  ctx.files.write("configmaps/web/conf", "server db.shop.svc\n");
  addEndpointHosts(services, ctx);
  return {
    hosts: Object.fromEntries(
      Object.entries(services).map(([name, { extra_hosts }]) => [name, extra_hosts]),
    ),
    codes: codes(ctx.diagnostics),
  };
}

const hosts = (address: unknown) => ({
  db: address,
  "db.shop": address,
  "db.shop.svc": address,
  "db.shop.svc.cluster.local": address,
});

Deno.test("addEndpointHosts() gives hosts to who names them: in values, on command lines, in files", () => {
  const { hosts: found, codes } = hostsOf({
    value: { owner, environment: { DB: "db:1433" } },
    command: { owner, command: ["--to", "db.shop"] },
    file: { owner, volumes: [mount("./configmaps/web", "/conf")] },
    other: { owner, environment: { DB: "db2" } },
    elsewhere: { owner: { ...owner, namespace: "data" }, environment: { DB: "db" } },
    "of-pod": { network_mode: "service:value", owner },
  });
  assertEquals(found, {
    value: hosts("192.0.2.7"),
    command: hosts("192.0.2.7"),
    file: hosts("192.0.2.7"),
    other: undefined,
    elsewhere: undefined,
    "of-pod": undefined,
  });
  assertEquals(codes, []);
});

Deno.test("addEndpointHosts() gives them to who holds the network, beside the hosts that are there", () => {
  const { hosts: found } = hostsOf({
    side: { owner, network_mode: "service:main", command: ["db"] },
    main: { owner, extra_hosts: ["mail:192.0.2.1", "db=192.0.2.9"] },
  });
  assertEquals(found.main, { mail: "192.0.2.1", ...hosts("192.0.2.7"), db: "192.0.2.9" });
});

Deno.test("addEndpointHosts() gives them to who has the host's network", () => {
  const { hosts: found } = hostsOf({
    "agent-pod": { owner, network_mode: "host" },
    agent: { owner, network_mode: "service:agent-pod", command: ["db"] },
    alone: { owner, network_mode: "none", command: ["db"] },
  });
  assertEquals(found, { "agent-pod": hosts("192.0.2.7"), agent: undefined, alone: undefined });
});

Deno.test("addEndpointHosts() says which port is another where a name stands in place of addresses", () => {
  const slice = manifest("EndpointSlice", "shop/db-1", {
    metadata: { name: "db-1", namespace: "shop", labels: { "kubernetes.io/service-name": "db" } },
    addressType: "FQDN",
    endpoints: [{ addresses: ["db.example.com"] }],
    ports: [{ port: 14330 }],
  });
  const { hosts: found, codes } = hostsOf({ web: { owner, command: ["db"] } }, [DB, slice]);
  assertEquals([found.web, codes], [undefined, ["endpoint-port"]]);
});

Deno.test("addEndpointHosts() has all addresses, and says which port is another", () => {
  const all = ["192.0.2.7", "192.0.2.8"];
  const { hosts: found, codes } = hostsOf({ web: { owner, command: ["db"] } }, [
    DB,
    endpoints(all, 14330),
  ]);
  assertEquals(found.web, hosts(all));
  assertEquals(codes, ["endpoint-port"]);
});

Deno.test("addEndpointHosts() gives one endpoint's name to who names it: its host name, or its address with dashes", () => {
  const slice = manifest("EndpointSlice", "shop/db-1", {
    metadata: {
      name: "db-1",
      namespace: "shop",
      labels: { "kubernetes.io/service-name": "db" },
    },
    endpoints: [{ addresses: ["192.0.2.7", "192.0.2.8"], hostname: "one" }, {
      addresses: ["192.0.2.9"],
    }],
    ports: [{ port: 1433 }],
  });
  const member = (label: string, address: unknown) =>
    Object.fromEntries(
      Object.entries(hosts(address)).map(([name, to]) => [`${label}.${name}`, to]),
    );
  const { hosts: found } = hostsOf({
    full: { owner, environment: { DB: "http://one.db.shop.svc.cluster.local:80/x" } },
    short: { owner, command: ["one.db"] },
    address: { owner, command: ["192-0-2-9.db.shop.svc"] },
    nobody: { owner, command: ["two.db.shop.svc"] },
    elsewhere: { owner: { ...owner, namespace: "data" }, command: ["one.db"] },
  }, [DB, slice]);
  assertEquals(found, {
    full: member("one", ["192.0.2.7", "192.0.2.8"]),
    short: member("one", ["192.0.2.7", "192.0.2.8"]),
    address: member("192-0-2-9", "192.0.2.9"),
    nobody: undefined,
    elsewhere: undefined,
  });
});

Deno.test("addEndpointHosts() says nothing of the ports of a headless Service, which nobody goes through", () => {
  const headless = service("shop/db", undefined, {
    selector: null,
    clusterIP: "None",
    ports: [{ port: 1433 }],
  });
  const { hosts: found, codes } = hostsOf({ web: { owner, command: ["db"] } }, [
    headless,
    endpoints(["192.0.2.7"], 14330),
  ]);
  assertEquals([found.web, codes], [hosts("192.0.2.7"), []]);
});
