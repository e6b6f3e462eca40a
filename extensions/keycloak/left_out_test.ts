import { assertEquals } from "@std/assert";
import { said, testContext } from "@dekube/engine/testing";
import { specOf } from "./_testing.ts";
import { sayLeftOut } from "./left_out.ts";

function leftOut(spec: unknown): string[] {
  const ctx = testContext([]);
  sayLeftOut(specOf(spec, ctx));
  return said(ctx);
}

Deno.test("sayLeftOut() is silent of what is read, and of what has no effect on one host", () => {
  assertEquals(
    leftOut({
      instances: 1,
      db: { host: "x", vendor: null },
      http: { tlsSecret: "x", annotations: {} },
      scheduling: { affinity: {} },
      update: { strategy: "Auto" },
      networkPolicy: { enabled: true },
      imagePullSecrets: [{ name: "x" }],
      unsupported: null,
    }),
    [],
  );
});

Deno.test("sayLeftOut() names fields that nothing reads, and rules that can't be kept", () => {
  assertEquals(
    leftOut({ database: {}, db: { hostname: "x" }, networkPolicy: { http: [{}] } }),
    [
      "unknown-field spec.database",
      "unknown-field spec.db.hostname",
      "network-policy spec.networkPolicy",
    ],
  );
});
