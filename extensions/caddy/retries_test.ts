import { assertEquals } from "@std/assert";
import type { IngressEntry } from "@dekube/engine/pacts";
import { make } from "./_testing.ts";

async function proxied(fields: Partial<IngressEntry>): Promise<string[]> {
  const { text } = await make([fields]);
  const site = /^http:\/\/shop[^]*?^\}/m.exec(text)![0];
  const lines = site.split("\n").map((line) => line.trim());
  const start = lines.findIndex((line) => line.startsWith("reverse_proxy"));
  // Without the ends of what it stands in.
  return lines.slice(start, -3);
}

Deno.test("writeConfig() sends a request again, from within, where its status says so", async () => {
  const upstream = "http://web.shop.svc.cluster.local:80";
  assertEquals(await proxied({ retries: { attempts: 3, statuses: [500, 503] } }), [
    `reverse_proxy ${upstream} {`,
    "@again status 500 503",
    "handle_response @again {",
    "route {",
    "@bodiless2 method GET HEAD OPTIONS",
    `reverse_proxy @bodiless2 ${upstream} {`,
    "@again status 500 503",
    "handle_response @again {",
    "route {",
    "@bodiless3 method GET HEAD OPTIONS",
    `reverse_proxy @bodiless3 ${upstream} {`,
    "lb_retries 2",
    "}",
    "copy_response",
    "}",
    "}",
    "lb_retries 2",
    "}",
    "copy_response",
    "}",
    "}",
    "lb_retries 2",
    "}",
  ]);
});

Deno.test("writeConfig() sends a request again no more than ten times, and for no success", async () => {
  const count = async (attempts: number, statuses: number[]) =>
    (await proxied({ retries: { attempts, statuses } }))
      .filter((line) => line.startsWith("reverse_proxy")).length;
  assertEquals(await count(1000, [500]), 10);
  assertEquals(await count(1, [500]), 1);
  assertEquals(await count(3, [200]), 1);
});

Deno.test("writeConfig() takes HTTP/2 without TLS where a backend over HTTP does, or gRPC is carried", async () => {
  const takes = async (fields: Partial<IngressEntry>) =>
    (await make([fields])).text.includes("\tservers {\n\t\tprotocols h1 h2 h2c h3\n\t}\n");
  assertEquals(await takes({ scheme: "h2c" }), true);
  assertEquals(await takes({ grpc: true }), true);
  assertEquals(await takes({ grpc: true, tls: {} }), false);
  assertEquals(await takes({}), false);
});

Deno.test("writeConfig() redirects to a path when it has changed it", async () => {
  const { text } = await make([{
    rewrite: { pattern: "^/a(/.*)?$", replacement: "/b$1" },
    redirect: { to: "https://a.example$uri", status: 302 },
  }]);
  const lines = text.split("\n").map((line) => line.trim());
  const redirect = lines.findIndex((line) => line.startsWith("redir "));
  const rewrite = lines.findIndex((line) => line.startsWith("uri path_regexp"));
  assertEquals(rewrite > 0 && rewrite < redirect, true);
  // Within a route directives keep their order.
  assertEquals(lines.slice(0, rewrite).filter((line) => line === "route {").length, 3);
});
