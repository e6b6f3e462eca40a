import { assertEquals } from "@std/assert";
import { Diagnostics } from "../../pacts/mod.ts";
import { manifestsOf } from "./_testing.ts";
import { warnUnfilled } from "./unfilled.ts";

function saidOf(yaml: string): string[] {
  const diagnostics = new Diagnostics();
  warnUnfilled(manifestsOf(yaml), diagnostics);
  return [...diagnostics].map(({ message }) => message);
}

const deployment = (name: string, image: string) => `
kind: Deployment
metadata: {name: "${name}", namespace: shop}
spec: {template: {spec: {containers: [{image: "${image}", env: [{name: A, value: "\${HOME}"}]}]}}}
---`;

const WHAT_TO_DO =
  'Fill them in first, for instance with: envsubst < FILE > FILLED. To have Compose fill them in from .env, write the image under "overrides" in dekube.yaml';

Deno.test("warnUnfilled() names images and names that wait for values, all in one message", () => {
  assertEquals(
    saidOf([
      deployment("web", "${REGISTRY}/web:${TAG}"),
      deployment("$NAME", "db:1"),
      deployment("api", "{{ registry }}/api:${TAG}"),
      deployment("plain", "plain:1"),
    ].join("")),
    [
      "names with values that nobody filled in are no names: Deployment shop/web (${REGISTRY}, ${TAG}), " +
      `Deployment shop/$NAME ($NAME), Deployment shop/api ({{ registry }}, \${TAG}). ${WHAT_TO_DO}`,
    ],
  );
});

Deno.test("warnUnfilled() counts when there are many", () => {
  const yaml = [1, 2, 3, 4, 5, 6, 7].map((number) => deployment(`web-${number}`, "a:$TAG")).join(
    "",
  );
  assertEquals(saidOf(yaml)[0].includes("Deployment shop/web-5 ($TAG), and 2 more."), true);
});

Deno.test("warnUnfilled() is silent about variables that are a program's own", () => {
  assertEquals(saidOf(deployment("web", "web:1")), []);
});
