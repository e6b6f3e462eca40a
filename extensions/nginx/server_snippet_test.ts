import { assertEquals } from "@std/assert";
import { ingress, rewrite, type Short } from "./_testing.ts";

/** Why the routes of an Ingress are closed beside another one of the same host, or of another. */
function denied(other: Short, host = "shop.example", own: Short = {}) {
  const { entries } = rewrite(ingress(own, { name: "own" }), [
    ingress(other, { name: "other", host }),
  ]);
  return entries.map(({ denied }) => denied);
}

const CLOSED = 'nginx.ingress.kubernetes.io/server-snippet of the Ingress "other"';

Deno.test("a server-snippet that restricts closes all routes of its host, whichever Ingress has it", () => {
  const guard = { "server-snippet": "if ($http_x = '') { return 403; }" };
  assertEquals(denied(guard), [CLOSED]);
  assertEquals(denied(guard, "SHOP.example"), [CLOSED]);
  assertEquals(denied(guard, "other.example"), [undefined]);
  assertEquals(denied({ ...guard, canary: "true" }), [CLOSED]);
  assertEquals(denied({ "server-snippet": "gzip on;" }), [undefined]);
  assertEquals(denied({ "configuration-snippet": "deny all;" }), [undefined]);
});
