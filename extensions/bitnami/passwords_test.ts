import { assertEquals } from "@std/assert";
import { mount } from "@dekube/engine/pacts";
import { testContext } from "@dekube/engine/testing";
import { workloadOf } from "../../pacts/kubernetes/workloads.ts";
import { passwordOf, withoutLastNewlines } from "./passwords.ts";

const image = { name: "redis" };

function originOf(container: object, pod: object = {}) {
  const manifest = {
    kind: "StatefulSet",
    metadata: { name: "db-primary", namespace: "shop" },
    spec: { template: { spec: { containers: [container], ...pod } } },
  };
  return { workload: workloadOf(manifest)!, container, role: "main" as const };
}

Deno.test("withoutLastNewlines() is what a shell reads of a file", () => {
  assertEquals(["a\n\n", "a", "\n", "", " a\n b "].map(withoutLastNewlines), [
    ...["a", "a", "", "", " a\n b "],
  ]);
});

Deno.test("passwordOf() takes the file before the variable", () => {
  const ctx = testContext([]);
  ctx.files.write("secrets/s/pw", "file\n");
  const environment = { PW: "plain", PW_FILE: "/s/pw" };
  const service = { environment, volumes: [mount("./secrets/s", "/s")] };
  assertEquals(passwordOf("PW", { name: "x", service, image }, ctx), { value: "file" });
  const unmounted = { environment };
  assertEquals(passwordOf("PW", { name: "x", service: unmounted, image }, ctx), { value: "plain" });
});

Deno.test("passwordOf() finds the Secret that is called like the workload", () => {
  const secret = {
    kind: "Secret",
    metadata: { name: "db", namespace: "shop" },
    stringData: { pw: "p" },
  };
  const elsewhere = { ...secret, metadata: { name: "db", namespace: "other" } };
  const service = { environment: { PW_FILE: "/s/pw" } };
  const subject = { name: "x", service, image, origin: originOf({}) };
  assertEquals(passwordOf("PW", subject, testContext([secret])), { value: "p" });
  assertEquals(passwordOf("PW", subject, testContext([elsewhere])), {
    value: "",
    missing: "the file /s/pw",
  });
});

Deno.test("passwordOf() tells a missing password from none and from an optional one", () => {
  const from = (more: object) => ({
    env: [{ name: "PW", valueFrom: { secretKeyRef: { name: "s", key: "k", ...more } } }],
  });
  const missing = (container: object, environment = {}) =>
    passwordOf(
      "PW",
      { name: "x", service: { environment }, image, origin: originOf(container) },
      testContext([]),
    )
      .missing !== undefined;
  assertEquals(missing({}), false);
  assertEquals(missing(from({})), true);
  assertEquals(missing(from({}), { PW: "" }), false);
  assertEquals(missing(from({ optional: true })), false);
  assertEquals(missing({ envFrom: [null, { secretRef: { name: "s" } }] }), true);
  assertEquals(missing({ envFrom: [{ secretRef: { name: "s", optional: true } }] }), false);
});
