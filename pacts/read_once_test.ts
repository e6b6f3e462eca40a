import { assertEquals } from "@std/assert";
import { contextOf } from "./_testing.ts";
import { readOnce } from "./read_once.ts";

const service = (name: string) => ({ kind: "Service", metadata: { name } });

Deno.test("readOnce() reads again when there is another object, and for other manifests", () => {
  let times = 0;
  const namesIn = readOnce(["Service"], ({ manifests }) => {
    times++;
    return manifests.of("Service").map(({ metadata }) => metadata.name);
  });
  const one = contextOf([service("a")]);
  assertEquals([namesIn(one), namesIn(one), times], [["a"], ["a"], 1]);
  one.manifests.add(service("b"));
  assertEquals([namesIn(one), times], [["a", "b"], 2]);
  assertEquals([namesIn(contextOf([service("c")])), times], [["c"], 3]);
});
