import { assertEquals } from "@std/assert";
import { defaultConfig } from "../../pacts/config.ts";
import { contextOf, manifest } from "./_testing.ts";
import { type PortChoice, portToPublish } from "./port_to_publish.ts";

const service = (name: string, ...ports: object[]) =>
  manifest("Service", `shop/${name}`, { spec: { selector: { app: name }, ports } });

/** What is chosen of Services, each of which has a pod. */
function chosen(services: ReturnType<typeof service>[], with_: Partial<PortChoice> = {}) {
  const ctx = contextOf(services);
  for (const { metadata: { name } } of services) {
    const workload = manifest("Deployment", `shop/${name}`);
    ctx.forExtension("maker").workloads.add(workload, { labels: { app: name } }, name);
  }
  const project = {
    name: "shop",
    services: Object.fromEntries(services.map(({ metadata: { name } }) => [name, { image: "a" }])),
  };
  return portToPublish({ ctx, project, config: defaultConfig(), entryPoints: [], ...with_ });
}

Deno.test("portToPublish() takes a site where there is one, by the port of the container", () => {
  const db = service("db", { name: "tcp", port: 5432 });
  const web = service("web", { name: "metrics", port: 9100 }, { port: 80, targetPort: 3000 });
  assertEquals(chosen([db, web]), { service: "web", port: 3000 });
  const named = service("named", { name: "http", port: 9898 });
  assertEquals(chosen([db, named]), { service: "named", port: 9898 });
  assertEquals(chosen([db]), { service: "db", port: 5432 });
  assertEquals(chosen([service("dns", { port: 53, protocol: "UDP" })]), undefined);
});

Deno.test("portToPublish() is nothing when there is a way in, or others see to that", () => {
  const web = service("web", { port: 80 });
  assertEquals(chosen([web], { entryPoints: [{} as never] }), undefined);
  assertEquals(chosen([web], { config: { ...defaultConfig(), disableIngress: true } }), undefined);
  assertEquals(chosen([web], { config: { ...defaultConfig(), network: "proxy" } }), undefined);
  const services = { web: { image: "a", profiles: ["debug"] } };
  assertEquals(chosen([web], { project: { name: "shop", services } }), undefined);
});
