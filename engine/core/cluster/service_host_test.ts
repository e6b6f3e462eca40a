import { assertEquals } from "@std/assert";
import { parseServiceHost } from "./service_host.ts";

Deno.test("parseServiceHost() knows each form of a name", () => {
  const web = { namespace: "data", name: "web" };
  for (
    const host of [
      "web.data",
      "web.data.svc",
      "web.data.svc.cluster.local",
      "WEB.data.svc.",
      "web.data.svc.k8s.corp",
    ]
  ) {
    assertEquals(parseServiceHost(host, "shop"), web);
  }
  assertEquals(parseServiceHost("web", "shop"), { namespace: "shop", name: "web" });
});

Deno.test("parseServiceHost() takes the whole host for a name when it is no Service's", () => {
  for (const host of ["a.b.c", "web-0.web.data.svc", "web.data.svcs", "web.data.svc..x"]) {
    assertEquals(parseServiceHost(host, "shop"), { namespace: "", name: host });
  }
});
