import { assertEquals } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { codesOf, converted, workloadOf } from "./_testing.ts";

const IMAGES = ["redis", "postgresql", "keycloak"].map((name) => `docker.io/bitnami/${name}:1`);

/** What Helm makes of an empty template, and what nobody should write. */
const ODD: unknown[] = [null, "", "x", 0, 7, true, [], [null], {}, { a: null }, [{ name: null }]];

const FIELDS = ["env", "envFrom", "command", "args", "volumeMounts", "readinessProbe", "lifecycle"];

Deno.test("transform() takes fields of any type, and none keeps the others from converting", async () => {
  const manifests: Manifest[] = [];
  for (const image of IMAGES) {
    for (const field of FIELDS) {
      for (const value of ODD) {
        // The environment is read from a list alone.
        if (field.startsWith("env") && !Array.isArray(value) && value !== null) continue;
        const name = `w${manifests.length}`;
        manifests.push(workloadOf(name, { image, [field]: value }, {
          volumes: value,
          initContainers: Array.isArray(value) ? value : null,
        }));
      }
    }
  }
  const { project } = await converted(manifests);
  assertEquals(
    manifests.map(({ metadata }) => metadata.name).filter((name) => !(name in project.services)),
    [],
  );
});

Deno.test("transform() leaves other images of Bitnami's alone", async () => {
  const names = ["valkey", "redis-cluster", "redis-sentinel", "mariadb", "toString", "constructor"];
  const conversion = await converted(
    names.map((name) => workloadOf(name.toLowerCase(), { image: `bitnami/${name}:1` })),
  );
  assertEquals(
    Object.values(conversion.project.services).map(({ image }) => image),
    names.map((name) => `bitnami/${name}:1`),
  );
  assertEquals(codesOf(conversion), []);
});

Deno.test("transform() says that a wrong setting is ignored", async () => {
  const conversion = await converted([workloadOf("cache", { image: "bitnami/redis:7" })], {
    extensions: { bitnami: { redis_image: 7 } },
  });
  assertEquals(codesOf(conversion)[0], "bad-setting");
  assertEquals(conversion.project.services.cache.image, "redis:7-alpine");
});

Deno.test("transform() leaves a service alone that the user's own replaces", async () => {
  const conversion = await converted([workloadOf("cache", { image: "bitnami/redis:7" })], {
    services: { cache: { image: "own:1" } },
  });
  assertEquals(codesOf(conversion), ["replaced-service"]);
});

Deno.test("transform() does the same again for the same input", async () => {
  const manifests = IMAGES.map((image, index) => workloadOf(`w${index}`, { image }));
  const [first, second] = [await converted(manifests), await converted(manifests)];
  assertEquals(JSON.stringify(first.project), JSON.stringify(second.project));
  assertEquals(first.diagnostics, second.diagnostics);
});
