import { assertEquals } from "@std/assert";
import { urlsOf } from "./urls.ts";

const service = (hosts: string[], ...ports: [published: number, target: number][]) => ({
  ends: false,
  isChecked: false,
  hosts,
  ports: ports.map(([published, target]) => ({ published, target, protocol: "tcp" })),
});

Deno.test("urlsOf() has a proxy's hosts, over HTTPS where it publishes that, and other ports by number", () => {
  assertEquals(
    urlsOf(
      new Map([
        ["caddy", service(["shop.localhost", "b.localhost"], [80, 80], [8443, 443])],
        ["grafana", service([], [3000, 3000])],
        ["db", service([])],
      ]),
    ),
    ["http://localhost:3000/", "https://b.localhost:8443/", "https://shop.localhost:8443/"],
  );
  assertEquals(urlsOf(new Map([["caddy", service(["shop.localhost"], [80, 80])]])), [
    "http://shop.localhost/",
  ]);
});
