import { assertEquals } from "@std/assert";
import { ObjectIndex } from "@dekube/engine/pacts";
import { testContext } from "@dekube/engine/testing";
import { object } from "./_testing.ts";
import { infrastructureRoles } from "./infrastructure_roles.ts";
import type { OperatorOptions } from "./operator_options.ts";

Deno.test("infrastructureRoles() reads what a Secret describes once, however often it is named", () => {
  const names = Array.from({ length: 50 }, (_, index) => `role_${index}`);
  const data = Object.fromEntries(names.map((name) => [name, "inrole: [admin]"]));
  const stringData = Object.fromEntries(names.map((name) => [name, `password of ${name}`]));
  const objects = [
    object("Secret", "roles", { stringData }),
    object("ConfigMap", "roles", { data }),
  ];
  const definitions = names.map((userkey) => ({
    secretname: "roles",
    userkey: "none",
    defaultuservalue: userkey,
    passwordkey: userkey,
  }));
  const options = {
    namespace: "shop",
    text: () => "roles",
    raw: () => definitions,
    isTrusted: () => true,
  } as Partial<OperatorOptions> as OperatorOptions;
  const found = infrastructureRoles(options, new ObjectIndex(objects), testContext(objects));
  assertEquals(found.length, 2 * names.length);
  assertEquals(found.filter(({ memberOf }) => memberOf.includes("admin")).length, names.length);
});
