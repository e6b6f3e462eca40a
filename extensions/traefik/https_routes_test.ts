import { assertEquals } from "@std/assert";
import { ingress, rewrite } from "./_testing.ts";

const HTTP = { "router.entrypoints": "web" };
const HTTPS = { "router.entrypoints": "websecure" };

Deno.test("an Ingress for HTTP alone is left out when another has its host and path over HTTPS", () => {
  const plain = ingress(HTTP, { name: "plain" });
  const secure = ingress(HTTPS, { name: "secure" });
  const { entries, said } = rewrite(plain, [secure]);
  assertEquals([entries, said], [[], ["info http-route"]]);
  assertEquals(rewrite(secure, [plain]).entries.length, 1);
});

Deno.test("an Ingress for HTTP alone stays when nothing else serves its requests", () => {
  const plain = ingress(HTTP, { name: "plain" });
  const others = [
    ingress(HTTPS, { name: "host", host: "other.example" }),
    ingress(HTTPS, { name: "path", paths: [["/api", "Prefix"]] }),
    ingress({ "router.entrypoints": "metrics" }, { name: "inside" }),
  ];
  assertEquals(rewrite(plain, others).entries.length, 1);
});
