import { assert, assertEquals } from "@std/assert";
import type { ComposeProject } from "../../../pacts/mod.ts";
import { BASE, isOlder, NEEDS, needsOf } from "./needs.ts";

const project = (service: object, others: object = {}): ComposeProject => ({
  name: "demo",
  services: { plain: { image: "a" }, web: { image: "b", ...service } },
  ...others,
});

Deno.test("needsOf() is the base when no key is newer", () => {
  const plain = project({ depends_on: { plain: { condition: "service_healthy" } }, gpus: null });
  assertEquals(needsOf(plain), { ...BASE, composeKeys: [], engineKeys: [] });
});

Deno.test("needsOf() is the highest version that a key needs, and names the keys that need it", () => {
  assertEquals(
    needsOf(project({
      post_start: [{ command: ["a"] }],
      pre_stop: [{ command: ["b"] }],
      develop: {},
      volumes: [{ type: "volume", source: "v", target: "/v", volume: { subpath: "a" } }],
    })),
    {
      compose: "2.30.0",
      engine: "26.0",
      composeKeys: ["post_start", "pre_stop"],
      engineKeys: ["volumes[].volume.subpath"],
    },
  );
});

Deno.test("needsOf() looks at values where it is the value that is new", () => {
  const mounted = (type: string) => project({ volumes: ["./a:/a", { type, target: "/x" }] });
  assertEquals(needsOf(mounted("bind")).compose, BASE.compose);
  assertEquals(needsOf(mounted("image")), {
    compose: "2.35.0",
    engine: "28.0",
    composeKeys: ["volumes[].type: image"],
    engineKeys: ["volumes[].type: image"],
  });
});

Deno.test("needsOf() knows what came to develop.watch later", () => {
  const needs = (rule: object) => {
    const { compose, composeKeys } = needsOf(
      project({ develop: { watch: [{ path: ".", ...rule }] } }),
    );
    return [compose, ...composeKeys];
  };
  assertEquals(needs({ action: "sync", ignore: ["a"] }), ["2.22.0", "develop"]);
  for (
    const [rule, version, key] of [
      [{ action: "sync+restart" }, "2.23.0", "action: sync+restart"],
      [{ action: "restart" }, "2.32.0", "action: restart"],
      [{ action: "sync+exec" }, "2.32.0", "action: sync+exec"],
      [{ action: "sync", exec: { command: "a" } }, "2.32.0", "exec"],
      [{ action: "sync", ignore: "a" }, "2.34.0", "ignore"],
      [{ action: "sync", include: "a" }, "2.34.0", "include"],
      [{ action: "sync", initial_sync: true }, "2.39.4", "initial_sync"],
    ] as const
  ) {
    assertEquals(needs(rule), [version, `develop.watch[].${key}`]);
  }
});

Deno.test("needsOf() knows policies that pull again after some time", () => {
  const needs = (pull_policy: string) => needsOf(project({ pull_policy }));
  for (const policy of ["daily", "weekly", "refresh", "every_12h"]) {
    assertEquals([needs(policy).compose, needs(policy).composeKeys], ["2.34.0", ["pull_policy"]]);
  }
  for (const policy of ["always", "missing"]) assertEquals(needs(policy).compose, BASE.compose);
});

Deno.test("needsOf() looks whether a host has several addresses, in each form", () => {
  const needs = (extra_hosts: unknown) => {
    const { compose, composeKeys } = needsOf(project({ extra_hosts }));
    return [compose, ...composeKeys];
  };
  for (const one of [{ a: "192.0.2.1", b: "192.0.2.1" }, ["a:192.0.2.1", "b=192.0.2.1"], {}]) {
    assertEquals(needs(one), [BASE.compose]);
  }
  for (const several of [{ a: ["192.0.2.1", "::1"] }, ["a:192.0.2.1", "b:::1", "a=::1"]]) {
    assertEquals(needs(several), ["2.24.6", "extra_hosts"]);
  }
});

Deno.test("needsOf() looks at the whole file, names of services that look like keys included", () => {
  assertEquals(needsOf(project({}, { models: { llm: {} } })).compose, "2.38.0");
  assertEquals(needsOf({ name: "demo", services: { gpus: { image: "a" } } }).compose, BASE.compose);
  assertEquals(needsOf(project({ networks: ["default"], labels: { gpus: "1" } })).engine, "20.10");
});

Deno.test("NEEDS are all newer than what every project needs", () => {
  for (const { key, compose, engine } of NEEDS) {
    assert(compose !== undefined || engine !== undefined, key);
    if (compose !== undefined) assert(isOlder(BASE.compose, compose), key);
    if (engine !== undefined) assert(isOlder(BASE.engine, engine), key);
  }
});

Deno.test("isOlder() compares numbers, part by part", () => {
  assert(isOlder("2.9.0", "2.10.0"));
  assert(isOlder("2.30", "2.30.1"));
  assert(isOlder("20.10", "25.0"));
  assert(!isOlder("5.0.0", "2.39.0"));
  assert(!isOlder("2.20.0", "2.20.0"));
});
