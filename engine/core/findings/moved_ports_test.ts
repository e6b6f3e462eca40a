import { assertEquals } from "@std/assert";
import { contextOf, said } from "../_testing.ts";
import { sayMovedPorts } from "./moved_ports.ts";

const PROXY = { image: "caddy", command: ["http://shop.localhost"] };

/** What is said where a program is told an address, and its host is served at a port. */
function movedTo(port: number, url: string, file = ""): string[] {
  const ctx = contextOf([]);
  ctx.files.write("configmaps/web/app.conf", file);
  const volumes = [{ type: "bind", source: "./configmaps/web", target: "/etc/web" } as const];
  const services = { caddy: PROXY, web: { image: "web", environment: { URL: url }, volumes } };
  const point = { protocol: "http", host: "shop.localhost", address: "", port } as const;
  sayMovedPorts({
    project: { name: "shop", services: { ...services, web: { ...services.web, volumes: [] } } },
    services,
    entryPoints: [{ ...point, url: "", service: "caddy" }],
    proxies: ["caddy"],
  }, ctx);
  return said(ctx.diagnostics);
}

Deno.test("sayMovedPorts() names who is told an address whose port is another here", () => {
  const message = (places: string) =>
    `info moved-port: browsers reach http://shop.localhost at the port 8080, and programs are told it without a port: ${places}. Where one leads browsers there, set http://shop.localhost:8080 for it, in the chart's values or under "overrides" in dekube.yaml`;
  for (
    const url of ["http://shop.localhost", "x=http://shop.localhost/a?b", '"http://SHOP.localhost"']
  ) {
    assertEquals(movedTo(8080, url), [message("web (environment.URL)")], url);
  }
  assertEquals(movedTo(8080, "", "url: http://shop.localhost\n"), [
    message("configmaps/web/app.conf"),
  ]);
});

Deno.test("sayMovedPorts() is silent about other addresses, and where the port is the usual one", () => {
  for (
    const url of [
      "http://shop.localhost:8080/",
      "http://www.shop.localhost",
      "http://shop.localhost.example",
      "https://shop.localhost/",
      "shop.localhost",
    ]
  ) assertEquals(movedTo(8080, url), [], url);
  assertEquals(movedTo(80, "http://shop.localhost/"), []);
});
