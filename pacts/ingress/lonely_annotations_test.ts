import { assertEquals } from "@std/assert";
import { contextOf } from "../_testing.ts";
import type { Ingress } from "../kubernetes/types.ts";
import { Annotations } from "./annotations.ts";
import { type Companions, lonelyRestrictions, reportLonely } from "./lonely_annotations.ts";

const NGINX = { name: "nginx", prefix: "nginx.ingress.kubernetes.io/" };
const COMPANIONS: Companions = {
  "auth-secret": ["auth-type"],
  "auth-tls-verify-client": ["auth-tls-secret"],
  "limit-burst-multiplier": ["limit-rps", "limit-rpm"],
};

/** Annotations that are said to mean nothing, and those that restrict. */
function read(short: Record<string, string>): { said: string[]; restricting: string[] } {
  const annotations = Object.fromEntries(
    Object.entries(short).map(([name, value]) => [NGINX.prefix + name, value]),
  );
  const ctx = contextOf([]);
  const ingress = { kind: "Ingress", metadata: { name: "web", annotations } } as Ingress;
  const own = new Annotations(NGINX, ingress, ctx);
  reportLonely(COMPANIONS, own);
  const restrictions = lonelyRestrictions(COMPANIONS, own);
  return {
    said: [...ctx.diagnostics].map(({ path = "" }) => path.replace(/^.*\/|"\]$/g, "")),
    restricting: restrictions.map(({ guard, annotation }) =>
      `${guard} ${annotation.slice(NGINX.prefix.length)}`
    ),
  };
}

Deno.test("reportLonely() says what has nothing to act on, unless it keeps somebody out", () => {
  assertEquals(read({ "limit-burst-multiplier": "2" }).said, ["limit-burst-multiplier"]);
  assertEquals(read({ "limit-burst-multiplier": "2", "limit-rpm": "9" }).said, []);
  assertEquals(read({ "auth-secret": "users" }).said, []);
  // What is off keeps nobody out.
  assertEquals(read({ "auth-tls-verify-client": "off" }).said, ["auth-tls-verify-client"]);
});

Deno.test("lonelyRestrictions() are those that keep somebody out and stand alone", () => {
  const both = { "auth-secret": "users", "auth-tls-verify-client": "on" };
  assertEquals(read(both).restricting, [
    "basicAuth auth-secret",
    "clientCertificate auth-tls-verify-client",
  ]);
  assertEquals(read({ ...both, "auth-type": "basic" }).restricting, [
    "clientCertificate auth-tls-verify-client",
  ]);
  assertEquals(read({ "limit-burst-multiplier": "2" }).restricting, []);
});
