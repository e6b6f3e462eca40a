import { assertEquals } from "@std/assert";
import { redirectOf, sendsOn } from "./redirect.ts";

const PLACE = { scheme: "http" as const, httpsPorts: new Set([443, 8443]) };

Deno.test("redirectOf() keeps what a filter does not name", () => {
  const to = (filter: Record<string, unknown>) => redirectOf(filter, PLACE).to;
  assertEquals(to({}), "http://$http_host$request_uri");
  assertEquals(to({ hostname: "a.example" }), "http://a.example$request_uri");
  assertEquals(to({ port: 8083 }), "http://$host:8083$request_uri");
  assertEquals(to({ port: 80 }), "http://$host$request_uri");
  assertEquals(to({ hostname: "a.example", port: 8083 }), "http://a.example:8083$request_uri");
  assertEquals(to({ path: { type: "ReplaceFullPath" } }), "http://$http_host$uri");
});

Deno.test("redirectOf() takes ports of listeners for HTTPS for the one that HTTPS has", () => {
  const to = (filter: Record<string, unknown>) => redirectOf(filter, PLACE).to;
  assertEquals(to({ scheme: "https" }), "https://$host$request_uri");
  assertEquals(to({ scheme: "https", port: 8443 }), "https://$host$request_uri");
  assertEquals(to({ scheme: "https", port: 9443 }), "https://$host:9443$request_uri");
  assertEquals(to({ scheme: "https", hostname: "a.example" }), "https://a.example$request_uri");
});

Deno.test("sendsOn() is the status of a redirect that does nothing but that", () => {
  assertEquals(sendsOn({ scheme: "https" }, PLACE), 302);
  assertEquals(sendsOn({ scheme: "https", port: 8443, statusCode: 301 }, PLACE), 301);
  assertEquals(sendsOn({ scheme: "https", port: 9443 }, PLACE), undefined);
  assertEquals(sendsOn({ scheme: "https", hostname: "a.example" }, PLACE), undefined);
  assertEquals(sendsOn({ scheme: "https", path: { type: "x" } }, PLACE), undefined);
  assertEquals(sendsOn({ scheme: "http" }, PLACE), undefined);
});
