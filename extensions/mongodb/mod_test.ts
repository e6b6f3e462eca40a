import { assertEquals } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { testContext } from "@dekube/engine/testing";
import { community, convert, object, percona } from "./_testing.ts";
import { controller } from "./controller.ts";
import { COMMUNITY, PERCONA } from "./kinds.ts";
import { FIELDS } from "./fields.ts";
import { extension } from "./mod.ts";

Deno.test("the operators and their charts are left out", async () => {
  for (
    const image of [
      "quay.io/mongodb/mongodb-kubernetes-operator:0.12.0",
      "quay.io/mongodb/mongodb-kubernetes:1.10.1",
      "percona/percona-server-mongodb-operator:1.22.0",
    ]
  ) {
    const operator = {
      ...object("Deployment", "operator", {
        spec: {
          selector: { matchLabels: { a: "b" } },
          template: {
            metadata: { labels: { a: "b" } },
            spec: { containers: [{ name: "operator", image }] },
          },
        },
      }),
      apiVersion: "apps/v1",
    };
    assertEquals(Object.keys((await convert([operator])).project.services), [], image);
  }
});

Deno.test("nonsense at any depth does no harm", () => {
  const nonsense = [null, 0, "x", [], [null], {}, true, { a: { b: [1] } }, "\ud800"];
  const tried = (manifest: Manifest) => controller([manifest], testContext([manifest]));
  for (const [kind, make] of [[COMMUNITY, community], [PERCONA, percona]] as const) {
    const { spec } = FIELDS[kind] as { spec: Record<string, unknown> };
    const base = {
      security: { tls: { enabled: true } },
      sharding: { enabled: true, configsvrReplSet: {}, mongos: {} },
      replsets: [{ name: "rs0" }],
      users: [{ name: "a" }],
    };
    for (const value of nonsense) {
      assertEquals(tried(make(value)).size, 1);
      for (const field of Object.keys(spec)) {
        tried(make({ ...base, [field]: value }));
        const below = spec[field];
        if (typeof below !== "object" || below === null) continue;
        for (const name of Object.keys(below)) {
          tried(make({ ...base, [field]: { [name]: value } }));
          tried(make({ ...base, [field]: [{ name: "x", [name]: value }] }));
        }
      }
    }
  }
});

Deno.test("settings have the images of servers that name none", async () => {
  const config = { extensions: { mongodb: { image: "mongo:8", percona_image: "own:1" } } };
  const { project } = await convert([community({}, "a"), percona({}, undefined, "b")], { config });
  assertEquals(project.services.a.image, "mongo:8");
  assertEquals(project.services["b-rs0"].image, "own:1");
  assertEquals(Object.keys(extension.settings ?? {}), ["image", "percona_image"]);
});
