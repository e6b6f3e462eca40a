import { assertEquals } from "@std/assert";
import { Variables } from "./variables.ts";

/** The name that a copy of another namespace's Secret has. */
function copyOf(secret: string, namespace: string): string {
  const variables = new Variables("shop");
  const owner = { kind: "User", metadata: { name: "app", namespace } };
  variables.fromSecret(owner, secret, "password");
  const [name] = variables.copies.keys();
  return name;
}

Deno.test("fromSecret() gives copies names that nothing else has", () => {
  // Kafkas, Tenants, Postgres' clusters: what is made for them has one underscore.
  for (const suffix of ["server", "setup", "environment", "init", "config", "ca"]) {
    assertEquals(copyOf("events", suffix), `events_of_${suffix}`);
  }
  const parts = ["a", "b", "a_of_b", "_", "a_", "_of_", "of_b", "b_of", "__"];
  const all = parts.flatMap((secret) => parts.map((namespace) => copyOf(secret, namespace)));
  assertEquals(new Set(all).size, parts.length ** 2);
});
