import { assert, assertEquals, assertFalse } from "@std/assert";
import type { Conversion } from "../../../mod.ts";
import { convert, object, resource } from "../_testing.ts";
import { Variables } from "./variables.ts";

Deno.test("fromSecret() copies the keys that are asked for, under a name that nobody can guess", () => {
  const owner = { kind: "User", metadata: { name: "app", namespace: "other" } };
  const broker = object("RabbitmqCluster", "mq", {});
  const generated = {
    value: (_: unknown, key: string, make?: () => string) => `${key}_${make!()}`,
  };
  const [one, other] = [new Variables(broker, { generated }), new Variables(broker, { generated })];
  for (const variables of [one, other]) {
    for (const key of ["username", "password", "username"]) {
      variables.fromSecret(owner, "login", key);
    }
  }
  const [[first], [second]] = [one.copies, other.copies];
  assertEquals([first.namespace, first.secret, first.keys], ["other", "login", [
    "username",
    "password",
  ]]);
  assert(first.name !== second.name && /^login_copy_other_login_\w{24}$/.test(first.name));
  assertEquals(one.copies.length, 1);
  one.fromSecret({ kind: "User", metadata: { name: "app", namespace: "shop" } }, "login", "x");
  assertEquals(one.copies.length, 1);
});

Deno.test("a pod beside the broker gets nothing of another namespace's Secret by a name that it can write", async () => {
  const login = object("Secret", "login", {
    stringData: { username: "ann", password: "p-of-ann", other: "own-business" },
  }, "other");
  const user = resource("User", "ann", {
    rabbitmqClusterReference: { name: "mq", namespace: "shop" },
    importCredentialsSecret: { name: "login" },
  }, { namespace: "other" });
  const spec = {
    containers: [{
      name: "thief",
      image: "thief",
      envFrom: [{ secretRef: { name: "login_of_other" } }],
    }],
  };
  const broker = resource("RabbitmqCluster", "mq", {}, {
    annotations: { "rabbitmq.com/topology-allowed-namespaces": "other" },
  });
  const thief = object("Pod", "thief", { spec });
  const all = [broker, login, user, thief];
  const first = await convert(all);
  const { project } = first;
  assertFalse(JSON.stringify(project).includes("own-business"));
  assertFalse(JSON.stringify(project.services.thief).includes("p-of-ann"));
  assert(JSON.stringify(project.services["mq-server"]).includes("p-of-ann"));
  // What nobody can guess is in no file, so each run comes to the same.
  const again = await convert(all, { previous: first });
  assertEquals(again.project.services, project.services);
  const paths = ({ files }: Conversion) => [...files.entries()].map(([path]) => path);
  assertEquals(paths(again), paths(first));
});
