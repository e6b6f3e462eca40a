import { assertEquals } from "@std/assert";
import { fillTemplate } from "./template.ts";

const VARIABLES = {
  scheme: "<scheme>",
  host: "<host>",
  http_host: "<http_host>",
  method: "<method>",
  request_uri: "<uri>",
  escaped_request_uri: "<escaped>",
  uri: "<new>",
  remote_addr: "<client>",
  server_port: "<port>",
  request_id: "<id>",
  forwarded_for: "<chain>",
};

function fill(text: string): string {
  return fillTemplate(text, VARIABLES, (text) => text.replaceAll("$", "%"));
}

Deno.test("fillTemplate() puts each variable in the proxy's words", () => {
  assertEquals(fill("$scheme://$http_host$request_uri"), "<scheme>://<http_host><uri>");
  assertEquals(fill("$escaped_request_uri$host/$method"), "<escaped><host>/<method>");
});

Deno.test("fillTemplate() leaves no other variable", () => {
  assertEquals(fill("$$5$host_$hostname$toString$"), "%5%host_%hostname%toString%");
  assertEquals(fill(""), "");
});
