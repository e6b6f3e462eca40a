import { assertEquals } from "@std/assert";
import { type ComposeService, Diagnostics } from "../../../pacts/mod.ts";
import { said } from "../_testing.ts";
import { dropTakenPorts } from "./published_ports.ts";

/** Ports of the services afterwards; services that publish none are left out. */
function publish(ports: Record<string, unknown[]>, first: string[] = []) {
  const services: Record<string, ComposeService> = Object.fromEntries(
    Object.entries(ports).map(([name, list]) => [name, { ports: list as string[] }]),
  );
  const diagnostics = new Diagnostics();
  dropTakenPorts(services, first, diagnostics);
  const kept = Object.fromEntries(
    Object.entries(services).filter(([, service]) => "ports" in service)
      .map(([name, service]) => [name, service.ports as unknown[]]),
  );
  return { kept, said: said(diagnostics) };
}

Deno.test("dropTakenPorts() keeps all ports when they differ", () => {
  const ports = {
    a: ["80:8080", "443:8443"],
    b: ["8080:8080"],
    c: ["53:53/udp"],
    d: ["53:53/tcp"],
  };
  assertEquals(publish(ports), { kept: ports, said: [] });
});

Deno.test("dropTakenPorts() takes a port from the second service, and says so, when two publish it", () => {
  assertEquals(publish({ a: ["80:8080"], b: ["80:3000", "81:3000"] }), {
    kept: { a: ["80:8080"], b: ["81:3000"] },
    said: [
      'warning port-taken: the service "b" would publish port 80/tcp of the host, which "a" publishes already; it is not published. Give it another under "overrides.b.ports" in dekube.yaml',
    ],
  });
});

Deno.test("dropTakenPorts() leaves no empty list when all ports are taken", () => {
  assertEquals(publish({ a: ["80:80"], b: ["80:81"] }).kept, { a: ["80:80"] });
});

Deno.test("dropTakenPorts() serves the proxy first when others want its ports", () => {
  assertEquals(publish({ web: ["80:8080"], caddy: ["80:80", "443:443"] }, ["caddy"]).kept, {
    caddy: ["80:80", "443:443"],
  });
});

Deno.test("dropTakenPorts() passes over a proxy when it made no such service", () => {
  assertEquals(publish({ web: ["80:80"] }, ["gone"]).kept, { web: ["80:80"] });
});

Deno.test("dropTakenPorts() minds addresses when ports are bound to one", () => {
  const { kept } = publish({
    a: ["127.0.0.1:80:80"],
    b: ["10.0.0.1:80:80"],
    c: ["127.0.0.1:80:81"],
    d: ["80:82"],
    e: ["[::1]:80:80"],
    f: ["0.0.0.0:90:80"],
    g: ["127.0.0.1:90:80"],
  });
  assertEquals(Object.keys(kept), ["a", "b", "e", "f"]);
});

Deno.test("dropTakenPorts() leaves alone what it can't read", () => {
  const ports = {
    a: ["8080", "3000-3005:3000-3005", { target: 80, published: "80" }, 90],
    b: [90],
  };
  assertEquals(publish(ports), { kept: ports, said: [] });
});
