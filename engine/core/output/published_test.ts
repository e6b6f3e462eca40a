import { assertEquals } from "@std/assert";
import { portsOf, publishedPortsOf } from "./published.ts";

function read(...ports: unknown[]): string[] {
  return publishedPortsOf({ ports }).map(({ address, port, target, protocol }) =>
    `${address}:${port}:${target}/${protocol}`
  );
}

Deno.test("publishedPortsOf() reads both forms of Compose", () => {
  assertEquals(read("80:8080", "[::1]:81:8081", "127.0.0.1:82:82/udp"), [
    ":80:8080/tcp",
    "::1:81:8081/tcp",
    "127.0.0.1:82:82/udp",
  ]);
  assertEquals(
    read({ target: 80, published: "8080" }, { target: 5, published: 6, protocol: "udp" }),
    [
      ":8080:80/tcp",
      ":6:5/udp",
    ],
  );
  assertEquals(read({ target: 80, published: 80, host_ip: "192.0.2.1" }), ["192.0.2.1:80:80/tcp"]);
});

Deno.test("publishedPortsOf() reads ranges, and the defaults of variables", () => {
  assertEquals(read("7000-7001:8000-8001"), [":7000:8000/tcp", ":7001:8001/tcp"]);
  assertEquals(read("${PORT:-8080}:80", "${PORT-81}:80"), [":8080:80/tcp", ":81:80/tcp"]);
});

Deno.test("publishedPortsOf() leaves out what nobody can know, and what is no port", () => {
  const odd = [
    80,
    "80",
    "a:b",
    "1-3:1-2",
    "0:80",
    "70000:80",
    "80:80/sctp",
    null,
    {},
    "${PORT}:80",
  ];
  assertEquals(read(...odd), []);
  for (const service of [undefined, null, {}, { ports: null }, { ports: "80:80" }]) {
    assertEquals(publishedPortsOf(service), []);
  }
});

Deno.test("portsOf() has each port of a project once, with what is spoken there", () => {
  const services = {
    a: { image: "a", ports: ["80:80", "53:53/udp", "127.0.0.1:80:81"] },
    b: { image: "b", ports: ["9000", "53:53"] },
  };
  assertEquals(portsOf({ services }), ["53/tcp", "53/udp", "80/tcp"]);
});
